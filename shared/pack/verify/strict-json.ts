import { ExpectedError } from '../../contract/errors'
import { canonicalJson } from '../../contract/json'
import type { Json } from '../../contract/json'

const maximumDepth = 64

interface Reader {
  readonly text: string
  readonly name: string
  at: number
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
  const reader: Reader = { text, name, at: 0 }
  const value = readAny(reader, 0)
  skip(reader)
  if (reader.at < text.length) refuse(reader, 'trailing', 'goes on after its end')
  if (canonicalJson(value) !== text) refuse({ ...reader, at: 0 }, 'not-canonical', 'is not written in canonical form')
  return value
}

function refuse(reader: Reader, code: string, what: string): never {
  throw new ExpectedError(`json.${code}`, `${reader.name} ${what} (character ${reader.at}).`, { file: reader.name, character: reader.at })
}

function skip(reader: Reader): void {
  while (' \n\r\t'.includes(reader.text.charAt(reader.at)) && reader.at < reader.text.length) reader.at++
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
  reader.at++
  skip(reader)
  if (closes(reader, '}')) return out
  for (;;) {
    skip(reader)
    if (reader.text.charAt(reader.at) !== '"') refuse(reader, 'syntax', 'has a key that is no text')
    const key = readString(reader)
    if (key === '__proto__') refuse(reader, 'proto', 'has the key __proto__')
    if (Object.hasOwn(out, key)) refuse(reader, 'duplicate-key', `has the key "${key}" twice`)
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
