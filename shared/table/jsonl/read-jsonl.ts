import type { ByteSource } from '../../contract/bytes'
import { ExpectedError } from '../../contract/errors'
import type { JobContext } from '../../contract/job'
import type { Column, ReadDecision, ReadOptions, ReadReport, RejectedCell } from '../../contract/table'
import { applyColumnOptions } from '../column-options'
import { isIntegerText } from '../parse-number'
import { ValueBuilder } from '../value-builder'
import { recordLines } from './record-lines'
import { repeatedKey } from './repeated-keys'

/** Most columns a file may have. */
const columnLimit = 20_000

/** A whole number that a double would round, carried through `JSON.parse` as it is written. */
const exactKey = '\u0000exact'
const tokens = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g

function parseExact(text: string): unknown {
  if (!/\d{16}/.test(text)) return JSON.parse(text)
  return JSON.parse(text.replace(tokens, (token) => (isIntegerText(token) && !Number.isSafeInteger(Number(token)) ? `{"\\u0000exact":"${token}"}` : token)))
}

const notNumbers = /"(?:[^"\\]|\\.)*"|-?\b(?:NaN|Infinity)\b/g

/** Parses a record; NaN and ±Infinity, which Python writes though JSON has no such words, stay what they say. */
function parseRecord(text: string): unknown {
  try {
    return parseExact(text)
  } catch (problem) {
    if (!/NaN|Infinity/.test(text)) throw problem
    return parseExact(text.replace(notNumbers, (token) => (token.startsWith('"') ? token : `{"\\u0000exact":"${token}"}`)))
  }
}

interface Field {
  readonly name: string
  readonly builder: ValueBuilder
  readonly declared: 'number' | 'boolean' | 'text'
  whole: boolean
}

/**
 * Reads JSON Lines (one object per line) or an array of objects. Keys become columns in order of
 * appearance; an absent key or `null` is blank; objects and arrays inside a record become their JSON
 * text; numbers and texts mixed in a column become texts; whole numbers beyond ±2^53 stay exact; where a
 * record names a key twice the last value counts, and a warning says in how many records.
 * @throws ExpectedError `jsonl.malformed` with the row, `table.too-large`, `table.empty`, `table.bad-option`.
 */
export async function readJsonLines(source: ByteSource, options: ReadOptions, job: JobContext): Promise<ReadReport> {
  const fields = new Map<string, Field>()
  const pending = new Set<string>()
  let rows = 0
  let nestedCells = 0
  const repeated = { records: 0, line: 0, key: '' }
  for await (const { text, line } of recordLines(source, job)) {
    let record: unknown
    try {
      record = parseRecord(text)
    } catch (problem) {
      throw new ExpectedError('jsonl.malformed', `Row ${line} of ${source.name} is not JSON: ${problem instanceof Error ? problem.message : ''}`.slice(0, 300), { file: source.name, row: line, remedy: 'Correct the row, or ask for the file again.' })
    }
    if (typeof record !== 'object' || record === null || Array.isArray(record)) {
      throw new ExpectedError('jsonl.malformed', `Row ${line} of ${source.name} is no JSON object.`, { file: source.name, row: line, remedy: 'Each row must be an object of column names and values.' })
    }
    const twice = repeatedKey(text, record)
    if (twice !== null && ++repeated.records === 1) Object.assign(repeated, { line, key: twice })
    for (const [name, value] of Object.entries(record)) put(name, value)
    rows++
  }
  if (rows === 0) throw new ExpectedError('table.empty', `${source.name} has no records.`, { file: source.name })

  const columns: Column[] = []
  const decisions: ReadDecision[] = []
  const rejected: RejectedCell[] = []
  let rejectedCount = 0
  for (const name of pending) if (!fields.has(name)) fields.set(name, { name, builder: new ValueBuilder(rows, 'text'), declared: 'text', whole: false })
  for (const field of fields.values()) {
    const made = field.builder.finishSparse(field.name === '' ? 'column' : field.name, rows)
    const typed: Column = made.kind === 'number' && field.declared === 'number' && field.whole ? { ...made, type: 'integer' } : made
    const result = applyColumnOptions(typed, field.builder.exact === null || field.builder.exact === '' ? field.declared : `${field.declared} (${field.builder.exact})`, options)
    columns.push(result.column)
    decisions.push(...result.decisions)
    rejected.push(...result.rejected.slice(0, 10_000 - rejected.length))
    rejectedCount += result.rejectedCount
  }
  const warnings = [
    ...(rows === 1 && nestedCells > 0 ? ['The file is one record with nested values, read as one row. If it holds a table by columns, save that as JSON Lines or CSV.'] : []),
    ...(repeated.records === 0 ? [] : [repeatedWords(repeated)]),
  ]
  return { format: 'jsonl', table: { rows, columns }, decisions, rejected, rejectedCount, warnings }

  function put(name: string, value: unknown): void {
    const known = fields.get(name)
    if (value === null) {
      if (known === undefined) pending.add(name)
      return
    }
    const field = known ?? create(name, value)
    const { builder } = field
    if (typeof value === 'number') {
      if (field.declared === 'boolean') builder.setText(rows, String(value), 'numbers and booleans are mixed')
      else {
        if (!Number.isInteger(value)) field.whole = false
        builder.setNumber(rows, value)
      }
    } else if (typeof value === 'boolean') {
      if (field.declared === 'boolean' && !builder.isText) builder.setNumber(rows, value ? 1 : 0)
      else builder.setText(rows, String(value), 'numbers and booleans are mixed')
    } else if (typeof value === 'string') builder.setText(rows, value, 'texts and other values are mixed')
    else {
      const exact = (value as Readonly<Record<string, unknown>>)[exactKey]
      if (typeof exact === 'string' && !/\d/.test(exact)) builder.setNumber(rows, Number(exact))
      else if (typeof exact === 'string') builder.setText(rows, exact, 'whole numbers beyond ±2^53 are kept exactly as text')
      else {
        nestedCells++
        builder.setText(rows, JSON.stringify(value, (_, inner: unknown) => (typeof inner === 'object' && inner !== null && exactKey in inner ? String(inner[exactKey]) : inner)), 'nested values are kept as JSON text')
      }
    }
  }

  function create(name: string, value: unknown): Field {
    if (fields.size >= columnLimit) throw new ExpectedError('table.too-large', `${source.name} has more than ${columnLimit.toLocaleString('en')} different keys.`, { file: source.name, limit: columnLimit, remedy: 'Keep only the columns under review.' })
    const declared = typeof value === 'number' ? 'number' : typeof value === 'boolean' ? 'boolean' : 'text'
    const exact = typeof value === 'object' && value !== null && exactKey in value
    const field: Field = { name, declared: exact ? 'number' : declared, whole: true, builder: new ValueBuilder(rows + 1024, exact ? 'decimal' : declared === 'number' ? 'decimal' : declared === 'boolean' ? 'boolean' : 'text') }
    fields.set(name, field)
    return field
  }
}

function repeatedWords({ records, line, key }: { readonly records: number; readonly line: number; readonly key: string }): string {
  return `${records === 1 ? '1 record names a key' : `${records.toLocaleString('en')} records name a key`} more than once, the first at row ${line} (${JSON.stringify(key)}); the last value counts and the others are lost, as JSON is usually read. Ask which one was meant.`
}
