import { ExpectedError } from '../../contract/errors'
import { BACKSLASH, CR, LF, SPACE } from './dialect'
import type { Dialect } from './dialect'
import type { Slot } from './slot'

/** Field flag: it was quoted. */
export const QUOTED = 1
/** Field flag: it holds escaped quotes. */
export const ESCAPED = 2

/** What to do with a record of the wrong length: leave it out, or fill it with blanks. May throw instead. */
export type RaggedRule = (line: number, found: number, bytes: Uint8Array) => 'drop' | 'pad'

/**
 * Splits bytes into records of a known number of fields. `run` fills the slot's `starts`, `ends` and `flags`
 * (record-major, `columns` per record) and says how far it came; an unfinished record is left for
 * the next block. Nothing is copied or decoded here.
 */
export class Tokenizer {
  /** 1-based line on which each record begins. */
  readonly lines: Float64Array
  /** Records found by the last run. */
  records = 0
  /** Lines that held nothing (and were no cell of a one-column file). */
  blankLines = 0
  commentLines = 0
  /** Blank records at the end so far; in a one-column file the last ones are only line ends. */
  trailingBlank = 0
  private readonly capacity: number
  private readonly special = new Uint8Array(256)
  /** No byte above it is special. */
  private readonly top: number

  constructor(
    private readonly dialect: Dialect,
    readonly columns: number,
    private line: number,
    private readonly ragged: RaggedRule,
    slot: Slot,
  ) {
    this.capacity = slot.starts.length / columns
    this.lines = new Float64Array(this.capacity)
    for (const byte of [0, LF, CR, dialect.delimiter]) this.special[byte] = 1
    this.top = Math.max(CR, dialect.delimiter)
  }

  /** Line on which the next record begins. */
  get nextLine(): number {
    return this.line
  }

  /**
   * Tokenizes `slot.bytes[from, to)`; `final` when nothing follows. Returns the offset of the first byte not used.
   * The byte at `to`, which must be there, is overwritten: a line end that stops the search within a field.
   * @throws ExpectedError `csv.unclosed-quote`, `csv.stray-quote`, `csv.binary`, or what the ragged rule throws.
   */
  run({ bytes, starts, ends, flags }: Slot, from: number, to: number, final: boolean): number {
    const { columns, capacity, lines, special, top } = this
    const { delimiter, merge, quote, trim, comment } = this.dialect
    bytes[to] = LF
    let pos = from
    let record = 0
    while (pos < to && record < capacity) {
      const first = bytes[pos]!
      if (first === LF || first === CR || first === comment) {
        const next = first === comment ? endOfLine(bytes, pos, to) : pos
        if ((next === to || (bytes[next] === CR && next + 1 === to)) && !final) break
        const after = next === to ? to : next + (bytes[next] === CR && bytes[next + 1] === LF && next + 1 < to ? 2 : 1)
        if (first === comment) this.commentLines++
        else if (columns === 1) {
          starts[record] = ends[record] = pos
          flags[record] = 0
          lines[record++] = this.line
          this.trailingBlank++
        } else this.blankLines++
        pos = after
        this.line++
        continue
      }
      const base = record * columns
      let field = 0
      let p = pos
      let newLines = 0
      let complete = false
      if (merge) while (p < to && bytes[p] === delimiter) p++
      for (;;) {
        if (trim) while (p < to && bytes[p] === SPACE) p++
        let start = p
        let end: number
        let flag = 0
        if (p < to && bytes[p] === quote) {
          const close = this.closeQuote(bytes, p, to)
          if (close < 0) {
            if (!final) break
            throw unclosed(this.line + newLines)
          }
          flag = this.escaped ? QUOTED | ESCAPED : QUOTED
          newLines += this.innerLines
          start = p + 1
          end = close
          p = close + 1
          if (delimiter !== SPACE) while (p < to && bytes[p] === SPACE) p++
          if (p < to && special[bytes[p]!] !== 1) throw stray(this.line + newLines, this.line)
        } else {
          let byte = bytes[p]!
          while (byte > top || special[byte] === 0) byte = bytes[++p]!
          end = p
        }
        if (p === to && !final) break
        if (merge && p < to && bytes[p] === delimiter) {
          while (p < to && bytes[p] === delimiter) p++
          if (p === to && !final) break
        }
        if (field < columns) {
          starts[base + field] = start
          ends[base + field] = end
          flags[base + field] = flag
        }
        field++
        const stop = p < to ? bytes[p]! : LF
        if (merge && stop !== LF && stop !== CR && stop !== 0) continue
        if (stop === delimiter) {
          p++
          continue
        }
        if (stop === 0) throw binary(this.line + newLines)
        if (stop === CR) {
          if (p + 1 === to && !final) break
          p += p + 1 < to && bytes[p + 1] === LF ? 2 : 1
        } else if (p < to) p++
        complete = true
        break
      }
      if (!complete) break
      let keep = true
      if (field !== columns) {
        keep = this.ragged(this.line, field, bytes.subarray(pos, p)) === 'pad' && field < columns
        if (keep) {
          for (let rest = field; rest < columns; rest++) {
            starts[base + rest] = ends[base + rest] = pos
            flags[base + rest] = 0
          }
        }
      }
      if (keep) {
        lines[record++] = this.line
        this.trailingBlank = 0
      }
      this.line += newLines + 1
      pos = p
    }
    this.records = record
    return pos
  }

