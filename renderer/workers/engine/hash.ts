import { createSHA256 } from 'hash-wasm'
import { folderListing, type ByteSource } from '../../../shared/contract/bytes'
import type { JobContext } from '../../../shared/contract/job'

/** SHA-256 of a whole file, streamed: memory does not grow with the file. A folder's is that of its listing. */
export async function hashSource(source: ByteSource, job: JobContext): Promise<string> {
  if (source.files === undefined) return hashFile(source, job)
  const hashed: { readonly path: string; readonly sha256: string }[] = []
  for (const { path, source: file } of source.files) hashed.push({ path, sha256: await hashFile(file, job) })
  return (await createSHA256()).update(folderListing(hashed)).digest('hex')
}

async function hashFile(source: ByteSource, job: JobContext): Promise<string> {
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
