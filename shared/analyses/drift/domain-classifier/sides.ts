import type { Rng } from '../../../contract/analysis'
import type { Column, Table } from '../../../contract/table'
import { permutation } from '../../../stats/shuffle'
import { canonicalOrder } from '../../common/canonical-order'

/** Parts of a cross-fit. */
export const folds = 5
/**
 * Rows of a side from which the spread of its terms is estimated at most; means and ranks come from all rows. With
 * hundreds of columns, whose products cost the square of their number, fewer: 8,333 with 300, never under 5,000.
 */
export const spreadLimit = (columns: number): number => Math.max(5000, Math.min(50_000, Math.floor(750e6 / Math.max(1, columns) ** 2)))

/** Rows of a side with so many rows that are in a fold. */
export const rowsInFold = (rows: number, fold: number): number => Math.floor((rows - fold + folds - 1) / folds)

/** One table of a side, and for each of its rows the place it was dealt to among all rows of the side. */
export interface Part {
  readonly table: Table
  readonly dealt: Uint32Array
  /** Fold of each row. */
  readonly fold: Uint8Array
}

/** One of the two samples: one dataset, or several taken together. */
export interface Side {
  readonly parts: readonly Part[]
  readonly rows: number
  /** Rows of the spread sample: those with the first places. */
  readonly spread: number
}

/**
 * Deals the rows of a side at random, along an order that depends on what rows hold and not on where
 * they lie. Row with place p belongs to fold p mod 5, and to the spread sample when p is under its limit.
 * @param orders canonical order of each table, from `contentOrder`
 * @param columns that are to be looked at together
 */
export function dealSide(tables: readonly Table[], orders: readonly Uint32Array[], rng: Rng, columns: number, checkpoint: () => void = () => undefined): Side {
  const rows = tables.reduce((total, table) => total + table.rows, 0)
  const place = new Uint32Array(rows)
  const drawn = permutation(rows, rng, checkpoint)
  for (let at = 0; at < rows; at += 1) place[drawn[at]!] = at
  let before = 0
  const parts = tables.map((table, index): Part => {
    checkpoint()
    const dealt = new Uint32Array(table.rows)
    const order = orders[index]!
    for (let at = 0; at < order.length; at += 1) dealt[order[at]!] = place[before + at]!
    before += table.rows
    return { table, dealt, fold: foldsOf(dealt) }
  })
  return { parts, rows, spread: Math.min(rows, spreadLimit(columns)) }
}

function foldsOf(dealt: Uint32Array): Uint8Array {
  const fold = new Uint8Array(dealt.length)
  for (let row = 0; row < dealt.length; row += 1) fold[row] = dealt[row]! % folds
  return fold
}

/** Rows read between two checkpoints: a millisecond. */
const stride = 1 << 16

/** Calls `work` on stretches of so many rows, with a checkpoint before each. */
export function inStretches(rows: number, checkpoint: () => void, work: (from: number, to: number) => void): void {
  for (let from = 0; from < rows; from += stride) {
    checkpoint()
    work(from, Math.min(rows, from + stride))
  }
}

/** A table whose rows are already in an order of no meaning, as a side in that order. */
export function sideInOrder(table: Table): Side {
  const dealt = Uint32Array.from({ length: table.rows }, (_, row) => row)
  return { parts: [{ table, dealt, fold: foldsOf(dealt) }], rows: table.rows, spread: table.rows }
}

/** Order of a table's rows by the content of the named columns. */
export function contentOrder(table: Table, columns: readonly string[], checkpoint: () => void): Uint32Array {
  return canonicalOrder(table, columns, checkpoint)
}

/** A column of every part of a side; null where one part lacks it or holds it in another kind. */
export function columnOf(side: Side, name: string): readonly Column[] | null {
  const columns = side.parts.map(({ table }) => table.columns.find((column) => column.name === name))
  const [first] = columns
  return first !== undefined && columns.every((column) => column?.kind === first.kind) ? (columns as Column[]) : null
}

/** Rows of the spread sample that lie in one part, rising, and the place of each in the sample. */
export interface SampledRows {
  readonly row: Uint32Array
  readonly place: Uint32Array
}

/** The spread sample by part: walked in the order of the rows, a column is read from front to back. */
export function spreadSample(side: Side): readonly SampledRows[] {
  const size = side.spread
  return side.parts.map(({ dealt }): SampledRows => {
    const row = new Uint32Array(Math.min(size, dealt.length))
    const place = new Uint32Array(row.length)
    let count = 0
    for (let at = 0; at < dealt.length; at += 1) {
      if (dealt[at]! >= size) continue
      row[count] = at
      place[count] = dealt[at]!
      count += 1
    }
    return { row: row.subarray(0, count), place: place.subarray(0, count) }
  })
}
