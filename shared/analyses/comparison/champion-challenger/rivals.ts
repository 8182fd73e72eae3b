import type { AnalysisDataset, AnalysisInput } from '../../../contract/analysis'
import { numericValues } from '../../../table/column-access'
import { columnsWithRole, datasetsOf, findColumn } from '../../common/datasets'
import { formatCount } from '../../common/format'

/** Two sets of predictions of the same rows. */
export interface Rivals {
  readonly dataset: AnalysisDataset
  readonly champion: { readonly name: string; readonly values: Float64Array }
  readonly challenger: { readonly name: string; readonly values: Float64Array }
  /** Rows on which the two differ by more than rounding, and rows that hold both. */
  readonly differ: number
  readonly both: number
}

/** Below this share of differing rows two sets of predictions are one model's. */
const ownShare = 0.05
const rounding = 1e-6

function predictionsOf(input: AnalysisInput, dataset: AnalysisDataset): readonly { readonly name: string; readonly values: Float64Array }[] {
  const columns = columnsWithRole(input, 'prediction').flatMap((name) => {
    const column = findColumn(dataset.table, name)
    return column === undefined ? [] : [{ name, values: numericValues(column) }]
  })
  // The recorded prediction is one of the columns; without columns it stands for itself.
  const recorded = columns.length > 0 || dataset.recorded === null ? columns : [{ name: 'recorded predictions', values: dataset.recorded }]
  return [...recorded, ...(dataset.score === null ? [] : [{ name: 'model under review', values: dataset.score }])]
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
    let both = 0
    let differ = 0
    for (let row = 0; row < dataset.table.rows; row += 1) {
      const gap = Math.abs(champion.values[row]! - challenger.values[row]!)
      if (Number.isNaN(gap)) continue
      both += 1
      if (gap > rounding * Math.max(1, Math.abs(challenger.values[row]!))) differ += 1
    }
    if (both === 0) continue
    if (differ <= ownShare * both) return `The recorded predictions are the artifact's own: they differ on ${formatCount(differ)} of ${formatCount(both)} rows of ${dataset.name}, so there is no second model to compare with.`
    return { dataset, champion, challenger, differ, both }
  }
  return 'No dataset holds two sets of predictions and outcomes.'
}
