import type { Context } from '../context'
import type { Handlers } from '../ipc'

/** About the program and the machine; whether the sandbox holds is measured, not assumed. */
export function appInfoHandlers(context: Context): Pick<Handlers, 'app.info'> {
  return {
    'app.info': async () => ({
      version: context.version,
      electron: process.versions.electron,
      chrome: process.versions.chrome,
      platform: process.platform,
      arch: process.arch,
      runtime: runtimeKind(process.env.COUNTERSIGN_RUNTIME),
      sandboxed: context.sandboxed(),
      headless: context.headless !== null,
      keyStore: (await context.keyStore()) !== null,
      samples: [...(await context.samples())],
    }),
  }
}

/** The launcher knows which runtime it picked; a release is always the official one. */
function runtimeKind(told: string | undefined): 'official' | 'fallback' | 'unknown' {
  return told === 'official' || told === 'fallback' ? told : 'unknown'
}