  private escaped = false
  private innerLines = 0

  /** Offset of the closing quote of the field opened at `open`, −1 when it is not in these bytes. */
  private closeQuote(bytes: Uint8Array, open: number, to: number): number {
    const { quote, escape } = this.dialect
    const backslash = escape === 'backslash' ? BACKSLASH : -1
    this.escaped = false
    let newLines = 0
    let p = open + 1
    while (p < to) {
      const byte = bytes[p]!
      if (byte === quote) {
        if (backslash < 0 && p + 1 < to && bytes[p + 1] === quote) {
          this.escaped = true
          p += 2
          continue
        }
        this.innerLines = newLines
        return p
      }
      if (byte === backslash) {
        this.escaped = true
        p += 2
        continue
      }
      if (byte === LF || (byte === CR && bytes[p + 1] !== LF)) newLines++
      else if (byte === 0) throw binary(this.line + newLines)
      p++
    }
    return -1
  }
}

/** Copies a field without its escapes into `scratch` (at least as long as the field); returns the length. */
export function unescapeField(bytes: Uint8Array, start: number, end: number, dialect: Dialect, scratch: Uint8Array): number {
  let length = 0
  for (let p = start; p < end; p++) {
    const byte = bytes[p]!
    const next = bytes[p + 1]!
    if (dialect.escape === 'backslash' ? byte === BACKSLASH && (next === dialect.quote || next === BACKSLASH) : byte === dialect.quote) p++
    scratch[length++] = bytes[p]!
  }
  return length
}

function endOfLine(bytes: Uint8Array, from: number, to: number): number {
  let p = from
  while (p < to && bytes[p] !== LF && bytes[p] !== CR) p++
  return p
}

function unclosed(row: number): ExpectedError {
  return new ExpectedError('csv.unclosed-quote', `A quote opened in row ${row} is never closed.`, {
    row,
    remedy: 'Close the quote in the file, or set the quote character to none.',
  })
}

function stray(row: number, record: number): ExpectedError {
  return new ExpectedError('csv.stray-quote', `In row ${row} a quoted cell goes on after its closing quote${record === row ? '' : ` (its record begins in row ${record})`}.`, {
    row,
    record,
    remedy: 'Double the quote inside the cell, or set another quote character or escape, or none.',
  })
}

function binary(row: number): ExpectedError {
  return new ExpectedError('csv.binary', `Row ${row} holds a NUL byte, which no text file has.`, {
    row,
    remedy: 'Open the original file; this one is binary, damaged, or in an encoding that must be set.',
  })
}
