import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Grant } from '../../shared/contract/ipc'
import type { Grants } from './grants'

/** The bundled sample's files, sorted by name; none where a build has no sample. */
export async function listSamples(folder: string, grants: Grants): Promise<readonly Grant[]> {
  const entries = await readdir(join(folder, 'credit'), { withFileTypes: true }).catch(() => [])
  const names = entries.filter((entry) => entry.isFile() && !entry.name.startsWith('.')).map(({ name }) => name).sort()
  return Promise.all(names.map((name) => grants.grantExisting(join(folder, 'credit', name), 'read')))
}
