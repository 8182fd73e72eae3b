import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { basename } from 'node:path'
import { explainFileError } from './fs-errors'

/** Lower-case hex SHA-256 of a file, streamed. @throws ExpectedError when it cannot be read. */
export async function sha256OfFile(path: string): Promise<string> {
  const hash = createHash('sha256')
  try {
    for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(chunk as Buffer)
  } catch (error) {
    throw explainFileError(error, basename(path), 'read')
  }
  return hash.digest('hex')
}

/** Lower-case hex SHA-256 of bytes. */
export function sha256OfBytes(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}
