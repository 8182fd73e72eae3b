import { assertNever, CancelledError } from '../contract/errors'
import type { JobContext } from '../contract/job'
import { ColumnWork } from './csv/column-work'
import type { FileFacts, WorkPlan } from './csv/column-work'
import { drainRing } from './csv/ring'
import type { RingWire } from './csv/ring'
import { profileTurns } from './profile-turns'
import type { ProfileTurns } from './profile-turns'

/** What a partner can be asked to do. `stop` is a flag in shared memory: non-zero means that nobody wants it any more. */
export type PartnerTask =
  | { readonly kind: 'csv.read'; readonly plan: WorkPlan; readonly ring: RingWire; readonly stop: Int32Array }
  | { readonly kind: 'csv.settle'; readonly facts: FileFacts; readonly stop: Int32Array }
  | { readonly kind: 'profile'; readonly turns: ProfileTurns; readonly stop: Int32Array }

/** The partner's end: does tasks one after the other, and keeps the columns it reads between two of them. */
export function servePartner(): (task: PartnerTask) => unknown {
  let work: ColumnWork | null = null
  return (task) => {
    const job: JobContext = {
      checkpoint: () => { if (Atomics.load(task.stop, 0) !== 0) throw new CancelledError() },
      progress: () => undefined,
    }
    const checkpoint = (): void => { job.checkpoint() }
    const before = work
    work = null
    switch (task.kind) {
      case 'csv.read': {
        const reading = new ColumnWork(task.plan)
        drainRing(task.ring, (slot, records) => { reading.take(slot, records) }, checkpoint)
        work = reading
        return null
      }
      case 'csv.settle':
        if (before === null) throw new Error('Nothing was read.')
        return before.settle(task.facts, checkpoint)
      case 'profile': return profileTurns(task.turns, job)
      default: return assertNever(task)
    }
  }
}
