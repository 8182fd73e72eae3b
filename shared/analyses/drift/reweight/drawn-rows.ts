import type { AnalysisDataset, Rng } from '../../../contract/analysis'
import { scoreOf } from '../../common/datasets'
import { keepOrdered, orderedRows } from '../../common/ordered-rows'
import type { OrderedRows } from '../../common/ordered-rows'
import { pickWeights, weightOf } from '../../common/weights'

/** Rows of one side of a reweighting, with their case weights. */
export interface DrawnRows {
  readonly rows: OrderedRows
  /** In the order of the rows; null where every row counts once. */
  readonly weight: Float64Array | null
}

/**
 * The rows of a dataset that have a finite score, a positive weight and, where `labelled`, a known
 * outcome; at most `most` of them, drawn at random. The score is the one that is judged.
 */
export function drawnRows(dataset: AnalysisDataset, columns: readonly string[], most: number, labelled: 'binary' | 'number' | 'no', rng: Rng, checkpoint: () => void): DrawnRows {
  const weight = weightOf(dataset)
  const held = { ...dataset, score: scoreOf(dataset), recorded: null, table: { rows: dataset.table.rows, columns: dataset.table.columns.filter((column) => columns.includes(column.name)) } }
  const ordered = orderedRows(held, columns, most, rng, checkpoint)
  const rows = keepOrdered(ordered, (row) => {
    const y = ordered.outcome?.[row] ?? Number.NaN
    return Number.isFinite(ordered.score?.[row]) && (weight === null || weight[ordered.rows[row]!]! > 0) && (labelled === 'no' || (labelled === 'binary' ? y === 0 || y === 1 : Number.isFinite(y)))
  })
  return { rows, weight: pickWeights(weight, rows.rows) }
}

/** Rows per side for a fit of this many columns: the work grows with the square of the terms. */
export function affordableRows(columns: number, most: number): number {
  return Math.max(2000, Math.min(most, Math.floor(4e7 / (4 * columns * columns + 1))))
}
