import { ExpectedError } from '../../../shared/contract/errors'
import type { Context } from '../context'
import type { Handlers } from '../ipc'

/** Commands outside the sandbox. On the command line there is nobody to confirm one, so there are none. */
export function externalHandlers({ external, headless, people }: Pick<Context, 'external' | 'headless' | 'people'>): Pick<Handlers, 'external.run' | 'external.stop'> {
  return {
    'external.run': ({ command, rows }) => {
      if (headless !== null) throw new ExpectedError('external.unattended', 'An external scorer is never run from the command line: there is nobody to confirm it.')
      return external.run(command, rows, (question) => people.confirmExternal(question))
    },
    'external.stop': () => {
      external.stop()
      return undefined
    },
  }
}
