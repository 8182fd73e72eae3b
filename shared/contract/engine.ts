import type { ColumnRoles, Decision } from './analysis'
import type { SourceRef } from './bytes'
import type { ErrorReport } from './errors'
import type { Progress } from './job'
import type { ModelCard, Task } from './model'
import type { NotRun, RunRecord } from './run-record'
import type { DerivedColumn, Join, PlanDataset, Policy, Windows } from './plan'
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
  /** What was added to the file as a person asked; absent where nothing was. */
  readonly shape?: DatasetShape
  /** The files one below the other, in order; absent for a dataset of one file. */
  readonly parts?: readonly PartFact[]
  readonly joined?: JoinReport
  readonly derived?: readonly DerivedReport[]
  /** Rows that go into a run after the filters; absent where there is no filter. */
  readonly kept?: RowsKept
  /** Periods the rows kept are cut into; absent where they are not. */
  readonly windows?: readonly { readonly period: string; readonly rows: number }[]
}

/** What filters leave of a dataset's rows. */
export interface RowsKept {
  readonly rows: number
  readonly dropped: number
  /** Rows for which the condition is missing: not kept, counted apart. */
  readonly undecided: number
}

/** One file of a dataset of several. The dataset's SHA-256 is that of the lines `<sha256>  <name>` of its parts. */
export interface PartFact {
  readonly name: string
  readonly size: number
  readonly sha256: string
  readonly rows: number
}

/** What became of a derived column. */
export interface DerivedReport extends DerivedColumn {
  readonly type: ColumnProfile['type']
  readonly missing: number
}

/** What became of a join by key. Rows of the dataset stay as they are, in number and order. */
export interface JoinReport {
  readonly name: string
  readonly size: number
  readonly sha256: string
  readonly rows: number
  readonly columns: readonly string[]
  /** Rows of the dataset that found their one row in the second file. */
  readonly matched: number
  /** Rows whose key is not in the second file. */
  readonly unmatched: number
  /** Rows one of whose key cells is missing. */
  readonly withoutKey: number
  /** Rows whose key stands several times in the second file with different values: they get nothing. */
  readonly ambiguous: number
  /** Rows of the second file that no row of the dataset asked for. */
  readonly unused: number
  /** Keys that several rows of the second file share; with the same values in all columns taken they are one. */
  readonly repeatedKeys: number
  /** Keys that several rows of the dataset share. */
  readonly sharedKeys: number
  /** The first of each kind, as text. */
  readonly examples: readonly { readonly what: 'unmatched' | 'ambiguous' | 'repeated' | 'shared' | 'unused'; readonly keys: readonly string[] }[]
}

/** What an expression gives on a dataset, before it is taken. */
export interface ExpressionPreview {
  readonly type: ColumnProfile['type']
  readonly rows: number
  readonly missing: number
  /** For a condition, the rows it keeps; null for a value. */
  readonly kept: RowsKept | null
  /** The first cells, as the grid shows them. */
  readonly cells: readonly Cell[]
}

/** What a reviewer asks of the rows of a dataset beside its file: derived columns, filters, windows. */
export interface DatasetAsk {
  readonly derive?: readonly DerivedColumn[]
  readonly filter?: PlanDataset['filter']
  readonly where?: string
  readonly windows?: Windows | null
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
  /** The prediction column that is judged; the first in the file where absent. */
  readonly recorded?: string
  readonly model: string | null
  readonly datasets: readonly { readonly dataset: string; readonly role: PlanDataset['role']; readonly period: string; readonly filter: PlanDataset['filter']; readonly where?: string; readonly windows?: Windows }[]
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
  /** What was added to the file before it became this table; absent where nothing was. */
  readonly shape?: DatasetShape
  readonly table: Table
}

/** What is added to what the file says: columns of a second file, and derived ones. It decides numbers, so it is hashed. */
export interface DatasetShape {
  readonly join?: Join
  readonly derive?: readonly DerivedColumn[]
}

/** A run with everything it needs: what is shared is not copied. */
export interface RunRequest {
  readonly setup: RunSetup
  readonly tables: readonly SharedDataset[]
  readonly model: { readonly source: SourceRef; readonly sha256: string } | null
  /**
   * Shared by the workers that run one plan together, a place per planned analysis: whoever sets it from 0 to 1
   * computes that analysis. Absent when one worker computes all.
   */
  readonly turns?: Int32Array
}

/** A dataset to open: its file, more files of the same columns, a second file to join, and what to derive. */
export interface OpenRequest {
  readonly dataset: string
  readonly source: SourceRef
  readonly options: ReadOptions
  readonly parts?: readonly SourceRef[]
  readonly join?: { readonly source: SourceRef; readonly spec: Join }
  readonly ask?: DatasetAsk
}

export interface EngineCalls {
  /** Opens a dataset under an id of the caller's choosing; opening the same id again replaces it. */
  'dataset.open': { request: OpenRequest; response: DatasetSummary }
  /** Shapes an open dataset anew; its files are not read again. */
  'dataset.shape': { request: { dataset: string; ask: DatasetAsk }; response: DatasetSummary }
  /** Tries an expression on an open dataset; a mistake comes back as an error with its place. */
  'dataset.try': { request: { dataset: string; expression: string; as: 'column' | 'condition' }; response: ExpressionPreview }
  'dataset.rows': { request: RowQuery; response: { readonly total: number; readonly rows: readonly (readonly Cell[])[]; readonly numbers: readonly number[] } }
  /** Columns of a dataset as CSV bytes: `row` from 1, then the columns; all rows, whatever is kept of them. */
  'dataset.csv': { request: { dataset: string; columns: readonly string[] }; response: { readonly csv: Uint8Array; readonly rows: number } }
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
