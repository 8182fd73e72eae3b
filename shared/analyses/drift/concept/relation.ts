import { chiSquareSf, fSf, studentTQuantile } from '../../../stats/distributions'
import { inverseOf, quadraticForm } from '../../../stats/cholesky'
import { robustLeastSquares } from '../../../stats/least-squares'
import { logisticFit } from '../../../stats/logistic'
import { quantileSorted, sortedFinite } from '../../../stats/sort'
import { normalQuantile } from '../../../stats/special'
import { effectiveSize } from '../../../stats/weighted'
import type { LabelledRows } from '../../common/labelled-rows'
import type { ScoreCurve } from '../reweight/score-curve'

/** Outcome at the same score: window less reference. */
export interface Shift {
  readonly at: 'mean' | 'low' | 'high'
  readonly estimate: number
  readonly low: number
  readonly high: number
  /** Bounds at 1 − 2α. */
  readonly decideLow: number
  readonly decideHigh: number
}

/** How the outcome follows the score in a window, against the reference. */
export interface Relation {
  readonly p: number
  readonly statistic: number
  readonly test: string
  /** On average over the window's rows, and at its 10 % and 90 % quantiles of the score. */
  readonly shifts: readonly Shift[]
  /** Mean outcome of the window, and what the reference's relation gives at the window's scores. */
  readonly observed: number
  readonly expected: number
  /** Standard deviation of the outcome about the curve; 1 for a binary outcome. */
  readonly unit: number
}

/** Weights scaled to what the rows are worth, so that a likelihood counts effective rows. */
function scaled(rows: LabelledRows): Float64Array {
  if (rows.weight === null) return new Float64Array(rows.score.length).fill(1)
  const total = rows.weight.reduce((sum, value) => sum + value, 0)
  const factor = effectiveSize(rows.weight) / total
  return rows.weight.map((value) => value * factor)
}

const joined = (a: Float64Array, b: Float64Array): Float64Array => {
  const out = new Float64Array(a.length + b.length)
  out.set(a)
  out.set(b, a.length)
  return out
}

/**
 * Tests that outcomes follow the score in a window as in the reference: the curve of the score alone
 * against the curve plus a level and a slope of the window. Likelihood ratio with two degrees of freedom for a
 * binary outcome, Wald's F with HC3 covariance for a number.
 * @returns null where a fit has no finite maximum
 */
export function relationOf(reference: LabelledRows, window: LabelledRows, curve: ScoreCurve, binary: boolean, alpha: number, checkpoint: () => void): Relation | null {
  const [xa, xb] = [curve.x(reference.score), curve.x(window.score)]
  const n = xa.length
  const x = joined(xa, xb)
  const outcome = joined(reference.outcome, window.outcome)
  const weights = reference.weight === null && window.weight === null ? null : joined(scaled(reference), scaled(window))
  const ones = new Float64Array(x.length).fill(1)
  const inside = new Float64Array(x.length).fill(1, n)
  const slope = new Float64Array(x.length)
  slope.set(xb, n)
  const base = [ones, ...curve.terms(x)]
  const terms = [...base, inside, slope]
  const width = terms.length
  const sorted = sortedFinite(xb, checkpoint)
  const places = [['low', 0.1], ['high', 0.9]] as const
  const single = (value: number, own: 0 | 1): Float64Array => {
    const point = Float64Array.of(value)
    return Float64Array.of(1, ...curve.terms(point).map((term) => term[0]!), own, own * value)
  }
  if (binary) {
    const without = logisticFit(base, outcome, { weights, checkpoint })
    const whole = logisticFit(terms, outcome, { weights, checkpoint, ...(without.converged ? { start: Float64Array.of(...without.coefficients, 0, 0) } : {}) })
    if (!whole.converged || !without.converged) return null
    const statistic = Math.max(0, 2 * (whole.logLikelihood - without.logLikelihood))
    const chance = (at: Float64Array): number => 1 / (1 + Math.exp(-at.reduce((sum, value, j) => sum + value * whole.coefficients[j]!, 0)))
    const gradient = (point: (own: 0 | 1) => Float64Array): { readonly estimate: number; readonly gradient: Float64Array; readonly expected: number } => {
      const [there, here] = [point(1), point(0)]
      const [p, q] = [chance(there), chance(here)]
      return { estimate: p - q, expected: q, gradient: there.map((value, j) => p * (1 - p) * value - q * (1 - q) * here[j]!) }
    }
    const z = (level: number): number => -normalQuantile((1 - level) / 2)
    const mean = averageShift(terms, n, window.weight, whole.coefficients, true, checkpoint)
    return {
      p: chiSquareSf(statistic, 2), statistic, test: 'likelihood ratio, 2 df', unit: 1, observed: meanOf(window.outcome, window.weight), expected: mean.expected,
      shifts: [shiftOf('mean', mean, whole.covariance, z, alpha), ...places.map(([at, share]) => shiftOf(at, gradient((own) => single(quantileSorted(sorted, share), own)), whole.covariance, z, alpha))],
    }
  }
  const fit = robustLeastSquares(terms, outcome, weights, checkpoint)
  const tail = Float64Array.of(fit.coefficients[width - 2]!, fit.coefficients[width - 1]!)
  const pick = (i: number, j: number): number => fit.covariance[(width - 2 + i) * width + width - 2 + j]!
  const statistic = quadraticForm(inverseOf(Float64Array.of(pick(0, 0), pick(0, 1), pick(1, 0), pick(1, 1)), 2), tail) / 2
  if (!(statistic >= 0) || !(pick(0, 0) > 0)) return null
  const unit = Math.sqrt(fit.residuals.reduce((sum, value) => sum + value * value, 0) / fit.df)
  const linear = (value: number): { readonly estimate: number; readonly expected: number; readonly gradient: Float64Array } => {
    const gradient = new Float64Array(width)
    gradient[width - 2] = 1
    gradient[width - 1] = value
    const here = single(value, 0)
    return { estimate: tail[0]! + tail[1]! * value, expected: here.reduce((sum, part, j) => sum + part * fit.coefficients[j]!, 0), gradient }
  }
  const t = (level: number): number => -studentTQuantile((1 - level) / 2, fit.df)
  const mean = averageShift(terms, n, window.weight, fit.coefficients, false, checkpoint)
  return {
    p: fSf(statistic, 2, fit.df), statistic, test: 'Wald F, HC3', unit, observed: mean.expected + mean.estimate, expected: mean.expected,
    shifts: [shiftOf('mean', mean, fit.covariance, t, alpha), ...places.map(([at, share]) => shiftOf(at, linear(quantileSorted(sorted, share)), fit.covariance, t, alpha))],
  }
}

