import type { Column, NumericColumn } from '../contract/table'
import { allocateFloat64, allocateUint8 } from './allocate'
import { LevelBuilder } from './level-builder'
import { kindCode } from './missing-kind'

/** Where values of a row are put. */
export interface ValueSink {
  /** An absent cell: `blank`, or a kind of its own. */
  setMissing(row: number, kind: 'blank' | 'nan' | 'infinite', value?: number): void
  setNumber(row: number, value: number): void
  /** `reason`: why a column of numbers had to become text. */
  setText(row: number, text: string, reason: string): void
}

/**
 * Collects the typed values of a column whose file says what they are (Parquet, JSON). Numbers stay
 * numbers until one comes that a double cannot hold exactly (a whole number beyond ±2^53, a long
 * decimal) or a text comes between them: then the whole column becomes its exact texts.
 */
export class ValueBuilder implements ValueSink {
  private values: Float64Array | null = null
  private texts: LevelBuilder | null = null
  private missing: Uint8Array | null = null
  private size: number
  /** Rows that were set, one byte each. */
  private touched: Uint8Array = new Uint8Array(1024)
  /** Why numbers had to become texts, or null. */
  exact: string | null = null

  constructor(rows: number, readonly type: NumericColumn['type'] | 'text') {
    this.size = Math.max(1, rows)
    if (type === 'text') this.texts = new LevelBuilder(this.size)
    else this.values = allocateFloat64(this.size)
  }

  /** An absent cell: `blank`, or a kind of its own. */
  setMissing(row: number, kind: 'blank' | 'nan' | 'infinite', value = NaN): void {
    this.touch(row)
    this.missing ??= allocateUint8(this.size)
    this.missing[row] = kindCode[kind]
    if (this.texts !== null) this.texts.set(row, null)
    else this.values![row] = value
  }

  /** A number; NaN and ±∞ are missing of their kind. */
  setNumber(row: number, value: number): void {
    this.touch(row)
    if (this.texts !== null) this.texts.set(row, String(value))
    else if (Number.isFinite(value)) {
      this.values![row] = value
    } else this.setMissing(row, Number.isNaN(value) ? 'nan' : 'infinite', value)
  }

  /** A text; in a column of numbers it turns the whole column into texts, for the reason given. */
  setText(row: number, text: string, reason: string): void {
    this.touch(row)
    if (this.texts === null) this.becomeText(row, reason)
    this.texts!.set(row, text)
  }

  private becomeText(rows: number, reason: string): void {
    this.exact = reason
    this.texts = new LevelBuilder(this.size)
    for (let row = 0; row < rows; row++) {
      const absent = this.touched[row] === 0 || (this.missing !== null && this.missing[row] !== 0)
      const value = this.values![row]!
      this.texts.set(row, absent ? null : this.type === 'boolean' ? (value === 0 ? 'false' : 'true') : String(value))
    }
    this.values = null
  }

  private touch(row: number): void {
    this.reserve(row)
    if (row >= this.touched.length) {
      const touched = new Uint8Array(row * 2)
      touched.set(this.touched)
      this.touched = touched
    }
    this.touched[row] = 1
  }

  private reserve(row: number): void {
    if (row < this.size) return
    this.size = Math.ceil(row * 1.5) + 16
    if (this.values !== null) {
      const values = allocateFloat64(this.size)
      values.set(this.values)
      this.values = values
    }
    if (this.missing !== null) {
      const missing = allocateUint8(this.size)
      missing.set(this.missing)
      this.missing = missing
    }
  }

  /** True once the cells are kept as texts. */
  get isText(): boolean {
    return this.texts !== null
  }

  /** Like `finish`, with every row that was never set made blank. */
  finishSparse(name: string, rows: number): Column {
    for (let row = 0; row < rows; row++) if (row >= this.touched.length || this.touched[row] === 0) this.setMissing(row, 'blank')
    return this.finish(name, rows)
  }

  /** The column of the first `rows` rows. */
  finish(name: string, rows: number): Column {
    if (rows > 0) this.reserve(rows - 1)
    const missing = this.missing?.subarray(0, rows) ?? null
    if (this.texts !== null) {
      const kept = missing === null ? null : allocateUint8(rows)
      if (kept !== null) kept.set(missing!)
      return this.texts.finish(name, rows, kept)
    }
    return { kind: 'number', type: this.type === 'text' ? 'decimal' : this.type, name, values: this.values!.subarray(0, rows), missing }
  }
}
