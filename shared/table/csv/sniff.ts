import type { ReadDecision, ReadOptions } from '../../contract/table'
import { decide } from '../decide'
import { parseNumber } from '../parse-number'
import { SPACE } from './dialect'
import type { Dialect } from './dialect'
import { fitHeader } from './header-width'
import { isValue, sniffHeader } from './sniff-header'
import { sniffUnits } from './sniff-units'
import { sampleRecords } from './sample'
import type { SampleRecord } from './sample'

/** Names of delimiters as decisions show them; any other single character stands for itself. */
export const delimiterNames: Readonly<Record<string, string>> = { comma: ',', semicolon: ';', tab: '\t', pipe: '|', space: ' ', colon: ':' }
const quoteNames: Readonly<Record<string, string>> = { double: '"', single: "'", none: '' }

/** Everything learnt from the head of the file about its layout. */
export interface Layout {
  readonly dialect: Dialect
  /** Header cells as Latin-1 byte strings; null when the columns have no names. */
  readonly header: readonly string[] | null
  readonly columns: number
  /** Offset of the first data byte (after BOM, comments, preamble and header), and its line. */
  readonly dataStart: number
  readonly dataLine: number
  readonly sample: readonly SampleRecord[]
  readonly decisions: readonly ReadDecision[]
}

function byteOf(names: Readonly<Record<string, string>>, chosen: string): number {
  const char = names[chosen] ?? chosen
  return char === '' ? -1 : char.charCodeAt(0)
}

function nameOf(names: Readonly<Record<string, string>>, char: string): string {
  return Object.entries(names).find(([, value]) => value === char)?.[0] ?? char
}

interface Candidate {
  readonly char: string
  readonly modal: number
  readonly share: number
  readonly score: number
  readonly records: number
}

/** Field count that most records have, and the share of records that have it. */
function modalCount(records: readonly SampleRecord[]): { modal: number; share: number } {
  const counts = new Map<number, number>()
  for (const record of records) counts.set(record.fields.length, (counts.get(record.fields.length) ?? 0) + 1)
  let modal = 1
  let most = 0
  for (const [count, times] of counts) if (times > most || (times === most && count > modal)) [modal, most] = [count, times]
  return { modal, share: most / Math.max(1, records.length) }
}

function judge(char: string, text: string, quote: number, whole: boolean): Candidate {
  const dialect: Dialect = { delimiter: char.charCodeAt(0), merge: char === ' ', quote, escape: 'double', trim: false, comment: -1 }
  const records = sampleRecords(text, dialect, 0, 1, 400, whole)
  const { modal, share } = modalCount(records)
  let foreign = 0
  let cells = 0
  for (const { fields, quoted } of records) {
    fields.forEach((cell, index) => {
      cells++
      if (!quoted[index] && /[,;\t|]/.test(cell) && parseNumber(cell, { decimal: ',', thousands: '' }) === null) foreign++
    })
  }
  const dirty = records.filter((record) => !record.clean).length / Math.max(1, records.length)
  return { char, modal, share, records: records.length, score: modal < 2 ? 0 : share - foreign / Math.max(1, cells) - dirty }
}

/** The first line by which spreadsheet programs are told the delimiter. */
const named = /^sep=(.)(?:\r\n|\r|\n)/i

function sniffDelimiter(text: string, quote: number, whole: boolean): { chosen: string; reason: string } {
  const told = named.exec(text)
  if (told !== null) return { chosen: told[1]!, reason: 'The first line names it, as spreadsheet programs are told.' }
  const common = [',', ';', '\t', '|'].map((char) => judge(char, text, quote, whole))
  let best = common.reduce((left, right) => (right.score > left.score + 1e-9 ? right : left))
  if (best.score <= 0.5) {
    const rare = [...['^', '~', '`', '\u0001'].map((char) => judge(char, text, quote, whole)), judge(' ', text, quote, whole)].filter(
      (candidate) => candidate.modal >= 2 && candidate.share >= 0.9 && candidate.records > 1,
    )
    const found = rare.sort((left, right) => right.score - left.score)[0]
    if (found !== undefined && found.score > best.score) best = found
  }
  if (best.modal < 2) return { chosen: ',', reason: 'No delimiter repeats from row to row: one column.' }
  return { chosen: best.char, reason: `${Math.round(best.share * best.records)} of ${best.records} sampled rows have ${best.modal} fields.` }
}

