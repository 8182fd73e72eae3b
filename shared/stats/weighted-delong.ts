import { logitInterval } from './delong'
import type { DelongResult } from './delong'
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
