import { ExpectedError } from '../../contract/errors'
import type { Column, ReadDecision, ReadOptions, RejectedCell } from '../../contract/table'
import { allocateFloat64, allocateUint8 } from '../allocate'
import { looksLikeExcelDate } from '../excel-date'
import { levelCap } from '../level-builder'
import { kindCode } from '../missing-kind'
import { isMissingToken } from '../missing-tokens'
import { isIntegerText, parseNumber } from '../parse-number'
import type { NumberStyle } from '../parse-number'
import { guessType, parserOf, typeShare } from './column-types'
import type { ColumnType, TypeGuess } from './column-types'
import { sentinelProposal } from './sentinel'
import type { NumberBuilder } from './number-builder'
import type { TextBuilder } from './text-builder'

/** What settling needs to know of the file. */
export interface SettleContext {
  readonly options: ReadOptions
  readonly rows: number
  readonly style: NumberStyle
  readonly styleSet: boolean
  readonly decode: (bytes: Uint8Array) => string
  /** True when decoded text is not the file's own bytes (any encoding but clean UTF-8). */
  readonly recode: boolean
  readonly lineOf: (row: number) => number
  readonly reject: (cell: RejectedCell) => void
  readonly rejectCount: (count: number) => void
  /** Called every few thousand rows of long loops. */
  readonly checkpoint: () => void
}

/** A settled column with what was decided about it. */
export interface SettledColumn {
  readonly column: Column
  readonly decisions: readonly ReadDecision[]
  /** Cells that look like numbers a spreadsheet turned into dates. */
  readonly excelDates: number
  /** Missing codes that occur, declared or only proposed. */
  readonly tokens: readonly string[]
}

/** A settled column, or the reason it has to be read again as text. */
export type Settled = SettledColumn | { readonly again: string }

const typeNames: readonly string[] = ['number', 'category', 'text', 'date', 'date-dmy', 'date-mdy', 'date-dmy-yy', 'date-mdy-yy', 'boolean']

/** The type a person set for a column, or null. `integer` and `decimal` mean `number`. @throws ExpectedError `table.bad-option` */
export function typeOption(options: ReadOptions, name: string): ColumnType | null {
  const set = options[`column:${name}`]
  if (set === undefined) return null
  if (set === 'integer' || set === 'decimal') return 'number'
  if (!typeNames.includes(set)) throw new ExpectedError('table.bad-option', `"${set}" is no type of column "${name}".`, { column: name, remedy: `Use one of: ${typeNames.join(', ')}.` })
  return set as ColumnType
}

/** Missing codes a person declared for a column (or all columns); null when they left it to the reader. */
export function missingOption(options: ReadOptions, name: string): readonly string[] | null {
  const set = options[`missing:${name}`] ?? options['missing']
  if (set === undefined) return null
  return set === 'none' || set === 'blank' || set === 'blank only' ? [] : set.split(',').map((token) => token.trim())
}

