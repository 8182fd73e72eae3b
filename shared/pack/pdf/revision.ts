import type { JobContext } from '../../contract/job'
import { isSpace, latin1, readDigits, readValue, skipSpace, startsWith, take } from './lexer'
import type { Cursor } from './lexer'
import { defaultPdfLimits, entryOf, nameOf, refusePdf } from './value'
import type { PdfDictionary, PdfLimits, PdfObject } from './value'

/** One saved state of the file: bytes [from, to), its own objects, its cross-reference table and trailer. */
export interface Revision {
  readonly from: number
  readonly to: number
  readonly objects: ReadonlyMap<number, PdfObject>
  readonly xrefAt: number
  readonly trailer: PdfDictionary
  readonly size: number
  readonly root: number
}

/** The whole file, read once from front to back; every byte belongs to exactly one revision. */
export interface PdfFile {
  readonly bytes: Uint8Array
  readonly version: string
  readonly revisions: readonly Revision[]
}

/**
 * Reads a file of our own form: header at byte 0, classic cross-reference tables, no object or
 * cross-reference streams, nothing between objects. It never follows an offset: it reads forward and
 * then checks that every offset says the same, so a cyclic or lying table cannot lead it anywhere.
 * @throws ExpectedError `pdf.*` with the byte where the file leaves the form.
 */
export function parsePdf(bytes: Uint8Array, job: JobContext, limits: PdfLimits = defaultPdfLimits): PdfFile {
  if (bytes.length === 0) refusePdf('empty', 'The file is empty', 0)
  if (bytes.length > limits.bytes) refusePdf('too-large', `The file has ${bytes.length} bytes, more than the ${limits.bytes} that are read`, 0)
  const cursor: Cursor = { bytes, at: 0, limits }
  const version = readHeader(cursor)
  const revisions: Revision[] = []
  const state = { objects: 0 }
  while (cursor.at < bytes.length) {
    if (revisions.length >= limits.revisions) refusePdf('revisions', `The file was saved more than ${limits.revisions} times`, cursor.at)
    revisions.push(readRevision(cursor, revisions, state, job))
  }
  if (revisions.length === 0) refusePdf('truncated', 'The file ends after its header', bytes.length)
  return { bytes, version, revisions }
}

function readHeader(cursor: Cursor): string {
  const header = /^%PDF-(1\.[3-7]|2\.0)\r?\n/u.exec(latin1(cursor.bytes, 0, Math.min(16, cursor.bytes.length)))
  if (header === null) refusePdf('header', 'The file does not begin with a PDF header', 0)
  cursor.at = header[0].length
  // The customary second line: a comment of at least four high bytes that marks the file as binary.
  if (cursor.bytes[cursor.at] === 37) {
    const end = cursor.bytes.indexOf(10, cursor.at)
    const mark = cursor.bytes.subarray(cursor.at + 1, end < 0 ? cursor.at : end)
    if (mark.length < 4 || mark.length > 8 || mark.some((byte) => byte < 128)) refusePdf('comment', 'The second line is not the customary binary mark', cursor.at)
    cursor.at = end + 1
  }
  return header[1]!
}

function readRevision(cursor: Cursor, earlier: readonly Revision[], state: { objects: number }, job: JobContext): Revision {
  const from = earlier.length === 0 ? 0 : cursor.at
  const objects = new Map<number, PdfObject>()
  for (;;) {
    readGap(cursor)
    if (startsWith(cursor, 'xref')) break
    if ((state.objects & 63) === 0) job.checkpoint()
    if (++state.objects > cursor.limits.objects) refusePdf('objects', `The file has more than ${cursor.limits.objects} objects`, cursor.at)
    const object = readObject(cursor, earlier.length > 0, objects.size === 0)
    if (objects.has(object.number)) refusePdf('duplicate-object', `Object ${object.number} stands twice in one revision`, object.from)
    objects.set(object.number, object)
  }
  const xrefAt = cursor.at
  const highest = readTable(cursor, objects, earlier.length > 0)
  const trailer = readTrailer(cursor)
  const size = integerOf(trailer, 'Size')
  if (highest >= size) refusePdf('size', `The trailer's /Size is ${size}, but object ${highest} exists`, trailer.from)
  checkPrevious(trailer, earlier.at(-1))
  readEnd(cursor, xrefAt)
  const root = entryOf(trailer, 'Root')
  if (root?.kind !== 'reference') refusePdf('trailer', 'The trailer names no catalog', trailer.from)
  return { from, to: cursor.at, objects, xrefAt, trailer, size, root: root.number }
}

