import { describe, expect, it } from 'vitest'
import { jsonSafeResult } from '../../../shared/analyses/json-safe'
import analysis from '../../../shared/analyses/stability/mix-stress.analysis'
import { breakEven, effectiveRows, metricAt, mixOf } from '../../../shared/analyses/stability/mix-stress/measure'
import { numberBreakEven, numberMetricAt, numberMixOf } from '../../../shared/analyses/stability/mix-stress/numbers'
import { worstCase } from '../../../shared/analyses/stability/mix-stress/worst'
import { quietJob } from '../../../shared/contract/job'
import { canonicalJson } from '../../../shared/contract/json'
import { rocAuc } from '../../../shared/stats/roc'
import { createRng } from '../../../shared/stats/rng'
import { makeRegressionInput, shuffleRows } from './build-input'

const rng = createRng(5, 'mix')
const n = 2000
const group = Uint8Array.from({ length: n }, () => (rng.next() < 0.3 ? 1 : 0))
const score = Float64Array.from({ length: n }, () => Math.round(rng.next() * 50) / 50)
const outcome = Float64Array.from(score, (p, row) => (rng.next() < (group[row] === 1 ? 0.6 : 0.5 * p) ? 1 : 0))
const favourable = Uint8Array.from(score, (p) => (p < 0.4 ? 1 : 0))
const mix = mixOf(score, outcome, favourable, (row) => group[row] === 1)
const today = mix.parts[1].n / n

describe('another mix of one group', () => {
  it('gives today\'s figures at today\'s share, and those of group and rest at the ends', () => {
    expect(metricAt(mix, 'auc', today)).toBeCloseTo(rocAuc(score, outcome).auc, 12)
    expect(metricAt(mix, 'event-rate', today)).toBeCloseTo(outcome.reduce((a, b) => a + b, 0) / n, 12)
    const inside = (values: Float64Array): Float64Array => values.filter((_, row) => group[row] === 1)
    expect(metricAt(mix, 'auc', 1)).toBeCloseTo(rocAuc(inside(score), inside(outcome)).auc, 12)
    expect(effectiveRows(mix, today)).toBeCloseTo(n, 6)
  })

  it('agrees with rows repeated until the group has another share', () => {
    const rows = Array.from({ length: n }, (_, row) => row).flatMap((row) => (group[row] === 1 ? [row, row, row] : [row]))
    const pick = (values: Float64Array): Float64Array => Float64Array.from(rows, (row) => values[row]!)
    const share = rows.filter((row) => group[row] === 1).length / rows.length
    expect(metricAt(mix, 'auc', share)).toBeCloseTo(rocAuc(pick(score), pick(outcome)).auc, 12)
  })

  it('meets the limit at the break-even share, and says so when none does', () => {
    const limit = metricAt(mix, 'auc', today) - 0.02
    const share = breakEven(mix, 'auc', limit, today)!
    expect(metricAt(mix, 'auc', share)).toBeCloseTo(limit, 9)
    expect(breakEven(mix, 'event-rate', 0.99, today)).toBeNull()
  })
})

describe('another mix of one group, predicted numbers', () => {
  const actual = Float64Array.from(score, (p, row) => p + (group[row] === 1 ? 0.3 + 0.5 * rng.normal() : 0.1 * rng.normal()))
  const numbers = numberMixOf(score, actual, (row) => group[row] === 1)
  const errorsOf = (rows: readonly number[]): readonly number[] => rows.map((row) => actual[row]! - score[row]!)
  const meanOf = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length

  it('agrees with rows repeated until the group has another share', () => {
    const rows = Array.from({ length: n }, (_, row) => row).flatMap((row) => (group[row] === 1 ? [row, row, row] : [row]))
    const share = rows.filter((row) => group[row] === 1).length / rows.length
    expect(numberMetricAt(numbers, 'mae', share)).toBeCloseTo(meanOf(errorsOf(rows).map(Math.abs)), 12)
    expect(numberMetricAt(numbers, 'bias-high', share)).toBeCloseTo(meanOf(errorsOf(rows)), 12)
  })

  it('meets the limit at the break-even share, and says so when none does', () => {
    const limit = numberMetricAt(numbers, 'mae', today) * 1.1
    expect(numberMetricAt(numbers, 'mae', numberBreakEven(numbers, 'mae', limit)!)).toBeCloseTo(limit, 12)
    expect(numberBreakEven(numbers, 'bias-low', -1)).toBeNull()
  })

  it('is told in the unit of the outcome, the same whatever the order of the rows', async () => {
    const base = makeRegressionInput({ rows: 600, windows: 0 })
    const run = async (input: typeof base) => jsonSafeResult(await analysis.compute(input, analysis.params.parse({ errorRise: 0.02, biasShift: 0.02 }), { ...quietJob, rng: createRng(1, analysis.id), alpha: 0.05, score: null }))
    const result = await run(base)
    expect(result.headline).toMatch(/^Smallest change of mix that breaks each limit in test.csv: mean absolute error 0\.\d+ → 0\.\d+.*; mean of outcome less predicted /)
    expect(result.notTested).toEqual([])
    const sections = canonicalJson([analysis.section(result, analysis.params.parse({})), analysis.figures(result)])
    expect(sections).not.toMatch(/NaN|Infinity|undefined|\[object|AUC|log loss/)
    const again = await run(shuffleRows(base, 3))
    expect(again.values).toEqual(result.values)
    const last = result.values.find(({ id }) => id === 'worst/1')!
    expect(last.value).toBeCloseTo(result.values.find(({ id }) => id === 'today/mae')!.value!, 9)
  })
})

describe('the worst part of the population', () => {
  const half = Uint8Array.from({ length: n }, (_, row) => row % 2)

  it('finds a bad group, ends at the mean of all and never ranks a row by its own loss', () => {
    const cell = Int32Array.from(group)
    const loss = Float64Array.from(group, (g) => g + rng.next())
    const curve = worstCase(cell, half, loss)
    expect(curve[0]!.loss).toBeGreaterThan(1.3)
    expect(curve.at(-1)!.loss).toBeCloseTo(loss.reduce((a, b) => a + b, 0) / n, 9)
    const noise = worstCase(Int32Array.from(cell, () => rng.int(40)), half, Float64Array.from(cell, () => rng.normal()))
    expect(Math.abs(noise[0]!.loss)).toBeLessThan(0.35)
  })
})
