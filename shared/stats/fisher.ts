import { hypergeometricPmf } from './binomial'

/** Outcome of Fisher's exact test on a 2 × 2 table. */
export interface FisherResult {
  /** Sample odds ratio ad/(bc); ∞ when only bc is 0, NaN for 0/0. */
  readonly oddsRatio: number
  /** Two-sided p-value. */
  readonly p: number
}

/**
 * Fisher's exact test of the table [[a, b], [c, d]], two-sided: the sum of the probabilities of all
 * tables with the same margins that are not more likely than the observed one (scipy's and R's
 * definition). A margin of zero gives p = 1. NaN counts give NaN.
 */
export function fisherExact(a: number, b: number, c: number, d: number): FisherResult {
  const oddsRatio = (a * d) / (b * c)
  const total = a + b + c + d
  if (!(total >= 0)) return { oddsRatio: NaN, p: NaN }
  const marked = a + b
  const draws = a + c
  if (marked === 0 || draws === 0 || marked === total || draws === total) return { oddsRatio, p: 1 }
  const low = Math.max(0, draws + marked - total)
  const high = Math.min(draws, marked)
  const observed = hypergeometricPmf(a, total, marked, draws)
  // Equal up to rounding counts as equal, as elsewhere in the field.
  const limit = observed * (1 + 1e-7)
  /** P(k + 1) / P(k). */
  const step = (k: number): number => ((marked - k) * (draws - k)) / ((k + 1) * (total - marked - draws + k + 1))
  let p = observed
  let likelihood = observed
  // Past the limit the terms only fall; what no longer moves the sum is not walked.
  for (let k = a; k < high; k += 1) {
    likelihood *= step(k)
    if (likelihood > limit) continue
    if (likelihood < p * 1e-18 && step(k) < 1) break
    p += likelihood
  }
  likelihood = observed
  for (let k = a - 1; k >= low; k -= 1) {
    likelihood /= step(k)
    if (likelihood > limit) continue
    if (likelihood < p * 1e-18 && step(k) > 1) break
    p += likelihood
  }
  return { oddsRatio, p: Math.min(1, p) }
}