/** Settles a column read as numbers. */
export function settleNumbers(name: string, builder: NumberBuilder, context: SettleContext): Settled {
  const { options, rows, decode, reject, rejectCount, lineOf } = context
  const forced = typeOption(options, name)
  if (forced !== null && forced !== 'number') return { again: 'the reviewer set another type' }
  if (builder.spoiled !== null) return { again: builder.spoiled }
  if (builder.inexact > 0 && !builder.decimals && forced === null) return { again: 'whole numbers beyond 2^53' }
  const declared = missingOption(options, name)
  const { exceptions, exceptionRows, exceptionCodes } = builder
  const texts = Array.from({ length: exceptions.size }, (_, code) => decode(exceptions.level(code)))
  const isCode = texts.map((text) => (declared === null ? isMissingToken(text) : declared.includes(text.trim())))
  const bad = exceptionCodes.reduce((sum, code) => sum + (isCode[code]! ? 0 : 1), 0)
  if (forced === null && (bad > (1 - typeShare) * (builder.numbers + bad) || builder.numbers === 0)) return { again: `${bad} cells that are not numbers` }
  const values = builder.values.subarray(0, rows)
  let missing = builder.missing?.subarray(0, rows) ?? null
  const codeCounts = new Map<string, number>()
  exceptionRows.forEach((row, index) => {
    const code = exceptionCodes[index]!
    if (row >= rows) return
    if (isCode[code]!) {
      missing![row] = kindCode.code
      codeCounts.set(texts[code]!.trim(), (codeCounts.get(texts[code]!.trim()) ?? 0) + 1)
    } else reject({ row: lineOf(row), column: name, text: texts[code]!, reason: rejectReason(texts[code]!, 'number') })
  })
  rejectCount(bad)
  const numeric = declared?.map((token) => parseNumber(token, context.style)).filter((value) => value !== null) ?? []
  for (const value of numeric) {
    let count = 0
    for (let row = 0; row < rows; row++) {
      if (values[row] !== value) continue
      missing ??= allocateUint8(rows)
      missing[row] = kindCode.code
      values[row] = NaN
      count++
    }
    codeCounts.set(String(value), count)
  }
  const type = builder.decimals ? 'decimal' : 'integer'
  const present = builder.numbers
  const reason = bad === 0 ? `All ${present} cells are numbers.` : `${present} of ${present + bad} cells are numbers (99 % is enough); ${bad} are rejected and listed.`
  const decisions = [columnDecision(name, type, forced === null ? reason : `Set by the reviewer. ${reason}`, forced !== null, [])]
  const excelDates = exceptionCodes.reduce((sum, code) => sum + (looksLikeExcelDate(texts[code]!) ? 1 : 0), 0)
  if (codeCounts.size > 0) decisions.push(missingDecision(name, declared !== null, codeCounts, true))
  else if (declared === null) {
    const proposal = sentinelProposal(values, context.checkpoint)
    if (proposal !== null) decisions.push({ id: `missing:${name}`, label: `Missing codes in ${name}`, chosen: 'none', reason: proposal.reason, alternatives: [String(proposal.value)], overridden: false })
  }
  return { column: { kind: 'number', type, name, values, missing: anyMissing(missing) }, decisions, excelDates, tokens: [...codeCounts.keys()] }
}

/** Settles a column read as texts: finds its type from all cells and converts. */
export function settleTexts(name: string, builder: TextBuilder, context: SettleContext, why: string | null): Settled {
  const { options, rows, decode } = context
  const { codes, dictionary } = builder
  const forced = typeOption(options, name)
  const levels = codes === null ? [] : Array.from({ length: dictionary.size }, (_, code) => decode(dictionary.level(code)))
  const counts = new Float64Array(levels.length)
  let cells = 0
  if (codes === null) for (let row = 0; row < rows; row++) cells += builder.missing !== null && builder.missing[row] !== 0 ? 0 : 1
  else for (let row = 0; row < rows; row++) {
    if ((row & 0xffff) === 0) context.checkpoint()
    if (codes[row]! < 0) continue
    counts[codes[row]!]!++
    cells++
  }
  const textOf = (row: number) => decode(builder.bytes.slice(builder.offsets[row], builder.offsets[row + 1]))
  const declared = missingOption(options, name)
  const guess: TypeGuess = guessType((visit) => {
    if (codes !== null) {
      for (let code = 0; code < levels.length; code++) if (counts[code]! > 0 && !(declared?.includes(levels[code]!.trim()) ?? false) && !visit(levels[code]!, counts[code]!)) return
    } else for (let row = 0; row < rows; row++) {
      if ((row & 8191) === 0) context.checkpoint()
      if (builder.missing !== null && builder.missing[row] !== 0) continue
      const text = textOf(row)
      if (!(declared?.includes(text.trim()) ?? false) && !visit(text, 1)) return
    }
  }, cells, context.style, context.styleSet, declared === null)
  const type = forced ?? (guess.type === 'category' && codes === null ? 'text' : guess.type)
  if (type === 'category' && codes === null) return { again: 'category' }
  const parser = parserOf(type, guess.style, forced !== null)
  const isMissing = (text: string) => (declared === null ? parser !== null && isMissingToken(text) : declared.includes(text.trim()) || declared.some((token) => parseNumber(token) !== null && parseNumber(token) === parseNumber(text)))
  const tokenCounts = new Map<string, number>()
  const proposed = new Map<string, number>()
  const note = (text: string, count: number) => {
    if (isMissing(text)) tokenCounts.set(text.trim(), (tokenCounts.get(text.trim()) ?? 0) + count)
    else if (isMissingToken(text)) proposed.set(text.trim(), (proposed.get(text.trim()) ?? 0) + count)
  }
  levels.forEach((level, code) => { if (counts[code]! > 0) note(level, counts[code]!) })
  const missing = builder.missing?.subarray(0, rows) ?? null
  const base = forced === null ? guess.reason : `Set by the reviewer. ${guess.reason}`
  const reason = why === null ? base : `${base} (Read again as text: ${why}.)`
  let column: Column
  let shown: string = type
  if (parser !== null) {
    const made = convert(name, type, parser, isMissing, builder, levels, missing, context, note)
    column = made.column
    shown = made.column.type
  } else if (codes !== null && type === 'category') column = categoryColumn(name, codes.subarray(0, rows), levels, counts, missing, isMissing)
  else column = textColumn(name, builder, levels, missing, context, isMissing, note)
  const alternatives = [...guess.offers, ...typeNames].filter((value, index, all) => all.indexOf(value) === index && value !== type)
  const decisions = [columnDecision(name, shown, reason + (codes === null && type === 'text' ? ` More than ${levelCap} distinct values.` : ''), forced !== null, alternatives)]
  if (tokenCounts.size > 0) decisions.push(missingDecision(name, declared !== null, tokenCounts, true))
  else if (proposed.size > 0) decisions.push(missingDecision(name, declared !== null, proposed, false))
  return { column, decisions, excelDates: guess.excelDates, tokens: [...tokenCounts.keys(), ...proposed.keys()] }
}

