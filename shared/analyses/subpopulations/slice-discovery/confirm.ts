import { rowMean } from '../../../stats/row-mean'
import { combinedMean, skewedInterval, skewedUpperP } from '../../../stats/skewed-mean'
import { moments } from '../../../stats/sums'

/** A slice on the half that it was not found on. */
export interface Confirmation {
  readonly n: number
  /** Mean error of the slice less that of the other rows, in standard deviations of the error of all. */
  readonly effect: number
  readonly low: number
  readonly high: number
  /** The same pulled towards nothing by max(0, 1 − 1/t²). */
  readonly shrunk: number
  /** One-sided: worse than the other rows. */
  readonly p: number
  /** Mean error of the slice and of all other rows, in its own unit. */
  readonly inside: number
  readonly outside: number
  readonly observed: number
  readonly observedElsewhere: number
  readonly predicted: number
}

/** The slice against all other rows of the half, by Hall's interval and p for a difference of skewed means; null where either side is under 30 rows or constant. */
export function confirmSlice(inside: Uint8Array, error: Float64Array, score: Float64Array, outcome: Float64Array): Confirmation | null {
  const at = (keep: 0 | 1, values: Float64Array): Float64Array => values.filter((_, row) => inside[row] === keep)
  const slice = rowMean(at(1, error))
  const rest = rowMean(at(0, error))
  const { sd } = rowMean(error)
  if (slice.n < 30 || rest.n < 30 || !(sd > 0)) return null
  const difference = combinedMean([[1, slice], [-1, rest]])
  if (!(difference.se > 0)) return null
  const { low, high } = skewedInterval(difference)
  return {
    n: slice.n, effect: difference.mean / sd, low: low / sd, high: high / sd,
    shrunk: (difference.mean / sd) * Math.max(0, 1 - (difference.se / difference.mean) ** 2),
    p: skewedUpperP(difference),
    inside: slice.mean, outside: rest.mean, observedElsewhere: moments(at(0, outcome)).mean,
    observed: moments(at(1, outcome)).mean, predicted: moments(at(1, score)).mean,
  }
}
