import { kolmogorovQuantile } from './kolmogorov'
import { normalQuantile } from './special'

/** What a three-way verdict is made from. */
export interface VerdictInput {
  readonly estimate: number
  /** Bounds of the 1 − 2·alpha interval. */
  readonly low: number
  readonly high: number
  /** Largest difference that does not matter, in the unit of the estimate. */
  readonly delta: number
  /** p-value of "no difference", already adjusted where it belongs to a family. */
  readonly p: number
  readonly alpha: number
}

export type ThreeWayVerdict = 'different' | 'equivalent' | 'inconclusive'

/**
 * `equivalent` when the interval lies inside ±delta (two one-sided tests), whatever p: on millions of
 * rows a difference too small to matter is significant. Otherwise `different` when p ≤ alpha,
 * else `inconclusive`. NaN anywhere it is needed: `inconclusive`.
 */
export function threeWayVerdict(input: VerdictInput): ThreeWayVerdict {
  const { low, high, delta, p, alpha } = input
  if (low > -delta && high < delta) return 'equivalent'
  return p <= alpha ? 'different' : 'inconclusive'
}

/** z multiplier of a two-sided test at alpha plus that of the power. */
function multiplier(alpha: number, power: number): number {
  return -normalQuantile(alpha / 2) - normalQuantile(1 - power)
}

/** Difference of two means found with the given power at these sizes (unit of the sd; NaN for empty groups). */
export function minimumDetectableMeanDifference(sd1: number, n1: number, sd2: number, n2: number, alpha: number, power = 0.8): number {
  return n1 > 0 && n2 > 0 ? multiplier(alpha, power) * Math.sqrt((sd1 * sd1) / n1 + (sd2 * sd2) / n2) : NaN
}

/**
 * Smallest |difference| of two proportions found with the given power when the base rate is p: the
 * smaller of the upward and downward differences, pooled null and unpooled alternative spread, by
 * bisection. NaN when no possible difference would be found, or for empty groups.
 */
export function minimumDetectableProportionDifference(p: number, n1: number, n2: number, alpha: number, power = 0.8): number {
  if (!(n1 > 0 && n2 > 0 && p >= 0 && p <= 1)) return NaN
  const zAlpha = -normalQuantile(alpha / 2)
  const zPower = -normalQuantile(1 - power)
  const found = (other: number): boolean => {
    const pooled = (p * n1 + other * n2) / (n1 + n2)
    const nullSpread = Math.sqrt(pooled * (1 - pooled) * (1 / n1 + 1 / n2))
    const spread = Math.sqrt((p * (1 - p)) / n1 + (other * (1 - other)) / n2)
    return Math.abs(other - p) >= zAlpha * nullSpread + zPower * spread
  }
  const reach = (edge: number): number => {
    if (!found(edge)) return Infinity
    let near = p
    let far = edge
    for (let i = 0; i < 60; i += 1) {
      const middle = (near + far) / 2
      if (found(middle)) far = middle
      else near = middle
    }
    return Math.abs(far - p)
  }
  const least = Math.min(reach(0), reach(1))
  return Number.isFinite(least) ? least : NaN
}

/**
 * KS distance found with at least the given power at these sizes: critical distance plus the power's
 * multiple of the largest standard error a difference of distribution functions can have (½/√effective n).
 * An upper bound, capped at 1; NaN for empty samples.
 */
export function minimumDetectableKs(n: number, m: number, alpha: number, power = 0.8): number {
  if (!(n > 0 && m > 0)) return NaN
  const effective = (n * m) / (n + m)
  return Math.min(1, (kolmogorovQuantile(alpha) - 0.5 * normalQuantile(1 - power)) / Math.sqrt(effective))
}
