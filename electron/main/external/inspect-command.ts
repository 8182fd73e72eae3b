import { constants } from 'node:fs'
import { access, stat } from 'node:fs/promises'
import { delimiter, isAbsolute, join } from 'node:path'
import { ExpectedError } from '../../../shared/contract/errors'
import type { ExternalCommand, ExternalParts } from '../../../shared/contract/external'
import { sha256OfFile } from '../hash-file'

/**
 * What a command comes to on this machine: the absolute path of its program, and the SHA-256 of it and of
 * every file that an argument names by absolute path (also after `=`, as in `--model=/path`).
 * @throws ExpectedError `external.program` when there is no such program to start.
 */
export async function inspectCommand({ program, args }: Pick<ExternalCommand, 'program' | 'args'>, searched: string = process.env['PATH'] ?? ''): Promise<ExternalParts> {
  const path = await findProgram(program.trim(), searched)
  return {
    program: path,
    programSha256: await sha256OfFile(path),
    args: await Promise.all(args.map(async (text) => ({ text, sha256: await hashOfNamedFile(text) }))),
  }
}

async function findProgram(program: string, searched: string): Promise<string> {
  const bare = !/[\\/]/.test(program)
  if (!bare && !isAbsolute(program)) throw new ExpectedError('external.program', `The program "${program}" is neither a bare name nor an absolute path.`, { remedy: 'Write its whole path.' })
  // Batch files are read by a shell, which is never started here.
  const endings = process.platform === 'win32' && !/\.(exe|com)$/i.test(program) ? ['.exe', '.com'] : ['']
  const folders = bare ? searched.split(delimiter).filter(isAbsolute) : ['']
  for (const folder of folders) {
    for (const ending of endings) {
      const path = folder === '' ? `${program}${ending}` : join(folder, `${program}${ending}`)
      if (await isProgram(path)) return path
    }
  }
  throw new ExpectedError('external.program', `There is no program "${program}" that could be started here.`, { remedy: 'Write its whole path, e.g. /usr/bin/python3.' })
}

async function isProgram(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => null)
  return found !== null && found.isFile() && access(path, constants.X_OK).then(() => true, () => false)
}

async function hashOfNamedFile(text: string): Promise<string | null> {
  for (const path of [text, text.slice(text.indexOf('=') + 1)]) {
    if (!isAbsolute(path)) continue
    const found = await stat(path).catch(() => null)
    if (found?.isFile() === true) return sha256OfFile(path)
  }
  return null
}