function convert(
  name: string, type: ColumnType, parser: NonNullable<ReturnType<typeof parserOf>>, isMissing: (text: string) => boolean,
  builder: TextBuilder, levels: readonly string[], before: Uint8Array | null, context: SettleContext, note: (text: string, count: number) => void,
) {
  const { rows, reject, rejectCount, lineOf, decode } = context
  const values = allocateFloat64(rows)
  const missing = before ?? allocateUint8(rows)
  const seen = { decimals: false }
  const parsed = (text: string): readonly [number, number] => {
    if (isMissing(text)) return [NaN, kindCode.code]
    const value = parser(text)
    if (value === null) return [NaN, kindCode.rejected]
    if (value === 'nan') return [NaN, kindCode.nan]
    if (value === 'infinite') return [text.includes('-') ? -Infinity : Infinity, kindCode.infinite]
    if (!isIntegerText(text) && (context.style.thousands === '' || !Number.isInteger(value))) seen.decimals = true
    return [value, Number.isFinite(value) ? kindCode.present : kindCode.infinite]
  }
  const byLevel = levels.map(parsed)
  let rejected = 0
  for (let row = 0; row < rows; row++) {
    if ((row & 8191) === 0) context.checkpoint()
    if (missing[row] !== 0) {
      values[row] = NaN
      continue
    }
    const code = builder.codes === null ? -1 : builder.codes[row]!
    const text = builder.codes === null ? decode(builder.bytes.slice(builder.offsets[row], builder.offsets[row + 1])) : levels[code]!
    const [value, kind] = builder.codes === null ? parsed(text) : byLevel[code]!
    if (builder.codes === null) note(text, 1)
    values[row] = value
    missing[row] = kind
    if (kind === kindCode.rejected) {
      rejected++
      if (rejected <= 10_000) reject({ row: lineOf(row), column: name, text, reason: rejectReason(text, type) })
    }
  }
  rejectCount(rejected)
  const numeric = type === 'number' ? (seen.decimals ? ('decimal' as const) : ('integer' as const)) : type === 'boolean' ? ('boolean' as const) : ('date' as const)
  return { column: { kind: 'number', type: numeric, name, values, missing: anyMissing(missing) } as const }
}

