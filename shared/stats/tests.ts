import { binomialCdf, binomialPmf } from './binomial'
import { chiSquareSf, studentTQuantile, studentTTwoSided } from './distributions'
import { newcombe, type Interval } from './intervals'
import { normalTwoSided } from './special'
import { moments, varianceOf, type Moments } from './sums'

export { wilcoxonSignedRank, type WilcoxonResult } from './wilcoxon'

/** z-test of two proportions with the pooled standard error; estimate p1 − p2. NaN for empty groups; without any variation z 0 and p 1. */
export function twoProportionZ(s1: number, n1: number, s2: number, n2: number): { readonly estimate: number; readonly z: number; readonly p: number } {
  const estimate = s1 / n1 - s2 / n2
  const pooled = (s1 + s2) / (n1 + n2)
  const se = Math.sqrt(pooled * (1 - pooled) * (1 / n1 + 1 / n2))
  const z = estimate === 0 && se === 0 ? 0 : estimate / se
  return { estimate, z, p: normalTwoSided(z) }
}

/** A t-test with its interval. */
export interface TResult extends Interval {
  readonly t: number
  readonly df: number
  readonly p: number
}

function tResult(estimate: number, se: number, df: number, level: number): TResult {
  const t = estimate === 0 && se === 0 ? 0 : estimate / se
  const half = -studentTQuantile((1 - level) / 2, df) * se
  return { estimate, t, df, p: studentTTwoSided(t, df), low: estimate - half, high: estimate + half }
}

/** Welch's test of mean(a) − mean(b), unequal variances; NaN/±∞ cells skipped, fewer than two values in either gives NaN. */
export function welchT(a: Float64Array, b: Float64Array, level = 0.95): TResult {
  return welchTFromMoments(moments(a), moments(b), level)
}

/** Welch's test from the moments of both samples (mergeable shards). */
export function welchTFromMoments(a: Moments, b: Moments, level = 0.95): TResult {
  const va = varianceOf(a) / a.n
  const vb = varianceOf(b) / b.n
  // Two constant samples have no scale; any df serves.
  const df = va + vb === 0 ? a.n + b.n - 2 : (va + vb) ** 2 / (va ** 2 / (a.n - 1) + vb ** 2 / (b.n - 1))
  return tResult(a.mean - b.mean, Math.sqrt(va + vb), df, level)
}

/** Paired t-test of the mean of differences a − b on the same rows; rows with NaN in either are dropped. */
export function pairedT(a: Float64Array, b: Float64Array, level = 0.95): TResult & { readonly n: number } {
  const m = moments(a.map((value, i) => value - (b[i] ?? NaN)))
  return { ...tResult(m.mean, Math.sqrt(varianceOf(m) / m.n), m.n - 1, level), n: m.n }
}

/**
 * McNemar's test of discordant pairs: b changed one way, c the other. Exact (binomial at ½) and
 * mid-p, which is not conservative (2·P(X ≤ smaller) less the probability of what was seen; with b = c one less half
 * of it). p 1 without discordant pairs. Source of the mid-p: Fagerland, Lydersen, Laake, BMC Medical Research Methodology 13 (2013).
 */
export function mcNemar(b: number, c: number): { readonly exact: number; readonly midP: number; readonly discordant: number } {
  const discordant = b + c
  if (discordant === 0) return { exact: 1, midP: 1, discordant }
  const smaller = Math.min(b, c)
  const tail = 2 * binomialCdf(smaller, discordant, 0.5)
  return { exact: Math.min(1, tail), midP: b === c ? 1 - binomialPmf(b, discordant, 0.5) / 2 : tail - binomialPmf(smaller, discordant, 0.5), discordant }
}

/** Table [[a, b], [c, d]] of one stratum. */
export type Stratum = readonly [a: number, b: number, c: number, d: number]

/**
 * Cochran–Mantel–Haenszel test of conditional independence over 2 × 2 strata, no continuity
 * correction, with the Mantel–Haenszel common odds ratio. Strata with an empty margin carry nothing
 * and are left out; none left gives statistic 0, p 1.
 */
export function cochranMantelHaenszel(strata: readonly Stratum[]): { readonly oddsRatio: number; readonly statistic: number; readonly p: number; readonly strata: number } {
  let top = 0
  let bottom = 0
  let deviation = 0
  let spread = 0
  let used = 0
  for (const [a, b, c, d] of strata) {
    const n = a + b + c + d
    if (n < 2) continue
    top += (a * d) / n
    bottom += (b * c) / n
    const varied = ((a + b) * (c + d) * (a + c) * (b + d)) / (n * n * (n - 1))
    if (varied === 0) continue
    used += 1
    deviation += a - ((a + b) * (a + c)) / n
    spread += varied
  }
  if (spread === 0) return { oddsRatio: top / bottom, statistic: 0, p: 1, strata: 0 }
  const statistic = deviation ** 2 / spread
  return { oddsRatio: top / bottom, statistic, p: chiSquareSf(statistic, 1), strata: used }
}

/**
 * Equivalence of two proportions by two one-sided tests: equivalent at alpha when Newcombe's 1 − 2·alpha
 * interval of p1 − p2 lies inside ±delta.
 */
export function tostProportion(s1: number, n1: number, s2: number, n2: number, delta: number, alpha = 0.05): Interval & { readonly equivalent: boolean } {
  const interval = newcombe(s1, n1, s2, n2, 1 - 2 * alpha)
  return { ...interval, equivalent: interval.low > -delta && interval.high < delta }
}
