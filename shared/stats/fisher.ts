import { hypergeometricPmf } from './binomial'

/** Outcome of Fisher's exact test on a 2 × 2 table. */
export interface FisherResult {
  /** Sample odds ratio ad/(bc); ∞ when only bc is 0, NaN for 0/0. */
  readonly oddsRatio: number
  /** Two-sided p-value. */
  readonly p: number
  /**
   * The same with half the probability of the tables that are exactly as likely as the observed one: the mid-p.
   * With a handful of cases Fisher's p alarms in one null of a hundred where five are wanted; the mid-p in two to
   * five, and at no level twice as often as it says.
   */
  readonly midP: number
}

/**
 * Fisher's exact test of the table [[a, b], [c, d]], two-sided: the sum of the probabilities of all
 * tables with the same margins that are not more likely than the observed one (scipy's and R's
 * definition). A margin of zero gives p = 1. NaN counts give NaN.
 * Mid-p: Lancaster, JASA 56 (1961) 223–234; Lydersen, Fagerland and Laake, Statistics in Medicine 28 (2009) 1159–1175.
 */
export function fisherExact(a: number, b: number, c: number, d: number): FisherResult {
  const oddsRatio = (a * d) / (b * c)
  const total = a + b + c + d
  if (!(total >= 0)) return { oddsRatio: NaN, p: NaN, midP: NaN }
  const marked = a + b
  const draws = a + c
  if (marked === 0 || draws === 0 || marked === total || draws === total) return { oddsRatio, p: 1, midP: 1 }
  const low = Math.max(0, draws + marked - total)
  const high = Math.min(draws, marked)
  const observed = hypergeometricPmf(a, total, marked, draws)
  // Equal up to rounding counts as equal, as elsewhere in the field.
  const limit = observed * (1 + 1e-7)
  /** P(k + 1) / P(k). */
  const step = (k: number): number => ((marked - k) * (draws - k)) / ((k + 1) * (total - marked - draws + k + 1))
  const tie = observed / (1 + 1e-7)
  let p = observed
  let ties = observed
  let likelihood = observed
  /** Adds a term; true once the terms only fall and no longer move the sum. */
  const count = (falling: boolean): boolean => {
    if (likelihood > limit) return false
    if (falling && likelihood < p * 1e-18) return true
    p += likelihood
    if (likelihood >= tie) ties += likelihood
    return false
  }
  // Past the limit the terms only fall; what no longer moves the sum is not walked.
  for (let k = a; k < high; k += 1) {
    likelihood *= step(k)
    if (count(step(k) < 1)) break
  }
  likelihood = observed
  for (let k = a - 1; k >= low; k -= 1) {
    likelihood /= step(k)
    if (count(step(k) > 1)) break
  }
  return { oddsRatio, p: Math.min(1, p), midP: Math.min(1, p - ties / 2) }
}
