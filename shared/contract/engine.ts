import type { ColumnRoles, Decision } from './analysis'
import type { SourceRef } from './bytes'
import type { ErrorReport } from './errors'
import type { Progress } from './job'
import type { ModelCard, Task } from './model'
import type { NotRun, RunRecord } from './run-record'
import type { PlanDataset, Policy } from './plan'
import type { ColumnProfile, MissingKind, ReadDecision, ReadOptions, RejectedCell, Table } from './table'

/**
 * The border between the page and the engine worker. Tables stay in the worker; the page asks for
 * windows of rows. Cancel, deadline and progress belong to the call, not to its payload.
 */
export interface DatasetSummary {
  readonly dataset: string
  readonly name: string
  readonly size: number
  readonly sha256: string
  readonly format: string
  readonly rows: number
  readonly columns: readonly ColumnProfile[]
  readonly decisions: readonly ReadDecision[]
  readonly rejectedCount: number
  readonly rejected: readonly RejectedCell[]
  readonly warnings: readonly string[]
}

export interface ModelSummary {
  readonly model: string
  readonly name: string
  readonly size: number
  readonly sha256: string
  readonly card: ModelCard
  readonly scorable: boolean
}

/** A cell as the grid shows it; a missing one has a kind, not a text. */
export interface Cell {
  readonly text: string
  readonly missing?: MissingKind
}

export interface RowQuery {
  readonly dataset: string
  readonly columns: readonly string[]
  readonly from: number
  readonly to: number
  readonly sort: readonly { readonly column: string; readonly descending: boolean }[]
  readonly filter: readonly { readonly column: string; readonly op: '<' | '<=' | '>' | '>=' | '=' | '!=' | 'contains' | 'missing' | 'present'; readonly value: string }[]
}

/** Everything but the files that decides the numbers of a run. */
export interface RunSetup {
  readonly task: Task
  readonly positive: string
  readonly decision: Decision
  readonly roles: ColumnRoles
  readonly mapping: Readonly<Record<string, string>>
  readonly output: string | null
  readonly model: string | null
  readonly datasets: readonly { readonly dataset: string; readonly role: PlanDataset['role']; readonly period: string; readonly filter: PlanDataset['filter'] }[]
  readonly policy: Policy
  readonly seed: number
  readonly analyses: readonly { readonly id: string; readonly params: Readonly<Record<string, unknown>> }[] | null
}

/** A dataset on its way to the worker that runs the plan. */
export interface SharedDataset {
  readonly dataset: string
  readonly name: string
  readonly sha256: string
  readonly options: ReadOptions
  readonly table: Table
}

/** A run with everything it needs: what is shared is not copied. */
export interface RunRequest {
  readonly setup: RunSetup
  readonly tables: readonly SharedDataset[]
  readonly model: { readonly source: SourceRef; readonly sha256: string } | null
}

export interface EngineCalls {
  /** Opens a dataset under an id of the caller's choosing; opening the same id again replaces it. */
  'dataset.open': { request: { dataset: string; source: SourceRef; options: ReadOptions }; response: DatasetSummary }
  'dataset.rows': { request: RowQuery; response: { readonly total: number; readonly rows: readonly (readonly Cell[])[]; readonly numbers: readonly number[] } }
  'dataset.close': { request: { dataset: string }; response: null }
  'model.open': { request: { model: string; source: SourceRef }; response: ModelSummary }
  'model.close': { request: { model: string }; response: null }
  /** Scores a dataset to CSV bytes (row number and every output). */
  'model.score': { request: { model: string; dataset: string; mapping: Readonly<Record<string, string>> }; response: { readonly csv: Uint8Array; readonly rows: number; readonly outputs: readonly string[] } }
  /** What a file is: dataset, model, review, pack, plan or unknown (with the reason). */
  'file.identify': { request: { source: SourceRef }; response: { readonly kind: 'dataset' | 'model' | 'review' | 'pack' | 'plan' | 'unknown'; readonly format: string; readonly reason: string } }
  'file.hash': { request: { source: SourceRef }; response: { readonly sha256: string } }
  /** Which analyses apply to the setup, and why the others do not. */
  'plan.check': { request: RunRequest; response: { readonly applicable: readonly string[]; readonly notRun: readonly NotRun[] } }
  /** Tables by reference (shared memory) for another worker; the page passes them on unread. */
  'tables.share': { request: { datasets: readonly string[] }; response: { readonly tables: readonly SharedDataset[] } }
  /** Checks a pack's bytes. The answer is the `VerifyReport` of shared/pack, which lies to the right of this room. */
  'pack.verify': { request: { bytes: Uint8Array; trusted?: readonly Uint8Array[] }; response: unknown }
  /** Runs the plan; each finished analysis is also reported as an event on the way. */
  'plan.run': { request: RunRequest; response: { readonly runs: readonly RunRecord[]; readonly notRun: readonly NotRun[]; readonly setupHash: string } }
}

export type EngineCall = keyof EngineCalls

/** Page → worker. `cancel` is a one-element Int32 flag in shared memory: non-zero means stop. */
export type ToEngine =
  | { readonly type: 'call'; readonly id: number; readonly call: EngineCall; readonly request: unknown; readonly cancel: Int32Array; readonly deadline: number | null }

/** Worker → page. */
export type FromEngine =
  | { readonly type: 'ready' }
  | { readonly type: 'progress'; readonly id: number; readonly progress: Progress }
  | { readonly type: 'partial'; readonly id: number; readonly value: unknown }
  | { readonly type: 'done'; readonly id: number; readonly value: unknown }
  | { readonly type: 'failed'; readonly id: number; readonly error: ErrorReport }
