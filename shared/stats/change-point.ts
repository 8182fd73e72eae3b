import type { Rng } from '../contract/analysis'
import { shuffleInPlace } from './shuffle'

/** The one place where the level of a short series changes most clearly. */
export interface ChangePoint {
  /** Index of the first window of the new level. */
  readonly at: number
  /** Mean of the rows before and from there on, in the unit of the series. */
  readonly before: number
  readonly after: number
  /** |after − before| in standard errors of rows drawn independently. */
  readonly z: number
  /** (more + (as + 1)/2)/(m + 1) over m random orders of the windows, so many of which split more clearly or as clearly; NaN when there are fewer than four windows. */
  readonly p: number
}

interface Split { readonly at: number, readonly before: number, readonly after: number, readonly z: number }

/** A split reached again by another order of the same windows counts as reached, whatever the rounding. */
const tie = 1e-9

/**
 * Single change of level (Hinkley's maximum over all splits of the standardised difference of the row-weighted
 * means). Its p asks how often windows in random order split as clearly: exact under exchangeable windows, so
 * windows that scatter more than their rows make them — as real ones do — raise no alarm, and few windows
 * can hardly be significant. Many orders of few windows share their clearest split; these count half (mid-p).
 * `sizes` are rows per window, `sd` the standard deviation of one row; windows without
 * rows must have been left out. Source: Hinkley, Biometrika 57 (1970); permutation as in Antoch and Hušková (2001).
 */
export function changePoint(means: readonly number[], sizes: readonly number[], sd: number, deals: number, rng: Rng): ChangePoint | null {
  const windows = means.length
  if (windows < 2 || !(sd > 0)) return null
  const order = Uint32Array.from(means.keys())
  const found = clearest(order, means, sizes)
  const observed = { ...found, z: found.z / sd }
  if (windows < 4) return { ...observed, p: Number.NaN }
  let more = 0
  let same = 0
  for (let deal = 0; deal < deals; deal += 1) {
    shuffleInPlace(order, rng)
    const { z } = clearest(order, means, sizes)
    if (z > found.z * (1 + tie)) more += 1
    else if (z >= found.z * (1 - tie)) same += 1
  }
  return { ...observed, p: (more + (same + 1) / 2) / (deals + 1) }
}

/** The split with the largest difference in units of one row's standard deviation. */
function clearest(order: Uint32Array, means: readonly number[], sizes: readonly number[]): Split {
  let rows = 0
  let total = 0
  for (const window of order) {
    rows += sizes[window]!
    total += sizes[window]! * means[window]!
  }
  let best: Split = { at: 1, before: Number.NaN, after: Number.NaN, z: -1 }
  let held = 0
  let sum = 0
  for (let at = 1; at < order.length; at += 1) {
    const window = order[at - 1]!
    held += sizes[window]!
    sum += sizes[window]! * means[window]!
    const before = sum / held
    const after = (total - sum) / (rows - held)
    const z = Math.abs(after - before) / Math.sqrt(1 / held + 1 / (rows - held))
    if (z > best.z) best = { at, before, after, z }
  }
  return best
}
