import { logitInterval } from './delong'
import type { DelongPaired, DelongResult } from './delong'
import { normalQuantile, normalTwoSided } from './special'
import { weightedMean } from './weighted'

/**
 * Weighted area under the ROC curve: Σ over pairs of w·w'·(1 ahead, ½ tied) by the sum of w·w', with
 * DeLong's variance taken over weighted placements. `positives` and `negatives` of the answer are
 * Kish's effective numbers. All weights alike give DeLong's own figures.
 * @param score ascending, no NaN; `outcome` 1 is positive; rows of weight 0 do not count
 */
export function weightedDelong(score: Float64Array, outcome: Float64Array, weights: Float64Array, level = 0.95): DelongResult {
  const placement = placements(score, outcome, weights)
  const of = (positive: boolean): ReturnType<typeof weightedMean> => weightedMean(placement, weights.map((w, i) => ((outcome[i] === 1) === positive ? w : 0)))
  const v10 = of(true)
  const v01 = of(false)
  const counts = { positives: v10.effective, negatives: v01.effective, dropped: 0 }
  if (v10.n === 0 || v01.n === 0) return { auc: NaN, se: NaN, low: NaN, high: NaN, ...counts }
  const se = v10.n < 2 || v01.n < 2 ? NaN : Math.hypot(v10.se, v01.se)
  return { auc: v10.mean, se, ...logitInterval(v10.mean, se, Math.min(v10.effective, v01.effective), level), ...counts }
}

/**
 * Weighted placement of every row among the rows of the other class: for a positive one the share of
 * negative weight below it, ties half; for a negative one the share of positive weight above it.
 * @param score ascending, no NaN
 */
export function placements(score: Float64Array, outcome: Float64Array, weights: Float64Array): Float64Array {
  let positive = 0
  let negative = 0
  for (let i = 0; i < score.length; i += 1) {
    if (outcome[i] === 1) positive += weights[i]!
    else negative += weights[i]!
  }
  const out = new Float64Array(score.length)
  let positiveBelow = 0
  let negativeBelow = 0
  for (let from = 0; from < score.length; ) {
    let to = from
    let positiveHere = 0
    let negativeHere = 0
    while (to < score.length && score[to] === score[from]) {
      if (outcome[to] === 1) positiveHere += weights[to]!
      else negativeHere += weights[to]!
      to += 1
    }
    const below = (negativeBelow + negativeHere / 2) / negative
    const above = 1 - (positiveBelow + positiveHere / 2) / positive
    for (let i = from; i < to; i += 1) out[i] = outcome[i] === 1 ? below : above
    positiveBelow += positiveHere
    negativeBelow += negativeHere
    from = to
  }
  return out
}

/**
 * DeLong's test of two AUCs on the same weighted rows: per class the weighted mean of the differences of
 * the two scores' placements, with its linearised error. All weights alike give `delongPaired`.
 * Rows must be complete; rows of weight 0 do not count; the order of rows does not matter.
 */
export function weightedDelongPaired(scoreA: Float64Array, scoreB: Float64Array, outcome: Float64Array, weights: Float64Array, level = 0.95): DelongPaired {
  const [a, b] = [scoreA, scoreB].map((score) => placedByRow(score, outcome, weights)) as [Float64Array, Float64Array]
  const difference = a.map((value, row) => value - b[row]!)
  const of = (values: Float64Array, positive: boolean): ReturnType<typeof weightedMean> => weightedMean(values, weights.map((w, row) => ((outcome[row] === 1) === positive ? w : 0)))
  const positives = of(difference, true)
  const negatives = of(difference, false)
  const aucA = negatives.n === 0 ? NaN : of(a, true).mean
  const estimate = positives.mean
  const se = Math.hypot(positives.se, negatives.se)
  const z = se === 0 && estimate === 0 ? 0 : estimate / se
  const half = -normalQuantile((1 - level) / 2) * se
  const n = positives.n + negatives.n
  return { aucA, aucB: aucA - estimate, difference: estimate, se, z, p: normalTwoSided(z), low: estimate - half, high: estimate + half, n, dropped: outcome.length - n }
}

/** Weighted placements of rows in any order, in that order. */
function placedByRow(score: Float64Array, outcome: Float64Array, weights: Float64Array): Float64Array {
  // By weight last of all: whatever the order of the rows, sums have the same digits.
  const order = Uint32Array.from(score.keys()).sort((p, q) => score[p]! - score[q]! || outcome[p]! - outcome[q]! || weights[p]! - weights[q]!)
  const pick = (values: Float64Array): Float64Array => Float64Array.from(order, (row) => values[row]!)
  const placed = placements(pick(score), pick(outcome), pick(weights))
  const out = new Float64Array(score.length)
  order.forEach((row, place) => (out[row] = placed[place]!))
  return out
}
