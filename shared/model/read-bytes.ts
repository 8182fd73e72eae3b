import type { ByteSource } from '../contract/bytes'
import type { JobContext } from '../contract/job'
import { tooLarge, truncated } from './problems'

/**
 * The whole artifact in memory, after its size was checked.
 * @throws ExpectedError `model.too-large` above `limit` bytes, `model.truncated` when fewer bytes come than declared.
 */
export async function readAllBytes(source: ByteSource, limit: number, job: JobContext): Promise<Uint8Array> {
  if (source.size > limit) throw tooLarge(source.name, `${source.size} bytes, the limit is ${limit}`)
  const bytes = new Uint8Array(source.size)
  let filled = 0
  for await (const chunk of source.stream()) {
    job.checkpoint()
    if (filled + chunk.byteLength > bytes.byteLength) throw truncated(source.name, 'it changed while it was read')
    bytes.set(chunk, filled)
    filled += chunk.byteLength
    job.progress({ phase: 'Reading model', done: filled, total: source.size, unit: 'bytes' })
  }
  if (filled < bytes.byteLength) throw truncated(source.name, `${filled} of ${bytes.byteLength} bytes could be read`)
  return bytes
}

/** UTF-8 text of an artifact, a leading byte order mark dropped; invalid bytes are an error. */
export function decodeText(bytes: Uint8Array, file: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw truncated(file, 'its text is not valid UTF-8')
  }
}
