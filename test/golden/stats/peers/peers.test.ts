import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { expectedPerformance } from '../../../../shared/analyses/drift/without-labels/expected'
import { confusion, falseNegativeRate, falsePositiveRate, negativePredictiveValue, precision, recall, selectionRate } from '../../../../shared/stats/classification'
import type { Confusion } from '../../../../shared/stats/classification'
import { chiSquareContingency } from '../../../../shared/stats/contingency'
import { energyDistance, jensenShannon, wasserstein1 } from '../../../../shared/stats/distance'
import { ksTwoSample } from '../../../../shared/stats/ks'
import { mannKendall } from '../../../../shared/stats/mann-kendall'
import { populationStabilityIndex } from '../../../../shared/stats/psi'
import { ksStatistic, rocAuc } from '../../../../shared/stats/roc'
import { sortedFinite } from '../../../../shared/stats/sort'
import { variance } from '../../../../shared/stats/sums'

const golden = JSON.parse(readFileSync(resolve(import.meta.dirname, 'goldens.json'), 'utf8'))
const numbers = (values: readonly number[]): Float64Array => Float64Array.from(values)
const near = (actual: number, expected: number, tolerance = 1e-10): void => expect(Math.abs(actual - expected), `got ${String(actual)}, expected ${String(expected)}`).toBeLessThanOrEqual(tolerance * Math.max(1, Math.abs(expected)))

describe('tools for monitoring', () => {
  it.each((golden.mannKendall as { series: number[]; s: number; p: number }[]).map((each) => [each.series.length, each] as const))('pymannkendall, %s values', (_, { series, s, p }) => {
    const result = mannKendall(series)
    expect(result.s).toBe(s)
    // Up to 50 values without ties are exact here; these have ties, or are more.
    expect(result.method).toBe('normal')
    near(result.p, p)
  })

  it('nannyml: expected AUC without outcomes', () => {
    const score = numbers(golden.cbpe.score as number[])
    // A calibration that gives the very chances of the golden: one term, the log odds of each.
    const chance = numbers(golden.cbpe.chance as number[])
    const logit = chance.map((p) => Math.log(p / (1 - p)))
    const calibration = { coefficients: Float64Array.of(0, 1), covariance: new Float64Array(4), curve: { x: (values: Float64Array) => values, terms: () => [logit] } }
    // It rounds its sums to five digits.
    near(expectedPerformance('auc', score, null, calibration, null, 0.95, () => undefined).value, golden.cbpe.auc as number, 1e-6)
  })

  const { a, b, levelsA, levelsB, frouros, evidently } = golden.drift as { a: number[]; b: number[]; levelsA: string[]; levelsB: string[]; frouros: Record<string, number>; evidently: Record<string, number> }
  const [first, second] = [sortedFinite(numbers(a)), sortedFinite(numbers(b))]
  const counts = [levelsA, levelsB].map((cells) => ['a', 'b', 'c', 'd', 'e'].map((level) => cells.filter((cell) => cell === level).length))
  it('frouros: Wasserstein, energy, KS, χ²', () => {
    near(wasserstein1(first, second), frouros.emd!)
    const ks = ksTwoSample(first, second)
    near(ks.d, frouros.ks!)
    const chi = chiSquareContingency(counts)
    near(chi.statistic, frouros.chi!)
    near(chi.p, frouros.chiP!)
    near(energyDistance(first, second), frouros.energy!)
  })
  it('KS: scipy takes ties as if there were none and comes to a larger p', () => {
    const { p, method } = ksTwoSample(first, second)
    expect(method).toBe('exact')
    expect(p).toBeLessThanOrEqual(frouros.ksP! * (1 + 1e-9))
    expect(p).toBeGreaterThan(frouros.ksP! * 0.9)
  })
  it('KS: one value against many is exact', () => {
    // D is the larger of r/n and 1 − (r − 1)/n, and every place is as likely: P(D ≥ d) = 2·(1 − d) + 1/n at most.
    const many = Float64Array.from({ length: 15_000 }, (_, i) => i)
    const { d, p, method } = ksTwoSample(many, Float64Array.of(14_900.5))
    expect(method).toBe('exact')
    expect(p).toBeCloseTo(2 * (1 - d), 3)
  })
  it('evidently: Wasserstein in standard deviations, PSI with a share of 0.0001 for nothing, Jensen–Shannon', () => {
    // Its standard deviation has the divisor n.
    near(wasserstein1(first, second) / Math.sqrt((variance(a) * (a.length - 1)) / a.length), evidently.wasserstein!)
    near(populationStabilityIndex(counts[0]!, counts[1]!).psi, evidently.psi!, 1e-9)
    near(jensenShannon(counts[0]!, counts[1]!), evidently.js!, 1e-10)
  })
  it('toad: PSI, KS and AUC', () => {
    const { counts: bins, psi, y, s, ks, auc } = golden.toad as { counts: [number[], number[]]; psi: number; y: number[]; s: number[]; ks: number; auc: number }
    near(populationStabilityIndex(bins[0], bins[1]).psi, psi, 1e-9)
    near(ksStatistic(numbers(s), numbers(y)).ks, ks)
    near(rocAuc(numbers(s), numbers(y)).auc, auc)
  })
})

describe('tools for fairness', () => {
  const { y, s } = golden.toad as { y: number[]; s: number[] }
  const group = golden.aif360.group as string[]
  const of = (name: string): Confusion => {
    const rows = group.flatMap((each, row) => (each === name ? [row] : []))
    return confusion(numbers(rows.map((row) => s[row]!)), numbers(rows.map((row) => y[row]!)), 0.5)
  }
  const [p, q] = [of('p'), of('q')]
  it('aif360', () => {
    const { disparateImpact, parity, opportunity, odds } = golden.aif360 as Record<string, number>
    near(selectionRate(q) / selectionRate(p), disparateImpact!)
    near(selectionRate(q) - selectionRate(p), parity!)
    near(recall(q) - recall(p), opportunity!)
    near((recall(q) - recall(p) + falsePositiveRate(q) - falsePositiveRate(p)) / 2, odds!)
  })
  it.each([['p', p], ['q', q]] as const)('aequitas, group %s', (name, counts) => {
    const rates = golden.aequitas[name] as Record<string, number>
    near(recall(counts), rates.tpr!)
    near(falsePositiveRate(counts), rates.fpr!)
    near(falseNegativeRate(counts), rates.fnr!)
    near(precision(counts), rates.precision!)
    near(1 - precision(counts), rates.fdr!)
    near(negativePredictiveValue(counts), rates.npv!)
    near(1 - negativePredictiveValue(counts), rates.for!)
    near(selectionRate(counts), rates.pprev!)
  })
})
