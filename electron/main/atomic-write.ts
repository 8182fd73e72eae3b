import { randomBytes } from 'node:crypto'
import { open, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { explainFileError } from './fs-errors'

export interface WriteOptions {
  /** Runs when the new bytes are durable but not yet in place. */
  readonly beforeRename?: () => Promise<void>
  /** Permissions of a new file, before the umask; a replaced file keeps its own. */
  readonly mode?: number
}

/**
 * Writes a whole file so that at every moment, power cut included, the path holds either the old
 * bytes or the new ones: temp file in the same folder, fsync, rename, fsync of the folder.
 * @throws ExpectedError for a full disk, permissions and the like; the old file is then untouched.
 */
export async function writeAtomic(path: string, bytes: Uint8Array, { beforeRename, mode: newMode = 0o666 }: WriteOptions = {}): Promise<void> {
  const temp = join(dirname(path), `.${basename(path)}.${randomBytes(6).toString('hex')}.tmp`)
  try {
    // The mode of what is replaced is kept.
    const mode = await stat(path).then((found) => found.mode & 0o777, () => newMode)
    const file = await open(temp, 'wx', mode)
    try {
      await file.writeFile(bytes)
      await file.sync()
    } finally {
      await file.close()
    }
    await beforeRename?.()
    await rename(temp, path)
    await syncFolder(dirname(path))
  } catch (error) {
    await rm(temp, { force: true }).catch(() => undefined)
    throw explainFileError(error, basename(path), 'write')
  }
}

/** Makes a rename in a folder durable. Windows has no such call and does not need it. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
