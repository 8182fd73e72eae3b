import { allocateFloat64, allocateInt32, allocateUint8 } from '../allocate'
import { kindCode } from '../missing-kind'
import { countEmpty, field, isBlank, locateField } from './batch'
import type { Batch, EmptyCounts } from './batch'
import { Dictionary } from '../dictionary'

/**
 * A column kept exactly as its bytes: dictionary-coded, or, past `cap` distinct values, one text per row.
 * Blank cells are missing; nothing else is decided here.
 */
export class TextBuilder {
  codes: Int32Array | null
  missing: Uint8Array | null = null
  readonly dictionary = new Dictionary()
  bytes: Uint8Array = new Uint8Array(0)
  offsets: Float64Array = new Float64Array(0)
  readonly empty: EmptyCounts = { blank: 0, quoted: 0, spaces: 0 }
  private capacity: number

  constructor(capacity: number, private readonly cap: number, private readonly keepQuotedEmpty: boolean) {
    this.capacity = capacity
    this.codes = allocateInt32(capacity)
  }

  /** Takes column `column` of the batch; its first record is table row `row0`. */
  consume(batch: Batch, column: number, row0: number): void {
    this.reserve(row0 + batch.records)
    const { starts, ends, flags, columns, records, bytes } = batch
    for (let record = 0, index = column; record < records; record++, index += columns) {
      const flag = flags[index]!
      let from = starts[index]!
      let to = ends[index]!
      let source = bytes
      const row = row0 + record
      if (from === to || bytes[from]! <= 32) {
        if (isBlank(bytes, from, to)) {
          countEmpty(this.empty, flag, from, to)
          if (from < to || flag === 0 || !this.keepQuotedEmpty) {
            this.blank(row)
            continue
          }
        }
      }
      if (flag > 1) {
        locateField(batch, index)
        source = field.bytes
        from = field.from
        to = field.to
      }
      if (this.codes === null) this.append(row, source, from, to)
      else {
        this.codes[row] = this.dictionary.intern(source, from, to)
        if (this.dictionary.size > this.cap) this.spill(row + 1)
      }
    }
  }

  private blank(row: number): void {
    this.missing ??= allocateUint8(this.capacity)
    this.missing[row] = kindCode.blank
    if (this.codes === null) this.offsets[row + 1] = this.offsets[row]!
    else this.codes[row] = -1
  }

  private append(row: number, source: Uint8Array, from: number, to: number): void {
    const begin = this.offsets[row]!
    const end = begin + to - from
    if (end > this.bytes.length) {
      const grown = allocateUint8(Math.ceil(end * 1.5) + 1024)
      grown.set(this.bytes)
      this.bytes = grown
    }
    const target = this.bytes
    if (to - from > 64) target.set(source.subarray(from, to), begin)
    else for (let p = from, q = begin; p < to; p++, q++) target[q] = source[p]!
    this.offsets[row + 1] = end
  }

  /** Too many levels: from now on one text per row; the first `rows` rows are written out. */
  private spill(rows: number): void {
    const codes = this.codes!
    this.codes = null
    this.offsets = allocateFloat64(this.capacity + 1)
    for (let row = 0; row < rows; row++) {
      const code = codes[row]!
      const level = code < 0 ? null : this.dictionary.level(code)
      if (level === null) this.offsets[row + 1] = this.offsets[row]!
      else this.append(row, level, 0, level.length)
    }
  }

  private reserve(rows: number): void {
    if (rows <= this.capacity) return
    this.capacity = Math.ceil(rows * 1.5)
    if (this.codes !== null) {
      const codes = allocateInt32(this.capacity)
      codes.set(this.codes)
      this.codes = codes
    } else {
      const offsets = allocateFloat64(this.capacity + 1)
      offsets.set(this.offsets)
      this.offsets = offsets
    }
    if (this.missing !== null) {
      const missing = allocateUint8(this.capacity)
      missing.set(this.missing)
      this.missing = missing
    }
  }
}
