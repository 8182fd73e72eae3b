import type { AnalysisDataset, AnalysisInput } from '../../contract/analysis'
import { numericValues } from '../../table/column-access'
import { columnsWithRole, findColumn } from './datasets'

/** Predictions of every row of a dataset under the name of who made them. */
export interface NamedPredictions {
  readonly name: string
  /** Length rows, NaN where absent. */
  readonly values: Float64Array
}

/** What the artifact's own scores are called beside recorded predictions. */
export const underReview = 'model under review'

/** Below this share of differing rows two sets of predictions are one model's. */
const ownShare = 0.05
const rounding = 1e-6

/** Every set of predictions of a dataset: its prediction columns in code-point order, then the artifact's own scores. */
export function predictionsOf(input: AnalysisInput, dataset: AnalysisDataset): readonly NamedPredictions[] {
  const columns = columnsWithRole(input, 'prediction').flatMap((name) => {
    const column = findColumn(dataset.table, name)
    return column === undefined ? [] : [{ name, values: numericValues(column) }]
  })
  // The recorded prediction is one of the columns; without columns it stands for itself.
  const recorded = columns.length > 0 || dataset.recorded === null ? columns : [{ name: 'recorded predictions', values: dataset.recorded }]
  return [...recorded, ...(dataset.score === null ? [] : [{ name: underReview, values: dataset.score }])]
}

/** How many rows hold both predictions, on how many of those they differ by more than rounding, and whether that is so few that one model made both. */
export function compareRows(first: Float64Array, second: Float64Array): { readonly both: number; readonly differ: number; readonly same: boolean } {
  let both = 0
  let differ = 0
  for (let row = 0; row < first.length; row += 1) {
    const gap = Math.abs(first[row]! - second[row]!)
    if (Number.isNaN(gap)) continue
    both += 1
    if (gap > rounding * Math.max(1, Math.abs(second[row]!))) differ += 1
  }
  return { both, differ, same: differ <= ownShare * both }
}
