import type { JoinReport } from '../contract/engine'
import { ExpectedError } from '../contract/errors'
import type { JobContext } from '../contract/job'
import { rowNumberKey, type Join } from '../contract/plan'
import type { Column, Table } from '../contract/table'
import { allocateFloat64, allocateInt32, allocateUint8 } from './allocate'
import { cellText, columnByName } from './column-access'
import { kindCode } from './missing-kind'
import { equalCells } from './equal-cells'

const block = 8192
const listed = 20

/** What the join came to; names, sizes and hashes are the caller's to add. */
export type JoinCounts = Omit<JoinReport, 'name' | 'size' | 'sha256'>

/**
 * Columns of a second table, matched to the rows of the first by key. The first table keeps its rows, in
 * number and order: a row finds one partner or none, and is never multiplied. Keys are equal when all
 * their cells are (numbers as numbers, texts exactly); a missing key matches nothing. A key that stands
 * several times in the second table is one where all columns taken are the same there, else it is
 * ambiguous and its rows stay without. Cells without a partner are blank. `#row` is the number of the row.
 * @throws ExpectedError `table.no-column`, `join.key-type`, `join.name-taken`, `join.nothing`.
 */
export function joinTables(left: Table, right: Table, spec: Pick<Join, 'on' | 'columns'>, job: JobContext): { readonly table: Table; readonly counts: JoinCounts } {
  const leftKeys = spec.on.map((pair) => keyColumn(left, pair.left, 'first'))
  const rightKeys = spec.on.map((pair) => keyColumn(right, pair.right, 'second'))
  leftKeys.forEach((key, index) => requireComparable(key, rightKeys[index]!))
  const taken = (spec.columns ?? right.columns.filter((column) => !rightKeys.includes(column)).map(({ name }) => name)).map((name) => columnByName(right, name))
  if (taken.length === 0) throw new ExpectedError('join.nothing', 'The second file has no column to take beside its keys.', { remedy: 'Name the columns to take.' })
  const clash = taken.find(({ name }) => left.columns.some((column) => column.name === name))
  if (clash !== undefined) throw new ExpectedError('join.name-taken', `Both files have a column "${clash.name}"; a join does not replace one by the other.`, { column: clash.name, remedy: 'Name the columns to take, or join on it.' })

  const partners = new Map<string, number>()
  const repeated = new Set<string>()
  const ambiguous = new Set<string>()
  let rightWithoutKey = 0
  for (let row = 0; row < right.rows; row++) {
    if (row % block === 0) job.checkpoint()
    const key = keyOf(rightKeys, row)
    if (key === null) {
      rightWithoutKey++
      continue
    }
    const before = partners.get(key)
    if (before === undefined) {
      partners.set(key, row)
      continue
    }
    repeated.add(key)
    if (!taken.every((column) => equalCells(column, before, row))) ambiguous.add(key)
  }
  const rows = new Int32Array(left.rows).fill(-1)
  const seen = new Map<string, number>()
  const missing = new Set<string>()
  const counts = { matched: 0, unmatched: 0, withoutKey: 0, ambiguous: 0 }
  for (let row = 0; row < left.rows; row++) {
    if (row % block === 0) job.checkpoint()
    const key = keyOf(leftKeys, row)
    if (key === null) {
      counts.withoutKey++
      continue
    }
    seen.set(key, (seen.get(key) ?? 0) + 1)
    const partner = partners.get(key)
    if (partner === undefined) {
      counts.unmatched++
      if (missing.size < listed) missing.add(key)
    } else if (ambiguous.has(key)) counts.ambiguous++
    else {
      rows[row] = partner
      counts.matched++
    }
  }
  const shared = [...seen].filter(([, times]) => times > 1)
  let unused = rightWithoutKey
  const unusedKeys: string[] = []
  for (let row = 0; row < right.rows; row++) {
    if (row % block === 0) job.checkpoint()
    const key = keyOf(rightKeys, row)
    if (key === null || seen.has(key)) continue
    unused++
    if (unusedKeys.length < listed) unusedKeys.push(key)
  }
  const examples = ([['unmatched', missing], ['ambiguous', ambiguous], ['repeated', repeated], ['shared', shared.map(([key]) => key)], ['unused', unusedKeys]] as const)
    .map(([what, keys]) => ({ what, keys: [...keys].slice(0, listed).map(shownKey) })).filter(({ keys }) => keys.length > 0)
  return {
    table: { rows: left.rows, columns: [...left.columns, ...taken.map((column) => gather(column, rows))] },
    counts: { rows: right.rows, columns: taken.map(({ name }) => name), ...counts, unused, repeatedKeys: repeated.size, sharedKeys: shared.length, examples },
  }
}

