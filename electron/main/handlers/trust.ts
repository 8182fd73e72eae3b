import type { Context } from '../context'
import type { Handlers } from '../ipc'
import { readSmall } from './identities'

/** Whose certificates the person trusts. */
export function trustHandlers({ trust, grants }: Context): Pick<Handlers, 'trust.list' | 'trust.add' | 'trust.remove'> {
  return {
    'trust.list': () => trust.list(),
    'trust.add': async ({ grant }) => {
      const { path, name } = grants.require(grant, 'read')
      await trust.add(await readSmall(path, name), name)
      return undefined
    },
    'trust.remove': async ({ fingerprint }) => {
      await trust.remove(fingerprint)
      return undefined
    },
  }
}
