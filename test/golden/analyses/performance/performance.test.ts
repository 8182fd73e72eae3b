import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { rankScores } from '../../../../shared/analyses/common/ranked-scores'
import { analysisById } from '../../../../shared/analyses/registry'
import type { AnalysisDataset, AnalysisInput, AnalysisResult } from '../../../../shared/contract/analysis'
import { quietJob } from '../../../../shared/contract/job'
import { corp } from '../../../../shared/stats/corp'
import { isotonicFit } from '../../../../shared/stats/isotonic'
import { createRng } from '../../../../shared/stats/rng'
import { categoryColumn, makeDataset, makeTable } from '../../../unit/analyses/build-input'

const golden = JSON.parse(readFileSync(resolve(import.meta.dirname, 'goldens.json'), 'utf8'))
const numbers = (values: readonly number[]): Float64Array => Float64Array.from(values)
const proba = [0, 1, 2].map((index) => Float64Array.from(golden.proba as number[][], (row) => row[index]!))
const called = Float64Array.from(golden.proba as number[][], (row) => row.indexOf(Math.max(...row)))
const table = makeTable([categoryColumn('g', golden.g as string[])])

/** What each analysis is given beside the weights. */
const parts: Readonly<Record<string, { readonly task: AnalysisInput['task']; readonly data: Partial<AnalysisDataset> }>> = {
  'performance.multiclass': { task: 'multiclass', data: { outcome: numbers(golden.y3 as number[]), predictedClass: called, classProbabilities: proba } },
  'performance.regression': { task: 'regression', data: { outcome: numbers(golden.actual as number[]), score: numbers(golden.predicted as number[]) } },
}
const binary: Partial<AnalysisDataset> = { outcome: numbers(golden.y as number[]), score: numbers(golden.p as number[]) }

async function run(id: string, weighted: boolean): Promise<AnalysisResult> {
  const analysis = analysisById(id)!
  const { task, data } = parts[id] ?? { task: 'binary' as const, data: binary }
  const input: AnalysisInput = {
    task, classes: task === 'multiclass' ? ['0', '1', '2'] : ['0', '1'], decision: { threshold: task === 'binary' ? 0.4 : null, favourable: 'below' },
    roles: { g: ['protected'] }, model: null, datasets: [makeDataset('test', table, { ...data, weight: weighted ? numbers(golden.w as number[]) : null })],
  }
  return analysis.compute(input, analysis.params.parse({}), { ...quietJob, rng: createRng(1, id), alpha: 0.05, score: null })
}

function near(actual: number | null | undefined, expected: number, note: string, tolerance = 1e-10): void {
  expect(actual, note).not.toBeNull()
  expect(Math.abs(actual! - expected), `${note}: got ${String(actual)}, expected ${String(expected)}`).toBeLessThanOrEqual(tolerance * Math.max(1, Math.abs(expected)))
}

describe.each(['plain', 'weighted'])('the figures of scikit-learn, statsmodels, model-diagnostics and fairlearn, rows %s', (kind) => {
  it.each(Object.keys(golden[kind] as object).filter((id) => id !== 'subpopulations.impact-ratio'))('%s', async (id) => {
    const result = await run(id, kind === 'weighted')
    const values = new Map(result.values.map((value) => [value.id, value.value]))
    for (const [name, expected] of Object.entries(golden[kind][id] as Record<string, number>)) {
      if (name === 'fit-p') near(result.tests.find((test) => test.id === 'fit/test')!.p, expected, name, 1e-7)
      else near(values.get(name), expected, name, id === 'performance.calibration' ? 1e-8 : 1e-10)
    }
  })
})

describe('further figures of the same rows', () => {
  it('the lowest impact ratio is fairlearn\'s ratio of demographic parity', async () => {
    const result = await run('subpopulations.impact-ratio', false)
    near(Math.min(...result.values.filter((value) => value.id.startsWith('ratio/')).map((value) => value.value!)), golden.plain['subpopulations.impact-ratio'].lowest as number, 'lowest')
  })
  it.each(['plain', 'weighted'])('isotonic regression is scikit-learn\'s, rows %s', (kind) => {
    const weights = kind === 'weighted' ? numbers(golden.w as number[]) : null
    const ranked = rankScores(binary.score!, binary.outcome!, () => undefined, weights)
    const expected = golden.isotonic[kind] as number[]
    const found = corp(ranked.score, ranked.outcome, ranked.weight, createRng(1, 'corp')).curve
    expect(found).toHaveLength(expected.length)
    found.forEach((point, at) => near(point.recalibrated, expected[at]!, String(point.forecast)))
  })
})

describe('reliability without groups', () => {
  const world = (seed: number, rows: number, truth: (p: number) => number): ReturnType<typeof corp> => {
    const rng = createRng(seed, 'world')
    const score = Float64Array.from({ length: rows }, () => rng.next()).sort()
    return corp(score, score.map((p) => (rng.next() < truth(p) ? 1 : 0)), null, rng.fork('band'))
  }
  it('the band holds a right score nineteen times in twenty', () => {
    const outside = Array.from({ length: 40 }, (_, seed) => world(seed, 400, (p) => p).outside)
    expect(outside.reduce((sum, share) => sum + share, 0) / outside.length).toBeLessThan(0.065)
    expect(outside.reduce((sum, share) => sum + share, 0) / outside.length).toBeGreaterThan(0.025)
  })
  it('and not a wrong one', () => expect(world(1, 2000, (p) => p * p).outside).toBeGreaterThan(0.5))
  it('its parts make the Brier score', () => {
    const { brier, miscalibration, discrimination, uncertainty } = world(2, 5000, (p) => p)
    near(miscalibration - discrimination + uncertainty, brier, 'sum')
    expect(miscalibration).toBeGreaterThan(0)
    expect(discrimination).toBeCloseTo(1 / 12, 2)
  })
  it('one forecast, one row, and forecasts of 0 and 1', () => {
    expect(corp(Float64Array.of(0.3, 0.3), Float64Array.of(0, 1), null, createRng(1, ''))).toMatchObject({ miscalibration: expect.closeTo(0.04, 12) as number, discrimination: 0, uncertainty: 0.25 })
    expect(corp(Float64Array.of(0.3), Float64Array.of(1), null, createRng(1, '')).brier).toBeCloseTo(0.49, 12)
    const sure = corp(Float64Array.of(0, 1), Float64Array.of(0, 1), null, createRng(1, ''))
    expect(sure).toMatchObject({ brier: 0, miscalibration: 0, outside: 0 })
  })
  it('pools what falls', () => expect([...isotonicFit(Float64Array.of(1, 3, 2, 0, 5), Float64Array.of(1, 1, 1, 2, 1))]).toEqual([1, 1.25, 1.25, 1.25, 5]))
})
