import type { Context } from '../context'
import type { Handlers } from '../ipc'
import { appInfoHandlers } from './app-info'
import { externalHandlers } from './external'
import { fileHandlers } from './files'
import { headlessHandlers } from './headless'
import { identityHandlers } from './identities'
import { packHandlers } from './pack-sign'
import { recentHandlers } from './recents'
import { reviewHandlers } from './reviews'
import { trustHandlers } from './trust'
import { windowHandlers } from './window'

/** Every channel of the contract; the type fails to check when one is missing. */
export function allHandlers(context: Context): Handlers {
  return {
    ...appInfoHandlers(context),
    ...fileHandlers(context),
    ...reviewHandlers(context),
    ...recentHandlers(context),
    ...identityHandlers(context),
    ...packHandlers(context),
    ...externalHandlers(context),
    ...trustHandlers(context),
    ...windowHandlers(context),
    ...headlessHandlers(context),
  }
}