function categoryColumn(
  name: string, codes: Int32Array, levels: readonly string[], counts: Float64Array, missing: Uint8Array | null, isMissing: (text: string) => boolean,
): Column {
  const drop = levels.map((level, code) => counts[code] === 0 || isMissing(level))
  if (!drop.includes(true)) return { kind: 'category', name, codes, levels, missing: anyMissing(missing) }
  const kept = levels.filter((_, code) => !drop[code]!)
  let next = 0
  const map = drop.map((dropped) => (dropped ? -1 : next++))
  let kinds = missing
  for (let row = 0; row < codes.length; row++) {
    const code = codes[row]!
    if (code < 0) continue
    codes[row] = map[code]!
    if (map[code]! < 0) {
      kinds ??= allocateUint8(codes.length)
      kinds[row] = kindCode.code
    }
  }
  return { kind: 'category', name, codes, levels: kept, missing: anyMissing(kinds) }
}

function textColumn(
  name: string, builder: TextBuilder, levels: readonly string[], missing: Uint8Array | null, context: SettleContext,
  isMissing: (text: string) => boolean, note: (text: string, count: number) => void,
): Column {
  const { rows, decode, recode, options } = context
  const { codes } = builder
  if (codes === null && !recode && missingOption(options, name) === null) {
    return { kind: 'text', name, bytes: builder.bytes.subarray(0, builder.offsets[rows]), offsets: builder.offsets.subarray(0, rows + 1), missing: anyMissing(missing) }
  }
  const encoder = new TextEncoder()
  const encoded = levels.map((level) => encoder.encode(level))
  const offsets = allocateFloat64(rows + 1)
  let bytes = allocateUint8(Math.max(1024, builder.bytes.length))
  let kinds = missing
  for (let row = 0; row < rows; row++) {
    if ((row & 8191) === 0) context.checkpoint()
    const begin = offsets[row]!
    offsets[row + 1] = begin
    if (kinds !== null && kinds[row] !== 0) continue
    const text = codes === null ? decode(builder.bytes.slice(builder.offsets[row], builder.offsets[row + 1])) : levels[codes[row]!]!
    if (codes === null) note(text, 1)
    if (isMissing(text)) {
      kinds ??= allocateUint8(rows)
      kinds[row] = kindCode.code
      continue
    }
    const cell = codes === null ? encoder.encode(text) : encoded[codes[row]!]!
    if (begin + cell.length > bytes.length) {
      const grown = allocateUint8((begin + cell.length) * 2)
      grown.set(bytes)
      bytes = grown
    }
    bytes.set(cell, begin)
    offsets[row + 1] = begin + cell.length
  }
  return { kind: 'text', name, bytes: bytes.subarray(0, offsets[rows]), offsets, missing: anyMissing(kinds) }
}

function rejectReason(text: string, type: ColumnType): string {
  if (looksLikeExcelDate(text)) return 'Looks like a number that a spreadsheet turned into a date.'
  return type === 'number' ? 'Not a number.' : type === 'boolean' ? 'Neither true nor false.' : 'Not a date of this form.'
}

function columnDecision(name: string, chosen: string, reason: string, overridden: boolean, alternatives: readonly string[]): ReadDecision {
  return { id: `column:${name}`, label: `Type of ${name}`, chosen, reason, alternatives: alternatives.length > 0 ? alternatives : typeNames.filter((type) => type !== 'number'), overridden }
}

function missingDecision(name: string, overridden: boolean, counts: ReadonlyMap<string, number>, applied: boolean): ReadDecision {
  const list = [...counts].map(([token, count]) => `"${token}" ${count}×`).join(', ')
  const tokens = [...counts.keys()].join(',')
  return applied
    ? { id: `missing:${name}`, label: `Missing codes in ${name}`, chosen: tokens, reason: overridden ? `Set by the reviewer: ${list}.` : `Declared missing because the column otherwise has a type of its own: ${list}.`, alternatives: ['none'], overridden }
    : { id: `missing:${name}`, label: `Missing codes in ${name}`, chosen: 'none', reason: `${list} may mean "no value"; kept as text until declared.`, alternatives: [tokens], overridden }
}

function anyMissing(missing: Uint8Array | null): Uint8Array | null {
  if (missing === null) return null
  for (let row = 0; row < missing.length; row++) if (missing[row] !== 0) return missing
  return null
}
