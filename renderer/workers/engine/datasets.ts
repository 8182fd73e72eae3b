import sqliteWasmUrl from 'sql.js/dist/sql-wasm-browser.wasm?url'
import type { DatasetSummary, EngineCalls, RowQuery, SharedDataset } from '../../../shared/contract/engine'
import { ExpectedError } from '../../../shared/contract/errors'
import type { JobContext } from '../../../shared/contract/job'
import { configureSqlite, duplicateRows, profileTable, queryRows, readTable } from '../../../shared/table'
import { hashSource } from './hash'
import { namingFile, openSource } from './source'

configureSqlite({ wasmUrl: sqliteWasmUrl })

/** Tables by dataset id; they live in shared memory and leave this worker only by reference. */
const open = new Map<string, SharedDataset>()

function dataset(id: string): SharedDataset {
  const found = open.get(id)
  if (found === undefined) throw new ExpectedError('input.not-loaded', 'This dataset is not loaded.', { remedy: 'Load the inputs again in Inputs.' })
  return found
}

/** Hashes, reads and profiles a file. */
export async function openDataset(request: EngineCalls['dataset.open']['request'], job: JobContext): Promise<DatasetSummary> {
  const source = openSource(request.source)
  const sha256 = await hashSource(source, job)
  const report = await namingFile(source.name, () => readTable(source, request.options, job))
  const columns = profileTable(report.table, job)
  const repeated = duplicateRows(report.table, job)
  open.set(request.dataset, { dataset: request.dataset, name: source.name, sha256, options: request.options, table: report.table })
  const { format, decisions, rejectedCount, rejected } = report
  const warnings = repeated.first === null ? report.warnings : [...report.warnings, `${repeated.count.toLocaleString('en')} of ${report.table.rows.toLocaleString('en')} rows are equal to an earlier row in every column; the first is data row ${(repeated.first.row + 1).toLocaleString('en')}, which repeats row ${(repeated.first.repeats + 1).toLocaleString('en')}.`]
  return {
    dataset: request.dataset, name: source.name, size: source.size, sha256, format, rows: report.table.rows,
    // The page and the review keep a first page of rejected cells; the count is of all of them.
    columns, decisions, rejectedCount, rejected: rejected.slice(0, 200), warnings,
  }
}

export function closeDataset(id: string): null {
  open.delete(id)
  return null
}

export function datasetRows(query: RowQuery): EngineCalls['dataset.rows']['response'] {
  return queryRows(dataset(query.dataset).table, query)
}

export function shareTables(ids: readonly string[]): { readonly tables: readonly SharedDataset[] } {
  return { tables: ids.map(dataset) }
}

export function datasetTable(id: string): SharedDataset {
  return dataset(id)
}
