import { CompressionType, setCompressionCodec } from '@uwdata/flechette'
import { Decompress } from 'fzstd'
import { unpackLz4Frame } from './lz4-frame'

/** Bytes one buffer may unpack to: no more than a column may have, and no more than real data shrink by. */
function limitOf(input: Uint8Array): number {
  return Math.min(2 ** 30, input.length * 5000 + 65_536)
}

function unpackZstd(input: Uint8Array): Uint8Array {
  const limit = limitOf(input)
  const parts: Uint8Array[] = []
  let length = 0
  const stream = new Decompress((part) => {
    length += part.length
    if (length > limit) throw new Error('a buffer unpacks to more than it may.')
    parts.push(part)
  })
  stream.push(input, true)
  const all = new Uint8Array(length)
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}

function refuse(): never {
  throw new Error('Arrow files are only read here.')
}

/** Makes compressed Arrow buffers readable; the library has no decompressors of its own. */
export function registerCodecs(): void {
  setCompressionCodec(CompressionType.LZ4_FRAME, { decode: (input) => unpackLz4Frame(input, limitOf(input)), encode: refuse })
  setCompressionCodec(CompressionType.ZSTD, { decode: unpackZstd, encode: refuse })
}
