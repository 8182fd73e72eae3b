import type { Column } from '../contract/table'
import { allocateFloat64, allocateInt32, allocateUint8 } from './allocate'

/** Distinct texts up to which a column stays dictionary-coded by itself. */
export const levelCap = 100_000

/** Collects texts of a column row by row; ends as a category, or as text when there are too many levels. */
export class LevelBuilder {
  readonly levels: string[] = []
  codes: Int32Array
  private readonly index = new Map<string, number>()

  constructor(rows: number) {
    this.codes = allocateInt32(rows)
  }

  /** Sets the text of a row; null leaves it missing. */
  set(row: number, text: string | null): void {
    if (row >= this.codes.length) {
      const codes = allocateInt32(row * 2 + 1)
      codes.set(this.codes)
      this.codes = codes
    }
    if (text === null) {
      this.codes[row] = -1
      return
    }
    let code = this.index.get(text)
    if (code === undefined) {
      code = this.levels.push(text) - 1
      this.index.set(text, code)
    }
    this.codes[row] = code
  }

  /** The column of the first `rows` rows. `kind` forces one form. */
  finish(name: string, rows: number, missing: Uint8Array | null, kind: 'category' | 'text' | null = null): Column {
    const codes = this.codes.subarray(0, rows)
    if (kind === 'category' || (kind === null && this.levels.length <= levelCap)) return { kind: 'category', name, codes, levels: this.levels, missing }
    const encoder = new TextEncoder()
    const encoded = this.levels.map((level) => encoder.encode(level))
    const offsets = allocateFloat64(rows + 1)
    for (let row = 0; row < rows; row++) offsets[row + 1] = offsets[row]! + (codes[row]! < 0 ? 0 : encoded[codes[row]!]!.length)
    const bytes = allocateUint8(offsets[rows]!)
    for (let row = 0; row < rows; row++) if (codes[row]! >= 0) bytes.set(encoded[codes[row]!]!, offsets[row])
    return { kind: 'text', name, bytes, offsets, missing }
  }
}
