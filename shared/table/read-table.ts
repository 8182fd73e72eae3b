import type { ByteSource } from '../contract/bytes'
import { ExpectedError } from '../contract/errors'
import type { JobContext } from '../contract/job'
import type { ReadOptions, ReadReport } from '../contract/table'
import { foreignContent } from './binary-signatures'
import { gunzipSource, isGzip } from './gzip-source'
import { readers } from './registry'
import type { TableFormat } from './table-format'

const headBytes = 65_536
/** Score from which a reader knows a file by its first bytes. */
const certain = 0.95
/** Largest file that is tried at all, in bytes. */
export const fileByteLimit = 64e9

/** Id of the format whose reader is surest of a file, by its first 64 KiB and its name; `gzip` for a packed file; score 0 when none is. */
export function identifyTable(head: Uint8Array, name: string): { readonly format: string | null; readonly score: number } {
  if (isGzip(head)) return { format: 'gzip', score: /\.(?:csv|tsv|txt|data|jsonl|ndjson|json|parquet|xlsx)\.gz$/i.test(name) ? 0.9 : 0.4 }
  const { format, score } = surestFormat(head, name)
  return { format: format?.id ?? null, score }
}

function surestFormat(head: Uint8Array, name: string): { readonly format: TableFormat | null; readonly score: number } {
  if (isGzip(head)) return { format: null, score: 0 }
  let best: { format: TableFormat | null; score: number } = { format: null, score: 0 }
  for (const format of readers) {
    const score = format.sniff(head, name)
    if (score > best.score) best = { format, score }
  }
  // A reader that knows the first bytes goes before the list of what is not a table.
  return best.score < certain && foreignContent(head) !== null ? { format: null, score: 0 } : best
}

/**
 * Reads any table file: finds the format (or takes the option `format`) and reads it to typed columns.
 * @throws ExpectedError `table.empty`, `table.too-large`, `table.not-a-table`, `table.bad-option`, or the reader's own.
 */
export async function readTable(source: ByteSource, options: ReadOptions, job: JobContext): Promise<ReadReport> {
  if (source.size === 0) throw new ExpectedError('table.empty', `${source.name} is empty (0 bytes).`, { file: source.name, remedy: 'Choose a file with data.' })
  if (source.size > fileByteLimit) {
    throw new ExpectedError('table.too-large', `${source.name} has ${source.size.toLocaleString('en')} bytes; the limit is ${fileByteLimit.toLocaleString('en')}.`, { file: source.name, size: source.size, limit: fileByteLimit, remedy: 'Split the file.' })
  }
  const head = await source.slice(0, headBytes)
  if (isGzip(head)) {
    const inner = await gunzipSource(source)
    const report = await readTable(inner, options, job)
    return { ...report, decisions: [{ id: 'compression', label: 'Compression', chosen: 'gzip', reason: 'The file begins as gzip files do; it is unpacked while it is read.', alternatives: [], overridden: false }, ...report.decisions] }
  }
  const wanted = options['format']
  const named = wanted === undefined ? undefined : readers.find((reader) => reader.id === wanted)
  if (wanted !== undefined && named === undefined) {
    throw new ExpectedError('table.bad-option', `"${wanted}" is no format that is read here.`, { remedy: `Use one of: ${readers.map((reader) => reader.id).join(', ')}.` })
  }
  const sure = surestFormat(head, source.name)
  const foreign = sure.score >= certain ? null : foreignContent(head)
  if (foreign !== null) {
    throw new ExpectedError('table.not-a-table', `${source.name} is ${foreign.what}, not a table that can be read here.`, { file: source.name, remedy: foreign.remedy })
  }
  const format = named ?? sure.format
  if (format === null) {
    throw new ExpectedError('table.not-a-table', `${source.name} is binary and of no format that is read here.`, { file: source.name, remedy: 'Open a CSV, Parquet, Excel or JSON Lines file.' })
  }
  const report = await format.read(source, options, job).catch((problem: unknown) => { throw outOfMemory(problem, source) })
  return {
    ...report,
    warnings: [...report.warnings, ...idleOptions(options, report)],
    decisions: [
      { id: 'format', label: 'Format', chosen: format.id, reason: named === undefined ? `By content and name: ${format.title}.` : 'Set by the reviewer.', alternatives: readers.map((reader) => reader.id).filter((id) => id !== format.id), overridden: named !== undefined },
      ...report.decisions,
    ],
  }
}

/** Options that changed nothing, because the file has no such decision or column: said, not refused, for they may be another layout's. */
function idleOptions(options: ReadOptions, { decisions, table }: ReadReport): string[] {
  const known = new Set(['format', 'missing', ...decisions.map((decision) => decision.id), ...table.columns.flatMap(({ name }) => [`column:${name}`, `missing:${name}`])])
  const idle = Object.keys(options).filter((id) => !known.has(id))
  return idle.length === 0 ? [] : [`Read options that mean nothing for this file: ${idle.join(', ')}.`]
}

/** Running out of memory is nobody's defect: the host says it by a RangeError. */
function outOfMemory(problem: unknown, source: ByteSource): unknown {
  if (!(problem instanceof RangeError) || problem.message.includes('call stack')) return problem
  return new ExpectedError('table.out-of-memory', `${source.name} (${source.size.toLocaleString('en')} bytes) does not fit into memory.`, { file: source.name, size: source.size, remedy: 'Close other datasets, or review a sample or fewer columns.' })
}
