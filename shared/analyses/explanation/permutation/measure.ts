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

/** A measure of accuracy (more is better) and each row's part in it: differences of parts give the standard error. */
export interface Accuracy {
  readonly value: number
  readonly parts: Float64Array
}

/**
 * AUC with placements: for an event the share of non-events below it, for a non-event the share of
 * events above it, ties half (DeLong). Their mean over either class is the AUC. NaN scores are left out.
 */
export function aucParts(score: Float64Array, outcome: Float64Array): Accuracy {
  const events = score.filter((value, row) => outcome[row] === 1 && !Number.isNaN(value)).sort()
  const others = score.filter((value, row) => outcome[row] === 0 && !Number.isNaN(value)).sort()
  const parts = new Float64Array(score.length).fill(Number.NaN)
  let sum = 0
  for (let row = 0; row < score.length; row += 1) {
    const value = score[row]!
    if (Number.isNaN(value)) continue
    const against = outcome[row] === 1 ? others : events
    const placed = (countBelow(against, value) + countAtMost(against, value)) / 2 / against.length
    parts[row] = outcome[row] === 1 ? placed : 1 - placed
    if (outcome[row] === 1) sum += placed
  }
  return { value: sum / events.length, parts }
}

/** Minus the RMSE, with the linear part of each row: −e² / (2·RMSE). */
export function rmseParts(score: Float64Array, outcome: Float64Array): Accuracy {
  const squares = score.map((value, row) => (value - outcome[row]!) ** 2)
  const rmse = Math.sqrt(moments(squares).mean)
  return { value: -rmse, parts: squares.map((square) => (rmse === 0 ? 0 : -square / (2 * rmse))) }
}

/** Minus the mean absolute distance from the score as it was: all that can be said without outcomes. */
export function changeParts(score: Float64Array, before: Float64Array): Accuracy {
  const parts = score.map((value, row) => -Math.abs(value - before[row]!))
  return { value: moments(parts).mean, parts }
}

/**
 * The mean loss over shuffles with a 95 % interval. Each row's part is averaged over the shuffles first,
 * so the spread of the averages over rows holds the sampling of rows and what is left of the shuffling;
 * with two classes the variances of the classes' means add, and Student's t has the rarer class' size less one.
 */
export function lossOf(before: Accuracy, after: readonly Accuracy[], classes: Float64Array | null): Loss {
  const values = after.map((one) => before.value - one.value)
  const value = values.reduce((sum, one) => sum + one, 0) / after.length
  const parts = before.parts.map((part, row) => {
    let sum = 0
    for (const one of after) sum += part - one.parts[row]!
    return sum / after.length
  })
  const groups = (classes === null ? [parts] : [parts.filter((_, row) => classes[row] === 1), parts.filter((_, row) => classes[row] === 0)]).map((group) => moments(group))
  const se = Math.sqrt(groups.reduce((sum, group) => sum + varianceOf(group) / group.n, 0))
  const reach = -studentTQuantile(0.025, Math.max(1, Math.min(...groups.map((group) => group.n)) - 1)) * se
  return { value, low: value - reach, high: value + reach, shuffleError: after.length < 2 ? 0 : Math.sqrt(varianceOf(moments(values)) / after.length) }
}
