import type { ByteSource } from '../../contract/bytes'
import { ExpectedError } from '../../contract/errors'

/** Encodings that are read byte by byte as they are: every byte below 0x80 is ASCII. */
const asciiSupersets = /^(?:utf-8|iso-8859-\d+|windows-125\d|windows-874|macintosh|x-mac-cyrillic|koi8-[ru]|ibm866)$/

/** True when the scanner can work on the file's own bytes. */
export function isAsciiSuperset(encoding: string): boolean {
  return asciiSupersets.test(encoding)
}

/** What a byte order mark, or the pattern of NUL bytes of UTF-16, says about the encoding; null otherwise. */
export function encodingOfHead(head: Uint8Array): { readonly encoding: string; readonly reason: string } | null {
  const [a, b, c, d] = head
  if (a === 0xef && b === 0xbb && c === 0xbf) return { encoding: 'utf-8', reason: 'The file begins with a UTF-8 byte order mark.' }
  if ((a === 0xff && b === 0xfe && c === 0 && d === 0) || (a === 0 && b === 0 && c === 0xfe && d === 0xff)) {
    throw new ExpectedError('csv.utf-32', 'The file is UTF-32, which is not read.', { remedy: 'Save it as UTF-8.' })
  }
  if (a === 0xff && b === 0xfe) return { encoding: 'utf-16le', reason: 'The file begins with a UTF-16 byte order mark (little-endian).' }
  if (a === 0xfe && b === 0xff) return { encoding: 'utf-16be', reason: 'The file begins with a UTF-16 byte order mark (big-endian).' }
  const length = Math.min(head.length, 65_536)
  const zeros = [0, 0]
  for (let p = 0; p < length; p++) if (head[p] === 0) zeros[p & 1]!++
  const [even, odd] = zeros as [number, number]
  const enough = Math.max(2, 0.05 * length)
  if (odd >= enough && even === 0) return { encoding: 'utf-16le', reason: 'Every second byte is often zero, as in UTF-16 (little-endian); there is no byte order mark.' }
  if (even >= enough && odd === 0) return { encoding: 'utf-16be', reason: 'Every second byte is often zero, as in UTF-16 (big-endian); there is no byte order mark.' }
  return null
}

/**
 * The file as bytes in which ASCII is ASCII, without byte order mark: its own bytes, or UTF-8 made
 * from UTF-16 and multi-byte encodings.
 * @throws ExpectedError `csv.bad-encoding` when the bytes are not valid in that encoding.
 */
export async function* asciiStream(source: ByteSource, encoding: string): AsyncGenerator<Uint8Array> {
  if (isAsciiSuperset(encoding)) {
    let bom = encoding === 'utf-8'
    for await (const chunk of source.stream()) {
      const marked = bom && chunk[0] === 0xef && chunk[1] === 0xbb && chunk[2] === 0xbf
      if (chunk.length > 0) bom = false
      yield marked ? chunk.subarray(3) : chunk
    }
    return
  }
  const decoder = new TextDecoder(encoding, { fatal: true })
  const encoder = new TextEncoder()
  const decode = (chunk?: Uint8Array) => {
    try {
      return encoder.encode(decoder.decode(chunk, { stream: chunk !== undefined }))
    } catch {
      throw new ExpectedError('csv.bad-encoding', `The file is not valid ${encoding}.`, { file: source.name, remedy: 'Set another encoding, or save the file as UTF-8.' })
    }
  }
  for await (const chunk of source.stream()) {
    for (let from = 0; from < chunk.length; from += 1 << 20) yield decode(chunk.subarray(from, from + (1 << 20)))
  }
  yield decode()
}
