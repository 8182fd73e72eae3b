import { refusePdf } from './value'
import type { PdfLimits, PdfValue } from './value'

/** A place in the file that moves as tokens are read. */
export interface Cursor {
  readonly bytes: Uint8Array
  at: number
  readonly limits: PdfLimits
}

/** Latin-1 text of bytes [from, to). */
export function latin1(bytes: Uint8Array, from: number, to: number): string {
  let text = ''
  for (let i = from; i < to; i++) text += String.fromCharCode(bytes[i]!)
  return text
}

/** True for NUL, TAB, LF, FF, CR and space. */
export function isSpace(byte: number | undefined): boolean {
  return byte === 32 || byte === 10 || byte === 13 || byte === 9 || byte === 12 || byte === 0
}

/** True for the ten delimiter characters of PDF. */
function isDelimiter(byte: number): boolean {
  return byte === 40 || byte === 41 || byte === 60 || byte === 62 || byte === 91 || byte === 93 || byte === 123 || byte === 125 || byte === 47 || byte === 37
}

function isRegular(byte: number | undefined): boolean {
  return byte !== undefined && !isSpace(byte) && !isDelimiter(byte)
}

/** Skips white space; a comment inside the file body is refused, because comments hide bytes. */
export function skipSpace(cursor: Cursor): void {
  while (isSpace(cursor.bytes[cursor.at])) cursor.at++
  if (cursor.bytes[cursor.at] === 37) refusePdf('comment', 'A comment stands where a pack has none', cursor.at)
}

/** True, and moves past it, when `word` stands at the cursor. */
export function take(cursor: Cursor, word: string): boolean {
  if (!startsWith(cursor, word)) return false
  cursor.at += word.length
  return true
}

/** True when `word` (ASCII) stands at the cursor. */
export function startsWith(cursor: Cursor, word: string): boolean {
  for (let i = 0; i < word.length; i++) if (cursor.bytes[cursor.at + i] !== word.charCodeAt(i)) return false
  return true
}

/** Reads one object at the cursor. */
export function readValue(cursor: Cursor, depth = 0): PdfValue {
  if (depth > cursor.limits.depth) refusePdf('depth', `Objects are nested more than ${cursor.limits.depth} deep`, cursor.at)
  skipSpace(cursor)
  const from = cursor.at
  const byte = cursor.bytes[from]
  switch (byte) {
    case undefined: return refusePdf('truncated', 'The file ends inside an object', from)
    case 47: return readName(cursor)
    case 40: return readLiteral(cursor)
    case 60: return cursor.bytes[from + 1] === 60 ? readDictionary(cursor, depth) : readHex(cursor)
    case 91: return readArray(cursor, depth)
    default: return readWord(cursor)
  }
}

function readArray(cursor: Cursor, depth: number): PdfValue {
  const from = cursor.at++
  const items: PdfValue[] = []
  for (;;) {
    skipSpace(cursor)
    if (cursor.bytes[cursor.at] === 93) break
    items.push(readValue(cursor, depth + 1))
  }
  return { kind: 'array', items, from, to: ++cursor.at }
}

function readDictionary(cursor: Cursor, depth: number): PdfValue {
  const from = cursor.at
  cursor.at += 2
  const entries = new Map<string, PdfValue>()
  for (;;) {
    skipSpace(cursor)
    if (cursor.bytes[cursor.at] === 62) {
      if (cursor.bytes[cursor.at + 1] !== 62) refusePdf('syntax', 'A dictionary is not closed', cursor.at)
      break
    }
    const at = cursor.at
    if (cursor.bytes[at] === undefined) refusePdf('truncated', 'The file ends inside a dictionary', at)
    if (cursor.bytes[at] !== 47) refusePdf('syntax', 'A dictionary key is not a name', at)
    const key = readName(cursor)
    if (key.kind !== 'name') refusePdf('syntax', 'A dictionary key is not a name', at)
    if (entries.has(key.value)) refusePdf('duplicate-key', `The key /${key.value} stands twice in one dictionary`, at)
    entries.set(key.value, readValue(cursor, depth + 1))
  }
  cursor.at += 2
  return { kind: 'dictionary', entries, from, to: cursor.at }
}

function readName(cursor: Cursor): PdfValue {
  const from = cursor.at++
  while (isRegular(cursor.bytes[cursor.at])) cursor.at++
  const raw = latin1(cursor.bytes, from + 1, cursor.at)
  // An escape that is not needed is a second spelling of the same name: the way keys are hidden.
  const value = !raw.includes('#') ? raw : raw.replaceAll(/#(.?.?)/gu, (_, hex: string) => {
    const code = /^[0-9A-Fa-f]{2}$/u.test(hex) ? Number.parseInt(hex, 16) : 0
    if (code === 0 || (code > 32 && code < 127 && code !== 35 && !isDelimiter(code))) refusePdf('name-escape', 'A name is spelled with a needless escape', from)
    return String.fromCharCode(code)
  })
  return { kind: 'name', value, from, to: cursor.at }
}

