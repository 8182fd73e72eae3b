import type { AnalysisDataset, AnalysisInput } from '../../../contract/analysis'
import { datasetsOf } from '../../common/datasets'
import { formatCount } from '../../common/format'
import { compareRows, predictionsOf } from '../../common/predictions'
import type { NamedPredictions } from '../../common/predictions'

/** Two sets of predictions of the same rows. */
export interface Rivals {
  readonly dataset: AnalysisDataset
  readonly champion: NamedPredictions
  readonly challenger: NamedPredictions
  /** Rows on which the two differ by more than rounding, and rows that hold both. */
  readonly differ: number
  readonly both: number
}

/**
 * The rivals: the first prediction column is the champion, the artifact under review the challenger
 * (without one, the second prediction column), on the first dataset that has both and outcomes.
 */
export function rivalsOf(input: AnalysisInput): Rivals | string {
  for (const dataset of [...datasetsOf(input, 'test'), ...datasetsOf(input, 'production'), ...datasetsOf(input, 'development')]) {
    const predictions = predictionsOf(input, dataset)
    if (predictions.length < 2 || dataset.outcome === null) continue
    const champion = predictions[0]!
    const challenger = dataset.score === null ? predictions[1]! : predictions.at(-1)!
    const { both, differ, same } = compareRows(champion.values, challenger.values)
    if (both === 0) continue
    if (same) return `The recorded predictions are the artifact's own: they differ on ${formatCount(differ)} of ${formatCount(both)} rows of ${dataset.name}, so there is no second model to compare with.`
    return { dataset, champion, challenger, differ, both }
  }
  return 'No dataset holds two sets of predictions and outcomes.'
}
