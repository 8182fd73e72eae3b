import type { ByteSource } from '../../contract/bytes'
import { ExpectedError } from '../../contract/errors'
import type { JobContext } from '../../contract/job'
import type { Column, ReadDecision, ReadOptions, ReadReport, RejectedCell } from '../../contract/table'
import { decide } from '../decide'
import { levelCap } from '../level-builder'
import { uniqueNames } from '../unique-names'
import type { EmptyCounts } from './batch'
import { encodingOfHead, asciiStream, isAsciiSuperset } from './byte-stream'
import { ColumnReader } from './column-reader'
import { rejectedCap } from './column-work'
import type { ColumnPlan, SettledPart } from './column-work'
import { EncodingEvidence } from './encoding-evidence'
import { chooseMode, chooseStyle } from './modes'
import { fromLatin1, latin1 } from './sample'
import { PartnerLost } from './ring'
import { typeOption } from './settle'
import type { Settled, SettledColumn } from './settle'
import { canonicalEncoding, chooseSingleByte, decoderOf } from './single-byte'
import { sniffLayout } from './sniff'
import type { Layout } from './sniff'
import type { RaggedRule } from './tokenizer'

/** Bytes of columns that a table may take before reading is refused. */
export const tableByteLimit = 3.5e9
const headSizes = [1 << 20, 1 << 24]

/** First bytes of the file in ASCII-compatible form, and whether that is all of it. */
async function headOf(source: ByteSource, encoding: string, size: number): Promise<{ text: string; whole: boolean }> {
  const parts: string[] = []
  let length = 0
  for await (const chunk of asciiStream(source, encoding)) {
    parts.push(latin1(chunk.subarray(0, size - length)))
    length += Math.min(chunk.length, size - length)
    if (length >= size) return { text: parts.join(''), whole: false }
  }
  return { text: parts.join(''), whole: true }
}

function raggedRule(mode: string, expected: number, name: string, why: string, list: (cell: RejectedCell) => void, counts: { dropped: number; padded: number }): RaggedRule {
  return (line, found, bytes) => {
    if (mode === 'pad' && found < expected) {
      counts.padded++
      return 'pad'
    }
    if (mode === 'error') {
      throw new ExpectedError('csv.ragged-row', `Row ${line} has ${found} fields where ${expected} are expected (${why}).`, {
        file: name, row: line, expected, found,
        remedy: 'Correct the row, check delimiter, quotes and "skip" (lines above the table), or set "ragged" to reject (leave such rows out and list them) or pad (fill short ones with blanks).',
      })
    }
    counts.dropped++
    list({ row: line, column: '', text: latin1(bytes.subarray(0, 200)).trimEnd(), reason: `${found} fields where ${expected} are expected; the row is left out.` })
    return 'drop'
  }
}

/**
 * Reads delimited text to typed columns. Everything it decided is in the report and can be set by
 * option: `encoding`, `delimiter`, `quote`, `escape`, `padding`, `comment`, `skip`, `header`, `header-width`, `units`,
 * `decimal`, `thousands`, `quoted-empty`, `ragged`, `missing`, `missing:<column>`, `column:<name>`.
 * Types are decided over all rows: a column believed to hold numbers that turns out otherwise is
 * read again as text, so no cell is ever changed by a late decision.
 * @throws ExpectedError `table.empty`, `table.too-large`, `csv.ragged-row`, `csv.unclosed-quote`,
 * `csv.stray-quote`, `csv.binary`, `csv.bad-encoding`, `csv.utf-32`, `table.bad-option`.
 */
export async function readCsv(source: ByteSource, given: ReadOptions, job: JobContext): Promise<ReadReport> {
  const declared = given['encoding'] === undefined ? undefined : canonicalEncoding(given['encoding'])
  const options = declared === undefined ? given : { ...given, encoding: declared }
  const fromHead = encodingOfHead(await source.slice(0, 65_536))
  const streamEncoding = declared ?? fromHead?.encoding ?? 'utf-8'
  checkEncoding(streamEncoding)
  let layout: Layout | null = null
  for (const size of headSizes) {
    const { text, whole } = await headOf(source, streamEncoding, size)
    if (whole && text.trim() === '') throw new ExpectedError('table.empty', `${source.name} is empty.`, { file: source.name, remedy: 'Choose a file with data.' })
    job.checkpoint()
    layout = sniffLayout(text, options, whole)
    job.checkpoint()
    if (layout.sample.length > 0 || layout.header !== null || whole) break
  }
  if (layout === null || layout.columns === 0) throw new ExpectedError('table.empty', `${source.name} holds no row.`, { file: source.name })
  try {
    return await readWithLayout(source, options, job, layout, streamEncoding, fromHead)
  } catch (thrown) {
    if (!(thrown instanceof PartnerLost)) throw thrown
    const alone: JobContext = { checkpoint: () => { job.checkpoint() }, progress: (progress) => { job.progress(progress) } }
    return readWithLayout(source, options, alone, layout, streamEncoding, fromHead)
  }
}

