import { Unzlib } from 'fflate'

/**
 * Unpacks a zlib stream of at most `limit` bytes. Null as soon as there would be one byte more, so that
 * a small file cannot fill the memory. @throws when the stream is damaged.
 */
export function inflate(raw: Uint8Array, limit: number): Uint8Array | null {
  const chunks: Uint8Array[] = []
  let size = 0
  const unzip = new Unzlib((chunk) => {
    size += chunk.length
    if (size <= limit) chunks.push(chunk)
  })
  // Small steps: 4 KiB cannot unpack to more than about 4 MiB before the limit is looked at.
  for (let i = 0; i < raw.length && size <= limit; i += 4096) unzip.push(raw.subarray(i, i + 4096), i + 4096 >= raw.length)
  if (size > limit) return null
  const out = new Uint8Array(size)
  let at = 0
  for (const chunk of chunks) {
    out.set(chunk, at)
    at += chunk.length
  }
  return out
}
