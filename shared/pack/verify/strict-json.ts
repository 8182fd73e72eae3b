import { ExpectedError } from '../../contract/errors'
import { canonicalJson } from '../../contract/json'
import type { Json } from '../../contract/json'

const maximumDepth = 64

interface Reader {
  readonly text: string
  readonly name: string
  at: number
  /** Whether the keys of every object so far stand in their order. */
  sorted: boolean
}

/**
 * Reads a JSON evidence file the way a hostile reader should: UTF-8, no key twice, no `__proto__`, no
 * number beyond doubles, nothing after the end, at most 64 levels, and in canonical form (RFC 8785) to
 * the last byte.
 * @throws ExpectedError `json.*` naming the file and the character.
 */
export function readStrictJson(name: string, bytes: Uint8Array): Json {
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    throw new ExpectedError('json.encoding', `${name} is not UTF-8.`, { file: name })
  }
  const reader: Reader = { text, name, at: 0, sorted: true }
  const value = readAny(reader, 0)
  skip(reader)
  if (reader.at < text.length) refuse(reader, 'trailing', 'goes on after its end')
  // With keys in order, plain JSON is the canonical form (but for keys that are numbers), at a tenth of the cost.
  if (!(reader.sorted && JSON.stringify(value) === text) && canonicalJson(value) !== text) refuse({ ...reader, at: 0 }, 'not-canonical', 'is not written in canonical form')
  return value
}

function refuse(reader: Reader, code: string, what: string): never {
  throw new ExpectedError(`json.${code}`, `${reader.name} ${what} (character ${reader.at}).`, { file: reader.name, character: reader.at })
}

function skip(reader: Reader): void {
  for (let code = reader.text.charCodeAt(reader.at); code === 32 || code === 10 || code === 13 || code === 9; code = reader.text.charCodeAt(reader.at)) reader.at++
}

function readAny(reader: Reader, depth: number): Json {
  if (depth > maximumDepth) refuse(reader, 'depth', `is nested more than ${maximumDepth} deep`)
  skip(reader)
  const character = reader.text.charAt(reader.at)
  if (character === '{') return readObject(reader, depth)
  if (character === '[') return readArray(reader, depth)
  if (character === '"') return readString(reader)
  for (const [word, value] of [['true', true], ['false', false], ['null', null]] as const) {
    if (reader.text.startsWith(word, reader.at)) {
      reader.at += word.length
      return value
    }
  }
  return readNumber(reader)
}

function readObject(reader: Reader, depth: number): Json {
  const out: Record<string, Json> = {}
  let before: string | null = null
  reader.at++
  skip(reader)
  if (closes(reader, '}')) return out
  for (;;) {
    skip(reader)
    if (reader.text.charAt(reader.at) !== '"') refuse(reader, 'syntax', 'has a key that is no text')
    const key = readString(reader)
    if (key === '__proto__') refuse(reader, 'proto', 'has the key __proto__')
    if (Object.hasOwn(out, key)) refuse(reader, 'duplicate-key', `has the key "${key}" twice`)
    if (before !== null && before >= key) reader.sorted = false
    before = key
    skip(reader)
    if (reader.text.charAt(reader.at++) !== ':') refuse(reader, 'syntax', 'lacks a colon')
    out[key] = readAny(reader, depth + 1)
    skip(reader)
    if (closes(reader, '}')) return out
    if (reader.text.charAt(reader.at++) !== ',') refuse(reader, 'syntax', 'lacks a comma')
  }
}

function readArray(reader: Reader, depth: number): Json {
  const out: Json[] = []
  reader.at++
  skip(reader)
  if (closes(reader, ']')) return out
  for (;;) {
    out.push(readAny(reader, depth + 1))
    skip(reader)
    if (closes(reader, ']')) return out
    if (reader.text.charAt(reader.at++) !== ',') refuse(reader, 'syntax', 'lacks a comma')
  }
}

function closes(reader: Reader, bracket: string): boolean {
  if (reader.text.charAt(reader.at) !== bracket) return false
  reader.at++
  return true
}

function readString(reader: Reader): string {
  const from = reader.at++
  const end = reader.text.indexOf('"', reader.at)
  if (end === -1) refuse(reader, 'syntax', 'ends inside a text')
  const plain = reader.text.slice(reader.at, end)
  // What needs no unescaping is most of it. Half characters can only come from escapes: the file is UTF-8.
  if (!/[\u0000-\u001f\\]/u.test(plain)) {
    reader.at = end + 1
    return plain
  }
  for (;;) {
    const character = reader.text.charAt(reader.at)
    if (character === '') refuse(reader, 'syntax', 'ends inside a text')
    reader.at += character === '\\' ? 2 : 1
    if (character === '"') break
  }
  try {
    const value = JSON.parse(reader.text.slice(from, reader.at)) as string
    if (/\p{Cs}/u.test(value)) refuse(reader, 'surrogate', 'holds half a character')
    return value
  } catch (thrown) {
    if (thrown instanceof ExpectedError) throw thrown
    return refuse(reader, 'syntax', 'holds a damaged text')
  }
}

const numberForm = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/uy

function readNumber(reader: Reader): number {
  numberForm.lastIndex = reader.at
  const match = numberForm.exec(reader.text)
  if (match === null) refuse(reader, 'syntax', 'holds something that is no JSON')
  const value = Number(match[0])
  if (!Number.isFinite(value)) refuse(reader, 'number', 'holds a number too large to be one')
  reader.at += match[0].length
  return value
}
