import sqliteWasmUrl from 'sql.js/dist/sql-wasm-browser.wasm?url'
import type { DatasetAsk, DatasetShape, DatasetSummary, EngineCalls, ExpressionPreview, JoinReport, OpenRequest, PartFact, RowQuery, SharedDataset } from '../../../shared/contract/engine'
import type { ByteSource } from '../../../shared/contract/bytes'
import { ExpectedError } from '../../../shared/contract/errors'
import type { JobContext } from '../../../shared/contract/job'
import type { Join } from '../../../shared/contract/plan'
import type { ColumnProfile, Table } from '../../../shared/contract/table'
import { configureSqlite, cutWindows, deriveColumn, deriveColumns, duplicateRows, joinTables, keepRows, keptRows, orderRows, partsHash, profileShared, profileTable, queryRows, readParts, readTable } from '../../../shared/table'
import { hashSource } from './hash'
import { PartnerHost } from './partner'
import { namingFile, openSource } from './source'

configureSqlite({ wasmUrl: sqliteWasmUrl })

const partners = new PartnerHost(() => new Worker(new URL('../partner.worker.ts', import.meta.url), { type: 'module', name: 'partner' }))
/** On one processor a second worker would only cost. */
const several = navigator.hardwareConcurrency > 1

/** A dataset of this worker: what its files say, and the table with what a person added. */
interface Held {
  readonly shared: SharedDataset
  /** Before derived columns. */
  readonly base: Table
  readonly baseColumns: readonly ColumnProfile[]
  readonly join: Join | null
  readonly facts: Omit<DatasetSummary, 'rows' | 'columns' | 'shape' | 'derived' | 'kept' | 'windows'>
}

/** Tables by dataset id; they live in shared memory and leave this worker only by reference. */
const open = new Map<string, Held>()

function held(id: string): Held {
  const found = open.get(id)
  if (found === undefined) throw new ExpectedError('input.not-loaded', 'This dataset is not loaded.', { remedy: 'Load the inputs again in Inputs.' })
  return found
}

/** Hashes, reads, joins and profiles the files of a dataset; large ones together with a second worker. */
export function openDataset(request: OpenRequest, job: JobContext): Promise<DatasetSummary> {
  const sources = [request.source, ...(request.parts ?? [])].map(openSource)
  const largest = Math.max(0, ...sources.map(({ size }) => size))
  return several ? partners.lend(job, largest, (shared) => openSources(request, sources, shared)) : openSources(request, sources, job)
}

async function openSources(request: OpenRequest, sources: readonly ByteSource[], job: JobContext): Promise<DatasetSummary> {
  const [first] = sources
  if (first === undefined) throw new ExpectedError('parts.none', 'No file was given.', { remedy: 'Choose one.' })
  const hashes: string[] = []
  for (const source of sources) {
    const sha256 = await hashSource(source, job)
    const twin = hashes.indexOf(sha256)
    if (twin >= 0) throw new ExpectedError('parts.same-file', `${source.name} has the same content as ${sources[twin]!.name}; its rows would count twice.`, { file: source.name, remedy: 'Leave one of the two out.' })
    hashes.push(sha256)
  }
  const name = sources.length === 1 ? first.name : `${first.name} and ${sources.length - 1} more`
  const report = await namingFile(name, () => readParts(sources, request.options, job))
  const parts = sources.map((source, index): PartFact => ({ name: source.name, size: source.size, sha256: hashes[index]!, rows: report.partRows[index]! }))
  const repeated = duplicateRows(report.table, job)
  const joined = request.join === undefined ? null : await joinFile(report.table, request.join, job)
  const base = joined?.table ?? report.table
  const sha256 = sources.length === 1 ? hashes[0]! : partsHash(parts)
  const { format, decisions, rejectedCount, rejected } = report
  const warnings = repeated.first === null ? report.warnings : [...report.warnings, `${repeated.count.toLocaleString('en')} of ${report.table.rows.toLocaleString('en')} rows are equal to an earlier row in every column; the first is data row ${(repeated.first.row + 1).toLocaleString('en')}, which repeats row ${(repeated.first.repeats + 1).toLocaleString('en')}.`]
  open.set(request.dataset, {
    shared: { dataset: request.dataset, name, sha256, options: request.options, table: base },
    base, baseColumns: await profileShared(base, job), join: joined?.spec ?? null,
    facts: {
      dataset: request.dataset, name, size: sources.reduce((sum, { size }) => sum + size, 0), sha256, format,
      // The page and the review keep a first page of rejected cells; the count is of all of them.
      decisions, rejectedCount, rejected: rejected.slice(0, 200), warnings,
      ...(sources.length === 1 ? {} : { parts }), ...(joined === null ? {} : { joined: joined.report }),
    },
  })
  return shapeDataset({ dataset: request.dataset, ask: request.ask ?? {} }, job)
}

