import { ExpectedError } from '../contract/errors'
import type { Column, Table, TextColumn } from '../contract/table'
import { allocateFloat64 } from './allocate'
import { parseNumber } from './parse-number'

const decoder = new TextDecoder()

/**
 * The column of that name.
 * @throws ExpectedError `table.no-column` when the table has none.
 */
export function columnByName(table: Table, name: string): Column {
  const column = table.columns.find((candidate) => candidate.name === name)
  if (column === undefined) {
    throw new ExpectedError('table.no-column', `There is no column "${name}".`, { column: name, remedy: 'Choose one of the columns of the file.' })
  }
  return column
}

/** Text of one row of a text column (shared memory must be copied before it can be decoded). */
export function textAt(column: TextColumn, row: number): string {
  return decoder.decode(column.bytes.slice(column.offsets[row], column.offsets[row + 1]))
}

/**
 * A column's values as numbers, length rows, NaN where missing or not a number. Number columns give
 * their own array (do not write to it); categories and text are parsed level by level.
 */
export function numericValues(column: Column): Float64Array {
  if (column.kind === 'number') return column.values
  if (column.kind === 'category') {
    const numbers = Float64Array.from(column.levels, (level) => parseNumber(level) ?? NaN)
    const values = allocateFloat64(column.codes.length)
    for (let row = 0; row < values.length; row++) {
      const code = column.codes[row]!
      values[row] = code < 0 ? NaN : numbers[code]!
    }
    return values
  }
  const values = allocateFloat64(column.offsets.length - 1)
  for (let row = 0; row < values.length; row++) {
    values[row] = column.missing !== null && column.missing[row] !== 0 ? NaN : parseNumber(textAt(column, row)) ?? NaN
  }
  return values
}

/** A date as ISO 8601: day only when it is midnight UTC. */
export function dateText(milliseconds: number): string {
  const date = new Date(milliseconds)
  if (Number.isNaN(date.getTime())) return String(milliseconds)
  const iso = date.toISOString()
  return milliseconds % 86_400_000 === 0 ? iso.slice(0, iso.indexOf('T')) : iso
}

/** The cell as text; empty when missing. Dates as ISO 8601, booleans as `true` and `false`, numbers in shortest form. */
export function cellText(column: Column, row: number): string {
  if (column.missing !== null && column.missing[row] !== 0) return ''
  if (column.kind === 'category') return column.levels[column.codes[row]!] ?? ''
  if (column.kind === 'text') return textAt(column, row)
  const value = column.values[row]!
  if (Number.isNaN(value)) return ''
  if (column.type === 'date') return dateText(value)
  if (column.type === 'boolean') return value === 0 ? 'false' : 'true'
  return String(value)
}
