import { BACKSLASH } from './dialect'
import type { Dialect } from './dialect'

/** One record of the sample; bytes are carried as Latin-1 characters so that no encoding is assumed. */
export interface SampleRecord {
  readonly fields: readonly string[]
  /** Which fields were quoted. */
  readonly quoted: readonly boolean[]
  /** Offset just after the record's line end. */
  readonly end: number
  /** 1-based line of its first line. */
  readonly line: number
  /** The record as it stands in the file. */
  readonly raw: string
  /** False when a quote misbehaved: closed and followed by more text, or never closed. */
  readonly clean: boolean
}

/** Bytes as a string of the same length, one character per byte. */
export function latin1(bytes: Uint8Array): string {
  let text = ''
  for (let from = 0; from < bytes.length; from += 8192) text += String.fromCharCode(...bytes.subarray(from, from + 8192))
  return text
}

/** The bytes of such a string. */
export function fromLatin1(text: string): Uint8Array {
  return Uint8Array.from(text, (char) => char.charCodeAt(0))
}

/**
 * Splits the head of a file into records, leniently: it judges dialects and never throws. Blank lines
 * are left out; a last record cut by the end of the sample too, unless `whole`.
 */
export function sampleRecords(text: string, dialect: Dialect, from: number, line: number, limit: number, whole: boolean): SampleRecord[] {
  const records: SampleRecord[] = []
  const delimiter = String.fromCharCode(dialect.delimiter)
  const quote = dialect.quote < 0 ? '' : String.fromCharCode(dialect.quote)
  const backslash = dialect.escape === 'backslash' ? String.fromCharCode(BACKSLASH) : ''
  let pos = from
  while (pos < text.length && records.length < limit) {
    const start = pos
    const fields: string[] = []
    const quoted: boolean[] = []
    let clean = true
    let lines = 1
    for (;;) {
      if (dialect.trim || dialect.merge) while (text[pos] === ' ' && (dialect.trim || delimiter === ' ')) pos++
      let value = ''
      const isQuoted = quote !== '' && text[pos] === quote
      if (isQuoted) {
        pos++
        for (;;) {
          if (pos >= text.length) {
            clean = false
            break
          }
          const char = text[pos]!
          if (char === backslash) {
            value += text[pos + 1] ?? ''
            pos += 2
          } else if (char !== quote) {
            if (char === '\n' || (char === '\r' && text[pos + 1] !== '\n')) lines++
            value += char
            pos++
          } else if (text[pos + 1] === quote && backslash === '') {
            value += quote
            pos += 2
          } else {
            pos++
            break
          }
        }
      }
      const rest = pos
      while (pos < text.length && text[pos] !== delimiter && text[pos] !== '\n' && text[pos] !== '\r') pos++
      const tail = text.slice(rest, pos)
      if (isQuoted && tail.trim() !== '') clean = false
      fields.push(isQuoted ? value + tail.trim() : tail)
      quoted.push(isQuoted)
      if (text[pos] !== delimiter) break
      pos++
      if (dialect.merge) {
        while (text[pos] === delimiter) pos++
        if (pos >= text.length || text[pos] === '\n' || text[pos] === '\r') break
      }
    }
    const raw = text.slice(start, pos)
    if (pos >= text.length && !whole) break
    if (text[pos] === '\r' && text[pos + 1] === '\n') pos++
    pos++
    if (raw !== '') records.push({ fields, quoted, end: Math.min(pos, text.length), line, raw, clean })
    line += lines
  }
  return records
}
