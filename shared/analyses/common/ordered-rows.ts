import type { AnalysisDataset, Rng } from '../../contract/analysis'
import type { Column, Table } from '../../contract/table'
import { sampleWithoutReplacement } from '../../stats/shuffle'
import { selectRows } from '../../table/select-rows'
import { canonicalOrder } from './canonical-order'
import { formatCount } from './format'

/** Rows of a dataset in an order that depends on what they hold, not on where they lie in the file. */
export interface OrderedRows {
  readonly table: Table
  /** Place of each row in the file's own order, from 0. */
  readonly rows: Int32Array
  readonly score: Float64Array | null
  readonly recorded: Float64Array | null
  readonly outcome: Float64Array | null
  /** Rows there were before some were drawn. */
  readonly total: number
}

/**
 * The dataset's rows in canonical order, all of them or `most` drawn at random. Whatever is summed or
 * drawn along them has the same digits however the file was sorted. Free text that no feature holds is left out.
 */
export function orderedRows(dataset: AnalysisDataset, features: readonly string[], most: number | null, rng: Rng, checkpoint: () => void): OrderedRows {
  const beside: Column[] = [dataset.score, dataset.recorded, dataset.outcome].flatMap((values, index): readonly Column[] =>
    values === null ? [] : [{ kind: 'number', type: 'decimal', name: `\u0000${String(index)}`, values, missing: null }])
  const kept: Table = { rows: dataset.table.rows, columns: dataset.table.columns.filter((column) => column.kind !== 'text' || features.includes(column.name)) }
  const order = canonicalOrder({ rows: kept.rows, columns: [...kept.columns, ...beside] }, [...features, ...beside.map((column) => column.name)], checkpoint)
  const places = most === null || kept.rows <= most ? null : sampleWithoutReplacement(kept.rows, most, rng, checkpoint)
  const rows = places === null ? Int32Array.from(order) : Int32Array.from(places, (place) => order[place]!)
  const pick = (values: Float64Array | null): Float64Array | null => (values === null ? null : Float64Array.from(rows, (row) => values[row]!))
  checkpoint()
  return { table: selectRows(kept, rows), rows, score: pick(dataset.score), recorded: pick(dataset.recorded), outcome: pick(dataset.outcome), total: kept.rows }
}

/** The rows for which `keep` holds, in their order. */
export function keepOrdered(ordered: OrderedRows, keep: (row: number) => boolean): OrderedRows {
  const places = Int32Array.from(ordered.rows.keys()).filter(keep)
  if (places.length === ordered.table.rows) return ordered
  const pick = (values: Float64Array | null): Float64Array | null => (values === null ? null : Float64Array.from(places, (place) => values[place]!))
  return { table: selectRows(ordered.table, places), rows: Int32Array.from(places, (place) => ordered.rows[place]!), score: pick(ordered.score), recorded: pick(ordered.recorded), outcome: pick(ordered.outcome), total: ordered.total }
}

/** A sentence on rows that were left out by drawing; none when all were used. */
export function drawnNote(used: number, total: number, what = 'row'): readonly string[] {
  return used >= total ? [] : [`${formatCount(used)} of ${formatCount(total)} ${what}s were used, drawn at random with the seed of the review.`]
}
