import type { EncodingEvidence } from './encoding-evidence'
import { latin1 } from './sample'

/** Encodings of one byte per character that files are told apart by evidence. */
export const singleByteEncodings = ['windows-1252', 'windows-1251', 'macintosh', 'windows-1250', 'windows-1253', 'koi8-r', 'ibm866'] as const

const aliases: Readonly<Record<string, string>> = {
  utf8: 'utf-8', latin1: 'iso-8859-1', 'latin-1': 'iso-8859-1', 'iso8859-1': 'iso-8859-1', l1: 'iso-8859-1', ascii: 'windows-1252', 'us-ascii': 'windows-1252',
  cp1250: 'windows-1250', cp1251: 'windows-1251', cp1252: 'windows-1252', cp1253: 'windows-1253', cp1254: 'windows-1254', cp1257: 'windows-1257', mac: 'macintosh', macroman: 'macintosh', 'mac-roman': 'macintosh', 'utf-16': 'utf-16le', utf16: 'utf-16le', cp866: 'ibm866',
}

/** The name an encoding has here: lower case, everyday names translated. */
export function canonicalEncoding(name: string): string {
  const plain = name.trim().toLowerCase()
  return aliases[plain] ?? plain
}

/** Characters of windows-1252 at 0x80 to 0x9f (Encoding Standard); elsewhere it is ISO-8859-1. */
const windows1252 = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ'

/**
 * A decoder of whole byte strings. `iso-8859-1` is decoded as such (the web's label means windows-1252),
 * `windows-1252` by a table of our own (the decoder of some Node versions leaves 0x80 to 0x9f as controls).
 * @throws RangeError for a label no decoder knows.
 */
export function decoderOf(encoding: string): (bytes: Uint8Array) => string {
  if (encoding === 'iso-8859-1') return latin1
  if (encoding === 'windows-1252') {
    return (bytes) => latin1(bytes).replace(/[\u0080-\u009f]/g, (char) => windows1252[char.charCodeAt(0) - 0x80]!)
  }
  const decoder = new TextDecoder(encoding, { ignoreBOM: true })
  return (bytes) => decoder.decode(bytes)
}

const usual = /[éèêëáàâäãåçñóòôöõúùûüíìîïßøæœÉÈÊÁÀÂÄÃÅÇÑÓÔÖÕÚÜÍØÆŒßąćęłńśźżčďěňřšťůžőűžĄĆĘŁŃŚŹŻČĎŘŠŤŮŽ]/
const lower = /\p{Ll}/u
const upper = /\p{Lu}/u
const letter = /\p{L}/u
const cyrillic = /[Ѐ-ӿ]/
const greek = /[Ͱ-Ͽ]/
/** Sum of points by which another encoding must be better than windows-1252: a byte or two prove nothing. */
const margin = 1.5
const typographic = /[‘’“”–—…«»„•€£°§©®™№¿¡·½¼¾ºª\u00a0]/

/** How plausible a character is between its neighbours; higher is better. */
function plausibility(before: string, char: string, after: string): number {
  if (/[\u0080-\u009f\ufffd]/.test(char)) return -10
  if (letter.test(char)) {
    const script = cyrillic.test(char) ? cyrillic : greek.test(char) ? greek : null
    if (script !== null) {
      if (/[A-Za-z]/.test(before) || /[A-Za-z]/.test(after)) return -3
      if (upper.test(char) && lower.test(before)) return -3
      if (char === 'ς' && letter.test(after)) return -3
      return script.test(before) || script.test(after) ? 2 : -0.5
    }
    if (upper.test(char) && lower.test(before)) return -3
    if (/[\u0080-\uffff]/.test(before) || /[\u0080-\uffff]/.test(after)) return usual.test(char) ? -0.5 : -1
    if (!letter.test(before) && !letter.test(after)) return -1
    return usual.test(char) ? 2 : 0.3
  }
  if (/[ÂÃ]/.test(before)) return 1
  if (typographic.test(char)) return letter.test(before) && letter.test(after) && !/[’·]/.test(char) ? -2 : 1
  return -2
}

/** Decides between single-byte encodings by what surrounds the high bytes of the whole file. */
export function chooseSingleByte(evidence: EncodingEvidence): { readonly encoding: string; readonly reason: string; readonly mojibake: number } {
  let best = { encoding: 'windows-1252', score: -Infinity, total: 0, mojibake: 0 }
  let first = best
  const scores: string[] = []
  for (const encoding of singleByteEncodings) {
    const decode = decoderOf(encoding)
    const chars = Array.from({ length: 256 }, (_, byte) => decode(Uint8Array.of(byte)))
    let total = 0
    let count = 0
    let mojibake = 0
    for (const [key, times] of evidence.contexts) {
      const [before, char, after] = [chars[key >> 16]!, chars[(key >> 8) & 255]!, chars[key & 255]!]
      const doubled = /[ÂÃ]/.test(char) && /[^\p{L}\s]/u.test(after)
      if (doubled) mojibake += times
      total += times * (doubled ? 1 : plausibility(before, char, after))
      count += times
    }
    const score = total / Math.max(1, count)
    scores.push(`${encoding} ${score.toFixed(2)}`)
    const found = { encoding, score, total, mojibake }
    if (encoding === 'windows-1252') first = found
    if (score > best.score + 1e-9) best = found
  }
  const few = best.encoding !== first.encoding && best.total < first.total + margin
  if (few) best = first
  const c1 = [...evidence.contexts.keys()].some((key) => ((key >> 8) & 255) < 0xa0)
  const same = best.encoding === 'windows-1252' && !c1 ? ' ISO-8859-1 would give the same text.' : ''
  return {
    encoding: best.encoding,
    mojibake: best.mojibake,
    reason: `Not valid UTF-8 (first non-ASCII byte at offset ${evidence.firstHigh}, ${evidence.high} in all); judged by their neighbours: ${scores.join(', ')}.${few ? ' Too few to tell; check this.' : ''}${same}`,
  }
}
