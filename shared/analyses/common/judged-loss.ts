import type { AnalysisDataset, AnalysisInput } from '../../contract/analysis'
import { datasetsOf, scoreOf } from './datasets'
import { areProbabilities, logLossRows, squaredErrorRows } from './row-loss'

/** A dataset with a loss of every row. */
export interface JudgedLoss {
  readonly dataset: AnalysisDataset
  /** Log loss for classes, squared error for numbers; NaN where score or outcome is missing. */
  readonly loss: Float64Array
  readonly name: 'log loss' | 'squared error'
}

/** The first dataset with a loss in at least 200 rows: test, else production, else development. */
export function judgedLoss(input: AnalysisInput): JudgedLoss | undefined {
  for (const dataset of (['test', 'production', 'development'] as const).flatMap((role) => datasetsOf(input, role))) {
    const { outcome } = dataset
    if (outcome === null) continue
    const classes = dataset.classProbabilities ?? dataset.recordedProbabilities
    const score = scoreOf(dataset)
    const loss = input.task === 'multiclass'
      ? classes === null ? null : outcome.map((truth, row) => (Number.isNaN(truth) ? Number.NaN : -Math.log(Math.max(Number.EPSILON, classes[truth]![row]!))))
      : score === null ? null : input.task === 'regression' ? squaredErrorRows(score, outcome) : areProbabilities(score) ? logLossRows(score, outcome) : null
    if (loss !== null && loss.filter((value) => Number.isFinite(value)).length >= 200) return { dataset, loss, name: input.task === 'regression' ? 'squared error' : 'log loss' }
  }
  return undefined
}