/** Which character encloses fields: `'` only where fields begin and end with it and `"` encloses none. */
function sniffQuote(text: string): { chosen: string; reason: string } {
  const double = text.match(/(?:^|[,;\t|\n\r ])"/g)?.length ?? 0
  const single = text.match(/(?:^|[,;\t|\n\r])'(?:[^'\n\r]|''|\\')*'(?=[,;\t|\n\r]|$)/g)?.length ?? 0
  if (double === 0 && single > 0) return { chosen: 'single', reason: `${single} sampled fields stand between single quotes, none between double ones.` }
  return { chosen: 'double', reason: double === 0 ? 'No sampled field is quoted; double quotes are the rule.' : `${double} sampled fields begin with a double quote.` }
}

/** How quotes are escaped: backslash only where reading them as doubled leaves broken fields. */
function sniffEscape(text: string, dialect: Dialect, whole: boolean): { chosen: 'double' | 'backslash'; reason: string } {
  if (dialect.quote < 0 || !text.includes('\\' + String.fromCharCode(dialect.quote))) return { chosen: 'double', reason: 'No quote follows a backslash in the sample.' }
  const broken = (escape: 'double' | 'backslash') => sampleRecords(text, { ...dialect, escape }, 0, 1, 2000, whole).filter((record) => !record.clean).length
  const [doubled, backslashed] = [broken('double'), broken('backslash')]
  return backslashed < doubled
    ? { chosen: 'backslash', reason: `Doubled quotes would leave ${doubled} sampled rows broken, backslashes ${backslashed}.` }
    : { chosen: 'double', reason: 'Doubled quotes leave no more sampled rows broken than backslashes.' }
}

/** Lines at the top that are no records: comments, and titles of at most one filled cell above wider rows. */
function sniffTop(text: string, dialect: Dialect, options: ReadOptions, whole: boolean) {
  const head = sampleRecords(text, dialect, 0, 1, 400, whole)
  const comment = decide(options, 'comment', 'Comment lines begin with', () =>
    text.startsWith('#')
      ? { chosen: '# at the top', reason: 'The file begins with "#"; only lines above the data are left out.' }
      : { chosen: 'none', reason: 'The file does not begin with "#".' }, ['none', '#', '%', ';'])
  const marker = comment.chosen === 'none' ? '' : comment.chosen.slice(0, 1)
  let comments = 0
  while (marker !== '' && head[comments]?.raw.startsWith(marker)) comments++
  const body = head.slice(comments)
  const { modal } = modalCount(body)
  const told = comments === 0 && named.test(text)
  let titles = told ? 1 : 0
  const filled = (record: SampleRecord) => record.fields.filter((cell) => cell.trim() !== '').length
  const full = body.filter((record) => filled(record) > 1).length >= 0.5 * body.length
  while (full && titles < 20 && titles + 1 < body.length && modal > 1) {
    const record = body[titles]!
    const lone = filled(record) === 0 || (filled(record) === 1 && record.fields[0]!.trim() !== '' && !isValue(record.fields[0]!))
    if (!lone || (record.fields.length === modal && modal < 3) || (record.fields.length !== modal && record.fields.length !== 1)) break
    titles++
  }
  const skip = decide(options, 'skip', 'Lines above the table', () =>
    titles === 0
      ? { chosen: '0', reason: 'The first row is as wide as the others.' }
      : told && titles === 1 ? { chosen: '1', reason: 'The first line only names the delimiter.' }
      : { chosen: String(titles), reason: `The first ${titles === 1 ? 'row has' : `${titles} rows have`} at most one filled cell where the table has ${modal} columns: titles, left out.` })
  const skipped = Math.max(0, Math.trunc(Number(skip.chosen)) || 0)
  return { head, comments, skipped, comment, skip, everywhere: comment.overridden && marker !== '' ? marker.charCodeAt(0) : -1 }
}

