import { createHash } from 'node:crypto'
import { readdir, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { ExpectedError } from '../../shared/contract/errors'
import { folderListing } from '../../shared/contract/bytes'
import { explainFileError } from './fs-errors'
import { sha256OfFile } from './hash-file'

/** Files a model folder may hold, and folders within folders. */
const maxFiles = 2000
const maxDepth = 16

/** The folder a path stands for as one artifact: a model folder itself, or the folder of its `MLmodel` file; null for everything else. */
export async function modelFolderOf(path: string): Promise<string | null> {
  if (basename(path) === 'MLmodel') return dirname(path)
  const found = await stat(path).catch(() => null)
  if (found === null || !found.isDirectory()) return null
  const entries = await readdir(path, { withFileTypes: true }).catch(() => [])
  const files = entries.filter((entry) => entry.isFile()).map((entry) => entry.name)
  return files.includes('MLmodel') || files.filter((name) => name.toLowerCase().endsWith('.onnx')).length === 1 ? path : null
}

/**
 * Paths of all files below a folder, relative to it, with `/` between names, sorted. Links are not
 * followed, so that nothing outside the chosen folder is ever read.
 * @throws ExpectedError `file.folder-link`, `file.folder-large`.
 */
export async function filesBelow(folder: string): Promise<readonly string[]> {
  const name = basename(folder)
  const found: string[] = []
  const visit = async (inside: string, depth: number): Promise<void> => {
    if (depth > maxDepth) throw new ExpectedError('file.folder-large', `${name} nests folders more than ${maxDepth} deep.`, { file: name, remedy: 'Choose the model folder itself.' })
    const entries = await readdir(join(folder, inside), { withFileTypes: true }).catch((error: unknown) => {
      throw explainFileError(error, name, 'open')
    })
    for (const entry of entries) {
      const path = inside === '' ? entry.name : `${inside}/${entry.name}`
      if (entry.isDirectory()) await visit(path, depth + 1)
      else if (!entry.isFile()) throw new ExpectedError('file.folder-link', `${name} holds "${path}", which is a link or no regular file.`, { file: name, remedy: 'Replace links by the files they point to: nothing outside the folder is read.' })
      else if (found.push(path) > maxFiles) throw new ExpectedError('file.folder-large', `${name} holds more than ${maxFiles} files.`, { file: name, remedy: 'Choose the model folder itself.' })
    }
  }
  await visit('', 0)
  return found.sort()
}

/** SHA-256 of a file, or of a model folder's listing (the same the engine computes). */
export async function sha256OfPath(path: string): Promise<string> {
  const found = await stat(path)
  if (!found.isDirectory()) return sha256OfFile(path)
  const files: { readonly path: string; readonly sha256: string }[] = []
  for (const file of await filesBelow(path)) files.push({ path: file, sha256: await sha256OfFile(join(path, file)) })
  return createHash('sha256').update(folderListing(files)).digest('hex')
}
