import { looksLikeExcelDate } from '../excel-date'
import { isMissingToken, specialNumber } from '../missing-tokens'
import { centuryRule, parseDeclaredDate, parseIsoDate, parseNamedDate, parseOrderedDate, parseShortYearDate } from '../parse-date'
import { hasLeadingZeros, isIntegerText, parseNumber } from '../parse-number'
import type { NumberStyle } from '../parse-number'

/** What a column can be read as; dates carry the order they are written in. */
export type ColumnType = 'number' | 'boolean' | 'date' | 'date-dmy' | 'date-mdy' | 'date-dmy-yy' | 'date-mdy-yy' | 'category' | 'text'

/** How a text parses to a type: its value, a kind of missingness, or null (not of the type). */
export type CellParser = (text: string) => number | 'nan' | 'infinite' | null

const booleans: Readonly<Record<string, number>> = { true: 1, false: 0, True: 1, False: 0, TRUE: 1, FALSE: 0 }

/** Share of cells (neither blank nor declared missing) that must parse before a column takes a type by itself. */
export const typeShare = 0.99

/** The parser of a type; null for `category` and `text`, which keep every cell. `declared`: a person set the type. */
export function parserOf(type: ColumnType, style: NumberStyle, declared: boolean): CellParser | null {
  switch (type) {
    case 'number': return (text) => parseNumber(text, style) ?? specialNumber(text)
    case 'boolean': return (text) => booleans[text.trim()] ?? (text.trim() === '1' ? 1 : text.trim() === '0' ? 0 : null)
    case 'date': return (text) => parseIsoDate(text) ?? parseNamedDate(text) ?? (declared ? parseDeclaredDate(text) : null)
    case 'date-dmy': return (text) => parseOrderedDate(text, 'dmy')
    case 'date-mdy': return (text) => parseOrderedDate(text, 'mdy')
    case 'date-dmy-yy': return (text) => parseShortYearDate(text, 'dmy')
    case 'date-mdy-yy': return (text) => parseShortYearDate(text, 'mdy')
    case 'category':
    case 'text': return null
  }
}

/** Distinct texts of a column with how often each occurs; `visit` returns false to stop. */
export type TextVisitor = (visit: (text: string, count: number) => boolean) => void

/** What a column of texts turns out to be, and why. */
export interface TypeGuess {
  readonly type: ColumnType
  readonly style: NumberStyle
  readonly reason: string
  /** Cells that look like numbers a spreadsheet turned into dates. */
  readonly excelDates: number
  /** Types worth offering first. */
  readonly offers: readonly string[]
}

