import { studentTQuantile } from '../../../stats/distributions'
import { countAtMost, countBelow } from '../../../stats/sort'
import { moments, varianceOf } from '../../../stats/sums'

/** What is lost when a feature is shuffled. */
export interface Loss {
  readonly value: number
  readonly low: number
  readonly high: number
  /** Standard error from the shuffles alone. */
  readonly shuffleError: number
}

/** A measure of accuracy (more is better) and how each row moves it: its sampling variance is the sum of their squares. */
export interface Accuracy {
  readonly value: number
  /** Centred influence of each row (DeLong placements, or the linear part of a mean); NaN for rows without a score. */
  readonly influence: Float64Array
}

/**
 * AUC with placements: for an event the share of non-events below it, for a non-event the share of
 * events above it, ties half (DeLong). Their mean over either class is the AUC. NaN scores are left out.
 */
export function aucAccuracy(score: Float64Array, outcome: Float64Array): Accuracy {
  const events = score.filter((value, row) => outcome[row] === 1 && !Number.isNaN(value)).sort()
  const others = score.filter((value, row) => outcome[row] === 0 && !Number.isNaN(value)).sort()
  const placed = new Float64Array(score.length).fill(Number.NaN)
  let sum = 0
  for (let row = 0; row < score.length; row += 1) {
    const value = score[row]!
    if (Number.isNaN(value)) continue
    const against = outcome[row] === 1 ? others : events
    const share = (countBelow(against, value) + countAtMost(against, value)) / 2 / against.length
    placed[row] = outcome[row] === 1 ? share : 1 - share
    if (outcome[row] === 1) sum += share
  }
  const auc = sum / events.length
  const scale = (n: number): number => 1 / Math.sqrt(n * (n - 1))
  return { value: auc, influence: placed.map((share, row) => (share - auc) * scale(outcome[row] === 1 ? events.length : others.length)) }
}

/** Influence of each row on minus the mean of its values, with a factor (the slope of what is made of the mean). */
function meanInfluence(values: Float64Array, mean: number, factor: number): Float64Array {
  const scale = factor / Math.sqrt(values.length * (values.length - 1))
  return values.map((value) => -(value - mean) * scale)
}

/** Minus the RMSE; a row's influence is −(e² − MSE) / (2·RMSE). */
export function rmseAccuracy(score: Float64Array, outcome: Float64Array): Accuracy {
  const squares = score.map((value, row) => (value - outcome[row]!) ** 2)
  const { mean } = moments(squares)
  const rmse = Math.sqrt(mean)
  return { value: -rmse, influence: meanInfluence(squares, mean, rmse === 0 ? 0 : 1 / (2 * rmse)) }
}

/** Minus the mean absolute distance from the score as it was: all that can be said without outcomes. */
export function changeAccuracy(score: Float64Array, before: Float64Array): Accuracy {
  const distances = score.map((value, row) => Math.abs(value - before[row]!))
  const { mean } = moments(distances)
  return { value: -mean, influence: meanInfluence(distances, mean, 1) }
}

/**
 * The mean loss over shuffles with a 95 % interval. A row moves it in two ways: where it stands (its
 * influence before, less that after each shuffle) and through the value it gives away (the influence of
 * the row that got it). Both are averaged over the R shuffles; what the pairing itself adds to the sum of
 * squares, one R-th of the variance of one shuffle, is counted twice by this and taken out once.
 * @param shuffles row that each row got its value from, per shuffle
 * @param df degrees of freedom of Student's t
 */
export function lossOf(before: Accuracy, after: readonly Accuracy[], shuffles: readonly Int32Array[], df: number): Loss {
  const repeats = after.length
  const values = after.map((one) => before.value - one.value)
  const own = Float64Array.from(before.influence)
  let pairing = 0
  after.forEach(({ influence }, repeat) => {
    const from = shuffles[repeat]!
    influence.forEach((part, row) => {
      if (Number.isNaN(part)) return
      own[row]! -= part / repeats
      own[from[row]!]! -= part / repeats
      pairing += (part * part) / repeats
    })
  })
  const total = own.reduce((sum, part) => (Number.isNaN(part) ? sum : sum + part * part), 0)
  // A variance cannot be negative: at least what the shuffles show by themselves.
  const shuffled = repeats < 2 ? 0 : varianceOf(moments(values)) / repeats
  const se = Math.sqrt(Math.max(total - pairing / repeats, shuffled))
  // A shuffle leaves one row in n with its own value on average, which makes the loss too small by that share.
  const n = before.influence.length
  const stayed = n > 1 ? n / (n - 1) : 1
  const value = (stayed * values.reduce((sum, one) => sum + one, 0)) / repeats
  const reach = -studentTQuantile(0.025, Math.max(1, df)) * se * stayed
  return { value, low: value - reach, high: value + reach, shuffleError: Math.sqrt(shuffled) }
}
