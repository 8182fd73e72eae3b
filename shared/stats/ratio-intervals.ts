import type { Interval } from './interval'
import { normalQuantile } from './special'

/**
 * Katz's log interval of the ratio p1/p2 = (s1/n1)/(s2/n2). Without events in one group there is no
 * standard error: low 0 and high ∞ (take `koopmanRatio`). Empty groups give NaN.
 */
export function katzLogRatio(s1: number, n1: number, s2: number, n2: number, level = 0.95): Interval {
  const estimate = s1 / n1 / (s2 / n2)
  if (!(n1 > 0) || !(n2 > 0)) return { estimate: NaN, low: NaN, high: NaN }
  if (s1 === 0 || s2 === 0) return { estimate, low: 0, high: Infinity }
  const half = -normalQuantile((1 - level) / 2) * Math.sqrt(1 / s1 - 1 / n1 + 1 / s2 - 1 / n2)
  return { estimate, low: estimate * Math.exp(-half), high: estimate * Math.exp(half) }
}

/** Koopman's score statistic of the hypothesis p1/p2 = ratio. */
function koopmanStatistic(s1: number, n1: number, s2: number, n2: number, ratio: number): number {
  const a = ratio * (n1 + n2)
  const b = s1 + n2 + ratio * (s2 + n1)
  const c = s1 + s2
  // The smaller root of a·p² − b·p + c, written so that nothing cancels.
  const p2 = (2 * c) / (b + Math.sqrt(Math.max(0, b * b - 4 * a * c)))
  return scorePart(s1, n1, Math.min(1, ratio * p2)) + scorePart(s2, n2, p2)
}

/** (s − np)²/(np(1 − p)), with the ends s = 0 and s = n written so that they stay finite as p nears them. */
function scorePart(s: number, n: number, p: number): number {
  if (s === n) return (n * (1 - p)) / p
  if (s === 0) return (n * p) / (1 - p)
  return (s - n * p) ** 2 / (n * p * (1 - p))
}

/**
 * Koopman's asymptotic score interval of the ratio p1/p2, valid with zero cells: low is 0 without
 * events in the first group, high is ∞ without events in the second; [0, ∞] (estimate NaN) without
 * any. Empty groups give NaN. Koopman, Biometrics 40 (1984) 513–517.
 */
export function koopmanRatio(s1: number, n1: number, s2: number, n2: number, level = 0.95): Interval {
  if (!(n1 > 0) || !(n2 > 0)) return { estimate: NaN, low: NaN, high: NaN }
  const estimate = s1 / n1 / (s2 / n2)
  const limit = normalQuantile((1 - level) / 2) ** 2
  const beyond = (log: number): boolean => koopmanStatistic(s1, n1, s2, n2, Math.exp(log)) > limit
  // Any ratio the data cannot contradict starts the search: the estimate, or one pulled off 0 and ∞.
  const start = Math.log(((s1 + 0.5) * (n2 + 0.5)) / ((n1 + 0.5) * (s2 + 0.5)))
  const inside = s1 > 0 && s2 > 0 ? Math.log(estimate) : start
  return {
    estimate,
    low: s1 === 0 ? 0 : Math.exp(boundary(inside, -1, beyond)),
    high: s2 === 0 ? Infinity : Math.exp(boundary(inside, 1, beyond)),
  }
}

/** Where `beyond` begins to hold, going from `inside` in one direction; bisection to 1e-14. */
function boundary(inside: number, direction: 1 | -1, beyond: (x: number) => boolean): number {
  if (beyond(inside)) return inside
  let near = inside
  let step = 0.5
  while (!beyond(inside + direction * step) && step < 1e3) {
    near = inside + direction * step
    step *= 2
  }
  let far = inside + direction * step
  for (let i = 0; i < 80; i += 1) {
    const middle = (near + far) / 2
    if (beyond(middle)) far = middle
    else near = middle
  }
  return (near + far) / 2
}
