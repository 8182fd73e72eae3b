import { betaQuantile, studentTQuantile } from './distributions'
import type { Interval } from './interval'
import { normalQuantile } from './special'
import { moments, varianceOf } from './sums'

export type { Interval } from './interval'

/** Two-sided normal multiplier of a level: 1.96 at .95. */
export function zOfLevel(level: number): number {
  return -normalQuantile((1 - level) / 2)
}

const nothing: Interval = { estimate: NaN, low: NaN, high: NaN }

/** Wilson's score interval of a proportion. n = 0 or NaN gives NaN. Wilson (1927). */
export function wilson(successes: number, n: number, level = 0.95): Interval {
  if (!(n > 0) || !(successes >= 0 && successes <= n)) return nothing
  const z = zOfLevel(level)
  const estimate = successes / n
  const centre = successes + (z * z) / 2
  const half = z * Math.sqrt((successes * (n - successes)) / n + (z * z) / 4)
  const width = n + z * z
  return {
    estimate,
    low: successes === 0 ? 0 : Math.max(0, (centre - half) / width),
    high: successes === n ? 1 : Math.min(1, (centre + half) / width),
  }
}

/** Clopper–Pearson exact interval of a proportion: never covers less than its level. n = 0 gives NaN. */
export function clopperPearson(successes: number, n: number, level = 0.95): Interval {
  if (!(n > 0) || !(successes >= 0 && successes <= n)) return nothing
  const tail = (1 - level) / 2
  return {
    estimate: successes / n,
    low: successes === 0 ? 0 : betaQuantile(tail, successes, n - successes + 1),
    high: successes === n ? 1 : betaQuantile(tail, successes + 1, n - successes, true),
  }
}

/** Jeffreys interval of a proportion (Beta(s+½, n−s+½) quantiles; 0 and 1 at the ends). n = 0 gives NaN. */
export function jeffreys(successes: number, n: number, level = 0.95): Interval {
  if (!(n > 0) || !(successes >= 0 && successes <= n)) return nothing
  const tail = (1 - level) / 2
  return {
    estimate: successes / n,
    low: successes === 0 ? 0 : betaQuantile(tail, successes + 0.5, n - successes + 0.5),
    high: successes === n ? 1 : betaQuantile(tail, successes + 0.5, n - successes + 0.5, true),
  }
}

export interface ProportionInterval extends Interval {
  readonly method: 'wilson' | 'clopper-pearson'
}

/** The house interval of a proportion: Wilson, or Clopper–Pearson under 5 events or 5 non-events. */
export function proportionInterval(successes: number, n: number, level = 0.95): ProportionInterval {
  if (Math.min(successes, n - successes) < 5) return { ...clopperPearson(successes, n, level), method: 'clopper-pearson' }
  return { ...wilson(successes, n, level), method: 'wilson' }
}

/** Newcombe's hybrid score interval of the difference p1 − p2 (1998, method 10). An empty group gives NaN. */
export function newcombe(s1: number, n1: number, s2: number, n2: number, level = 0.95): Interval {
  const first = wilson(s1, n1, level)
  const second = wilson(s2, n2, level)
  const estimate = first.estimate - second.estimate
  return {
    estimate,
    low: estimate - Math.hypot(first.estimate - first.low, second.high - second.estimate),
    high: estimate + Math.hypot(first.high - first.estimate, second.estimate - second.low),
  }
}

/** Mean with its t interval; NaN and ±∞ cells are skipped; fewer than two values give NaN bounds. */
export function meanInterval(values: Float64Array | readonly number[], level = 0.95): Interval & { readonly n: number } {
  const m = moments(values)
  if (m.n < 2) return { estimate: m.mean, low: NaN, high: NaN, n: m.n }
  const half = -studentTQuantile((1 - level) / 2, m.n - 1) * Math.sqrt(varianceOf(m) / m.n)
  return { estimate: m.mean, low: m.mean - half, high: m.mean + half, n: m.n }
}

/**
 * Permutation p-value of b exceedances in m permutations, (b + 1)/(m + 1), with the 95 %
 * Clopper–Pearson interval of b/m: how far the Monte Carlo error may have moved it.
 */
export function permutationP(b: number, m: number): { readonly p: number; readonly low: number; readonly high: number } {
  const { low, high } = clopperPearson(b, m)
  return { p: (b + 1) / (m + 1), low, high }
}

export { katzLogRatio, koopmanRatio } from './ratio-intervals'
export { bcaBootstrap, type BcaInterval } from './bootstrap'
