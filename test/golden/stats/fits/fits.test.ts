import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { inverseOf } from '../../../../shared/stats/cholesky'
import { aucInfluence, meanInfluence, unpairedDifference, varianceOfInfluence } from '../../../../shared/stats/influence'
import type { Influential } from '../../../../shared/stats/influence'
import { robustLeastSquares } from '../../../../shared/stats/least-squares'
import { logisticFit } from '../../../../shared/stats/logistic'
import { sampleSizeForMeans, sampleSizeForProportions } from '../../../../shared/stats/power'
import { rankCorrelation, ranked } from '../../../../shared/stats/rank-correlation'
import { twoProportionZ } from '../../../../shared/stats/tests'

interface Fit { coefficients: number[]; covariance: number[] }
interface Golden {
  x1: number[]; x2: number[]; y: number[]; z: number[]; w: number[]; score: number[]
  logistic: Fit & { logLikelihood: number }; weightedLogistic: Fit; leastSquares: Fit; weightedLeastSquares: Fit
  unpairedDelong: { first: number; second: number; difference: number; se: number; varianceFirst: number; varianceSecond: number }
  welch: { t: number; p: number }; matrix: number[]; inverse: number[]
  sizeForProportions: [[number, number, number, number, number], number][]; sizeForMeans: [[number, number, number, number, number], number][]
  proportions: [[number, number, number, number], [number, number]][]; spearman: number
}
const golden = JSON.parse(readFileSync(resolve(import.meta.dirname, 'goldens.json'), 'utf8')) as Golden
const [x1, x2, y, z, w, score] = [golden.x1, golden.x2, golden.y, golden.z, golden.w, golden.score].map((values) => Float64Array.from(values)) as [Float64Array, Float64Array, Float64Array, Float64Array, Float64Array, Float64Array]
const terms = [new Float64Array(y.length).fill(1), x1, x2]
const half = y.length / 2

function near(actual: ArrayLike<number>, expected: readonly number[], tolerance: number): void {
  expect(actual.length).toBe(expected.length)
  expected.forEach((value, at) => { expect(Math.abs(actual[at]! - value), `${String(actual[at])} for ${String(value)}`).toBeLessThanOrEqual(tolerance * (Math.abs(value) + 1e-3)) })
}

function aucOf(from: number, to: number): Influential {
  const rows = Array.from({ length: to - from }, (_, row) => from + row).sort((a, b) => score[a]! - score[b]!)
  return aucInfluence(Float64Array.from(rows, (row) => score[row]!), Float64Array.from(rows, (row) => y[row]!), null)
}

describe('fits and tests against statsmodels, SciPy and NumPy', () => {
  it('logistic regression, with and without weights', () => {
    const fit = logisticFit(terms, y)
    near(fit.coefficients, golden.logistic.coefficients, 1e-7)
    near(fit.covariance, golden.logistic.covariance, 1e-5)
    near([fit.logLikelihood], [golden.logistic.logLikelihood], 1e-10)
    const weighted = logisticFit(terms, y, { weights: w })
    near(weighted.coefficients, golden.weightedLogistic.coefficients, 1e-7)
    near(weighted.covariance, golden.weightedLogistic.covariance, 1e-5)
  })

  it('least squares with HC3 errors, with and without weights', () => {
    const plain = robustLeastSquares(terms, z)
    near(plain.coefficients, golden.leastSquares.coefficients, 1e-10)
    near(plain.covariance, golden.leastSquares.covariance, 1e-10)
    const weighted = robustLeastSquares(terms, z, w)
    near(weighted.coefficients, golden.weightedLeastSquares.coefficients, 1e-10)
    near(weighted.covariance, golden.weightedLeastSquares.covariance, 1e-10)
  })

  it('unpaired DeLong and Welch by influence', () => {
    const { unpairedDelong: delong, welch } = golden
    const [first, second] = [aucOf(0, half), aucOf(half, y.length)]
    near([first.value, second.value], [delong.first, delong.second], 1e-12)
    near([varianceOfInfluence(first.influence), varianceOfInfluence(second.influence)], [delong.varianceFirst, delong.varianceSecond], 1e-10)
    const difference = unpairedDifference(first, second)
    near([difference.estimate, difference.se], [delong.difference, delong.se], 1e-10)
    const means = unpairedDifference(meanInfluence(z.slice(0, half), null), meanInfluence(z.slice(half), null))
    near([means.t, means.p], [welch.t, welch.p], 1e-9)
  })

  it('inverse of a matrix of products', () => {
    near(inverseOf(Float64Array.from(golden.matrix), 3), golden.inverse, 1e-10)
  })

  it('sample sizes and the test of two proportions', () => {
    for (const [given, size] of golden.sizeForProportions) expect(sampleSizeForProportions(...given).first).toBe(Math.ceil(size))
    for (const [given, size] of golden.sizeForMeans) expect(sampleSizeForMeans(...given).first).toBe(Math.ceil(size))
    for (const [given, [statistic, p]] of golden.proportions) {
      const tested = twoProportionZ(...given)
      near([tested.z, tested.p], [statistic, p], 1e-9)
    }
  })

  it('rank correlation with ties', () => {
    const rank = (values: Float64Array) => ranked(values, Uint32Array.from(values.keys()).sort((a, b) => values[a]! - values[b]!))!
    near([rankCorrelation(rank(score), rank(x2)).rho], [golden.spearman], 1e-10)
  })
})
