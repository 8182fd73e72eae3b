import { readFile, stat } from 'node:fs/promises'
import { ExpectedError } from '../../../shared/contract/errors'
import type { Context } from '../context'
import { explainFileError } from '../fs-errors'
import type { Handlers } from '../ipc'

type Channels = 'identity.list' | 'identity.create' | 'identity.import' | 'identity.remove'

/** Reviewers' identities; of the keys nothing but certificates' facts crosses to the page. */
export function identityHandlers({ identities, grants }: Context): Pick<Handlers, Channels> {
  return {
    'identity.list': () => identities.list(),
    'identity.create': ({ name, organisation, passphrase }) => identities.create(name, organisation, passphrase),
    'identity.import': async ({ grant, passphrase }) => {
      const { path, name } = grants.require(grant, 'read')
      return identities.importPkcs12(await readSmall(path, name), passphrase, name)
    },
    'identity.remove': async ({ id }) => {
      await identities.remove(id)
      return undefined
    },
  }
}

/** A PKCS#12 file is a few kB; whatever is larger is something else. */
export async function readSmall(path: string, name: string): Promise<Uint8Array> {
  try {
    if ((await stat(path)).size > 1_000_000) throw new ExpectedError('pkcs12.not', `${name} is too large to be a PKCS#12 file.`, { file: name, remedy: 'Choose a .p12 or .pfx file.' })
    return new Uint8Array(await readFile(path))
  } catch (error) {
    throw explainFileError(error, name, 'read')
  }
}
