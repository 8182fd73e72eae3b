import type { Context } from '../context'
import { writeAtomic } from '../atomic-write'
import { sha256OfBytes } from '../hash-file'
import type { Handlers } from '../ipc'
import { locate, rememberLocation } from '../locate'

type Channels = 'files.pick' | 'files.drop' | 'files.save' | 'files.write' | 'files.locate' | 'files.changed' | 'files.remember'

/** Files by grant: picked, dropped, saved, found again. */
export function fileHandlers(context: Context): Pick<Handlers, Channels> {
  const { grants, people, locations } = context
  return {
    'files.pick': async ({ purpose, multiple, folder }) => {
      const paths = await people.pick(purpose, multiple, folder ?? false)
      return Promise.all(paths.map((path) => grants.grantExisting(path, accessFor(path))))
    },
    'files.drop': (paths) => Promise.all(paths.map((path) => grants.grantExisting(path, accessFor(path)))),
    'files.save': async ({ purpose, suggestedName }) => {
      const path = await people.save(purpose, suggestedName)
      return path === null ? null : grants.grantTarget(path, purpose === 'review' ? 'review' : 'write')
    },
    'files.write': async ({ grant, bytes }) => {
      const { path } = grants.require(grant, 'write')
      await writeAtomic(path, bytes)
      return { sha256: sha256OfBytes(bytes), size: bytes.byteLength, file: await grants.grantExisting(path, 'read') }
    },
    'files.locate': async ({ sha256, name, review }) => {
      const path = await locate(locations, sha256, name, review === null ? null : grants.require(review, 'review').path)
      return path === null ? null : grants.grantExisting(path, 'read')
    },
    'files.changed': (ids) => grants.changed(ids),
    'files.remember': async ({ grant, sha256 }) => {
      await rememberLocation(locations, sha256, grants.require(grant, 'read').path)
      return undefined
    },
  }
}

/** A review file is opened to be written to; everything else is evidence and stays as it is. */
export function accessFor(path: string): 'read' | 'review' {
  return path.toLowerCase().endsWith('.countersign') ? 'review' : 'read'
}
