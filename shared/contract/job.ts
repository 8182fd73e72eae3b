/** Progress as a person reads it: what is being done, and how far. */
export interface Progress {
  /** Present participle phrase: "Reading rows". */
  readonly phase: string
  readonly done: number
  /** 0 when the total is not known. */
  readonly total: number
  /** What `done` and `total` count: "rows", "bytes", "features". */
  readonly unit: string
}

/**
 * What every long pure function is handed. `checkpoint` must be called at least every 50 ms of work:
 * it throws `CancelledError` once the job is cancelled or past its deadline (a flag in shared memory,
 * so no turn of the event loop is needed).
 */
export interface JobContext {
  checkpoint(): void
  progress(progress: Progress): void
  /** A second worker that may take a part of the work; absent where there is none, or it is taken. */
  readonly partner?: Partner
}

/**
 * A second worker over the same shared memory. It does one task after the other; what a task is, the two ends agree upon.
 * Results must not depend on whether there is one.
 */
export interface Partner {
  /** Hands a task over and answers with its result; rejects when the partner failed or was lost. */
  do(task: unknown): Promise<unknown>
  /** A turn of the event loop, after some milliseconds. */
  pause(milliseconds: number): Promise<void>
  /** Smallest file that is worth sharing, in bytes. */
  readonly from: number
  /** Bytes and fields that are handed over at once, where they are not as usual (tests make them small). */
  readonly block?: number
  readonly fields?: number
}

/** A context for tests and for callers that neither cancel nor watch. */
export const quietJob: JobContext = { checkpoint: () => undefined, progress: () => undefined }
