import type { AnalysisDataset, AnalysisInput } from '../../../contract/analysis'
import { datasetsOf, scoreOf } from '../../common/datasets'
import { areProbabilities, squaredErrorRows } from '../../common/row-loss'

/** The error of each row, NaN where it cannot be had, and what it is called. */
export interface RowErrors {
  readonly errors: Float64Array
  readonly name: 'error rate' | 'mean squared error' | 'mean absolute error'
}

const wrong = (first: Float64Array, second: Float64Array, same: (a: number, b: number) => boolean): Float64Array => first.map((value, row) => (Number.isFinite(value) && Number.isFinite(second[row]!) ? (same(value, second[row]!) ? 0 : 1) : Number.NaN))

/**
 * Binary with a threshold: predicted class (score at or above it) other than the outcome; without one,
 * and for probabilities, the squared error. Several classes: class other than the outcome. A number:
 * absolute error. Null where a dataset has none of it.
 */
export function rowErrors(input: AnalysisInput, dataset: AnalysisDataset): RowErrors | null {
  const { outcome } = dataset
  if (outcome === null) return null
  if (input.task === 'multiclass') {
    const predicted = dataset.predictedClass ?? dataset.recordedClass
    return predicted === null ? null : { errors: wrong(predicted, outcome, (a, b) => a === b), name: 'error rate' }
  }
  const score = scoreOf(dataset)
  if (score === null) return null
  if (input.task === 'regression') return { errors: score.map((value, row) => Math.abs(value - outcome[row]!)), name: 'mean absolute error' }
  const { threshold } = input.decision
  if (threshold !== null) return { errors: wrong(score, outcome, (a, b) => (a >= threshold) === (b === 1)), name: 'error rate' }
  return areProbabilities(score) ? { errors: squaredErrorRows(score, outcome), name: 'mean squared error' } : null
}

/** The first dataset whose errors are known: test, else production, else development. */
export function judgedErrors(input: AnalysisInput): { readonly dataset: AnalysisDataset; readonly errors: RowErrors } | null {
  for (const role of ['test', 'production', 'development'] as const) {
    for (const dataset of datasetsOf(input, role)) {
      const errors = rowErrors(input, dataset)
      if (errors !== null) return { dataset, errors }
    }
  }
  return null
}
