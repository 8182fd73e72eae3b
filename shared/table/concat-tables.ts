import { ExpectedError } from '../contract/errors'
import type { Column, Table } from '../contract/table'
import { allocateFloat64, allocateInt32, allocateUint8 } from './allocate'
import { cellText, columnByName } from './column-access'
import { columnLength } from './with-column'

/**
 * Tables of the same column names one below the other, in the order of the first. Where kinds differ
 * (a category here, numbers there) the cells become a category of their texts.
 * @throws ExpectedError `table.concat` when a table lacks a column or has one more.
 */
export function concatTables(tables: readonly Table[]): Table {
  const [first] = tables
  if (first === undefined) return { rows: 0, columns: [] }
  tables.forEach((table, index) => {
    const other = table.columns.filter((column) => !first.columns.some((known) => known.name === column.name))
    const lost = first.columns.filter((column) => !table.columns.some((known) => known.name === column.name))
    if (other.length + lost.length > 0) {
      throw new ExpectedError('table.concat', `Part ${index + 1} does not have the columns of part 1 (${[...lost.map((column) => `without "${column.name}"`), ...other.map((column) => `with "${column.name}"`)].join(', ')}).`, { remedy: 'Join parts of the same layout only.' })
    }
  })
  const rows = tables.reduce((sum, table) => sum + table.rows, 0)
  return { rows, columns: first.columns.map(({ name }) => concatColumns(tables.map((table) => columnByName(table, name)), rows)) }
}

function concatColumns(parts: readonly Column[], rows: number): Column {
  const { name } = parts[0]!
  const missing = parts.some((part) => part.missing !== null) ? allocateUint8(rows) : null
  let row = 0
  for (const part of parts) {
    if (part.missing !== null) missing!.set(part.missing, row)
    row += columnLength(part)
  }
  const numbers = parts.filter((part) => part.kind === 'number')
  const types = new Set(numbers.map((part) => part.type))
  if (numbers.length === parts.length && (types.size === 1 || [...types].every((type) => type === 'integer' || type === 'decimal'))) {
    const values = allocateFloat64(rows)
    let from = 0
    for (const part of numbers) {
      values.set(part.values, from)
      from += part.values.length
    }
    return { kind: 'number', type: types.size === 1 ? numbers[0]!.type : 'decimal', name, missing, values }
  }
  const texts = parts.filter((part) => part.kind === 'text')
  if (texts.length === parts.length) {
    const offsets = allocateFloat64(rows + 1)
    const bytes = allocateUint8(texts.reduce((sum, part) => sum + part.bytes.length, 0))
    let [base, at] = [0, 0]
    for (const part of texts) {
      bytes.set(part.bytes, base)
      for (let index = 1; index < part.offsets.length; index++) offsets[++at] = base + part.offsets[index]!
      base += part.bytes.length
    }
    return { kind: 'text', name, missing, bytes, offsets }
  }
  const codes = allocateInt32(rows)
  const index = new Map<string, number>()
  const levels: string[] = []
  const intern = (text: string) => {
    let code = index.get(text)
    if (code === undefined) {
      code = levels.push(text) - 1
      index.set(text, code)
    }
    return code
  }
  let at = 0
  for (const part of parts) {
    const map = part.kind === 'category' ? part.levels.map(intern) : []
    for (let local = 0; local < columnLength(part); local++, at++) {
      if (part.missing !== null && part.missing[local] !== 0) codes[at] = -1
      else codes[at] = part.kind === 'category' ? map[part.codes[local]!]! : intern(cellText(part, local))
    }
  }
  return { kind: 'category', name, missing, codes, levels }
}