function readHex(cursor: Cursor): PdfValue {
  const from = cursor.at++
  const start = cursor.at
  while (hexDigit(cursor.bytes[cursor.at]) >= 0) cursor.at++
  const length = cursor.at - start
  if (cursor.bytes[cursor.at] !== 62) refusePdf(cursor.at >= cursor.bytes.length ? 'truncated' : 'syntax', 'A hexadecimal string holds something else than digits', cursor.at)
  if (length % 2 !== 0) refusePdf('syntax', 'A hexadecimal string has an odd number of digits', from)
  const bytes = new Uint8Array(length / 2)
  for (let i = 0; i < bytes.length; i++) bytes[i] = hexDigit(cursor.bytes[start + 2 * i]) * 16 + hexDigit(cursor.bytes[start + 2 * i + 1])
  return { kind: 'string', bytes, hex: true, from, to: ++cursor.at }
}

function hexDigit(byte: number | undefined): number {
  if (byte === undefined) return -1
  if (byte >= 48 && byte <= 57) return byte - 48
  if (byte >= 97 && byte <= 102) return byte - 87
  return byte >= 65 && byte <= 70 ? byte - 55 : -1
}

const escapes: Readonly<Record<number, number>> = { 110: 10, 114: 13, 116: 9, 98: 8, 102: 12, 40: 40, 41: 41, 92: 92 }

function readLiteral(cursor: Cursor): PdfValue {
  const { bytes } = cursor
  const from = cursor.at++
  const out: number[] = []
  for (let open = 1; ; cursor.at++) {
    const byte = bytes[cursor.at]
    if (byte === undefined) refusePdf('truncated', 'The file ends inside a string', from)
    if (byte === 92) cursor.at = readEscape(bytes, cursor.at + 1, out)
    else {
      if (byte === 40) open++
      if (byte === 41 && --open === 0) break
      out.push(byte)
    }
  }
  return { kind: 'string', bytes: Uint8Array.from(out), hex: false, from, to: ++cursor.at }
}

/** Reads what follows a backslash at `at`; returns the place of its last byte. */
function readEscape(bytes: Uint8Array, at: number, out: number[]): number {
  const byte = bytes[at] ?? 0
  const simple = escapes[byte]
  if (simple !== undefined) {
    out.push(simple)
    return at
  }
  const octal = /^[0-7]{3}/u.exec(latin1(bytes, at, at + 3))
  if (octal === null) refusePdf('syntax', 'A string holds an escape that a pack does not use', at)
  const code = Number.parseInt(octal[0], 8)
  if (code > 255) refusePdf('syntax', 'A string holds an octal escape beyond one byte', at)
  out.push(code)
  return at + 2
}

function readWord(cursor: Cursor): PdfValue {
  const from = cursor.at
  let to = from
  while (isRegular(cursor.bytes[to]) && to - from < 64) to++
  const whole = readDigits(cursor.bytes, from, to)
  cursor.at = to
  if (whole >= 0) {
    if (!isReferenceTail(cursor.bytes, to)) return { kind: 'number', value: whole, integer: true, from, to }
    cursor.at = to + 4
    return { kind: 'reference', number: whole, from, to: cursor.at }
  }
  const word = latin1(cursor.bytes, from, to)
  if (word === 'true' || word === 'false') return { kind: 'boolean', value: word === 'true', from, to }
  if (word === 'null') return { kind: 'null', from, to }
  if (!/^[+-]?(?:\d+\.?\d*|\.\d+)$/u.test(word)) refusePdf('syntax', 'Something stands here that is no PDF object', from)
  return { kind: 'number', value: Number(word), integer: /^[+-]?\d+$/u.test(word), from, to }
}

/** The whole number written at [from, to), or -1 when it is not one of 1 to 15 plain digits. */
export function readDigits(bytes: Uint8Array, from: number, to: number): number {
  if (to <= from || to - from > 15) return -1
  let value = 0
  for (let at = from; at < to; at++) {
    const digit = bytes[at]! - 48
    if (!(digit >= 0 && digit <= 9)) return -1
    value = value * 10 + digit
  }
  return value
}

/** True when ` 0 R` follows and ends there: the number before it is a reference. */
function isReferenceTail(bytes: Uint8Array, at: number): boolean {
  return bytes[at] === 32 && bytes[at + 1] === 48 && bytes[at + 2] === 32 && bytes[at + 3] === 82 && !isRegular(bytes[at + 4])
}
