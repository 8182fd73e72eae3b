import { malformed } from '../problems'

/** An integer in decimal; a bigint where a double would round it. */
export function integerOfText(text: string, file: string): number | bigint {
  if (!/^[+-]?\d{1,4000}$/.test(text.trim())) throw malformed(file, `"${text.slice(0, 40)}" is not a whole number`)
  return fitting(BigInt(text.trim()))
}

/** An integer in little-endian two's complement. */
export function integerOfBytes(bytes: Uint8Array): number | bigint {
  if (bytes.length === 0) return 0
  let digits = ''
  for (let i = Math.min(bytes.length, 4096) - 1; i >= 0; i--) digits += bytes[i]!.toString(16).padStart(2, '0')
  return fitting(BigInt.asIntN(Math.min(bytes.length, 4096) * 8, BigInt(`0x${digits}`)))
}

function fitting(value: bigint): number | bigint {
  const number = Number(value)
  return Number.isSafeInteger(number) ? number : value
}

const decoder = new TextDecoder()
/** UTF-8 text; bytes that are none become the replacement character. */
export function utf8(bytes: Uint8Array): string {
  return decoder.decode(bytes)
}

/** Protocol 0 text: raw with \uXXXX and \UXXXXXXXX. */
export function plainText(line: string): string {
  return line.replace(/\\u([0-9a-fA-F]{4})|\\U([0-9a-fA-F]{8})/g, (_match, short: string | undefined, long: string | undefined) => {
    const code = parseInt(short ?? long ?? '0', 16)
    return code > 0x10ffff ? '\ufffd' : String.fromCodePoint(code)
  })
}

const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f', v: '\v', a: '\x07', '0': '\0' }

/** Protocol 0 string in quotes, as Python writes it. */
export function quotedText(line: string, file: string): string {
  const quote = line[0]
  if (line.length < 2 || (quote !== '\'' && quote !== '"') || !line.endsWith(quote)) throw malformed(file, 'a text of the pickle is not in quotes')
  return line.slice(1, -1).replace(/\\(x[0-9a-fA-F]{2}|[0-7]{1,3}|.)/g, (_match, code: string) => {
    if (code.length === 3 && code.startsWith('x')) return String.fromCharCode(parseInt(code.slice(1), 16))
    if (/^[0-7]+$/.test(code)) return String.fromCharCode(parseInt(code, 8) & 0xff)
    return escapes[code] ?? code
  })
}
