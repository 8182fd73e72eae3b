import { studentTQuantile, studentTTwoSided } from './distributions'
import type { Interval } from './interval'
import { skewedInterval, skewOfParts } from './skewed-mean'
import { sortedFinite } from './sort'
import { moments, varianceOf } from './sums'
import { weightedMean } from './weighted'

/** Mean of a number over rows, weighted or not, with all that tests and intervals need of it. */
export interface RowMean {
  readonly mean: number
  /** Standard deviation of a row. */
  readonly sd: number
  /** Standard error of the mean; with weights the linearised one. */
  readonly se: number
  /** Rows less one; with weights those of the linearised variance (`weightedFreedom`). */
  readonly df: number
  /** Rows, or what weighted rows are worth (Kish). */
  readonly worth: number
  /** Rows counted. */
  readonly n: number
  /** Skewness of the mean, for `skewedInterval`. */
  readonly skew: number
}

/**
 * Mean over the finite values; with weights over those of positive weight (`weightedMean`). Summed in
 * rising order or exactly, so that the order of rows cannot show.
 */
export function rowMean(values: Float64Array, weights: Float64Array | null = null, checkpoint: () => void = () => undefined): RowMean {
  if (weights !== null) {
    const { mean, variance, se, df, n, effective, skew } = weightedMean(values, weights, checkpoint)
    return { mean, sd: Math.sqrt(variance), se, df, worth: effective, n, skew }
  }
  const sorted = sortedFinite(values)
  const m = moments(sorted)
  const variance = varianceOf(m)
  return { mean: m.mean, sd: Math.sqrt(variance), se: Math.sqrt(variance / m.n), df: m.n - 1, worth: m.n, n: m.n, skew: skewOfParts(sorted.map((value) => value - m.mean)) }
}

/** Interval of the mean of a skewed number, a loss above all; NaN bounds for fewer than two (effective) rows. */
export function rowLossInterval(mean: RowMean, level = 0.95): Interval & { readonly n: number } {
  return { ...skewedInterval(mean, level), n: mean.n }
}

/** t interval of the mean; NaN bounds for fewer than two (effective) rows. */
export function rowMeanInterval({ mean, se, df, n }: RowMean, level = 0.95): Interval & { readonly n: number } {
  if (!(df > 0)) return { estimate: mean, low: NaN, high: NaN, n }
  const half = -studentTQuantile((1 - level) / 2, df) * se
  return { estimate: mean, low: mean - half, high: mean + half, n }
}

/** Difference of two means of separate rows, first minus second. */
export interface MeanDifference extends Interval {
  readonly t: number
  readonly df: number
  readonly p: number
}

/** Welch's test with Satterthwaite's degrees of freedom; null without any spread or with fewer than two rows on a side. */
export function compareMeans(first: RowMean, second: RowMean, level = 0.95): MeanDifference | null {
  const a = first.se ** 2
  const b = second.se ** 2
  if (!(a + b > 0) || !(first.df > 0) || !(second.df > 0)) return null
  const df = (a + b) ** 2 / (a ** 2 / first.df + b ** 2 / second.df)
  const estimate = first.mean - second.mean
  const se = Math.sqrt(a + b)
  const half = -studentTQuantile((1 - level) / 2, df) * se
  return { estimate, low: estimate - half, high: estimate + half, t: estimate / se, df, p: studentTTwoSided(estimate / se, df) }
}
