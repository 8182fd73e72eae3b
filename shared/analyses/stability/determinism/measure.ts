import { float32Steps, ulpClasses } from '../re-performance/compare'

/** One row that was scored differently. */
export interface Mismatch {
  /** Row of the file, from 1, the header not counted. */
  readonly row: number
  readonly first: number | null
  readonly again: number | null
}

/** Two scorings of the same rows, bit by bit. */
export interface Agreement {
  readonly rows: number
  readonly identical: number
  /** Rows beyond the tolerance, or with a score in one scoring only. */
  readonly beyond: number
  readonly largest: number
  readonly decisionChanges: number | null
  /** Rows per class of distance in float32 steps, in the order of `ulpClasses`. */
  readonly steps: readonly number[]
  /** Neighbours in order of the first scoring that change places in the other. */
  readonly rankChanges: number
  readonly listed: readonly Mismatch[]
}

const listedAtMost = 10

/**
 * Compares two scorings of the same rows. Identical: the same float64, NaN like NaN.
 * @param rows place of each row in the file, from 0
 */
export function agreement(first: Float64Array, again: Float64Array, rows: Int32Array, tolerance: number, threshold: number | null): Agreement {
  const steps = ulpClasses.map(() => 0)
  const listed: Mismatch[] = []
  let identical = 0
  let beyond = 0
  let largest = 0
  let flips = 0
  for (let row = 0; row < first.length; row += 1) {
    const a = first[row]!
    const b = again[row]!
    if (Object.is(a, b)) {
      identical += 1
      steps[0]! += 1
      continue
    }
    const difference = Math.abs(a - b)
    if (!Number.isNaN(difference)) {
      const bin = float32Steps(a, b)
      steps[ulpClasses.findIndex((entry) => bin <= entry.most)]! += 1
      largest = Math.max(largest, difference)
    }
    if (threshold !== null && a >= threshold !== b >= threshold) flips += 1
    if (!(difference <= tolerance)) beyond += 1
    if (listed.length < listedAtMost) listed.push({ row: rows[row]! + 1, first: Number.isFinite(a) ? a : null, again: Number.isFinite(b) ? b : null })
  }
  return { rows: first.length, identical, beyond, largest, decisionChanges: threshold === null ? null : flips, steps, rankChanges: swaps(first, again), listed }
}

/** Rows that stand above their neighbour in one scoring and below, or level with, it in the other. */
function swaps(first: Float64Array, again: Float64Array): number {
  const order = Array.from(first.keys()).filter((row) => Number.isFinite(first[row]!) && Number.isFinite(again[row]!)).sort((a, b) => first[a]! - first[b]! || a - b)
  let count = 0
  for (let place = 1; place < order.length; place += 1) {
    const [low, high] = [order[place - 1]!, order[place]!]
    if (Math.sign(first[high]! - first[low]!) !== Math.sign(again[high]! - again[low]!)) count += 1
  }
  return count
}
