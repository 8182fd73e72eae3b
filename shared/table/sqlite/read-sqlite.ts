import type { Database, SqlValue, Statement } from 'sql.js'
import type { ByteSource } from '../../contract/bytes'
import { ExpectedError } from '../../contract/errors'
import type { JobContext } from '../../contract/job'
import type { Column, ReadDecision, ReadOptions, ReadReport, RejectedCell } from '../../contract/table'
import { applyColumnOptions } from '../column-options'
import { decide } from '../decide'
import { setBinary, setWhole } from '../parquet/values'
import { uniqueNames } from '../unique-names'
import { ValueBuilder } from '../value-builder'
import { loadSqlite } from './runtime'

/** Bytes of a database that are read into memory, and of columns a table may take. */
const fileByteLimit = 1e9
const tableByteLimit = 3.5e9

/**
 * Reads one table of an SQLite database; nothing is written, and views and virtual tables are not run.
 * Option `table` chooses it. SQLite keeps a type per cell: a column that mixes numbers and texts
 * becomes text; whole numbers beyond ±2^53 stay exact as text.
 * @throws ExpectedError `sqlite.review`, `sqlite.malformed`, `sqlite.runtime`, `table.too-large`, `table.empty`, `table.bad-option`.
 */
export async function readSqlite(source: ByteSource, options: ReadOptions, job: JobContext): Promise<ReadReport> {
  if (/\.countersign$/i.test(source.name)) throw new ExpectedError('sqlite.review', `${source.name} is a Countersign review, not a dataset.`, { file: source.name, remedy: 'Open it as a review.' })
  if (source.size > fileByteLimit) throw new ExpectedError('table.too-large', `${source.name} has ${source.size.toLocaleString('en')} bytes; databases are read up to ${fileByteLimit.toLocaleString('en')}.`, { file: source.name, limit: fileByteLimit, remedy: 'Export the table as Parquet or CSV.' })
  const bytes = (await source.slice(0, source.size)).slice()
  const warnings: string[] = []
  if (bytes[18] === 2 || bytes[19] === 2) {
    // Without its side files such a database cannot be opened; as a single file it is whole up to its last checkpoint.
    bytes[18] = 1
    bytes[19] = 1
    warnings.push('The database keeps a write-ahead log: changes that lie only in its "-wal" file are not in this file.')
  }
  const { Database: Sqlite } = await loadSqlite()
  let database: Database | null = null
  try {
    database = new Sqlite(bytes)
    return readDatabase(database, source, options, job, warnings)
  } catch (problem) {
    if (problem instanceof ExpectedError) throw problem
    throw new ExpectedError('sqlite.malformed', `${source.name} cannot be read as an SQLite database: ${problem instanceof Error ? problem.message : String(problem)}.`.slice(0, 300), { file: source.name, remedy: 'Ask for the file again, or for the table as CSV.' })
  } finally {
    database?.close()
  }
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

function readDatabase(database: Database, source: ByteSource, options: ReadOptions, job: JobContext, warnings: string[]): ReadReport {
  database.run('PRAGMA query_only = 1')
  database.run('PRAGMA trusted_schema = 0')
  const sound = database.exec('PRAGMA quick_check(1)')[0]?.values[0]?.[0]
  if (sound !== 'ok') throw new Error(String(sound))
  const listed = database.exec("SELECT name, type, sql FROM sqlite_master WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY rowid")[0]?.values ?? []
  const isTable = ([, type, sql]: readonly SqlValue[]): boolean => type === 'table' && !/^\s*CREATE\s+VIRTUAL/i.test(String(sql))
  const others = listed.filter((entry) => !isTable(entry)).map(([name]) => String(name))
  // A virtual table keeps its own bytes in tables that begin with its name.
  const inner = listed.filter((entry) => entry[1] === 'table' && !isTable(entry)).map(([name]) => `${String(name)}_`)
  const tables = listed.filter(isTable).map(([name]) => String(name)).filter((name) => !inner.some((start) => name.startsWith(start)))
  if (others.length > 0) warnings.push(`Views and virtual tables are not read: ${others.join(', ')}.`)
  if (tables.length === 0) throw new ExpectedError('table.empty', `${source.name} has no table.`, { file: source.name, remedy: 'Choose a database with a table.' })
  const counts = new Map(tables.map((name) => [name, Number(database.exec(`SELECT count(*) FROM ${quoted(name)}`)[0]?.values[0]?.[0] ?? 0)]))
  const most = tables.reduce((best, name) => (counts.get(name)! > counts.get(best)! ? name : best))
  const decision = decide(options, 'table', 'Table', () => ({ chosen: most, reason: tables.length === 1 ? 'The only table.' : `The table with the most rows (${counts.get(most)!.toLocaleString('en')}), of ${tables.length}.` }), tables, true)
  const rows = counts.get(decision.chosen)!
  if (rows === 0) throw new ExpectedError('table.empty', `The table "${decision.chosen}" of ${source.name} has no rows.`, { file: source.name, remedy: 'Choose another table.' })
  const { names, duplicates } = uniqueNames(database.exec(`SELECT name FROM pragma_table_xinfo(?) WHERE hidden <> 1`, [decision.chosen])[0]?.values.map(([name]) => String(name)) ?? [])
  if (duplicates.length > 0) warnings.push(`Column names that occur more than once got a suffix: ${duplicates.join(', ')}.`)
  if (rows * names.length * 8 > tableByteLimit) throw new ExpectedError('table.too-large', `The table "${decision.chosen}" has ${rows.toLocaleString('en')} rows × ${names.length} columns; the limit is ${tableByteLimit.toLocaleString('en')} bytes of columns.`, { file: source.name, limit: tableByteLimit, remedy: 'Keep only the columns or rows under review.' })
  const cells = names.map(() => new CellsOfColumn(rows))
  const statement = database.prepare(`SELECT * FROM ${quoted(decision.chosen)}`)
  let row = 0
  try {
    for (; statement.step(); row++) {
      if ((row & 1023) === 0) {
        job.checkpoint()
        job.progress({ phase: 'Reading rows', done: row, total: rows, unit: 'rows' })
      }
      cellsOf(statement).forEach((value, index) => cells[index]?.set(row, value))
    }
  } finally {
    statement.free()
  }
  return finish(cells, names, row, decision, options, warnings)
}

/** The current row, whole numbers as BigInt (an option the published types leave out). */
function cellsOf(statement: Statement): readonly (SqlValue | bigint)[] {
  const exact = statement as unknown as { get(parameters: null, config: { readonly useBigInt: true }): readonly (SqlValue | bigint)[] }
  return exact.get(null, { useBigInt: true })
}

/** Collects a column whose cells may each have a type of their own. */
class CellsOfColumn {
  builder: ValueBuilder | null = null
  private whole = true
  private readonly counts = new Map<string, number>()

  constructor(private readonly rows: number) {}

  set(row: number, value: SqlValue | bigint): void {
    const kind = value === null ? 'null' : typeof value === 'bigint' ? 'integer' : typeof value === 'number' ? 'real' : typeof value === 'string' ? 'text' : 'blob'
    this.counts.set(kind, (this.counts.get(kind) ?? 0) + 1)
    if (value === null) return
    this.builder ??= new ValueBuilder(this.rows, kind === 'integer' || kind === 'real' ? 'decimal' : 'text')
    if (typeof value === 'number') {
      this.whole = false
      this.builder.setNumber(row, value)
    } else if (typeof value === 'bigint') setWhole(this.builder, row, value)
    else if (typeof value === 'string') this.builder.setText(row, value, 'texts and numbers are mixed')
    else setBinary(this.builder, row, value)
  }

  finish(name: string, rows: number): { readonly column: Column; readonly declared: string } {
    const builder = this.builder ?? new ValueBuilder(rows, 'text')
    const made = builder.finishSparse(name, rows)
    const kinds = [...this.counts].map(([kind, count]) => `${count} ${kind}`).join(', ')
    return { column: made.kind === 'number' && this.whole ? { ...made, type: 'integer' } : made, declared: kinds + (builder.exact === null || builder.exact === '' ? '' : `; ${builder.exact}`) }
  }
}

function finish(cells: readonly CellsOfColumn[], names: readonly string[], rows: number, decision: ReadDecision, options: ReadOptions, warnings: readonly string[]): ReadReport {
  const columns: Column[] = []
  const decisions: ReadDecision[] = [decision]
  const rejected: RejectedCell[] = []
  let rejectedCount = 0
  cells.forEach((column, index) => {
    const made = column.finish(names[index]!, rows)
    const result = applyColumnOptions(made.column, made.declared, options)
    columns.push(result.column)
    decisions.push(...result.decisions)
    rejected.push(...result.rejected.slice(0, 10_000 - rejected.length))
    rejectedCount += result.rejectedCount
  })
  return { format: 'sqlite', table: { rows, columns }, decisions, rejected, rejectedCount, warnings }
}