interface Point {
  readonly estimate: number
  readonly expected: number
  readonly gradient: Float64Array
}

/**
 * Weighted means over the window's rows, which lie behind the first `n` of the terms: of the shift, of what
 * the reference's relation gives, and of the gradient of the shift.
 */
function averageShift(terms: readonly Float64Array[], n: number, weight: Float64Array | null, coefficients: Float64Array, binary: boolean, checkpoint: () => void): Point {
  const width = terms.length
  const bases = terms.slice(0, -2)
  const [inside, slope] = terms.slice(-2) as [Float64Array, Float64Array]
  const [level, tilt] = [coefficients[width - 2]!, coefficients[width - 1]!]
  const gradient = new Float64Array(width)
  let estimate = 0
  let expected = 0
  let total = 0
  for (let row = n; row < inside.length; row += 1) {
    if (row % 1024 === 0) checkpoint()
    const own = weight === null ? 1 : weight[row - n]!
    let before = 0
    for (let j = 0; j < bases.length; j += 1) before += coefficients[j]! * bases[j]![row]!
    const after = before + level * inside[row]! + tilt * slope[row]!
    const q = binary ? 1 / (1 + Math.exp(-before)) : before
    const p = binary ? 1 / (1 + Math.exp(-after)) : after
    const there = own * (binary ? p * (1 - p) : 1)
    const change = there - own * (binary ? q * (1 - q) : 1)
    total += own
    estimate += own * (p - q)
    expected += own * q
    for (let j = 0; j < bases.length; j += 1) gradient[j]! += change * bases[j]![row]!
    gradient[width - 2]! += there * inside[row]!
    gradient[width - 1]! += there * slope[row]!
  }
  return { estimate: estimate / total, expected: expected / total, gradient: gradient.map((value) => value / total) }
}

function meanOf(values: Float64Array, weight: Float64Array | null): number {
  let sum = 0
  let total = 0
  for (let row = 0; row < values.length; row += 1) {
    const own = weight === null ? 1 : weight[row]!
    sum += own * values[row]!
    total += own
  }
  return sum / total
}

function shiftOf(at: Shift['at'], { estimate, gradient }: Point, covariance: Float64Array, multiple: (level: number) => number, alpha: number): Shift {
  const se = Math.sqrt(Math.max(0, quadraticForm(covariance, gradient)))
  const reach = multiple(0.95) * se
  const decide = multiple(1 - 2 * alpha) * se
  return { at, estimate, low: estimate - reach, high: estimate + reach, decideLow: estimate - decide, decideHigh: estimate + decide }
}
