import type { Progress } from '../../shared/contract/job'
import { ask } from '../bridge'
import type { CallOptions, JobHandle } from '../engine/job-handle'
import { store } from './store'

let nextId = 1
const running = new Map<number, { readonly stop: () => void; readonly ended: Promise<void> }>()

/** Main asks once before the window closes over running jobs, or over edits that the disk refused. */
export function tellMain(): void {
  const { saved } = store.getState()
  void ask('window.busy', { jobs: running.size, unsaved: saved === 'failed' }).catch(() => undefined)
}

/** Starts a call and shows it in the status bar until it ends. */
export async function track<T>(title: string, start: (options: CallOptions) => JobHandle<T>, onPartial?: (value: unknown) => void): Promise<T> {
  const id = nextId++
  const onProgress = (progress: Progress): void =>
    store.setState(({ jobs }) => ({ jobs: jobs.map((job) => (job.id === id ? { ...job, progress } : job)) }))
  const handle = start({ onProgress, ...(onPartial === undefined ? {} : { onPartial }) })
  running.set(id, { stop: () => handle.cancel(), ended: handle.result.then(() => undefined, () => undefined) })
  store.setState(({ jobs }) => ({ jobs: [...jobs, { id, title, startedAt: Date.now(), progress: null }] }))
  tellMain()
  try {
    return await handle.result
  } finally {
    running.delete(id)
    store.setState(({ jobs }) => ({ jobs: jobs.filter((job) => job.id !== id) }))
    tellMain()
  }
}

export function cancel(id: number): void {
  running.get(id)?.stop()
}

export function cancelAll(): void {
  for (const { stop } of running.values()) stop()
}

/** Cancels everything and answers when whoever waited for it has been told. */
export async function stopAll(): Promise<void> {
  const ends = [...running.values()].map(({ ended }) => ended)
  cancelAll()
  await Promise.all(ends)
}