function checkEncoding(encoding: string): void {
  try {
    decoderOf(encoding)
  } catch {
    throw new ExpectedError('table.bad-option', `"${encoding}" is no encoding that is known here.`, { remedy: 'Use utf-8, utf-16le, windows-1252, iso-8859-1, windows-1251, macintosh or another name of the Encoding Standard.' })
  }
}

async function readWithLayout(
  source: ByteSource, options: ReadOptions, job: JobContext, layout: Layout, streamEncoding: string, fromHead: ReturnType<typeof encodingOfHead>,
): Promise<ReadReport> {
  const { sample, columns } = layout
  const raggedDecision = decide(options, 'ragged', 'Rows of another length', () => ({ chosen: 'error', reason: 'A row with more or fewer fields stops the reading.' }), ['error', 'reject', 'pad'], true)
  const quotedEmpty = decide(options, 'quoted-empty', 'Quoted empty cells ("")', () => ({ chosen: 'blank', reason: '' }), ['blank', 'text'], true)
  const { style, styleSet, decisions: styleDecisions } = chooseStyle(sample, options, layout.dialect.delimiter)
  const capacity = estimateRows(source, layout, streamEncoding)
  if (capacity * columns * 8 > tableByteLimit) {
    throw new ExpectedError('table.too-large', `${source.name} (${source.size.toLocaleString('en')} bytes) would need about ${(capacity * columns * 8).toLocaleString('en')} bytes of memory; the limit is ${tableByteLimit.toLocaleString('en')}.`, {
      file: source.name, size: source.size, limit: tableByteLimit, remedy: 'Split the file, or keep only the columns under review.',
    })
  }
  const names = (decode: (bytes: Uint8Array) => string) => uniqueNames(layout.header?.map((cell) => decode(fromLatin1(cell))) ?? Array.from({ length: columns }, () => ''))
  const early = names(decoderOf('utf-8')).names
  const plans = Array.from({ length: columns }, (_, column): ColumnPlan => {
    const forced = typeOption(options, early[column]!)
    const mode = forced === null ? chooseMode(sample, column, style) : forced === 'number' ? 'number' : 'text'
    return { column, mode, forced: forced === 'number', levels: levelCap }
  })
  const rejected: RejectedCell[] = []
  let rejectedCount = 0
  const list = (cell: RejectedCell) => {
    if (rejected.length < rejectedCap) rejected.push(cell)
  }
  const ragged = { dropped: 0, padded: 0 }
  const why = layout.header === null ? 'as most rows have' : 'as the header has'
  const evidence = isAsciiSuperset(streamEncoding) ? new EncodingEvidence() : null
  const reader = new ColumnReader(source, streamEncoding, layout, { style, keepQuotedEmpty: quotedEmpty.chosen === 'text' }, job)
  const found = await reader.read(plans, capacity, raggedRule(raggedDecision.chosen, columns, source.name, why, list, ragged), evidence, 'Reading rows')
  const warnings: string[] = []
  const encoding = decideEncoding(options, evidence, streamEncoding, fromHead, warnings)
  const utf8 = !isAsciiSuperset(encoding.chosen) || encoding.chosen === 'utf-8'
  const textEncoding = utf8 ? 'utf-8' : encoding.chosen
  const { names: finalNames, duplicates } = names(decoderOf(textEncoding))
  // A type that is none is said of the first column that has it, whoever settles that column.
  for (const name of finalNames) typeOption(options, name)
  rejectedCount += ragged.dropped
  const facts = {
    options, rows: found.rows, style, styleSet, encoding: textEncoding, jumps: found.jumps, names: finalNames,
    recode: evidence !== null && evidence.high > 0 && (!utf8 || evidence.invalid > 0),
  }
  const settled: Settled[] = []
  const empties: EmptyCounts[] = []
  const keep = (part: SettledPart) => {
    settled[part.column] = part.settled
    empties[part.column] = part.empty
    part.rejected.forEach(list)
    rejectedCount += part.rejectedCount
  }
  for (const part of await reader.settle({ ...facts, again: {} })) keep(part)
  const again = Object.fromEntries(settled.flatMap((result, column) => ('again' in result ? [[column, result.again]] : [])))
  const changed = plans.filter(({ column }) => again[column] !== undefined)
  if (changed.length > 0) {
    const asText = changed.map(({ column }): ColumnPlan => ({ column, mode: 'text', forced: false, levels: typeOption(options, finalNames[column]!) === 'category' ? 1 << 24 : levelCap }))
    await reader.read(asText, found.rows, raggedRule(raggedDecision.chosen, columns, source.name, why, () => undefined, { dropped: 0, padded: 0 }), null, 'Reading changed columns again')
    for (const part of await reader.settle({ ...facts, again })) keep(part)
  }
  const finished = settled.filter((result): result is SettledColumn => !('again' in result))
  const excelDates = finished.reduce((sum, result) => sum + result.excelDates, 0)
  const cells = found.rows * columns
  if (duplicates.length > 0) warnings.push(`Column names that occur more than once got a suffix: ${duplicates.join(', ')}.`)
  if (layout.decisions.some(({ id, chosen }) => id === 'header-width' && chosen === 'row names')) warnings.push('Rows have one field more than the header: the first column is taken for row names, and has no name of its own.')
  const units = layout.decisions.find(({ id }) => id === 'units')
  if (units?.overridden === false) warnings.push('The row below the names holds words where the rows below it hold numbers or dates. If it holds units or a second row of names, say so under "Row below the names".')
  if (units?.overridden === true && units.chosen === 'left out') warnings.push('The row below the names was left out, as set by the reviewer.')
  if (found.blankLines > 0) warnings.push(`${found.blankLines} blank lines were left out.`)
  if (found.commentLines > 0) warnings.push(`${found.commentLines} comment lines were left out.`)
  if (ragged.dropped > 0) warnings.push(`${ragged.dropped} rows of another length were left out; they are listed with the rejected cells.`)
  if (ragged.padded > 0) warnings.push(`${ragged.padded} short rows were filled with blanks.`)
  if (found.rows === 0) warnings.push('The file has no data rows.')
  if (excelDates > 0) warnings.push(`${excelDates.toLocaleString('en')} of ${cells.toLocaleString('en')} cells look like numbers that a spreadsheet turned into dates.`)
  return {
    format: 'csv',
    table: { rows: found.rows, columns: finished.map((result): Column => result.column) },
    decisions: [encoding, ...layout.decisions, ...styleDecisions, ...emptyDecisions(quotedEmpty, empties), raggedDecision, missingSummary(options, finished), ...finished.flatMap((result) => result.decisions)],
    rejectedCount,
    rejected,
    warnings,
  }
}

