import { ExpectedError } from '../../shared/contract/errors'

const sentences: Readonly<Record<string, readonly [code: string, sentence: (name: string, doing: string) => string, remedy: string]>> = {
  ENOENT: ['file.missing', (name) => `${name} is not there.`, 'Check the name, or choose the file again.'],
  EACCES: ['file.permission', (name, doing) => `There is no permission to ${doing} ${name}.`, 'Choose another folder, or change the permissions.'],
  EPERM: ['file.permission', (name, doing) => `There is no permission to ${doing} ${name}.`, 'Choose another folder, or change the permissions.'],
  EROFS: ['file.read-only', (name) => `${name} lies on a read-only disk.`, 'Choose a folder that can be written to.'],
  ENOSPC: ['file.disk-full', (name) => `The disk is full: ${name} was not written, and what was there before is unchanged.`, 'Free some space, then try again.'],
  EDQUOT: ['file.disk-full', (name) => `The disk quota is used up: ${name} was not written, and what was there before is unchanged.`, 'Free some space, then try again.'],
  EFBIG: ['file.too-big', (name) => `${name} is larger than this disk allows.`, 'Choose another disk.'],
  EISDIR: ['file.folder', (name) => `${name} is a folder.`, 'Choose a file.'],
  ENOTDIR: ['file.missing', (name) => `${name} is not there: a part of its path is not a folder.`, 'Check the path.'],
  ENAMETOOLONG: ['file.name', (name) => `The name ${name} is too long for this disk.`, 'Choose a shorter name.'],
  EMFILE: ['file.too-many-open', (name) => `Too many files are open to open ${name}.`, 'Close other programs, then try again.'],
  EIO: ['file.disk-error', (name, doing) => `The disk reported an error when asked to ${doing} ${name}.`, 'Check the disk.'],
}

/** The errno of a Node error, or undefined for anything else. */
export function errnoOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
}

/** Turns a file system error into a sentence; what is not one of those passes through unchanged. */
export function explainFileError(error: unknown, name: string, doing: 'open' | 'read' | 'write' | 'remove'): unknown {
  if (doing === 'write' && errnoOf(error) === 'ENOENT') return missingFolder(name)
  const known = sentences[errnoOf(error) ?? '']
  if (known === undefined) return error
  const [code, sentence, remedy] = known
  return new ExpectedError(code, sentence(name, doing), { file: name, remedy })
}

/** For a file that cannot be written because its folder is not there. */
export function missingFolder(name: string): ExpectedError {
  return new ExpectedError('file.missing-folder', `The folder for ${name} is not there.`, { file: name, remedy: 'Make the folder, or choose another.' })
}
