import { createSHA256 } from 'hash-wasm'
import type { ByteSource } from '../../../shared/contract/bytes'
import type { JobContext } from '../../../shared/contract/job'

/** SHA-256 of a whole file, streamed: memory does not grow with the file. */
export async function hashSource(source: ByteSource, job: JobContext): Promise<string> {
  const hasher = await createSHA256()
  let done = 0
  for await (const chunk of source.stream()) {
    hasher.update(chunk)
    done += chunk.byteLength
    job.checkpoint()
    job.progress({ phase: 'Hashing', done, total: source.size, unit: 'bytes' })
  }
  return hasher.digest('hex')
}
