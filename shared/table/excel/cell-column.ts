import type { Column, NumericColumn, RejectedCell } from '../../contract/table'
import { allocateFloat64, allocateUint8 } from '../allocate'
import { dateText } from '../column-access'
import { LevelBuilder } from '../level-builder'
import { kindCode } from '../missing-kind'
import { isMissingToken } from '../missing-tokens'
import type { SheetCell } from './sheet-rows'

const codes = { blank: 0, number: 1, exact: 2, date: 3, boolean: 4, text: 5, error: 6, bad: 7 } as const
const typed = ['number', 'date', 'boolean'] as const

/** Share of filled cells that must be of one type before a column takes it; the rest is rejected and listed. */
const typeShare = 0.99

/** A settled column: what it is and why, the cells that do not fit, and missing codes by count. */
export interface SettledCells {
  readonly column: Column
  readonly declared: string
  readonly rejected: readonly RejectedCell[]
  readonly rejectedCount: number
  readonly codes: ReadonlyMap<string, number>
  /** Numbers and dates side by side, neither rare: often numbers a spreadsheet turned into dates. */
  readonly mixedDates: number
}

/** Collects the cells of one column of a sheet; its type is decided over all of them. */
export class CellColumn {
  private kinds = new Uint8Array(1024)
  private values = new Float64Array(1024)
  private readonly texts = new Map<number, string>()
  private readonly levels = new Map<string, string>()
  private readonly counts = { number: 0, exact: 0, date: 0, boolean: 0, text: 0, error: 0, bad: 0 }
  private whole = true

  /** Puts a cell into a row (0-based; rows that are skipped stay blank). */
  set(row: number, cell: SheetCell): void {
    if (row >= this.kinds.length) {
      const [kinds, values] = [new Uint8Array(row * 2), new Float64Array(row * 2)]
      kinds.set(this.kinds)
      values.set(this.values)
      this.kinds = kinds
      this.values = values
    }
    if (this.kinds[row] !== 0) return
    this.kinds[row] = codes[cell.kind]
    this.values[row] = cell.value
    this.counts[cell.kind]++
    if (cell.kind === 'number' && !Number.isInteger(cell.value)) this.whole = false
    if (cell.text === '') return
    const text = this.levels.get(cell.text) ?? cell.text
    this.levels.set(text, text)
    this.texts.set(row, text)
  }

  /** The column of the first `rows` rows; `rowNumber` gives the sheet's row of each. */
  settle(name: string, rows: number, rowNumber: (row: number) => number): SettledCells {
    const { counts } = this
    const tokens = new Map<string, number>()
    for (const [row, text] of this.texts) if (this.kinds[row] === codes.error ? text === '#N/A' : this.kinds[row] === codes.text && isMissingToken(text)) tokens.set(text, (tokens.get(text) ?? 0) + 1)
    const coded = [...tokens.values()].reduce((sum, count) => sum + count, 0)
    const filled = Object.values(counts).reduce((sum, count) => sum + count, 0) - coded
    const best = typed.find((kind) => counts[kind] > 0 && counts[kind] >= typeShare * (filled - counts.bad - counts.error)) ?? null
    const type = counts.exact === 0 && (best !== 'boolean' || counts.boolean === filled - counts.bad - counts.error) ? best : null
    const declared = this.declared(type)
    const mixedDates = type === null && counts.number > 0 ? counts.date : 0
    return type === null ? { ...this.settleTexts(name, rows, rowNumber), declared, mixedDates } : { ...this.settleValues(name, rows, rowNumber, type, tokens), declared, mixedDates }
  }

  private declared(type: string | null): string {
    const words = { number: 'numbers', exact: 'whole numbers beyond ±2^53', date: 'dates (by number format)', boolean: 'booleans', text: 'texts', error: 'errors', bad: 'cells without a usable value' }
    const parts = Object.entries(this.counts).filter(([, count]) => count > 0).map(([kind, count]) => `${count} ${words[kind as keyof typeof words]}`)
    return (parts.length === 0 ? 'no value' : parts.join(', ')) + (type === null && parts.length > 1 ? '; mixed cells are kept as text' : '')
  }

  private textOf(row: number): string {
    const kind = this.kinds[row]
    if (kind === codes.number) return String(this.values[row])
    if (kind === codes.boolean) return this.values[row] === 0 ? 'false' : 'true'
    return kind === codes.date ? dateText(this.values[row]!) : this.texts.get(row) ?? ''
  }

  private reasonOf(row: number, type: string): string {
    const kind = this.kinds[row]
    if (kind === codes.error) return 'The spreadsheet shows an error here.'
    if (kind === codes.bad) return this.texts.get(row)?.startsWith('(') === true ? 'The formula was saved without its value.' : 'Formatted as a date, but no date of the calendar.'
    if (kind === codes.date) return 'A date among numbers: a spreadsheet may have turned a number into a date.'
    return `Not a ${type}.`
  }

  private settleValues(name: string, rows: number, rowNumber: (row: number) => number, type: 'number' | 'date' | 'boolean', tokens: ReadonlyMap<string, number>) {
    const values = allocateFloat64(rows)
    const missing = allocateUint8(rows)
    const rejected: RejectedCell[] = []
    let rejectedCount = 0
    let absent = false
    for (let row = 0; row < rows; row++) {
      const kind = row < this.kinds.length ? this.kinds[row]! : 0
      if (kind === codes[type]) {
        values[row] = this.values[row]!
        continue
      }
      values[row] = NaN
      absent = true
      const text = kind === codes.blank ? '' : this.textOf(row)
      if (kind === codes.blank) missing[row] = kindCode.blank
      else if (tokens.has(text)) missing[row] = kindCode.code
      else {
        missing[row] = kindCode.rejected
        rejectedCount++
        if (rejected.length < 10_000) rejected.push({ row: rowNumber(row), column: name, text, reason: this.reasonOf(row, type) })
      }
    }
    const numeric: NumericColumn['type'] = type === 'number' ? (this.whole ? 'integer' : 'decimal') : type
    const column: Column = { kind: 'number', type: numeric, name, values, missing: absent ? missing : null }
    return { column, rejected, rejectedCount, codes: tokens }
  }

  private settleTexts(name: string, rows: number, rowNumber: (row: number) => number) {
    const levels = new LevelBuilder(Math.max(1, rows))
    const missing = allocateUint8(rows)
    const rejected: RejectedCell[] = []
    const found = new Map<string, number>()
    let rejectedCount = 0
    let absent = false
    for (let row = 0; row < rows; row++) {
      const kind = row < this.kinds.length ? this.kinds[row]! : 0
      const text = kind === codes.blank ? '' : this.textOf(row)
      if (kind !== codes.blank && kind !== codes.error && kind !== codes.bad) {
        levels.set(row, text)
        continue
      }
      levels.set(row, null)
      absent = true
      if (kind === codes.blank) missing[row] = kindCode.blank
      else if (text === '#N/A') {
        missing[row] = kindCode.code
        found.set(text, (found.get(text) ?? 0) + 1)
      } else {
        missing[row] = kindCode.rejected
        rejectedCount++
        if (rejected.length < 10_000) rejected.push({ row: rowNumber(row), column: name, text, reason: this.reasonOf(row, 'text') })
      }
    }
    return { column: levels.finish(name, rows, absent ? missing : null), rejected, rejectedCount, codes: found }
  }
}
