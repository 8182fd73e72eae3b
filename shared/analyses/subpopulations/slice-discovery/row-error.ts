import type { Task } from '../../../contract/model'
import { areProbabilities, squaredErrorRows } from '../../common/row-loss'

/** What a row can be wrong by: worse than the score itself expects, or scored too high. */
export const errorKinds = ['loss', 'too-high'] as const
export type ErrorKind = (typeof errorKinds)[number]

/** Kinds of error that are sought for a task. */
export function kindsOf(task: Task): readonly ErrorKind[] {
  return task === 'binary' ? errorKinds : ['loss']
}

/** Score less outcome: where a score is too high, rows may come out better than it expects and still be wronged. */
export function tooHigh(score: Float64Array, outcome: Float64Array): Float64Array {
  return score.map((value, row) => value - outcome[row]!)
}

/**
 * How much worse than promised each row came out. Binary: log loss less the loss that the score itself
 * expects, −y·ln p − (1−y)·ln(1−p) − H(p): zero on average wherever the score is right, so that a hard
 * but honestly scored case is no error. Regression: squared error. Several classes: the error that `asErrors` put in place of the score. NaN where score or outcome is missing.
 */
export function rowError(score: Float64Array, outcome: Float64Array, task: Task): Float64Array {
  if (task === 'multiclass') return score
  if (task !== 'binary') return squaredErrorRows(score, outcome)
  return score.map((value, row) => {
    const p = Math.min(1 - Number.EPSILON, Math.max(Number.EPSILON, value))
    // The entropy cancels all but this: (p − y) · ln(p / (1 − p)).
    return (p - outcome[row]!) * (Math.log(p) - Math.log1p(-p))
  })
}

/** Why rows of this score have no such error, or null. */
export function noRowError(score: Float64Array, task: Task): string | null {
  return task === 'binary' && !areProbabilities(score) ? 'Its scores are not probabilities, so no error can be told from chance.' : null
}
