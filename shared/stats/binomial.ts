import { deviancePart, stirlingError } from './saddle-point'
import { betaI } from './special'

/**
 * Binomial probability P(X = k), X ~ Bin(n, p), by Loader's saddle-point form (relative error about
 * 1e-14 at any n). 0 outside 0…n and for fractional k; NaN when p is outside [0, 1] or n < 0.
 * Source: Loader, Fast and accurate computation of binomial probabilities (2000).
 */
export function binomialPmf(k: number, n: number, p: number): number {
  if (!(p >= 0 && p <= 1) || !(n >= 0)) return NaN
  if (k < 0 || k > n || !Number.isInteger(k)) return 0
  if (p === 0) return k === 0 ? 1 : 0
  if (p === 1) return k === n ? 1 : 0
  if (k === 0) return Math.exp(n * Math.log1p(-p))
  if (k === n) return Math.exp(n * Math.log(p))
  const exponent = stirlingError(n) - stirlingError(k) - stirlingError(n - k) - deviancePart(k, n * p) - deviancePart(n - k, n * (1 - p))
  return Math.exp(exponent) * Math.sqrt(n / (2 * Math.PI * k * (n - k)))
}

/** P(X ≤ k), X ~ Bin(n, p). NaN for NaN. */
export function binomialCdf(k: number, n: number, p: number): number {
  if (Number.isNaN(k) || !(n >= 0)) return NaN
  const whole = Math.floor(k)
  if (whole < 0) return 0
  if (whole >= n) return 1
  return betaI(p, whole + 1, n - whole, true)
}

/** P(X > k), X ~ Bin(n, p), computed as a tail. NaN for NaN. */
export function binomialSf(k: number, n: number, p: number): number {
  if (Number.isNaN(k) || !(n >= 0)) return NaN
  const whole = Math.floor(k)
  if (whole < 0) return 1
  if (whole >= n) return 0
  return betaI(p, whole + 1, n - whole)
}

export type Alternative = 'two-sided' | 'less' | 'greater'

// Two outcomes count as equally likely when they differ by rounding only (as scipy and R do).
const tieTolerance = 1 + 1e-7

/**
 * Exact binomial test: p-value of k successes in n trials when the probability is p.
 * Two-sided sums every outcome not more likely than the observed one. NaN for n = 0 or NaN.
 */
export function binomialTest(k: number, n: number, p: number, alternative: Alternative = 'two-sided'): number {
  if (!(n > 0) || !(k >= 0 && k <= n) || !(p >= 0 && p <= 1)) return NaN
  if (alternative === 'less') return binomialCdf(k, n, p)
  if (alternative === 'greater') return binomialSf(k - 1, n, p)
  const limit = binomialPmf(k, n, p) * tieTolerance
  const mode = n * p
  if (k === mode) return 1
  if (k < mode) {
    // Smallest outcome above the mode that is not more likely than k: the pmf falls there, so bisect.
    const from = bisect(Math.ceil(mode), n + 1, (x) => binomialPmf(x, n, p) <= limit)
    return Math.min(1, binomialCdf(k, n, p) + binomialSf(from - 1, n, p))
  }
  const above = bisect(0, Math.floor(mode) + 1, (x) => binomialPmf(x, n, p) > limit)
  return Math.min(1, binomialCdf(above - 1, n, p) + binomialSf(k - 1, n, p))
}

/** First integer in [low, high) for which a monotone predicate holds; `high` when none does. */
function bisect(low: number, high: number, holds: (x: number) => boolean): number {
  let from = low
  let to = high
  while (from < to) {
    const middle = Math.floor((from + to) / 2)
    if (holds(middle)) to = middle
    else from = middle + 1
  }
  return from
}

/**
 * Hypergeometric probability of k marked items among `draws` taken without replacement from
 * `total` items of which `marked` are marked. 0 outside the support; NaN for impossible margins.
 */
export function hypergeometricPmf(k: number, total: number, marked: number, draws: number): number {
  if (!(total >= 0 && marked >= 0 && draws >= 0 && marked <= total && draws <= total)) return NaN
  if (k < Math.max(0, draws + marked - total) || k > Math.min(draws, marked) || !Number.isInteger(k)) return 0
  if (draws === 0 || draws === total) return 1
  const p = draws / total
  return (binomialPmf(k, marked, p) * binomialPmf(draws - k, total - marked, p)) / binomialPmf(draws, total, p)
}
