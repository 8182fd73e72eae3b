import { ExpectedError } from '../../../shared/contract/errors'
import { writeAtomic } from '../atomic-write'
import type { Context, HeadlessJob } from '../context'
import { sha256OfBytes } from '../hash-file'
import type { Handlers } from '../ipc'

type Channels = 'headless.command' | 'headless.print' | 'headless.write' | 'headless.exit'

/** The command line's side of the hidden window; with a window on screen none of it does anything. */
export function headlessHandlers({ headless }: Context): Pick<Handlers, Channels> {
  const job = (): HeadlessJob => {
    if (headless === null) throw new ExpectedError('headless.none', 'There is no command line to answer.')
    return headless
  }
  return {
    'headless.command': () => {
      headless?.started()
      return headless?.command ?? null
    },
    'headless.print': ({ stream, text }) => {
      job().print(stream, text)
      return undefined
    },
    'headless.write': async ({ path, bytes }) => {
      const target = job().targets.get(path)
      if (target === undefined) throw new ExpectedError('headless.target', `${path} is not a file this command was asked to write.`, { file: path })
      await writeAtomic(target, bytes)
      return { sha256: sha256OfBytes(bytes) }
    },
    'headless.exit': ({ code }) => {
      job().exit(code)
      return undefined
    },
  }
}
