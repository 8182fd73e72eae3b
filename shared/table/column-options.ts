import { ExpectedError } from '../contract/errors'
import type { Column, NumericColumn, ReadDecision, ReadOptions, RejectedCell } from '../contract/table'
import { allocateFloat64, allocateUint8 } from './allocate'
import { cellText } from './column-access'
import { LevelBuilder } from './level-builder'
import { kindCode } from './missing-kind'
import { parseDeclaredDate, parseIsoDate, parseNamedDate, parseOrderedDate, parseShortYearDate } from './parse-date'
import { parseNumber } from './parse-number'
import { columnLength } from './with-column'

const types = ['number', 'category', 'text', 'date', 'date-dmy', 'date-mdy', 'date-dmy-yy', 'date-mdy-yy', 'boolean'] as const
type OptionType = (typeof types)[number]

/** A column of a typed file after the person's options, with its decision and the cells that did not parse. */
export interface OptionedColumn {
  readonly column: Column
  readonly decisions: readonly ReadDecision[]
  readonly rejected: readonly RejectedCell[]
  readonly rejectedCount: number
}

/**
 * Applies `column:<name>` (a type) and `missing:<name>` or `missing` (codes, comma-separated) to a column
 * whose type the file declares. Cells that do not parse to a type set here are rejected and counted.
 * @throws ExpectedError `table.bad-option` for an unknown type.
 */
export function applyColumnOptions(column: Column, declared: string, options: ReadOptions): OptionedColumn {
  const { name } = column
  const codes = (options[`missing:${name}`] ?? options['missing'] ?? '').split(',').map((code) => code.trim()).filter((code) => code !== '' && code !== 'none' && code !== 'blank only')
  const set = options[`column:${name}`]
  const natural = column.kind === 'number' ? column.type : column.kind
  const wanted = set === 'integer' || set === 'decimal' ? 'number' : set
  if (wanted !== undefined && !types.includes(wanted as OptionType)) {
    throw new ExpectedError('table.bad-option', `"${wanted}" is no type of column "${name}".`, { column: name, remedy: `Use one of: ${types.join(', ')}.` })
  }
  const coded = codes.length === 0 ? { column, count: 0 } : withCodes(column, codes)
  const decisions: ReadDecision[] = []
  const rejected: RejectedCell[] = []
  let rejectedCount = 0
  let result = coded.column
  if (wanted !== undefined) {
    const cast = castColumn(coded.column, wanted as OptionType, (row, text) => {
      rejectedCount++
      if (rejected.length < 10_000) rejected.push({ row: row + 1, column: name, text, reason: `Not a ${wanted}.` })
    })
    result = cast
  }
  const chosen = result.kind === 'number' ? result.type : result.kind
  decisions.push({ id: `column:${name}`, label: `Type of ${name}`, chosen, reason: set === undefined ? `The file declares ${declared}.` : `Set by the reviewer; the file declares ${declared}.`, alternatives: types.filter((type) => type !== natural), overridden: set !== undefined })
  if (codes.length > 0) decisions.push({ id: `missing:${name}`, label: `Missing codes in ${name}`, chosen: codes.join(','), reason: `Set by the reviewer: ${coded.count} cells.`, alternatives: ['none'], overridden: true })
  return { column: result, decisions, rejected, rejectedCount }
}

function withCodes(column: Column, codes: readonly string[]): { column: Column; count: number } {
  const rows = columnLength(column)
  const missing = allocateUint8(rows)
  if (column.missing !== null) missing.set(column.missing)
  const numbers = codes.map((code) => parseNumber(code)).filter((value) => value !== null)
  let count = 0
  const drop = (row: number) => {
    missing[row] = kindCode.code
    count++
  }
  if (column.kind === 'number') {
    const values = allocateFloat64(rows)
    values.set(column.values)
    for (let row = 0; row < rows; row++) if (missing[row] === 0 && numbers.includes(values[row]!)) {
      values[row] = NaN
      drop(row)
    }
    return { column: { ...column, values, missing: count === 0 ? column.missing : missing }, count }
  }
  const levels = new LevelBuilder(rows)
  for (let row = 0; row < rows; row++) {
    const text = missing[row] === 0 ? cellText(column, row) : null
    if (text !== null && codes.includes(text.trim())) drop(row)
    levels.set(row, missing[row] === 0 ? text : null)
  }
  return count === 0 ? { column, count } : { column: levels.finish(column.name, rows, missing, column.kind), count }
}

/** Whole numbers as the days they read as (20240131), where all of them do; null where not: those are ms since 1970. */
function daysOf({ values }: NumericColumn): Float64Array | null {
  const days = allocateFloat64(values.length)
  let seen = false
  for (let row = 0; row < values.length; row++) {
    const value = values[row]!
    const day = Number.isFinite(value) ? parseDeclaredDate(String(value)) : NaN
    if (day === null) return null
    days[row] = day
    if (!Number.isNaN(day)) seen = true
  }
  return seen ? days : null
}

function castColumn(column: Column, type: OptionType, reject: (row: number, text: string) => void): Column {
  const rows = columnLength(column)
  if (type === 'category' || type === 'text') {
    if (column.kind === type) return column
    const levels = new LevelBuilder(rows)
    for (let row = 0; row < rows; row++) levels.set(row, column.missing !== null && column.missing[row] !== 0 ? null : cellText(column, row))
    return levels.finish(column.name, rows, column.missing, type)
  }
  if (column.kind === 'number') {
    const days = type === 'date' && column.type === 'integer' ? daysOf(column) : null
    if (days !== null) return { ...column, type: 'date', values: days }
    if (type === 'number' || type === 'date') return { ...column, type: type === 'date' ? 'date' : column.type === 'integer' || column.type === 'boolean' ? 'integer' : 'decimal' }
  }
  const values = allocateFloat64(rows)
  const missing = allocateUint8(rows)
  if (column.missing !== null) missing.set(column.missing)
  let whole = true
  const parse = (text: string): number | null => {
    if (type === 'number') return parseNumber(text)
    if (type === 'boolean') return /^(?:true|1)$/i.test(text) ? 1 : /^(?:false|0)$/i.test(text) ? 0 : null
    if (type === 'date') return parseIsoDate(text) ?? parseNamedDate(text) ?? parseDeclaredDate(text)
    const order = type.startsWith('date-dmy') ? 'dmy' : 'mdy'
    return type.endsWith('-yy') ? parseShortYearDate(text, order) : parseOrderedDate(text, order)
  }
  for (let row = 0; row < rows; row++) {
    if (missing[row] !== 0) {
      values[row] = NaN
      continue
    }
    const text = cellText(column, row)
    const value = parse(text)
    if (value === null) {
      missing[row] = kindCode.rejected
      values[row] = NaN
      reject(row, text)
    } else {
      values[row] = value
      if (!Number.isInteger(value)) whole = false
    }
  }
  return { kind: 'number', type: type === 'number' ? (whole ? 'integer' : 'decimal') : type === 'boolean' ? 'boolean' : 'date', name: column.name, values, missing: missing.some((kind) => kind !== 0) ? missing : null }
}