/** Learns the layout of a delimited file from its head; whatever `options` sets wins. */
export function sniffLayout(text: string, options: ReadOptions, whole: boolean): Layout {
  const quoteDecision = decide(options, 'quote', 'Quote character', () => sniffQuote(text), Object.keys(quoteNames))
  const quote = byteOf(quoteNames, quoteDecision.chosen)
  const uncommented = text.replace(/^(?:#[^\r\n]*(?:\r\n|\r|\n))+/, '')
  const delimiterDecision = decide(options, 'delimiter', 'Delimiter', () => {
    const { chosen, reason } = sniffDelimiter(uncommented, quote, whole)
    return { chosen: nameOf(delimiterNames, chosen), reason }
  }, Object.keys(delimiterNames))
  const delimiter = byteOf(delimiterNames, delimiterDecision.chosen)
  const basic: Dialect = { delimiter, merge: delimiter === SPACE, quote, escape: 'double', trim: false, comment: -1 }
  const escapeDecision = decide(options, 'escape', 'Quotes inside quotes', () => sniffEscape(text, basic, whole), ['double', 'backslash'])
  const escape = escapeDecision.chosen === 'backslash' ? 'backslash' : 'double'
  const padding = decide(options, 'padding', 'Spaces after a delimiter', () => {
    const cells = sampleRecords(text, { ...basic, escape }, 0, 1, 400, whole).flatMap((record) => record.fields.slice(1).filter((_, index) => !record.quoted[index + 1]))
    const padded = cells.filter((cell) => cell.startsWith(' ')).length
    return cells.length > 0 && padded >= 0.99 * cells.length && delimiter !== SPACE
      ? { chosen: 'padding', reason: `${padded} of ${cells.length} sampled cells begin with a space.` }
      : { chosen: 'text', reason: padded === 0 ? 'No sampled cell begins with a space.' : `Only ${padded} of ${cells.length} sampled cells begin with a space; they keep it.` }
  }, ['padding', 'text'])
  const dialect: Dialect = { ...basic, escape, trim: padding.chosen === 'padding' }
  const top = sniffTop(text, dialect, options, whole)
  const above = top.comments + top.skipped
  const before = above === 0 ? undefined : top.head[above - 1]
  const start = before?.end ?? 0
  const line = before === undefined ? 1 : before.line + lineCount(before.raw)
  const records = sampleRecords(text, dialect, start, line, 2000, whole)
  const commented = top.comments > 0 ? sampleRecords(top.head[top.comments - 1]!.raw.replace(/^#\s*/, ''), dialect, 0, 1, 1, true)[0] : undefined
  const { decision: headerDecision, header } = sniffHeader(records, commented, modalCount(records).modal, options)
  const fromData = headerDecision.chosen === 'yes' ? records[0] : undefined
  const body = fromData === undefined ? records : records.slice(1)
  const units = header === null ? null : sniffUnits(body, options)
  const sample = units?.chosen === 'left out' ? body.slice(1) : body
  const lastAbove = units?.chosen === 'left out' ? body[0] : fromData
  const fitted = header === null ? null : fitHeader(header, sample, options)
  return {
    dialect: { ...dialect, comment: top.everywhere },
    header: fitted?.header ?? null,
    columns: fitted?.header.length ?? modalCount(sample).modal,
    dataStart: lastAbove?.end ?? start,
    dataLine: lastAbove === undefined ? line : lastAbove.line + lineCount(lastAbove.raw),
    sample,
    decisions: [delimiterDecision, quoteDecision, escapeDecision, padding, top.comment, top.skip, headerDecision, ...(units === null ? [] : [units]), ...(fitted?.decision === null || fitted === null ? [] : [fitted.decision])],
  }
}

function lineCount(raw: string): number {
  return 1 + (raw.match(/\r\n|\r|\n/g)?.length ?? 0)
}
