import type { ByteSource } from '../contract/bytes'
import { ExpectedError } from '../contract/errors'

/** Output beyond this many bytes must not be more than `ratioLimit` times the input. */
const bombFloor = 256e6
const ratioLimit = 300
/** Bytes that may be unpacked into memory for formats that need to jump about in the file. */
const memoryLimit = 1.5e9

/** True for the first bytes of a gzip file. */
export function isGzip(head: Uint8Array): boolean {
  return head[0] === 0x1f && head[1] === 0x8b && head[2] === 8
}

function bomb(source: ByteSource, size: number): ExpectedError {
  return new ExpectedError('gzip.too-large', `${source.name} (${source.size.toLocaleString('en')} bytes) unpacks to more than ${size.toLocaleString('en')} bytes, which no table does.`, { file: source.name, remedy: 'Unpack it yourself and look at it first.' })
}

/**
 * Unpacks gzip as it streams by.
 * @throws ExpectedError `gzip.malformed`, and `gzip.too-large` for decompression bombs.
 */
async function* inflate(source: ByteSource): AsyncGenerator<Uint8Array> {
  const stream = new DecompressionStream('gzip')
  const writer = stream.writable.getWriter()
  const reader = stream.readable.getReader()
  let taken = 0
  const pump = (async () => {
    for await (const chunk of source.stream()) {
      for (let from = 0; from < chunk.length; from += 1 << 16) {
        const piece = chunk.subarray(from, from + (1 << 16))
        await writer.ready
        taken += piece.length
        await writer.write(new Uint8Array(piece))
      }
    }
    await writer.close()
  })()
  pump.catch(() => undefined)
  let made = 0
  let finished = false
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) break
      made += value.length
      if (made > bombFloor && made > ratioLimit * taken) throw bomb(source, made)
      yield value
    }
    await pump
    finished = true
  } catch (problem) {
    if (problem instanceof ExpectedError) throw problem
    throw new ExpectedError('gzip.malformed', `${source.name} is damaged: it cannot be unpacked (${problem instanceof Error ? problem.message : String(problem)}).`, { file: source.name, remedy: 'Ask for the file again.' })
  } finally {
    if (!finished) {
      await reader.cancel().catch(() => undefined)
      await writer.abort().catch(() => undefined)
    }
  }
}

/**
 * What is in a gzip file, as a source: streamed, or, for reads in the middle, unpacked into memory
 * once (up to 1.5 GB). Its size is what the gzip trailer says (modulo 2^32) or more.
 */
export async function gunzipSource(source: ByteSource): Promise<ByteSource> {
  const trailer = await source.slice(Math.max(0, source.size - 4), source.size)
  const said = trailer.length === 4 ? new DataView(trailer.buffer, trailer.byteOffset, 4).getUint32(0, true) : 0
  const head: Uint8Array[] = []
  let headLength = 0
  let whole = true
  for await (const chunk of inflate(source)) {
    head.push(chunk)
    headLength += chunk.length
    if (headLength >= 65_536) {
      whole = false
      break
    }
  }
  let bytes = joined(head, headLength)
  const size = whole ? headLength : Math.max(said, headLength)
  const unpack = async (): Promise<Uint8Array> => {
    const parts: Uint8Array[] = []
    let length = 0
    for await (const chunk of inflate(source)) {
      length += chunk.length
      if (length > memoryLimit) throw bomb(source, length)
      parts.push(chunk)
    }
    whole = true
    return joined(parts, length)
  }
  return {
    name: source.name.replace(/\.gz(?:ip)?$/i, ''),
    size,
    async slice(from, to) {
      if (!whole && Math.min(to, size) > bytes.length) bytes = await unpack()
      return bytes.subarray(from, to)
    },
    async *stream() {
      if (whole) yield bytes
      else yield* inflate(source)
    },
  }
}

function joined(parts: readonly Uint8Array[], length: number): Uint8Array {
  const all = new Uint8Array(length)
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}
