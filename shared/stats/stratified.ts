import { chiSquareSf } from './distributions'
import { zOfLevel } from './intervals'
import type { Interval } from './interval'
import { cochranMantelHaenszel } from './tests'
import type { Stratum } from './tests'

/** Common odds and risk ratio of 2 × 2 strata [[a, b], [c, d]]: a of a + b in the first row succeed, c of c + d in the second. */
export interface StratifiedResult {
  /** Mantel–Haenszel odds ratio with the interval of Robins, Breslow and Greenland. */
  readonly oddsRatio: Interval
  /** Mantel–Haenszel ratio of the success rates, first over second row, with the interval of Greenland and Robins. */
  readonly riskRatio: Interval
  /** Cochran–Mantel–Haenszel test of conditional independence, no continuity correction. */
  readonly statistic: number
  readonly p: number
  /** Breslow–Day test of one odds ratio in all strata, with Tarone's correction; NaN with fewer than two strata that can tell. */
  readonly homogeneity: { readonly statistic: number; readonly df: number; readonly p: number }
  /** Strata that carry information on the test. */
  readonly strata: number
}

/**
 * Everything about a common effect over strata. Strata with an empty row carry nothing and add nothing.
 * Where a sum is 0 the ratio is 0, ∞ or NaN and so are its bounds.
 * Sources: Mantel and Haenszel (1959); Robins, Breslow and Greenland (1986); Greenland and Robins
 * (1985); Miettinen (1976); Breslow and Day (1980), Tarone (1985).
 */
export function stratified(strata: readonly Stratum[], level = 0.95): StratifiedResult {
  const held = strata.filter(([a, b, c, d]) => a + b > 0 && c + d > 0)
  const test = cochranMantelHaenszel(held)
  const oddsRatio = commonOdds(held, level)
  return { oddsRatio, riskRatio: atLeastTestBased(held, commonRisk(held, level), test.statistic, level), statistic: test.statistic, p: test.p, homogeneity: breslowDay(held, oddsRatio.estimate), strata: test.strata }
}

function onLog(estimate: number, variance: number, level: number): Interval {
  if (!(estimate > 0) || !Number.isFinite(estimate) || !Number.isFinite(variance)) return { estimate, low: NaN, high: NaN }
  const half = zOfLevel(level) * Math.sqrt(variance)
  return { estimate, low: estimate * Math.exp(-half), high: estimate * Math.exp(half) }
}

/**
 * A row without one failure in any stratum counts as known without error in the variance of Greenland
 * and Robins, however few its cases: there the interval is at least the test-based one,
 * estimate^(1 ± z/√statistic) (Miettinen 1976).
 */
function atLeastTestBased(strata: readonly Stratum[], given: Interval, statistic: number, level: number): Interval {
  const certain = strata.every(([, b]) => b === 0) || strata.every(([, , , d]) => d === 0)
  if (!certain || !(statistic > 0)) return given
  const test = onLog(given.estimate, Math.log(given.estimate) ** 2 / statistic, level)
  return test.high - test.low > given.high - given.low ? test : given
}

function commonOdds(strata: readonly Stratum[], level: number): Interval {
  let r = 0
  let s = 0
  let pr = 0
  let mixed = 0
  let qs = 0
  for (const [a, b, c, d] of strata) {
    const n = a + b + c + d
    const right = (a * d) / n
    const wrong = (b * c) / n
    r += right
    s += wrong
    pr += ((a + d) / n) * right
    mixed += ((a + d) / n) * wrong + ((b + c) / n) * right
    qs += ((b + c) / n) * wrong
  }
  return onLog(r / s, pr / (2 * r * r) + mixed / (2 * r * s) + qs / (2 * s * s), level)
}

function commonRisk(strata: readonly Stratum[], level: number): Interval {
  let top = 0
  let bottom = 0
  let spread = 0
  for (const [a, b, c, d] of strata) {
    const n = a + b + c + d
    const first = a + b
    const second = c + d
    top += (a * second) / n
    bottom += (c * first) / n
    spread += (first * second * (a + c) - a * c * n) / (n * n)
  }
  return onLog(top / bottom, spread / (top * bottom), level)
}

/** Sum over strata of (a − fitted)²/variance at the common odds ratio, less Tarone's correction. */
function breslowDay(strata: readonly Stratum[], odds: number): StratifiedResult['homogeneity'] {
  let statistic = 0
  let deviation = 0
  let spread = 0
  let used = 0
  if (!(odds > 0) || !Number.isFinite(odds)) return { statistic: NaN, df: 0, p: NaN }
  for (const [a, b, c, d] of strata) {
    const first = a + b
    const successes = a + c
    const n = first + c + d
    if (first === 0 || first === n || successes === 0 || successes === n) continue
    const fitted = fittedCell(first, n - first, successes, odds)
    const variance = 1 / (1 / fitted + 1 / (first - fitted) + 1 / (successes - fitted) + 1 / (n - first - successes + fitted))
    statistic += (a - fitted) ** 2 / variance
    deviation += a - fitted
    spread += variance
    used += 1
  }
  const df = used - 1
  if (df < 1) return { statistic: NaN, df: Math.max(0, df), p: NaN }
  const corrected = statistic - deviation ** 2 / spread
  return { statistic: corrected, df, p: chiSquareSf(corrected, df) }
}

/** The cell a of a table with the given margins whose odds ratio is `odds`: the root inside its range. */
function fittedCell(first: number, second: number, successes: number, odds: number): number {
  const low = Math.max(0, successes - second)
  const high = Math.min(first, successes)
  // (odds − 1)·x² − (odds·(first + successes) + second − successes)·x + odds·first·successes = 0
  const square = odds - 1
  const linear = odds * (first + successes) + second - successes
  const constant = odds * first * successes
  if (Math.abs(square) < 1e-12) return constant / linear
  const root = Math.sqrt(Math.max(0, linear * linear - 4 * square * constant))
  // Of the two forms of the roots, the one that does not cancel.
  const x = (2 * constant) / (linear + root)
  return Math.min(high, Math.max(low, x))
}
