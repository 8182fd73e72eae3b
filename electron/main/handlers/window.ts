import type { Context } from '../context'
import type { Handlers } from '../ipc'

/** Defects the page or a worker caught, and how busy the window is. */
export function windowHandlers({ defects, busy }: Context): Pick<Handlers, 'defect.report' | 'window.busy'> {
  return {
    'defect.report': async ({ where, message, stack }) => ({ id: await defects.report(where, message, stack) }),
    'window.busy': ({ jobs, unsaved }) => {
      busy.jobs = jobs
      busy.unsaved = unsaved
      return undefined
    },
  }
}
