import type { Column } from '../../contract/table'
import { textAt } from '../column-access'
import { kindCode } from '../missing-kind'

export type ValueType = 'number' | 'text' | 'boolean' | 'date'

/** A typed value per row. Numbers, dates (ms since 1970-01-01 UTC) and booleans (0, 1) are NaN where missing. */
export interface NumberValue {
  readonly type: 'number' | 'boolean' | 'date'
  at(row: number): number
}

/** A text per row, null where missing. */
export interface TextValue {
  readonly type: 'text'
  at(row: number): string | null
}

/** The word `missing`: it takes the type of what it stands beside. */
export interface MissingValue {
  readonly type: 'missing'
}

export type Value = NumberValue | TextValue | MissingValue

export const typeWords: Readonly<Record<Value['type'], string>> = { number: 'a number', text: 'text', boolean: 'true or false', date: 'a date', missing: 'missing' }

/** A column's cells as values; every kind of missing cell, ±∞ included, is simply missing. */
export function columnValue(column: Column): NumberValue | TextValue {
  const { missing } = column
  const present = missing === null ? () => true : (row: number) => missing[row] === kindCode.present
  if (column.kind === 'category') {
    const { codes, levels } = column
    return { type: 'text', at: (row) => (present(row) ? levels[codes[row]!] ?? null : null) }
  }
  if (column.kind === 'text') return { type: 'text', at: (row) => (present(row) ? textAt(column, row) : null) }
  const { values } = column
  return { type: column.type === 'date' || column.type === 'boolean' ? column.type : 'number', at: (row) => (present(row) ? values[row]! : NaN) }
}

/** A missing value of a type. */
export function missingOf(type: ValueType): NumberValue | TextValue {
  return type === 'text' ? { type, at: () => null } : { type, at: () => NaN }
}

/** Whether the value of each row is missing. */
export function missingTest(value: Value): (row: number) => boolean {
  if (value.type === 'missing') return () => true
  if (value.type === 'text') return (row) => value.at(row) === null
  return (row) => Number.isNaN(value.at(row))
}
