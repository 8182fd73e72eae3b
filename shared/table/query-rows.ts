import type { Cell, RowQuery } from '../contract/engine'
import type { Column, Table } from '../contract/table'
import { cellText, columnByName, textAt } from './column-access'
import { filterRows } from './filter-rows'
import { kindOf } from './missing-kind'

/** The query without the dataset's id: the caller has found the table already. */
export type TableQuery = Omit<RowQuery, 'dataset'>

/** A window of rows as the grid shows it. */
export interface RowWindow {
  /** Rows that pass the filter. */
  readonly total: number
  readonly rows: readonly (readonly Cell[])[]
  /** 0-based row number in the table of each row shown. */
  readonly numbers: readonly number[]
}

/** Sort key per row: number columns their values, others the rank of their text; NaN where missing. */
function sortKeys(column: Column, rows: number): Float64Array {
  if (column.kind === 'number') return column.values
  const keys = new Float64Array(rows)
  const byCodeUnit = (left: string, right: string) => (left < right ? -1 : left > right ? 1 : 0)
  if (column.kind === 'category') {
    const rank = new Float64Array(column.levels.length)
    column.levels.map((_, code) => code).sort((a, b) => byCodeUnit(column.levels[a]!, column.levels[b]!)).forEach((code, index) => (rank[code] = index))
    for (let row = 0; row < rows; row++) keys[row] = column.codes[row]! < 0 ? NaN : rank[column.codes[row]!]!
    return keys
  }
  const texts = Array.from({ length: rows }, (_, row) => textAt(column, row))
  const order = Array.from(texts.keys()).sort((a, b) => byCodeUnit(texts[a]!, texts[b]!))
  let rank = 0
  order.forEach((row, index) => {
    if (index > 0 && texts[row] !== texts[order[index - 1]!]) rank++
    keys[row] = column.missing !== null && column.missing[row] !== 0 ? NaN : rank
  })
  return keys
}

/**
 * The rows that pass the filter in the order of the sort, as 0-based row numbers. The sort is stable;
 * missing cells come last either way. Callers keep the result while filter and sort stay the same.
 */
export function orderRows(table: Table, query: Pick<TableQuery, 'filter' | 'sort'>): Int32Array {
  const rows = filterRows(table, query.filter)
  const sorts = query.sort.map(({ column, descending }) => ({ keys: sortKeys(columnByName(table, column), table.rows), sign: descending ? -1 : 1 }))
  if (sorts.length === 0) return rows
  return rows.sort((left, right) => {
    for (const { keys, sign } of sorts) {
      const [a, b] = [keys[left]!, keys[right]!]
      if (a === b) continue
      const [noA, noB] = [Number.isNaN(a), Number.isNaN(b)]
      if (noA && noB) continue
      if (noA || noB) return noA ? 1 : -1
      return a < b ? -sign : sign
    }
    return left - right
  })
}

/**
 * One window of a table for the grid: rows [from, to) after filter and sort. `order` may be handed in
 * from an earlier `orderRows` of the same filter and sort.
 * @throws ExpectedError `table.no-column`, `table.bad-filter`
 */
export function queryRows(table: Table, query: TableQuery, order: Int32Array = orderRows(table, query)): RowWindow {
  const columns = query.columns.map((name) => columnByName(table, name))
  const numbers = Array.from(order.subarray(Math.max(0, query.from), Math.max(0, query.to)))
  return {
    total: order.length,
    numbers,
    rows: numbers.map((row) => columns.map((column): Cell => {
      const kind = column.missing === null ? 'present' : kindOf(column.missing[row]!)
      return kind === 'present' ? { text: cellText(column, row) } : { text: '', missing: kind }
    })),
  }
}
