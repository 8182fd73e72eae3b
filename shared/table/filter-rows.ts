import { ExpectedError } from '../contract/errors'
import type { Column, Table } from '../contract/table'
import { columnByName, numericValues, textAt } from './column-access'
import { parseIsoDate } from './parse-date'
import { parseNumber } from './parse-number'

export type FilterOp = '<' | '<=' | '>' | '>=' | '=' | '!=' | 'contains' | 'missing' | 'present'

/** One condition on a column; numbers may be given as text. */
export interface FilterCondition {
  readonly column: string
  readonly op: FilterOp
  readonly value: number | string
}

function compare(left: number, op: '<' | '<=' | '>' | '>=', right: number): boolean {
  return op === '<' ? left < right : op === '<=' ? left <= right : op === '>' ? left > right : left >= right
}

function numberOf(column: Column, value: number | string): number {
  if (typeof value === 'number') return value
  if (column.kind === 'number' && column.type === 'boolean') {
    const word = value.trim().toLowerCase()
    if (word === 'true' || word === 'false') return word === 'true' ? 1 : 0
  }
  return parseNumber(value) ?? (column.kind === 'number' && column.type === 'date' ? parseIsoDate(value) : null) ?? NaN
}

function isMissing(column: Column, row: number): boolean {
  return column.missing !== null && column.missing[row] !== 0
}

/** Whether each row of a column meets a condition, one test per row. */
function tester(column: Column, { op, value }: FilterCondition): (row: number) => boolean {
  if (op === 'missing') return (row) => isMissing(column, row)
  if (op === 'present') return (row) => !isMissing(column, row)
  if (op === 'contains') {
    const part = String(value).toLowerCase()
    if (column.kind === 'category') {
      const hits = column.levels.map((level) => level.toLowerCase().includes(part))
      return (row) => column.codes[row]! >= 0 && hits[column.codes[row]!]!
    }
    if (column.kind === 'text') return (row) => !isMissing(column, row) && textAt(column, row).toLowerCase().includes(part)
    return (row) => !isMissing(column, row) && String(column.values[row]).includes(part)
  }
  if (op === '=' || op === '!=') {
    const wanted = op === '='
    if (column.kind === 'category') {
      const text = String(value)
      const equal = column.levels.map((level) => level === text || (typeof value === 'number' && parseNumber(level) === value))
      return (row) => column.codes[row]! >= 0 && equal[column.codes[row]!]! === wanted
    }
    if (column.kind === 'text') return (row) => !isMissing(column, row) && (textAt(column, row) === String(value)) === wanted
    const target = checked(column, numberOf(column, value), value)
    return (row) => !isMissing(column, row) && (column.values[row] === target) === wanted
  }
  const values = numericValues(column)
  const target = checked(column, numberOf(column, value), value)
  return (row) => !isMissing(column, row) && compare(values[row]!, op, target)
}

function checked(column: Column, target: number, value: number | string): number {
  if (!Number.isNaN(target)) return target
  throw new ExpectedError('table.bad-filter', `"${value}" cannot be compared with the numbers of "${column.name}".`, { column: column.name, remedy: 'Give a number (or an ISO date for a date column).' })
}

/**
 * Rows (0-based, ascending) that meet every condition. A missing cell meets none but `missing`;
 * `=` compares numbers as numbers and texts exactly; an order on a category compares its levels as numbers.
 * @throws ExpectedError `table.no-column`, `table.bad-filter`
 */
export function filterRows(table: Table, conditions: readonly FilterCondition[]): Int32Array {
  const tests = conditions.map((condition) => tester(columnByName(table, condition.column), condition))
  const kept = new Int32Array(table.rows)
  let count = 0
  for (let row = 0; row < table.rows; row++) if (tests.every((test) => test(row))) kept[count++] = row
  return kept.slice(0, count)
}
