import { CancelledError } from '../../../shared/contract/errors'
import type { JobContext, Progress } from '../../../shared/contract/job'

/** How often progress crosses to the page; more would only cost time. */
const progressEveryMs = 100

/**
 * A job's context: cancel is a flag in shared memory, so a long computation sees it without a turn
 * of the event loop; the deadline is wall-clock ms since the epoch.
 */
export function createJob(cancel: Int32Array, deadline: number | null, post: (progress: Progress) => void): JobContext {
  let last = 0
  return {
    checkpoint() {
      if (Atomics.load(cancel, 0) !== 0) throw new CancelledError()
      if (deadline !== null && Date.now() > deadline) throw new CancelledError('The job ran past its time limit.')
    },
    progress(progress) {
      const now = performance.now()
      if (now - last < progressEveryMs && progress.done !== progress.total) return
      last = now
      post(progress)
    },
  }
}
