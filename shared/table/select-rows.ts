import type { Column, Table } from '../contract/table'
import { allocateFloat64, allocateInt32, allocateUint8 } from './allocate'

/** One column at the given rows, in their order (a row may come more than once). Levels are kept as they are. */
export function selectColumn(column: Column, rows: Int32Array): Column {
  const missing = column.missing === null ? null : allocateUint8(rows.length)
  if (missing !== null) for (let row = 0; row < rows.length; row++) missing[row] = column.missing![rows[row]!]!
  if (column.kind === 'number') {
    const values = allocateFloat64(rows.length)
    for (let row = 0; row < rows.length; row++) values[row] = column.values[rows[row]!]!
    return { ...column, missing, values }
  }
  if (column.kind === 'category') {
    const codes = allocateInt32(rows.length)
    for (let row = 0; row < rows.length; row++) codes[row] = column.codes[rows[row]!]!
    return { ...column, missing, codes }
  }
  const offsets = allocateFloat64(rows.length + 1)
  for (let row = 0; row < rows.length; row++) offsets[row + 1] = offsets[row]! + column.offsets[rows[row]! + 1]! - column.offsets[rows[row]!]!
  const bytes = allocateUint8(offsets[rows.length]!)
  for (let row = 0; row < rows.length; row++) bytes.set(column.bytes.subarray(column.offsets[rows[row]!], column.offsets[rows[row]! + 1]), offsets[row])
  return { ...column, missing, bytes, offsets }
}

/** The table at the given rows (0-based), in their order. */
export function selectRows(table: Table, rows: Int32Array): Table {
  return { rows: rows.length, columns: table.columns.map((column) => selectColumn(column, rows)) }
}