/** White space between objects: at most two line ends, so that nothing can hide there. */
function readGap(cursor: Cursor): void {
  const from = cursor.at
  while (isSpace(cursor.bytes[cursor.at])) {
    const byte = cursor.bytes[cursor.at++]
    if (byte !== 10 && byte !== 13 && byte !== 32) refusePdf('gap', 'Unexpected bytes stand between two objects', cursor.at - 1)
  }
  if (cursor.at - from > 4) refusePdf('gap', 'A gap between two objects is larger than a line end', from)
}

function readObject(cursor: Cursor, update: boolean, first: boolean): PdfObject {
  const from = cursor.at
  const head = /^([1-9]\d{0,6}) 0 obj(?=[\s<[(/\d])/u.exec(latin1(cursor.bytes, from, Math.min(from + 20, cursor.bytes.length)))
  if (head === null) {
    if (cursor.bytes.length - from < 9) refusePdf(update ? 'trailing-bytes' : 'truncated', update ? 'Bytes follow the end of the file' : 'The file ends before its cross-reference table', from)
    refusePdf(update && first ? 'trailing-bytes' : 'stray-bytes', update && first ? 'Bytes follow the end of the file' : 'Bytes stand here that belong to no object', from)
  }
  cursor.at += head[0].length
  const value = readValue(cursor)
  refuseForeignForm(value)
  skipSpace(cursor)
  let stream: PdfObject['stream'] = null
  if (startsWith(cursor, 'stream')) {
    if (value.kind !== 'dictionary') refusePdf('syntax', 'A stream has no dictionary', cursor.at)
    stream = readStream(cursor, value)
    skipSpace(cursor)
  }
  if (!take(cursor, 'endobj')) refusePdf(cursor.at >= cursor.bytes.length ? 'truncated' : 'syntax', `Object ${head[1]!} is not closed where it should be`, cursor.at)
  return { number: Number(head[1]), from, to: cursor.at, value, stream }
}

/** Other programs save linearised or with object streams; that is no damage, but no pack either. */
function refuseForeignForm(value: PdfObject['value']): void {
  const type = nameOf(entryOf(value, 'Type'))
  if (entryOf(value, 'Linearized') !== undefined) refusePdf('linearized', 'The file was linearised by another program', value.from)
  if (type === 'XRef') refusePdf('xref-stream', 'The file was saved by another program, with a cross-reference stream', value.from)
  if (type === 'ObjStm') refusePdf('object-stream', 'The file was saved by another program, with object streams', value.from)
}

function readStream(cursor: Cursor, dictionary: PdfDictionary): { from: number; to: number } {
  const at = cursor.at
  cursor.at += 'stream'.length
  if (cursor.bytes[cursor.at] === 13) cursor.at++
  if (cursor.bytes[cursor.at++] !== 10) refusePdf('syntax', 'A stream does not begin on a new line', at)
  const from = cursor.at
  const length = integerOf(dictionary, 'Length')
  const to = from + length
  if (to > cursor.bytes.length) refusePdf('stream-length', `A stream claims ${length} bytes, more than the file has left`, at)
  cursor.at = to
  if (cursor.bytes[cursor.at] === 13) cursor.at++
  if (cursor.bytes[cursor.at] === 10) cursor.at++
  if (!take(cursor, 'endstream')) refusePdf('stream-length', `A stream's /Length of ${length} does not lead to its end`, at)
  return { from, to }
}

/** Reads the table and checks it against the objects found by reading forward; returns the highest number. */
function readTable(cursor: Cursor, objects: ReadonlyMap<number, PdfObject>, update: boolean): number {
  cursor.at += 'xref'.length
  const listed = new Set<number>()
  let highest = 0
  readLineEnd(cursor)
  while (!startsWith(cursor, 'trailer')) {
    const head = /^(\d{1,7}) (\d{1,7}) ?\r?\n/u.exec(latin1(cursor.bytes, cursor.at, Math.min(cursor.at + 20, cursor.bytes.length)))
    if (head === null) refusePdf(cursor.at + 20 > cursor.bytes.length ? 'truncated' : 'xref', 'The cross-reference table is damaged', cursor.at)
    cursor.at += head[0].length
    const first = Number(head[1])
    for (let number = first; number < first + Number(head[2]); number++) {
      readEntry(cursor, number, objects, listed, update)
      highest = Math.max(highest, number)
    }
  }
  for (const object of objects.values()) if (!listed.has(object.number)) refusePdf('hidden-object', `Object ${object.number} is not in the cross-reference table`, object.from)
  return highest
}

function readEntry(cursor: Cursor, number: number, objects: ReadonlyMap<number, PdfObject>, listed: Set<number>, update: boolean): void {
  const at = cursor.at
  const { bytes } = cursor
  const offset = readDigits(bytes, at, at + 10)
  const generation = readDigits(bytes, at + 11, at + 16)
  const kind = bytes[at + 17]
  const end = bytes[at + 18] === 32 ? bytes[at + 19] === 10 || bytes[at + 19] === 13 : bytes[at + 18] === 13 && bytes[at + 19] === 10
  if (offset < 0 || generation < 0 || bytes[at + 10] !== 32 || bytes[at + 16] !== 32 || (kind !== 110 && kind !== 102) || !end) {
    refusePdf(at + 20 > bytes.length ? 'truncated' : 'xref', 'An entry of the cross-reference table is damaged', at)
  }
  cursor.at += 20
  if (listed.has(number)) refusePdf('xref', `Object ${number} is listed twice`, at)
  listed.add(number)
  const object = objects.get(number)
  // Numbers that were set aside and never used are written with offset 0; an update has none.
  const unused = kind === 102 || (offset === 0 && !update)
  if (unused ? object !== undefined : object?.from !== offset || generation !== 0) {
    refusePdf('xref-target', `The cross-reference table leads for object ${number} to byte ${offset}, where it is not`, at)
  }
  if (unused && update) refusePdf('xref', `Object ${number} is deleted by an update`, at)
}

function readTrailer(cursor: Cursor): PdfDictionary {
  if (!take(cursor, 'trailer')) refusePdf('trailer', 'The trailer is missing', cursor.at)
  const trailer = readValue(cursor)
  if (trailer.kind !== 'dictionary') refusePdf('trailer', 'The trailer is not a dictionary', trailer.from)
  for (const key of trailer.entries.keys()) {
    if (key === 'Encrypt') refusePdf('encrypted', 'The file is encrypted', trailer.from)
    if (!['Size', 'Root', 'Info', 'ID', 'Prev'].includes(key)) refusePdf('trailer', `The trailer has an unknown key /${key}`, trailer.from)
  }
  return trailer
}

function checkPrevious(trailer: PdfDictionary, before: Revision | undefined): void {
  const previous = trailer.entries.get('Prev')
  if (before === undefined) {
    if (previous !== undefined) refusePdf('prev', 'The first revision points to an earlier one', previous.from)
    return
  }
  if (previous?.kind !== 'number' || previous.value !== before.xrefAt) {
    refusePdf('prev', `The trailer's /Prev does not lead to the revision before (byte ${before.xrefAt})`, (previous ?? trailer).from)
  }
}

function readEnd(cursor: Cursor, xrefAt: number): void {
  skipSpace(cursor)
  const at = cursor.at
  const end = /^startxref\r?\n(\d{1,10})\r?\n%%EOF(?:\r?\n)?/u.exec(latin1(cursor.bytes, at, Math.min(at + 40, cursor.bytes.length)))
  if (end === null) refusePdf(cursor.bytes.length - at < 20 ? 'truncated' : 'startxref', 'The end of a revision is damaged', at)
  if (Number(end[1]) !== xrefAt) refusePdf('startxref', `startxref says ${end[1]!}, the table stands at ${xrefAt}`, at)
  cursor.at = at + end[0].length
}

function readLineEnd(cursor: Cursor): void {
  if (cursor.bytes[cursor.at] === 13) cursor.at++
  if (cursor.bytes[cursor.at++] !== 10) refusePdf('xref', 'The cross-reference table is damaged', cursor.at - 1)
}

/** The non-negative integer under `key`, written in the dictionary itself. */
export function integerOf(dictionary: PdfDictionary, key: string): number {
  const value = dictionary.entries.get(key)
  if (value?.kind !== 'number' || !value.integer || value.value < 0 || !Number.isSafeInteger(value.value)) {
    refusePdf('integer', `/${key} is not a whole number written in place`, (value ?? dictionary).from)
  }
  return value.value
}
