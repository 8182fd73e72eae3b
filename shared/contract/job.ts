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
}

/** A context for tests and for callers that neither cancel nor watch. */
export const quietJob: JobContext = { checkpoint: () => undefined, progress: () => undefined }
