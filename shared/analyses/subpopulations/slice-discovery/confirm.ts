import { moments, varianceOf } from '../../../stats/sums'
import { welchTFromMoments } from '../../../stats/tests'

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

/** Welch's test of the slice against all other rows of the half; null where either side is under 30 rows or constant. */
export function confirmSlice(inside: Uint8Array, error: Float64Array, score: Float64Array, outcome: Float64Array): Confirmation | null {
  const at = (keep: 0 | 1, values: Float64Array): Float64Array => values.filter((_, row) => inside[row] === keep)
  const slice = moments(at(1, error))
  const rest = moments(at(0, error))
  const sd = Math.sqrt(varianceOf(moments(error)))
  if (slice.n < 30 || rest.n < 30 || !(sd > 0)) return null
  const test = welchTFromMoments(slice, rest)
  if (!Number.isFinite(test.t)) return null
  return {
    n: slice.n, effect: test.estimate / sd, low: test.low / sd, high: test.high / sd,
    shrunk: (test.estimate / sd) * Math.max(0, 1 - 1 / test.t ** 2),
    p: test.t > 0 ? test.p / 2 : 1 - test.p / 2,
    inside: slice.mean, outside: rest.mean, observedElsewhere: moments(at(0, outcome)).mean,
    observed: moments(at(1, outcome)).mean, predicted: moments(at(1, score)).mean,
  }
}
