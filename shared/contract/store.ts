import type { ErrorReport } from './errors'

/** The border between the page and the store worker, which alone speaks SQL. Types of lines and state are the review's. */
export interface StoreCalls<Entry, State> {
  /** Reads a review file (null: a new one) and the journal lines written after its snapshot. */
  'open': { request: { bytes: Uint8Array | null; journal: readonly string[] }; response: { entries: readonly Entry[]; ignoredLines: number } }
  /** Adds lines, rewrites the tables that show the present state, and gives the file's bytes. */
  'snapshot': { request: { entries: readonly Entry[]; state: State }; response: { bytes: Uint8Array } }
  'close': { request: null; response: null }
}

export interface ToStore { readonly id: number; readonly call: 'open' | 'snapshot' | 'close'; readonly request: unknown }
export type FromStore =
  | { readonly id: number; readonly ok: true; readonly value: unknown }
  | { readonly id: number; readonly ok: false; readonly error: ErrorReport }
