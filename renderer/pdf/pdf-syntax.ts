/** Text as a UTF-16BE hex string with byte order mark: the one PDF string form that no content can break out of. */
export function hexText(text: string): string {
  let out = '<feff'
  for (let i = 0; i < text.length; i += 1) out += text.charCodeAt(i).toString(16).padStart(4, '0')
  return `${out}>`
}

/** ASCII text as a hex string; anything else throws, because it would be read in another encoding. */
export function hexAscii(text: string): string {
  let out = '<'
  for (const c of text) {
    const code = c.codePointAt(0) ?? 0
    if (code < 32 || code > 126) throw new Error(`Not printable ASCII: ${JSON.stringify(text)}`)
    out += code.toString(16).padStart(2, '0')
  }
  return `${out}>`
}

/** A PDF name: everything but letters and digits as `#xx`. */
export function pdfName(text: string): string {
  let out = '/'
  for (const byte of new TextEncoder().encode(text)) {
    const c = String.fromCharCode(byte)
    out += /[A-Za-z0-9.+-]/.test(c) ? c : `#${byte.toString(16).padStart(2, '0').toUpperCase()}`
  }
  return out
}

/** A number with at most two decimals, never an exponent. */
export function pdfNumber(value: number): string {
  if (!Number.isFinite(value)) throw new Error('A coordinate is not a number.')
  const rounded = Math.round(value * 100) / 100
  return Object.is(rounded, -0) ? '0' : String(rounded)
}

/** Bytes as the string of char codes 0…255 that the PDF writer puts out byte for byte. */
export function binaryString(bytes: Uint8Array): string {
  const parts: string[] = []
  for (let at = 0; at < bytes.length; at += 8192) parts.push(String.fromCharCode(...bytes.subarray(at, at + 8192)))
  return parts.join('')
}

/** `D:20261123152200Z` from an ISO time in UTC. */
export function pdfDate(iso: string): string {
  return `D:${iso.replace(/\.\d+/, '').replace(/[^0-9]/g, '').slice(0, 14).padEnd(14, '0')}Z`
}