/** Ways of writing thousands that no decimal mark is like: sure as soon as a group or a mark stands after one. */
const spacedStyles: readonly { readonly style: NumberStyle; readonly sure: RegExp; readonly words: string }[] = [
  { style: { decimal: ',', thousands: ' ' }, sure: /\d[ \u00a0\u202f]\d{3},\d/, words: 'spaces between thousands and a decimal comma' },
  { style: { decimal: '.', thousands: ' ' }, sure: /\d[ \u00a0\u202f]\d{3}\.\d/, words: 'spaces between thousands' },
  { style: { decimal: '.', thousands: "'" }, sure: /\d'\d{3}/, words: 'apostrophes between thousands' },
  { style: { decimal: ',', thousands: "'" }, sure: /\d'\d{3},\d/, words: 'apostrophes between thousands and a decimal comma' },
]

/**
 * The type of a column from all its cells. Number or one-way date when at least 99 % of the
 * cells parse, boolean when all do; codes with leading zeros and whole numbers beyond ±2^53 stay text;
 * day and month that could be either way round stay text; `1,234` that could be either stays text.
 * `knownCodes`: well-known missing codes do not count (the person has not declared their own).
 */
export function guessType(visit: TextVisitor, cells: number, style: NumberStyle, styleSet: boolean, knownCodes: boolean): TypeGuess {
  const comma: NumberStyle = { decimal: ',', thousands: '' }
  const grouped: NumberStyle = { decimal: '.', thousands: ',' }
  const groupedComma: NumberStyle = { decimal: ',', thousands: '.' }
  let present = 0
  let [plain, commas, groups, groupCommas] = [0, 0, 0, 0]
  let [sureComma, sureGroup, sureGroupComma] = [0, 0, 0]
  const spaced = spacedStyles.map(() => ({ cells: 0, sure: 0 }))
  let [zeros, unsafe, fractions] = [0, 0, 0]
  let [truths, isoDates, dmy, mdy, excelDates, shortYears] = [0, 0, 0, 0, 0, 0]
  visit((text, count) => {
    if ((knownCodes && isMissingToken(text)) || specialNumber(text) !== null) return true
    present += count
    if (parseNumber(text, style) !== null) {
      plain += count
      if (hasLeadingZeros(text)) zeros += count
      if (!isIntegerText(text)) fractions += count
      else if (!Number.isSafeInteger(parseNumber(text, style)!)) unsafe += count
    }
    if (!styleSet && /\d/.test(text)) {
      if (parseNumber(text, comma) !== null) {
        commas += count
        if (hasLeadingZeros(text)) zeros += plain === 0 ? count : 0
        if (text.includes(',') && !/^\s*[+-]?[1-9]\d{0,2},\d{3}\s*$/.test(text)) sureComma += count
      }
      if (parseNumber(text, grouped) !== null) {
        groups += count
        if (/,\d{3}(?:,|\.)/.test(text)) sureGroup += count
      }
      if (parseNumber(text, groupedComma) !== null) {
        groupCommas += count
        if (/\.\d{3}(?:,|\.)/.test(text)) sureGroupComma += count
      }
      spacedStyles.forEach((candidate, index) => {
        if (parseNumber(text, candidate.style) === null) return
        spaced[index]!.cells += count
        if (candidate.sure.test(text)) spaced[index]!.sure += count
      })
    }
    const isIso = parseIsoDate(text) !== null || parseNamedDate(text) !== null
    if (isIso) isoDates += count
    else {
      if (parseOrderedDate(text, 'dmy') !== null) dmy += count
      if (parseOrderedDate(text, 'mdy') !== null) mdy += count
      if (looksLikeExcelDate(text)) excelDates += count
      if (parseShortYearDate(text, 'dmy') !== null || parseShortYearDate(text, 'mdy') !== null) shortYears += count
    }
    if (text.trim() in booleans) truths += count
    const best = Math.max(plain, commas, groups, groupCommas, isoDates, dmy, mdy, truths, shortYears, ...spaced.map(({ cells: found }) => found))
    return present - best <= (1 - typeShare) * cells || excelDates > 0 || plain + commas > 0.3 * present
  })
  const guess = (type: ColumnType, reason: string, offers: readonly string[] = [], chosen = style): TypeGuess => ({ type, style: chosen, reason, excelDates, offers })
  const enough = (count: number) => present > 0 && count >= typeShare * present
  const share = (count: number) => (count === present ? `all ${present} cells` : `${count} of ${present} cells`)
  if (present === 0) return guess('category', 'No cell holds anything but missing codes.')
  if (truths === present) return guess('boolean', 'Every cell is true or false.')
  if (zeros > 0 && (enough(plain) || enough(commas))) return guess('category', `${zeros} cells have leading zeros, which a number would lose.`, ['number'])
  if (enough(plain)) {
    if (unsafe > 0 && fractions === 0) return guess('category', `${unsafe} whole numbers lie beyond ±2^53 and would be rounded as numbers.`, ['number'])
    return guess('number', `${share(plain)} are numbers.`)
  }
  if (enough(isoDates)) return guess('date', `${share(isoDates)} are dates that can be read one way only.`)
  if (enough(dmy) || enough(mdy)) {
    if (enough(dmy) && enough(mdy)) return guess('category', `Day and month could be either way round in ${dmy === present && mdy === present ? 'every cell' : 'nearly every cell'}; choose date-dmy or date-mdy.`, ['date-dmy', 'date-mdy'])
    return enough(dmy) ? guess('date-dmy', `${share(dmy)} are dates with the day first, ${mdy} would be with the month first.`) : guess('date-mdy', `${share(mdy)} are dates with the month first, ${dmy} would be with the day first.`)
  }
  if (enough(shortYears)) return guess('category', `${share(shortYears)} look like dates with a year of two digits; choose date-dmy-yy or date-mdy-yy, in which ${centuryRule}.`, ['date-dmy-yy', 'date-mdy-yy'])
  const [oneComma, oneGroup, oneGroupComma] = [enough(commas), enough(groups), enough(groupCommas)]
  if (oneComma && sureComma > 0) return guess('number', `${share(commas)} are numbers with a decimal comma.`, [], comma)
  if (oneGroup && sureGroup > 0) return guess('number', `${share(groups)} are numbers with commas between thousands.`, [], grouped)
  if (oneGroupComma && sureGroupComma > 0) return guess('number', `${share(groupCommas)} are numbers with points between thousands and a decimal comma.`, [], groupedComma)
  const found = spaced.findIndex((candidate) => candidate.sure > 0 && enough(candidate.cells))
  if (found >= 0) return guess('number', `${share(spaced[found]!.cells)} are numbers with ${spacedStyles[found]!.words}.`, [], spacedStyles[found]!.style)
  if (oneComma || oneGroup) return guess('category', 'Commas could be decimal marks or stand between thousands; set "decimal" or "thousands".')
  if (excelDates > 0) return guess('category', `${excelDates} cells look like numbers that a spreadsheet turned into dates.`, ['number'])
  return guess('category', plain > 0 ? `Only ${plain} cells are numbers.` : 'The cells are words.')
}
