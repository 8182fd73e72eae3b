import type { Column, Table } from '../../../contract/table'
import { concatTables } from '../../../table/concat-tables'
import { canonicalOrder } from '../../common/canonical-order'

/** Rows of a test dataset that development holds too. */
export interface SharedRows {
  /** Rows of the test dataset that equal one of development, of so many. */
  readonly shared: number
  readonly testRows: number
  /** Rows of development that equal another one of development, of so many: what is usual. */
  readonly twins: number
  readonly developmentRows: number
}

function equalCells(column: Column, a: number, b: number): boolean {
  if (column.kind === 'number') return column.values[a] === column.values[b] || (Number.isNaN(column.values[a]!) && Number.isNaN(column.values[b]!))
  if (column.kind === 'category') return column.codes[a] === column.codes[b]
  const [from, other] = [column.offsets[a]!, column.offsets[b]!]
  const length = column.offsets[a + 1]! - from
  if (column.offsets[b + 1]! - other !== length) return false
  for (let at = 0; at < length; at += 1) if (column.bytes[from + at] !== column.bytes[other + at]) return false
  return true
}

const isMissing = (column: Column, row: number): boolean => (column.missing !== null && column.missing[row] !== 0) || (column.kind === 'category' && column.codes[row]! < 0) || (column.kind === 'number' && Number.isNaN(column.values[row]!))

const narrowed = (table: Table, names: readonly string[]): Table => ({ rows: table.rows, columns: names.map((name) => table.columns.find((column) => column.name === name)!) })

/**
 * Compares the named columns (both tables must hold them) cell by cell; rows in which all of them are
 * missing are left out. Equal rows lie side by side in an order of their hashes, and are compared exactly.
 */
export function sharedRows(development: Table, test: Table, names: readonly string[], checkpoint: () => void): SharedRows {
  checkpoint()
  const both = concatTables([narrowed(development, names), narrowed(test, names)])
  checkpoint()
  const order = canonicalOrder(both, names, checkpoint)
  const out = { shared: 0, testRows: 0, twins: 0, developmentRows: 0 }
  for (let from = 0; from < order.length;) {
    if (from % 4096 === 0) checkpoint()
    const first = order[from]!
    let to = from
    let own = 0
    while (to < order.length && both.columns.every((column) => equalCells(column, first, order[to]!))) {
      if (order[to]! < development.rows) own += 1
      to += 1
    }
    const others = to - from - own
    if (!both.columns.every((column) => isMissing(column, first))) {
      out.testRows += others
      out.developmentRows += own
      if (own > 0) out.shared += others
      if (own > 1) out.twins += own
    }
    from = to
  }
  return out
}