/** A key by name; the row number, from 1, where it is asked for and is no column. */
function keyColumn(table: Table, name: string, file: 'first' | 'second'): Column {
  const column = table.columns.find((candidate) => candidate.name === name)
  if (column !== undefined) return column
  if (name !== rowNumberKey) throw new ExpectedError('table.no-column', `The ${file} file of the join has no column "${name}".`, { column: name, remedy: `Choose a column of the ${file} file as the key.` })
  const values = allocateFloat64(table.rows)
  for (let row = 0; row < table.rows; row++) values[row] = row + 1
  return { name, kind: 'number', type: 'integer', values, missing: null }
}

const familyOf = (column: Column): string => (column.kind !== 'number' ? 'text' : column.type === 'date' || column.type === 'boolean' ? column.type : 'number')

function requireComparable(left: Column, right: Column): void {
  if (familyOf(left) === familyOf(right)) return
  throw new ExpectedError('join.key-type', `The key "${left.name}" is ${familyOf(left)} in the first file and "${right.name}" is ${familyOf(right)} in the second, so no key would match.`, { column: left.name, remedy: `Read both as the same type (codes with leading zeros as category), under How it was read.` })
}

/** The cells of a key with their lengths, so that no two keys run together; null when one is missing. */
function keyOf(columns: readonly Column[], row: number): string | null {
  let key = ''
  for (const column of columns) {
    if (column.missing !== null && column.missing[row] !== 0) return null
    const text = column.kind === 'number' ? String(column.values[row]! + 0) : cellText(column, row)
    key += `${text.length}:${text}`
  }
  return key
}

/** A key as a person reads it: its cells, joined by " / ". */
function shownKey(key: string): string {
  const cells: string[] = []
  for (let at = 0; at < key.length;) {
    const colon = key.indexOf(':', at)
    const end = colon + 1 + Number(key.slice(at, colon))
    cells.push(key.slice(colon + 1, end))
    at = end
  }
  return cells.join(' / ').slice(0, 120)
}

/** A column at the given rows; −1 gives a blank cell. */
function gather(column: Column, rows: Int32Array): Column {
  const missing = allocateUint8(rows.length)
  rows.forEach((from, row) => { missing[row] = from < 0 ? kindCode.blank : column.missing === null ? 0 : column.missing[from]! })
  const kinds = missing.some((kind) => kind !== 0) ? missing : null
  if (column.kind === 'number') {
    const values = allocateFloat64(rows.length)
    rows.forEach((from, row) => { values[row] = from < 0 ? NaN : column.values[from]! })
    return { ...column, values, missing: kinds }
  }
  if (column.kind === 'category') {
    const codes = allocateInt32(rows.length)
    rows.forEach((from, row) => { codes[row] = from < 0 ? -1 : column.codes[from]! })
    return { ...column, codes, missing: kinds }
  }
  const offsets = allocateFloat64(rows.length + 1)
  rows.forEach((from, row) => { offsets[row + 1] = offsets[row]! + (from < 0 ? 0 : column.offsets[from + 1]! - column.offsets[from]!) })
  const bytes = allocateUint8(offsets[rows.length]!)
  rows.forEach((from, row) => { if (from >= 0) bytes.set(column.bytes.subarray(column.offsets[from], column.offsets[from + 1]), offsets[row]) })
  return { ...column, bytes, offsets, missing: kinds }
}
