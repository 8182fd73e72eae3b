import type { Progress } from '../../shared/contract/job'

/** A call on its way: its answer, and the means to end it. */
export interface JobHandle<T> {
  readonly result: Promise<T>
  /** Takes effect within 100 ms wherever the worker is; `result` then rejects with `job.cancelled`. */
  readonly cancel: () => void
}

/** Properties of the call, not of its payload. */
export interface CallOptions {
  readonly onProgress?: (progress: Progress) => void
  readonly onPartial?: (value: unknown) => void
  /** Milliseconds the call may take. */
  readonly timeout?: number
}
