import { parquetMetadataAsync, parquetRead } from 'hyparquet'
import type { AsyncBuffer, ColumnMetaData, Compressors, FileMetaData, SchemaElement } from 'hyparquet'
import { compressors } from 'hyparquet-compressors'
import type { ByteSource } from '../../contract/bytes'
import { ExpectedError } from '../../contract/errors'
import type { JobContext } from '../../contract/job'
import type { ReadOptions, ReadReport, RejectedCell } from '../../contract/table'
import { applyColumnOptions } from '../column-options'
import { uniqueNames } from '../unique-names'
import { ValueBuilder } from '../value-builder'
import { checkPages } from './check-pages'
import { flatSchema } from './schema'
import { encryptedPaths, nameInFile, namesApart } from './top-names'
import type { FlatColumn } from './schema'
import { planColumn } from './values'

/** Bytes of columns that a table may take before reading is refused. */
const tableByteLimit = 3.5e9
/** Bytes one page may unpack to. */
const pageByteLimit = 1 << 30

/** Decompressors that refuse pages which claim to grow beyond reason. */
const guarded = Object.fromEntries(Object.entries(compressors).map(([codec, unpack]) => [codec, (input: Uint8Array, length: number) => {
  if (length === 0 || input.length === 0) return new Uint8Array(0)
  if (length > pageByteLimit || length > input.length * 5000 + 65_536) throw new Error(`A page of ${input.length} bytes claims to unpack to ${length}.`)
  return unpack(input, length)
}])) as Compressors

/** Raw values instead of rounded ones: the parsers of dates give what the file holds. */
const parsers = {
  timestampFromMilliseconds: (value: bigint) => value,
  timestampFromMicroseconds: (value: bigint) => value,
  timestampFromNanoseconds: (value: bigint) => value,
  dateFromDays: (value: number) => value,
  jsonFromBytes: (value: Uint8Array) => value,
}

function malformed(source: ByteSource, problem: unknown): ExpectedError {
  const damaged = problem instanceof RangeError || problem instanceof TypeError
  const detail = problem instanceof Error ? problem.message : String(problem)
  const said = damaged ? `its pages do not hold what their headers declare (${detail}).` : detail
  return new ExpectedError('parquet.malformed', `${source.name} cannot be read as Parquet: ${said.replace(/^parquet /, '').slice(0, 300)}`, { file: source.name, remedy: 'Ask for the file again, or for the table as CSV.' })
}

function bufferOf(source: ByteSource): AsyncBuffer {
  return {
    byteLength: source.size,
    async slice(start, end = source.size) {
      const bytes = await source.slice(Math.max(0, start < 0 ? source.size + start : start), Math.min(source.size, end))
      return new Uint8Array(bytes).buffer
    },
  }
}

/** The schema with decimals left unscaled, so that they stay exact. */
function rawDecimals(schema: readonly SchemaElement[]): SchemaElement[] {
  return schema.map((element) => {
    if (element.converted_type !== 'DECIMAL' && element.logical_type?.type !== 'DECIMAL') return element
    const raw = { ...element }
    delete raw.converted_type
    delete raw.logical_type
    return raw
  })
}

/**
 * Reads Parquet row group by row group: all encodings and codecs, one value per row. Whole numbers
 * beyond ±2^53 and decimals beyond 53 bits stay exact as text; dates and timestamps become ms UTC
 * (finer parts as fractions); bytes that are not UTF-8 are shown in hexadecimal; lists and maps are
 * left out with a warning.
 * @throws ExpectedError `parquet.malformed`, `parquet.encrypted`, `parquet.nested`, `table.too-large`, `table.bad-option`.
 */
