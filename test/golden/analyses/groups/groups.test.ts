import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { chiSquareSf } from '../../../../shared/stats/distributions'
import { gradeRow, gradesTogether } from '../../../../shared/analyses/performance/grades/measure'
import { sufficiencyTest } from '../../../../shared/stats/sufficiency'
import { kruskalWallis } from '../../../../shared/stats/kruskal-wallis'
import { stratified } from '../../../../shared/stats/stratified'
import type { Stratum } from '../../../../shared/stats/tests'

interface Golden {
  readonly producer: string
  readonly stratified: readonly { readonly strata: readonly Stratum[]; readonly oddsRatio: readonly number[]; readonly riskRatio: readonly number[]; readonly cmh: readonly number[]; readonly breslowDay: readonly number[] }[]
  readonly grades: readonly { readonly d: number; readonly n: number; readonly pd: number; readonly rho: number; readonly jeffreys: number; readonly binomial: number; readonly tooHigh: number; readonly correlated: number }[]
  readonly hosmerLemeshow: readonly number[]
  readonly kruskal: { readonly samples: readonly (readonly number[])[]; readonly statistic: number; readonly p: number }
  readonly sufficiency: { readonly score: readonly number[]; readonly group: readonly number[]; readonly y: readonly number[]; readonly statistic: number; readonly p: number; readonly parameters: readonly number[] }
}

const golden = JSON.parse(readFileSync(resolve(import.meta.dirname, 'goldens.json'), 'utf8')) as Golden
const near = (actual: number, expected: number, tolerance = 1e-10): void => { expect(Math.abs(actual / expected - 1), `got ${String(actual)}, expected ${String(expected)}`).toBeLessThan(tolerance) }
const limits = { amber: 0.05, red: 0.01 }

describe(`strata as ${golden.producer} see them`, () => {
  it.each(golden.stratified)('gives common ratios, CMH and Breslow–Day (%#)', ({ strata, oddsRatio, riskRatio, cmh, breslowDay }) => {
    const result = stratified(strata)
    for (const [own, other] of [[result.oddsRatio, oddsRatio], [result.riskRatio, riskRatio]] as const) [own.estimate, own.low, own.high].forEach((value, index) => { near(value, other[index]!) })
    near(result.statistic, cmh[0]!)
    near(result.p, cmh[1]!)
    near(result.homogeneity.statistic, breslowDay[0]!, 1e-8)
    near(result.homogeneity.p, breslowDay[1]!, 1e-8)
  })

  it.each([[26, 0.1], [200, 0.0001]])('takes a group of %d without one failure not for certain', (n, most) => {
    const result = stratified([[n / 2, 0, 90, 8], [n / 2, 0, 95, 4]])
    expect(result.riskRatio.estimate).toBeGreaterThan(1)
    expect(result.riskRatio.low < 1).toBe(result.p > 0.05)
    expect(result.p > 0.05).toBe(most > 0.05)
  })
})

describe('grades', () => {
  it.each(golden.grades)('of $d defaults in $n at $pd', ({ d, n, pd, rho, jeffreys, binomial, tooHigh, correlated }) => {
    const row = gradeRow('A', n, d, pd, rho, limits)
    near(row.jeffreys, jeffreys)
    near(row.binomial, binomial)
    near(row.tooHigh, tooHigh)
    near(row.correlated, correlated, 1e-8)
  })

  it('gives the Jeffreys p that the method names', () => {
    expect(gradeRow('A', 1000, 15, 0.01, 0.12, limits).jeffreys).toBeCloseTo(0.063228, 6)
  })

  it('gives Hosmer–Lemeshow over all of them', () => {
    const together = gradesTogether(golden.grades.map(({ d, n, pd, rho }) => gradeRow('', n, d, pd, rho, limits)))!
    near(together.statistic, golden.hosmerLemeshow[0]!)
    near(chiSquareSf(together.statistic, together.df), golden.hosmerLemeshow[1]!)
    // Two grades expect less than two defaults: χ² takes one default too many for more than it is.
    expect(together.p).toBeGreaterThan(golden.hosmerLemeshow[1]!)
  })
})

describe('one risk at one score', () => {
  it('gives the likelihood ratio and coefficients of the two logistic regressions', () => {
    const { score, group, y, statistic, p, parameters } = golden.sufficiency
    const result = sufficiencyTest(Float64Array.from(score), Float64Array.from(y), Int32Array.from(group), 3, () => undefined)
    near(result.statistic, statistic, 1e-7)
    near(result.p, p, 1e-7)
    ;[...result.intercepts, result.slope].forEach((value, index) => { near(value, parameters[index]!, 1e-6) })
  })

  it('has no answer where a group has one outcome only', () => {
    expect(sufficiencyTest(Float64Array.of(0.2, 0.4, 0.3, 0.6), Float64Array.of(0, 1, 1, 1), Int32Array.of(0, 0, 1, 1), 2, () => undefined).p).toBeNaN()
  })
})

describe('Kruskal–Wallis', () => {
  it('gives scipy\'s H and p with ties', () => {
    const { samples, statistic, p } = golden.kruskal
    const value = Float64Array.from(samples.flat())
    const sorted = Uint32Array.from(value.keys()).sort((a, b) => value[a]! - value[b]!)
    const result = kruskalWallis(sorted, value, Int32Array.from(samples.flatMap((sample, g) => sample.map(() => g))), 3)
    near(result.statistic, statistic)
    near(result.p, p)
    expect(result.eta).toBeCloseTo(Math.sqrt(statistic / (value.length - 1)), 12)
  })
})