async function joinFile(left: Table, { source: ref, spec }: NonNullable<OpenRequest['join']>, job: JobContext): Promise<{ readonly table: Table; readonly report: JoinReport; readonly spec: Join }> {
  const source = openSource(ref)
  const sha256 = await hashSource(source, job)
  const { table: right } = await namingFile(source.name, () => readTable(source, spec.read ?? {}, job))
  const { table, counts } = await namingFile(source.name, () => Promise.resolve(joinTables(left, right, spec, job)))
  return { table, report: { name: source.name, size: source.size, sha256, ...counts }, spec: { ...spec, file: source.name, sha256 } }
}

/** Makes derived columns anew from what the files say, and counts what filters and windows leave. */
export function shapeDataset({ dataset: id, ask }: { readonly dataset: string; readonly ask: DatasetAsk }, job: JobContext): DatasetSummary {
  const before = held(id)
  const { base, facts, join } = before
  const derive = ask.derive ?? []
  const { table, reports } = deriveColumns(base, derive, job)
  const added = profileTable({ rows: table.rows, columns: table.columns.slice(base.columns.length) }, job)
  const shape: DatasetShape = { ...(join === null ? {} : { join }), ...(derive.length === 0 ? {} : { derive }) }
  const shaped = Object.keys(shape).length > 0
  const filtered = (ask.filter ?? []).length > 0 || (ask.where ?? '').trim() !== ''
  const kept = keptRows(table, ask, job)
  const windows = ask.windows == null ? null : cutWindows(kept.table, ask.windows, job).map(({ period, rows }) => ({ period, rows: rows.length }))
  const { dataset, name, sha256, options } = before.shared
  open.set(id, { ...before, shared: { dataset, name, sha256, options, table, ...(shaped ? { shape } : {}) } })
  return {
    ...facts, rows: table.rows, columns: [...before.baseColumns, ...added],
    ...(shaped ? { shape } : {}), ...(reports.length === 0 ? {} : { derived: reports }),
    ...(filtered ? { kept: { rows: kept.rows, dropped: kept.dropped, undecided: kept.undecided } } : {}), ...(windows === null ? {} : { windows }),
  }
}

/** What an expression would give on an open dataset, with the first cells. */
export function tryExpression({ dataset: id, expression, as }: EngineCalls['dataset.try']['request'], job: JobContext): ExpressionPreview {
  const { table } = held(id).shared
  const name = 'tried'
  const column = deriveColumn(table, { column: name, expression }, job)
  const { rows: cells } = queryRows({ rows: table.rows, columns: [column] }, { columns: [name], from: 0, to: 5, sort: [], filter: [] })
  const kept = as === 'condition' ? keepRows(table, expression, job) : null
  return {
    type: column.kind === 'number' ? column.type : column.kind, rows: table.rows,
    missing: column.missing?.reduce((sum, kind) => sum + (kind === 0 ? 0 : 1), 0) ?? 0,
    kept: kept === null ? null : { rows: kept.rows.length, dropped: kept.dropped, undecided: kept.undecided },
    cells: cells.flatMap((row) => row.slice(0, 1)),
  }
}

export function closeDataset(id: string): null {
  open.delete(id)
  return null
}

/** The order of rows asked for last, by table: the blocks of one view share it, and a million rows are sorted once. */
const orders = new WeakMap<Table, { readonly of: string; readonly order: Int32Array }>()

export function datasetRows(query: RowQuery): EngineCalls['dataset.rows']['response'] {
  const { table } = held(query.dataset).shared
  const of = JSON.stringify([query.filter, query.sort])
  const known = orders.get(table)
  const order = known?.of === of ? known.order : orderRows(table, query)
  orders.set(table, { of, order })
  return queryRows(table, query, order)
}

export function shareTables(ids: readonly string[]): { readonly tables: readonly SharedDataset[] } {
  return { tables: ids.map((id) => held(id).shared) }
}

export function datasetTable(id: string): SharedDataset {
  return held(id).shared
}
