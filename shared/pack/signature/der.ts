/**
 * A DER writer for the few structures a signature needs. Written here because the verifier rebuilds
 * every signature byte for byte: the encoding must be minimal and must never change with a library.
 */
export const tags = {
  boolean: 0x01, integer: 0x02, bitString: 0x03, octetString: 0x04, null: 0x05, oid: 0x06, enumerated: 0x0a, utf8: 0x0c,
  sequence: 0x30, set: 0x31, printable: 0x13, ia5: 0x16, utcTime: 0x17, generalizedTime: 0x18,
} as const

/** Joins byte arrays. */
export function concat(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    out.set(part, at)
    at += part.length
  }
  return out
}

/** Tag, shortest length, content. */
export function der(tag: number, ...content: readonly Uint8Array[]): Uint8Array {
  const body = concat(content)
  const length: number[] = []
  if (body.length < 128) length.push(body.length)
  else {
    for (let rest = body.length; rest > 0; rest = Math.floor(rest / 256)) length.unshift(rest % 256)
    length.unshift(0x80 | length.length)
  }
  return concat([Uint8Array.from([tag, ...length]), body])
}

export const sequence = (...items: readonly Uint8Array[]): Uint8Array => der(tags.sequence, ...items)

/** SET OF: members in ascending order of their encoding. `tag` lets it be implicit. */
export function setOf(items: readonly Uint8Array[], tag: number = tags.set): Uint8Array {
  return der(tag, ...items.toSorted(compareBytes))
}

/** Non-negative INTEGER from big-endian bytes, shortest form. */
export function integer(value: number | Uint8Array): Uint8Array {
  const bytes = typeof value === 'number' ? Uint8Array.from(value < 256 ? [value] : [value >> 8, value & 255]) : value
  let from = 0
  while (from < bytes.length - 1 && bytes[from] === 0) from++
  const body = bytes.subarray(from)
  return der(tags.integer, (body[0] ?? 0) >= 128 ? concat([Uint8Array.of(0), body]) : body)
}

/** OBJECT IDENTIFIER from dotted text. */
export function oid(dotted: string): Uint8Array {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number)
  const out: number[] = []
  for (const arc of [first * 40 + second, ...rest]) {
    const digits = [arc % 128]
    for (let left = Math.floor(arc / 128); left > 0; left = Math.floor(left / 128)) digits.unshift(128 + (left % 128))
    out.push(...digits)
  }
  return der(tags.oid, Uint8Array.from(out))
}

export const octets = (bytes: Uint8Array): Uint8Array => der(tags.octetString, bytes)
export const bitString = (bytes: Uint8Array, unused = 0): Uint8Array => der(tags.bitString, Uint8Array.of(unused), bytes)
export const utf8 = (text: string): Uint8Array => der(tags.utf8, new TextEncoder().encode(text))
export const nullValue = (): Uint8Array => der(tags.null)
export const boolean = (value: boolean): Uint8Array => der(tags.boolean, Uint8Array.of(value ? 255 : 0))
/** `[n]` around content (constructed): explicit tagging, or implicit tagging of a constructed type. */
export const context = (n: number, ...content: readonly Uint8Array[]): Uint8Array => der(0xa0 + n, ...content)

/** UTCTime until 2049, GeneralizedTime from 2050 on, as RFC 5280 has it; whole seconds, UTC. */
export function time(date: Date): Uint8Array {
  const text = `${date.toISOString().slice(0, 19).replaceAll(/[-:T]/gu, '')}Z`
  return date.getUTCFullYear() < 2050 ? der(tags.utcTime, ascii(text.slice(2))) : der(tags.generalizedTime, ascii(text))
}

/** Bytes of ASCII text. */
export function ascii(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(text, (character) => character.charCodeAt(0))
}

/** Order of byte strings, shorter first where one is the beginning of the other. */
export function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const shared = Math.min(a.length, b.length)
  for (let i = 0; i < shared; i++) if (a[i] !== b[i]) return a[i]! - b[i]!
  return a.length - b.length
}

export const sameBytes = (a: Uint8Array, b: Uint8Array): boolean => a.length === b.length && compareBytes(a, b) === 0
