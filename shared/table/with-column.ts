import { ExpectedError } from '../contract/errors'
import type { Column, Table } from '../contract/table'

/** Rows a column has. */
export function columnLength(column: Column): number {
  return column.kind === 'number' ? column.values.length : column.kind === 'category' ? column.codes.length : column.offsets.length - 1
}

/**
 * The table with a column put in place of the one of the same name, or at the end.
 * @throws ExpectedError `table.length` when it has another number of rows.
 */
export function withColumn(table: Table, column: Column): Table {
  if (columnLength(column) !== table.rows) {
    throw new ExpectedError('table.length', `Column "${column.name}" has ${columnLength(column)} rows, the table ${table.rows}.`, { column: column.name })
  }
  const place = table.columns.findIndex((candidate) => candidate.name === column.name)
  return { rows: table.rows, columns: place < 0 ? [...table.columns, column] : table.columns.with(place, column) }
}
