import type { ByteSource } from '../../contract/bytes'
import { ExpectedError } from '../../contract/errors'
import type { JobContext } from '../../contract/job'
import { parseIsoDate } from '../parse-date'
import { isIntegerText, parseNumber } from '../parse-number'
import type { FormatKind } from './number-format'
import { serialDate } from './serial-date'
import { unescapeText, type SheetEntry, type Workbook } from './workbook'
import { readXml } from './xml-events'

/** A cell that holds something. `exact` is a whole number a double cannot hold; `bad` a value that is none. */
export interface SheetCell {
  /** 0-based. */
  readonly column: number
  readonly kind: 'number' | 'exact' | 'date' | 'boolean' | 'text' | 'error' | 'bad'
  readonly value: number
  readonly text: string
}

/** What a sheet holds that a table cannot show, counted. */
export interface SheetNotes {
  formulas: number
  /** Formula cells without a saved value. */
  unsaved: number
  merged: number
  hiddenRows: number
  hiddenColumns: number
  times: number
  /** Numbers of sixteen digits or more, of which spreadsheets keep fifteen. */
  long: number
}

/** Columns a sheet can have (XFD). */
const columnLimit = 16_384

function columnOf(reference: string): number {
  let column = 0
  for (const char of reference) {
    const code = char.charCodeAt(0) - 64
    if (code < 1 || code > 26) break
    column = column * 26 + code
  }
  return column - 1
}

/**
 * Streams a sheet's rows that hold anything: `row` gets the row number a person sees and its filled
 * cells. Formula cells give the value saved with them; dates are what a number format shows as one.
 * @throws ExpectedError `excel.malformed` and what unpacking throws.
 */
export async function sheetRows(
  source: ByteSource, sheet: SheetEntry, workbook: Workbook, strings: readonly string[], job: JobContext, padded: Set<number>,
  row: (number: number, cells: readonly SheetCell[]) => void,
): Promise<SheetNotes> {
  const notes: SheetNotes = { formulas: 0, unsaved: 0, merged: 0, hiddenRows: 0, hiddenColumns: 0, times: 0, long: 0 }
  let rowNumber = 0
  let cells: SheetCell[] = []
  let column = -1
  let type = 'n'
  let format: FormatKind = 'number'
  let formula = false
  let value: string | null = null
  let into: 'value' | 'inline' | null = null
  let phonetic = false
  await readXml(source, sheet.entry, job, {
    open(name, attributes) {
      const attribute = (key: string): string => (Object.hasOwn(attributes, key) ? attributes[key]! : '')
      switch (name) {
        case 'c': {
          const reference = attribute('r')
          column = reference === '' ? column + 1 : columnOf(reference)
          if (column < 0 || column >= columnLimit) throw malformed(`the cell "${reference.slice(0, 20)}" lies outside any sheet`)
          type = attribute('t') || 'n'
          format = workbook.formats[Number(attribute('s') || '0')] ?? 'number'
          formula = false
          value = null
          break
        }
        case 'v': into = 'value'; value = ''; break
        case 't': if (!phonetic && type === 'inlineStr') { into = 'inline'; value ??= '' } break
        case 'rPh': phonetic = true; break
        case 'f': formula = true; break
        case 'row':
          rowNumber = attribute('r') === '' ? rowNumber + 1 : Number(attribute('r'))
          if (!Number.isSafeInteger(rowNumber)) throw malformed('a row has no number')
          column = -1
          cells = []
          if (isTrue(attribute('hidden'))) notes.hiddenRows++
          break
        case 'col':
          if (isTrue(attribute('hidden')) && Number(attribute('min')) <= columnLimit) notes.hiddenColumns += Math.max(1, Math.min(columnLimit, Number(attribute('max'))) - Number(attribute('min')) + 1)
          break
        case 'mergeCell': notes.merged++; break
        default:
      }
    },
    text(text) {
      if (into !== null) value = (value ?? '') + text
    },
    close(name) {
      if (name === 'v' || name === 't') into = null
      else if (name === 'rPh') phonetic = false
      else if (name === 'c') {
        if (formula) notes.formulas++
        const cell = value === null ? null : cellOf(value)
        if (cell !== null) cells.push(cell)
        else if (formula && type !== 'str') {
          notes.unsaved++
          cells.push({ column, kind: 'bad', value: NaN, text: '(formula without a saved value)' })
        }
      } else if (name === 'row' && cells.length > 0) row(rowNumber, cells)
    },
  })
  return notes

  function malformed(why: string): ExpectedError {
    return new ExpectedError('excel.malformed', `${source.name} is damaged: ${why}.`, { file: source.name, row: rowNumber, remedy: 'Ask for the file again, or save the sheet as CSV.' })
  }

  function cellOf(raw: string): SheetCell | null {
    switch (type) {
      case 's': {
        const text = strings[Number(raw)]
        if (text === undefined) throw malformed(`row ${rowNumber} refers to a text that is not there`)
        return text === '' ? null : { column, kind: 'text', value: NaN, text }
      }
      case 'inlineStr':
      case 'str': return raw === '' ? null : { column, kind: 'text', value: NaN, text: unescapeText(raw) }
      case 'b': return { column, kind: 'boolean', value: raw.trim() === '1' || raw.trim() === 'true' ? 1 : 0, text: '' }
      case 'e': return { column, kind: 'error', value: NaN, text: raw }
      case 'd': {
        const date = parseIsoDate(raw)
        return date === null ? { column, kind: 'bad', value: NaN, text: raw } : { column, kind: 'date', value: date, text: '' }
      }
      default: return numberOf(raw.trim())
    }
  }

  function numberOf(raw: string): SheetCell | null {
    if (raw === '') return null
    const number = parseNumber(raw)
    if (number === null) throw malformed(`"${raw.slice(0, 40)}" in row ${rowNumber} is no number`)
    if (format === 'date') {
      const date = serialDate(number, workbook.from1904)
      return date === null ? { column, kind: 'bad', value: NaN, text: raw } : { column, kind: 'date', value: date, text: '' }
    }
    if (format === 'time') notes.times++
    if (format === 'zeros') padded.add(column)
    if (Math.abs(number) >= 1e15 && Number.isInteger(number)) notes.long++
    if (isIntegerText(raw) && !Number.isSafeInteger(number)) return { column, kind: 'exact', value: NaN, text: raw }
    return { column, kind: 'number', value: number, text: '' }
  }
}

function isTrue(text: string): boolean {
  return text === '1' || text === 'true'
}