export async function readParquet(source: ByteSource, options: ReadOptions, job: JobContext): Promise<ReadReport> {
  const file = bufferOf(source)
  let metadata: FileMetaData
  let columns: readonly (FlatColumn & { readonly plan: ReturnType<typeof planColumn> })[]
  let nested: readonly string[]
  const skipped: string[] = []
  try {
    metadata = namesApart(await parquetMetadataAsync(file, { geoparquet: false }))
    const encrypted = encryptedPaths(metadata)
    if (encrypted === null) throw new ExpectedError('parquet.encrypted', `${source.name} has encrypted columns.`, { file: source.name, remedy: 'Ask for the table without encryption.' })
    const schema = flatSchema(metadata.schema)
    nested = schema.nested
    columns = schema.flat.flatMap((column) => {
      try {
        if (encrypted.has(column.path.join('.'))) throw new Error('encrypted.')
        return [{ ...column, plan: planColumn(column.element) }]
      } catch (problem) {
        skipped.push(`${nameInFile(column.name)}: ${problem instanceof Error ? problem.message : ''}`)
        return []
      }
    })
  } catch (problem) {
    throw problem instanceof ExpectedError ? problem : malformed(source, problem)
  }
  const rows = metadata.row_groups.reduce((sum, group) => sum + Number(group.num_rows), 0)
  if (rows !== Number(metadata.num_rows) || !Number.isSafeInteger(rows) || rows < 0) throw malformed(source, new Error(`the footer says ${metadata.num_rows} rows, the row groups have ${rows}.`))
  if (columns.length === 0) {
    throw new ExpectedError('parquet.nested', `${source.name} has no column with one value per row (${[...nested.map(nameInFile), ...skipped].join(', ')}).`, { file: source.name, remedy: 'Flatten the table before export.' })
  }
  if (rows * columns.length * 8 > tableByteLimit || rows > 2 ** 31 - 2) {
    throw new ExpectedError('table.too-large', `${source.name} has ${rows.toLocaleString('en')} rows × ${columns.length} columns, about ${(rows * columns.length * 8).toLocaleString('en')} bytes in memory; the limit is ${tableByteLimit.toLocaleString('en')}.`, { file: source.name, limit: tableByteLimit, remedy: 'Keep only the columns or rows under review.' })
  }
  const { names, duplicates } = uniqueNames(columns.map((column) => nameInFile(column.name)))
  const warnings: string[] = []
  if (nested.length > 0) warnings.push(`Columns with several values per row (lists, maps) were left out: ${nested.map(nameInFile).join(', ')}.`)
  if (skipped.length > 0) warnings.push(`Columns that are encrypted or of types that are not read were left out: ${skipped.join('; ')}`)
  if (duplicates.length > 0) warnings.push(`Column names that occur more than once got a suffix: ${duplicates.join(', ')}.`)
  const decisions: ReadReport['decisions'][number][] = []
  const rejected: RejectedCell[] = []
  let rejectedCount = 0
  const total = Math.max(1, columns.length * metadata.row_groups.length)
  const raw = { ...metadata, schema: rawDecimals(metadata.schema) }
  const made = []
  let done = 0
  for (const [index, column] of columns.entries()) {
    const builder = await readColumn(column).catch((problem: unknown) => {
      throw problem instanceof ExpectedError ? problem : malformed(source, problem)
    })
    const finished = applyColumnOptions(builder.finish(names[index]!, rows), column.plan.declared + (builder.exact === null || builder.exact === '' ? '' : `; ${builder.exact}`), options)
    made.push(finished.column)
    decisions.push(...finished.decisions)
    rejected.push(...finished.rejected.slice(0, 10_000 - rejected.length))
    rejectedCount += finished.rejectedCount
  }
  return { format: 'parquet', table: { rows, columns: made }, decisions, rejectedCount, rejected, warnings }

  async function checkChunk(meta: ColumnMetaData, groupRows: number): Promise<void> {
    const leaf = columns.find((known) => known.path.join('.') === meta.path_in_schema.join('.'))
    const start = Number(meta.dictionary_page_offset !== undefined && meta.dictionary_page_offset > 0n && meta.dictionary_page_offset < meta.data_page_offset ? meta.dictionary_page_offset : meta.data_page_offset)
    const end = start + Number(meta.total_compressed_size)
    if (start < 0 || end < start || end > source.size) throw new Error('a column lies outside the file.')
    const bytes = await source.slice(start, end)
    checkPages(bytes, meta, groupRows, leaf?.optionals ?? meta.path_in_schema.length, (codec, input, length) => {
      const unpackPage = guarded[codec as keyof Compressors]
      if (unpackPage === undefined) throw new Error(`the codec ${codec} is not known.`)
      return unpackPage(input, length)
    })
  }

  async function readColumn(column: (typeof columns)[number]): Promise<ValueBuilder> {
    const builder = new ValueBuilder(rows, column.plan.type)
    let from = 0
    for (const group of metadata.row_groups) {
      job.checkpoint()
      const to = from + Number(group.num_rows)
      let filled = 0
      if (to > from) {
        for (const { meta_data: meta } of group.columns) if (meta !== undefined && meta.path_in_schema[0] === column.path[0]) await checkChunk(meta, to - from)
        await parquetRead({
          file, metadata: raw, columns: [column.path[0]!], rowStart: from, rowEnd: to, compressors: guarded, utf8: false, parsers, geoparquet: false,
          onChunk: (chunk) => {
            for (let index = 0; index < chunk.columnData.length; index++) {
              const row = chunk.rowStart + index
              if (row < from || row >= to) continue
              if ((index & 0xffff) === 0) job.checkpoint()
              let value: unknown = chunk.columnData[index]
              for (let depth = 1; depth < column.path.length && value !== null && value !== undefined; depth++) value = (value as Readonly<Record<string, unknown>>)[column.path[depth]!]
              if (value === null || value === undefined) builder.setMissing(row, 'blank')
              else column.plan.set(builder, row, value)
              filled++
            }
          },
        })
        if (filled !== to - from) throw new Error(`column "${nameInFile(column.name)}" has ${filled} values where ${to - from} rows are declared.`)
      }
      from = to
      job.progress({ phase: 'Reading columns', done: ++done, total, unit: 'column chunks' })
    }
    return builder
  }
}
