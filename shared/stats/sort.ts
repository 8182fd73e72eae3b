import { sortFinite } from './bucket-sort'

/** How many cells of each kind an array holds. */
export interface FiniteCounts {
  readonly finite: number
  readonly nan: number
  readonly infinite: number
}

/** Counts finite, NaN and ±∞ cells. */
export function finiteCounts(values: Float64Array): FiniteCounts {
  let nan = 0
  let infinite = 0
  for (let row = 0; row < values.length; row += 1) {
    const value = values[row]!
    if (value !== value) nan += 1
    else if (value === Infinity || value === -Infinity) infinite += 1
  }
  return { finite: values.length - nan - infinite, nan, infinite }
}

/**
 * The finite values in ascending order, a new array; NaN and ±∞ are left out (count them with
 * `finiteCounts`). Sort once per column and keep: KS, Wasserstein and quantiles read it in one pass.
 */
export function sortedFinite(values: Float64Array, checkpoint: () => void = () => undefined): Float64Array {
  const kept = new Float64Array(values.length)
  let count = 0
  for (let row = 0; row < values.length; row += 1) {
    const value = values[row]!
    if (Number.isFinite(value)) {
      // −0 and 0 are one value; adding 0 makes them one bit pattern.
      kept[count] = value + 0
      count += 1
    }
  }
  return sortFinite(count === kept.length ? kept : kept.slice(0, count), checkpoint)
}

/**
 * Quantile of an ascending array by linear interpolation (type 7, numpy's default): position
 * (n − 1)·p. NaN for an empty array or p outside [0, 1].
 */
export function quantileSorted(sorted: Float64Array, p: number): number {
  if (sorted.length === 0 || !(p >= 0 && p <= 1)) return NaN
  const position = (sorted.length - 1) * p
  const below = Math.floor(position)
  const low = sorted[below]!
  const high = sorted[Math.min(below + 1, sorted.length - 1)]!
  const share = position - below
  // Equal neighbours must give themselves exactly, or a tied edge would drift by one ulp.
  return low === high ? low : low + (high - low) * share
}

/** Number of values ≤ x in an ascending array. */
export function countAtMost(sorted: Float64Array, x: number): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (sorted[middle]! <= x) low = middle + 1
    else high = middle
  }
  return low
}

/** Number of values < x in an ascending array. */
export function countBelow(sorted: Float64Array, x: number): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (sorted[middle]! < x) low = middle + 1
    else high = middle
  }
  return low
}
