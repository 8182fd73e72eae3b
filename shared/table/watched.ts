import type { JobContext, Partner } from '../contract/job'

const everyMs = 20

/** Waits for what a partner answers; a cancel or a deadline ends the waiting. */
export async function watched<T>(answer: Promise<T>, partner: Partner, job: JobContext): Promise<T> {
  const wrapped = answer.then((value) => ({ value }))
  for (;;) {
    const first = await Promise.race([wrapped, partner.pause(everyMs)])
    if (first !== undefined) return first.value
    job.checkpoint()
  }
}
