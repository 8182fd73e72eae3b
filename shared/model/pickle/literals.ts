import { malformed } from '../problems'

/** An integer in decimal; a bigint where a double would round it. */
export function integerOfText(text: string, file: string): number | bigint {
  if (text.length > 4100 || !/^[+-]?\d{1,4000}$/.test(text.trim())) throw malformed(file, `"${text.slice(0, 40)}" is not a whole number`)
  return fitting(BigInt(text.trim()))
}

/** An integer in little-endian two's complement; one of more than 256 bytes is no number of a model and is kept as its bytes. */
export function integerOfBytes(bytes: Uint8Array): number | bigint | Uint8Array {
  if (bytes.length === 0) return 0
  if (bytes.length > 256) return bytes
  let digits = ''
  for (let i = bytes.length - 1; i >= 0; i--) digits += bytes[i]!.toString(16).padStart(2, '0')
  return fitting(BigInt.asIntN(bytes.length * 8, BigInt(`0x${digits}`)))
}

function fitting(value: bigint): number | bigint {
  const number = Number(value)
  return Number.isSafeInteger(number) ? number : value
}

/** Latin-1 text, one character per byte; made in runs, since a text that grows by single characters takes many times its size. */
export function latin1Text(bytes: Uint8Array | Uint16Array): string {
  const runs: string[] = []
  for (let at = 0; at < bytes.length; at += 8192) runs.push(String.fromCharCode(...bytes.subarray(at, at + 8192)))
  return runs.join('')
}

/** Bytes of a Latin-1 text. */
export function latin1Bytes(text: string): Uint8Array {
  const out = new Uint8Array(text.length)
  for (let i = 0; i < out.length; i++) out[i] = text.charCodeAt(i)
  return out
}

const decoder = new TextDecoder()
/** UTF-8 text; bytes that are none become the replacement character. */
export function utf8(bytes: Uint8Array): string {
  return decoder.decode(bytes)
}

/** Protocol 0 text: raw with \uXXXX and \UXXXXXXXX. */
export function plainText(line: string): string {
  return unescaped(line, (at, units) => {
    const digits = line[at + 1] === 'u' ? 4 : line[at + 1] === 'U' ? 8 : 0
    const code = digits === 0 ? NaN : parseWhole(line.slice(at + 2, at + 2 + digits), 16, digits)
    if (Number.isNaN(code)) return null
    if (code > 0xffff && code <= 0x10ffff) units.push(0xd800 + ((code - 0x10000) >> 10), 0xdc00 + ((code - 0x10000) & 0x3ff))
    else units.push(code > 0x10ffff ? 0xfffd : code)
    return at + 2 + digits
  })
}

const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f', v: '\v', a: '\x07' }

/** Protocol 0 string in quotes, as Python writes it. */
export function quotedText(line: string, file: string): string {
  const quote = line[0]
  if (line.length < 2 || (quote !== '\'' && quote !== '"') || !line.endsWith(quote)) throw malformed(file, 'a text of the pickle is not in quotes')
  const inner = line.slice(1, -1)
  return unescaped(inner, (at, units) => {
    const letter = inner[at + 1]
    if (letter === undefined) return null
    if (letter === 'x') {
      const code = parseWhole(inner.slice(at + 2, at + 4), 16, 2)
      if (!Number.isNaN(code)) {
        units.push(code)
        return at + 4
      }
    }
    const octal = /^[0-7]{1,3}/.exec(inner.slice(at + 1, at + 4))?.[0]
    if (octal !== undefined) {
      units.push(parseInt(octal, 8) & 0xff)
      return at + 1 + octal.length
    }
    units.push((escapes[letter] ?? letter).charCodeAt(0))
    return at + 2
  })
}

/** A number of exactly `length` digits; NaN for anything else. */
function parseWhole(text: string, base: 16, length: number): number {
  return text.length === length && /^[0-9a-fA-F]+$/.test(text) ? parseInt(text, base) : NaN
}

/** Code units in place of what stands behind each backslash; an escape never becomes longer than it was written. */
class Units {
  private readonly units: Uint16Array
  private length = 0

  constructor(room: number) {
    this.units = new Uint16Array(room)
  }

  push(...codes: readonly number[]): void {
    for (const code of codes) this.units[this.length++] = code
  }

  text(): string {
    return latin1Text(this.units.subarray(0, this.length))
  }
}

/** Copies a text, giving each backslash to `escape`, which pushes what it stands for and says where to go on; null keeps it as it is. */
function unescaped(text: string, escape: (at: number, units: Units) => number | null): string {
  if (!text.includes('\\')) return text
  const units = new Units(text.length)
  for (let at = 0; at < text.length;) {
    const code = text.charCodeAt(at)
    const next = code === 0x5c ? escape(at, units) : null
    if (next === null) units.push(code)
    at = next ?? at + 1
  }
  return units.text()
}
