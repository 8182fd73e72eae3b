import { sortFinite } from './bucket-sort'

/** Scores of one class each, ascending. */
export interface SplitScores {
  readonly positives: Float64Array
  readonly negatives: Float64Array
  /** Pairs left out because score or outcome is NaN. */
  readonly dropped: number
}

/**
 * Splits scores by outcome and sorts each part. Outcome 1 is positive, any other number negative;
 * pairs with a NaN score or outcome are dropped; ±∞ scores stay and sort as themselves.
 */
export function splitScores(score: Float64Array, outcome: Float64Array, checkpoint: () => void = () => undefined): SplitScores {
  const length = Math.min(score.length, outcome.length)
  const positives = new Float64Array(length)
  const negatives = new Float64Array(length)
  let p = 0
  let n = 0
  for (let i = 0; i < length; i += 1) {
    const s = score[i]!
    const y = outcome[i]!
    if (s !== s || y !== y) continue
    // −0 and 0 are one score.
    if (y === 1) positives[p++] = s + 0
    else negatives[n++] = s + 0
  }
  checkpoint()
  return { positives: sortFinite(positives.slice(0, p), checkpoint), negatives: sortFinite(negatives.slice(0, n), checkpoint), dropped: length - p - n }
}

/** Both numbers of every pair in which neither is NaN, in order. */
export function completePairs(first: Float64Array, second: Float64Array): { first: Float64Array; second: Float64Array; n: number; dropped: number } {
  const length = Math.min(first.length, second.length)
  const a = new Float64Array(length)
  const b = new Float64Array(length)
  let n = 0
  for (let i = 0; i < length; i += 1) {
    const x = first[i]!
    const y = second[i]!
    if (x !== x || y !== y) continue
    a[n] = x
    b[n] = y
    n += 1
  }
  return { first: a.subarray(0, n), second: b.subarray(0, n), n, dropped: length - n }
}
