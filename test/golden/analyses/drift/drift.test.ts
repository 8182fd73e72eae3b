import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { labelledRows } from '../../../../shared/analyses/common/labelled-rows'
import { performanceMeasures } from '../../../../shared/analyses/common/performance-measures'
import abTest from '../../../../shared/analyses/comparison/ab-test.analysis'
import { relationOf } from '../../../../shared/analyses/drift/concept/relation'
import { changeOf } from '../../../../shared/analyses/drift/performance/measure'
import { scoreCurve } from '../../../../shared/analyses/drift/reweight/score-curve'
import { calibrate, expectedPerformance } from '../../../../shared/analyses/drift/without-labels/expected'
import type { AnalysisResult } from '../../../../shared/contract/analysis'
import { quietJob } from '../../../../shared/contract/job'
import { errorOfPeeking } from '../../../../shared/stats/power'
import { createRng } from '../../../../shared/stats/rng'
import { categoryColumn, makeDataset, makeInput, makeTable } from '../../../unit/analyses/build-input'

interface Rows { readonly score: readonly number[]; readonly y: readonly number[]; readonly number: readonly number[]; readonly v: readonly number[] }
interface Relation { readonly statistic: number; readonly p: number; readonly mean: number; readonly low: number; readonly high: number }
interface Change { readonly reference: number; readonly change: number; readonly p: number; readonly low: number; readonly high: number }
interface Golden {
  readonly producer: string
  readonly reference: Rows
  readonly window: Rows
  readonly concept: { readonly binary: Relation; readonly number: Relation }
  readonly performance: { readonly auc: Change; readonly logLoss: Change; readonly mae: Change }
  readonly withoutLabels: Readonly<Record<'auc' | 'log-loss' | 'brier', number>>
  readonly arms: {
    readonly counts: readonly [number, number]; readonly rows: readonly [number, number]; readonly p: number; readonly interval: readonly [number, number]
    readonly split: number; readonly left: readonly number[]; readonly right: readonly number[]; readonly welchP: number; readonly welch: readonly [number, number]
  }
}

const golden = JSON.parse(readFileSync(resolve(import.meta.dirname, 'goldens.json'), 'utf8')) as Golden
const quiet = (): void => undefined
const labelled = (rows: Rows, binary: boolean): ReturnType<typeof labelledRows> => labelledRows({ recorded: null, weight: null, score: Float64Array.from(binary ? rows.score : rows.number), outcome: Float64Array.from(binary ? rows.y : rows.v) }, binary, quiet)
const sides = (binary: boolean) => [labelled(golden.reference, binary), labelled(golden.window, binary)] as const

describe(`drift as ${golden.producer} compute it`, () => {
  it.each([['binary', true], ['number', false]] as const)('concept: outcomes at the same score, %s', (name, binary) => {
    const [a, b] = sides(binary)
    const found = relationOf(a, b, scoreCurve(a.score, binary), binary, 0.05, quiet)!
    const wanted = golden.concept[name]
    expect(found.statistic).toBeCloseTo(wanted.statistic, 6)
    expect(found.p).toBeCloseTo(wanted.p, 7)
    const shift = found.shifts.find(({ at }) => at === 'mean')!
    for (const [own, other] of [[shift.estimate, wanted.mean], [shift.low, wanted.low], [shift.high, wanted.high]] as const) expect(own).toBeCloseTo(other, 7)
  })

  it.each([['auc', 'auc', true], ['log-loss', 'logLoss', true], ['mae', 'mae', false]] as const)('performance: change of the %s', (id, name, binary) => {
    const [a, b] = sides(binary)
    const measure = performanceMeasures(binary, binary, null).deciding.find((each) => each.id === id)!
    const found = changeOf(measure, a, measure.of(a, null), b, { key: 'w', label: 'w' }, 0.05)!
    const wanted = golden.performance[name]
    expect(measure.of(a, null).value).toBeCloseTo(wanted.reference, 10)
    for (const part of ['change', 'p', 'low', 'high'] as const) expect(found[part]).toBeCloseTo(wanted[part], 9)
  })

  it.each(['auc', 'log-loss', 'brier'] as const)('without outcomes: expected %s', (id) => {
    const [a, b] = sides(true)
    const calibration = calibrate(a, scoreCurve(a.score, true), quiet)!
    expect(expectedPerformance(id, b.score, null, calibration, null, 0.95, quiet).value).toBeCloseTo(golden.withoutLabels[id], 8)
  })
})

describe('A/B tests', () => {
  const run = (task: 'binary' | 'regression', arm: readonly string[], outcome: readonly number[]): Promise<AnalysisResult> => abTest.compute({
    ...makeInput({ rows: 1, windows: 0 }), task, roles: { arm: ['segment'] },
    datasets: [makeDataset('test', makeTable([categoryColumn('arm', arm)]), { outcome: Float64Array.from(outcome) })],
  }, abTest.params.parse({}), { ...quietJob, rng: createRng(1, 'arms'), alpha: 0.05, score: null })
  const difference = (result: AnalysisResult): readonly (number | null | undefined)[] => result.values.filter(({ id }) => id === 'difference/outcome').flatMap(({ low, high }) => [low, high])

  it('of rates: z test, Newcombe’s interval and the split', async () => {
    const { counts, rows, p, interval, split } = golden.arms
    const of = (events: number, n: number): number[] => Array.from({ length: n }, (_, row) => (row < events ? 1 : 0))
    const result = await run('binary', [...rows].flatMap((n, index) => new Array<string>(n).fill(index === 0 ? 'B' : 'A')), [...of(counts[0], rows[0]), ...of(counts[1], rows[1])])
    expect(result.tests[0]!.p).toBeCloseTo(p, 10)
    difference(result).forEach((bound, index) => expect(bound).toBeCloseTo(interval[index]!, 10))
    expect(result.values.find(({ id }) => id === 'mismatch')!.value).toBeCloseTo(split, 10)
  })

  it('of means: Welch', async () => {
    const { left, right, welchP, welch } = golden.arms
    const result = await run('regression', [...left.map(() => 'A'), ...right.map(() => 'B')], [...left, ...right])
    expect(result.tests[0]!.p).toBeCloseTo(welchP, 10)
    difference(result).forEach((bound, index) => expect(bound).toBeCloseTo(welch[index]!, 10))
  })

  it('read again and again alarm as Armitage, McPherson and Rowe (1969) found', () => {
    const published: readonly (readonly [number, number])[] = [[1, 0.05], [2, 0.083], [3, 0.107], [4, 0.126], [5, 0.142], [10, 0.193]]
    for (const [looks, chance] of published) expect(errorOfPeeking(looks, 0.05)).toBeCloseTo(chance, 3)
  })
})
