import { randomBytes } from 'node:crypto'
import { stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { ExpectedError } from '../../shared/contract/errors'
import type { Grant } from '../../shared/contract/ipc'
import { filesBelow, modelFolderOf } from './folder'
import { explainFileError } from './fs-errors'

/** `read`: an input; `write`: a target chosen in the save dialog; `review`: a review file or draft. */
export type GrantAccess = 'read' | 'write' | 'review'

export interface GrantedFile {
  readonly path: string
  readonly name: string
  readonly access: GrantAccess
  /** Size and time of change when granted: an input that changes under review is refused, not mixed. */
  readonly size: number
  readonly changedAt: number
}

/**
 * What the renderer may touch. It holds random ids; the paths behind them never leave main, so a
 * page taken over by a hostile file can reach nothing that the person did not choose.
 */
export class Grants {
  readonly #files = new Map<string, GrantedFile>()

  /**
   * Grants an existing regular file, or a model folder with every file in it (an `MLmodel` file stands
   * for its folder). @throws ExpectedError when it is missing, another folder or unreadable.
   */
  async grantExisting(path: string, access: 'read' | 'review'): Promise<Grant> {
    const folder = access === 'read' ? await modelFolderOf(path) : null
    if (folder !== null) return this.#grantFolder(folder)
    const name = basename(path)
    const found = await stat(path).catch((error: unknown) => {
      throw explainFileError(error, name, 'open')
    })
    if (found.isDirectory()) throw new ExpectedError('file.folder', `${name} is a folder.`, { file: name, remedy: 'Choose the files inside it.' })
    if (!found.isFile()) throw new ExpectedError('file.not-regular', `${name} is not a regular file.`, { file: name, remedy: 'Choose a file on a disk.' })
    return this.#add({ path, name, access, size: found.size, changedAt: found.mtimeMs })
  }

  async #grantFolder(folder: string): Promise<Grant> {
    const name = basename(folder)
    const files: { path: string; grant: string; size: number }[] = []
    for (const path of await filesBelow(folder)) {
      const found = await stat(join(folder, path)).catch((error: unknown) => {
        throw explainFileError(error, name, 'open')
      })
      const { grant, size } = this.#add({ path: join(folder, path), name: basename(path), access: 'read', size: found.size, changedAt: found.mtimeMs })
      files.push({ path, grant, size })
    }
    const whole = this.#add({ path: folder, name, access: 'read', size: files.reduce((sum, { size }) => sum + size, 0), changedAt: 0 })
    return { ...whole, files }
  }

  /** Grants a place to write to; the file need not exist. */
  grantTarget(path: string, access: 'write' | 'review'): Grant {
    return this.#add({ path, name: basename(path), access, size: 0, changedAt: 0 })
  }

  /** @throws ExpectedError when the id is unknown or was given for another use. */
  require(grant: string, ...accesses: readonly GrantAccess[]): GrantedFile {
    const file = this.#files.get(grant)
    if (file === undefined) throw new ExpectedError('grant.unknown', 'This file is no longer open to the app.', { remedy: 'Choose the file again.' })
    if (!accesses.includes(file.access)) throw new ExpectedError('grant.access', `${file.name} was not opened for this use.`, { file: file.name, remedy: 'Choose the file again.' })
    return file
  }

  find(grant: string): GrantedFile | undefined {
    return this.#files.get(grant)
  }

  /** Inputs that are gone or were changed since they were granted; unknown ids and targets to write to are passed over. */
  async changed(ids: readonly string[]): Promise<{ name: string; gone: boolean }[]> {
    const looked = await Promise.all(ids.map(async (id) => {
      const file = this.#files.get(id)
      if (file?.access !== 'read') return null
      const found = await stat(file.path).catch(() => null)
      const same = found !== null && (found.isDirectory() || (found.size === file.size && found.mtimeMs === file.changedAt))
      return same ? null : { name: file.name, gone: found === null }
    }))
    return looked.filter((entry) => entry !== null)
  }

  /** After "save as" the ids the page already holds mean the new file. */
  repoint(grant: string, path: string): void {
    this.#files.set(grant, { path, name: basename(path), access: 'review', size: 0, changedAt: 0 })
  }

  #add(file: GrantedFile): Grant {
    // One id per path and use, so that lists shown again and again do not grow the table; but a file
    // that changed gets a new one, or whoever holds the old would go on reading something else.
    for (const [grant, known] of this.#files) {
      const same = known.path === file.path && known.access === file.access && known.size === file.size && known.changedAt === file.changedAt
      if (same) return { grant, name: file.name, size: file.size }
    }
    const grant = randomBytes(18).toString('base64url')
    this.#files.set(grant, file)
    return { grant, name: file.name, size: file.size }
  }
}