function estimateRows(source: ByteSource, layout: Layout, encoding: string): number {
  const bytes = layout.sample.reduce((sum, record) => sum + record.raw.length + 1, 0)
  const size = encoding.startsWith('utf-16') ? source.size * 0.75 : source.size
  return bytes === 0 ? 16 : Math.ceil((size / (bytes / layout.sample.length)) * 1.05) + 16
}

function decideEncoding(options: ReadOptions, evidence: EncodingEvidence | null, stream: string, fromHead: ReturnType<typeof encodingOfHead>, warnings: string[]): ReadDecision {
  return decide(options, 'encoding', 'Encoding', () => {
    if (evidence === null || fromHead !== null) {
      if (evidence !== null && evidence.invalid > 0) warnings.push(`${evidence.invalid} byte sequences are not valid UTF-8 and are shown as "\ufffd".`)
      return { chosen: stream, reason: fromHead?.reason ?? '' }
    }
    if (evidence.high === 0) return { chosen: 'utf-8', reason: 'All bytes of the file are ASCII.' }
    if (evidence.invalid === 0) return { chosen: 'utf-8', reason: `All ${evidence.sequences} non-ASCII sequences of the file are valid UTF-8.` }
    if (evidence.sequences >= 20 * evidence.invalid) {
      warnings.push(`${evidence.invalid} byte sequences are not valid UTF-8 and are shown as "\ufffd"; ${evidence.sequences} are valid.`)
      return { chosen: 'utf-8', reason: `${evidence.sequences} non-ASCII sequences are valid UTF-8, ${evidence.invalid} are not (damaged).` }
    }
    const { encoding, reason, mojibake } = chooseSingleByte(evidence)
    if (mojibake > 0) warnings.push(`${mojibake} places look like text that was encoded twice before it was saved (Â or Ã before a sign); the file holds it so.`)
    return { chosen: encoding, reason }
  }, ['utf-8', 'windows-1252', 'iso-8859-1', 'windows-1251', 'macintosh', 'windows-1250', 'utf-16le', 'utf-16be'])
}

function emptyDecisions(decision: ReadDecision, empties: readonly EmptyCounts[]): readonly ReadDecision[] {
  const total = (kind: keyof EmptyCounts) => empties.reduce((sum, empty) => sum + empty[kind], 0)
  const reason = `${total('blank')} cells are empty, ${total('quoted')} are quoted and empty, ${total('spaces')} hold only spaces.`
  return [{ ...decision, reason: decision.overridden ? `Set by the reviewer. ${reason}` : `${reason} All are missing (blank).` }]
}

function missingSummary(options: ReadOptions, settled: readonly { readonly tokens: readonly string[] }[]): ReadDecision {
  const tokens = [...new Set(settled.flatMap((result) => result.tokens))]
  return decide(options, 'missing', 'Missing codes in all columns', () => ({
    chosen: 'blank only',
    reason: tokens.length === 0 ? 'Blank cells are missing; no well-known missing code occurs.' : `Blank cells are missing; ${tokens.map((token) => `"${token}"`).join(', ')} occur and are decided column by column.`,
  }), ['blank only', ...tokens])
}
