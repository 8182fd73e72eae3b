import type { EngineCalls, ExpressionPreview, RowQuery } from '../../shared/contract/engine'
import type { ExternalCommand } from '../../shared/contract/external'
import type { ErrorReport } from '../../shared/contract/errors'
import type { Grant, Identity, Recent, ResponseOf, ReviewCard, TrustedCertificate } from '../../shared/contract/ipc'
import type { Progress } from '../../shared/contract/job'
import type { DerivedColumn, Join, Windows } from '../../shared/contract/plan'
import type { ReadOptions } from '../../shared/contract/table'
import type { NotRun } from '../../shared/contract/run-record'
import type { ReviewEdit } from '../../shared/review/edits'
import type { LogEntry } from '../../shared/review/log'
import type { ReviewState } from '../../shared/review/state'
import type { VerifyReport } from '../../shared/pack/verify/report'
import type { RunComparison } from '../../shared/pack/verify/compare-runs'
import type { JoinCandidate } from './datasets'

export type { JoinCandidate } from './datasets'

export type AppInfo = ResponseOf<'app.info'>
export type Place = 'start' | 'overview' | 'inputs' | 'plan' | 'results' | 'findings' | 'governance' | 'pack' | 'verify' | 'inventory'

/** A running job as the status bar shows it. */
export interface JobView {
  readonly id: number
  readonly title: string
  readonly startedAt: number
  readonly progress: Progress | null
}

/** Something the person should know, shown in place: an error or a done-message. */
export interface Notice {
  readonly id: number
  readonly tone: 'error' | 'warning' | 'done'
  readonly text: string
  readonly error?: ErrorReport
  /** Which place it belongs to; shown there (and in the status bar elsewhere). */
  readonly place: Place
}

/** A dataset that could not be read as it was sniffed: the person may say how to read it. */
export interface FailedInput {
  readonly grant: Grant
  readonly options: ReadOptions
  readonly error: ErrorReport
}

/** What Plan shows for the current setup. */
export interface PlanCheck {
  readonly applicable: readonly string[]
  readonly notRun: readonly NotRun[]
}

/** A pack that was just written. */
export interface PackOutcome {
  readonly grant: Grant
  readonly name: string
  readonly sha256: string
  readonly pages: number
  readonly report: VerifyReport
}

export interface Verification {
  readonly name: string
  readonly report: VerifyReport
  /** Null until re-performed. */
  readonly rerun: { readonly comparison: RunComparison | null; readonly missingInputs: readonly string[] } | null
}

/** One named signer of the sign-off plan, in order. */
export interface SignoffStep {
  readonly field: string
  readonly role: string
  readonly name: string
}

export interface SessionState {
  readonly info: AppInfo | null
  readonly place: Place
  readonly review: ReviewState | null
  readonly log: readonly LogEntry[]
  /** The file of the open review; drafts have `draft: true` until saved by name. */
  readonly file: { readonly grant: Grant; readonly draft: boolean } | null
  /** `saved`: on disk as a snapshot; `journalled`: every edit is durable in the journal; `failed`: the last edits are in memory only. */
  readonly saved: 'saved' | 'journalled' | 'writing' | 'failed'
  readonly canUndo: boolean
  readonly canRedo: boolean
  readonly jobs: readonly JobView[]
  readonly notices: readonly Notice[]
  readonly recents: readonly Recent[]
  readonly identities: readonly Identity[]
  /** Certificates the person trusts, for every check of a pack. */
  readonly trusted: readonly TrustedCertificate[]
  /** Inputs of a reopened review that are not loaded in the engine: dataset ids, or 'model'. */
  readonly unloaded: readonly string[]
  /** Files that were taken for datasets and could not be read. */
  readonly failed: readonly FailedInput[]
  readonly planCheck: PlanCheck | null
  /** True when inputs or settings changed since `review.runs` were computed. */
  readonly stale: boolean
  /** Results finished so far while a run is going on (analysis ids). */
  readonly finished: readonly string[]
  readonly pack: PackOutcome | null
  readonly verification: Verification | null
  readonly signoffs: readonly SignoffStep[]
}

/** Actions never throw for expected errors: they add a notice in the place they belong to. */
export interface SessionActions {
  start(): Promise<void>
  goTo(place: Place): void
  newReview(title: string): Promise<void>
  /** Without a grant the file dialog is shown. */
  openReview(grant?: Grant): Promise<void>
  openSample(): Promise<void>
  closeReview(): Promise<void>
  save(): Promise<void>
  saveAs(): Promise<void>
  edit(edit: ReviewEdit): Promise<void>
  undo(): Promise<void>
  redo(): Promise<void>
  /** Shows the file dialog (or the one for a model folder), then `addGrants`. */
  pickInputs(folder?: boolean): Promise<void>
  /** Shows the file dialog (or the one for a model folder) and reads another version of the artifact to compare with. */
  pickEarlierModel(folder?: boolean): Promise<void>
  pickAndVerify(): Promise<void>
  /** Any files: models, datasets, reviews, packs, plans; each is identified and goes where it belongs. */
  addGrants(grants: readonly Grant[]): Promise<void>
  addDropped(files: readonly File[]): Promise<void>
  /** Reads a dataset again with other reader options. */
  reread(dataset: string, options: ReadOptions): Promise<void>
  /** Shows the file dialog; the files picked go below those of the dataset, all in order of name. */
  addParts(dataset: string): Promise<void>
  removePart(dataset: string, index: number): Promise<void>
  /** Shows the file dialog and reads the file picked, to be joined by `setJoin`. */
  pickJoin(): Promise<JoinCandidate | null>
  setJoin(dataset: string, join: { readonly grant: Grant; readonly spec: Join } | null): Promise<void>
  /** Changes derived columns, the filter expression or the windows of a dataset. */
  shapeRows(dataset: string, patch: { readonly derive?: readonly DerivedColumn[]; readonly where?: string; readonly windows?: Windows | null }): Promise<void>
  /** Has a command predict the rows of a dataset, outside the sandbox, and joins what it wrote; main asks the person first. */
  scoreOutside(dataset: string, command: ExternalCommand, column: string): Promise<void>
  /** What an expression would give; rejects with the mistake and its place. */
  tryExpression(dataset: string, expression: string, as: 'column' | 'condition'): Promise<ExpressionPreview>
  /** Reads a file that failed again, as the person says; on success it joins the datasets. */
  retryInput(grant: string, options: ReadOptions): Promise<void>
  forgetFailed(grant: string): void
  /** Finds and loads the inputs of a reopened review; asks for those not found. */
  loadInputs(): Promise<void>
  rows(query: RowQuery): Promise<EngineCalls['dataset.rows']['response']>
  checkPlan(): Promise<void>
  run(): Promise<void>
  cancel(job: number): void
  cancelAll(): void
  dismiss(notice: number): void
  raiseFinding(fromAnalysis: string | null): Promise<void>
  setSignoffs(steps: readonly SignoffStep[]): void
  refreshIdentities(): Promise<void>
  createIdentity(name: string, organisation: string, passphrase: string): Promise<boolean>
  importIdentity(passphrase: string): Promise<boolean>
  /** Builds, signs the first field, writes where the person says, verifies. `identity` null: unsigned draft. */
  exportPack(identity: string | null, passphrase: string, stampPlanned?: boolean): Promise<void>
  /** Writes the review as one HTML page, unsigned, where the person says. */
  exportTwin(): Promise<void>
  /** Signs the next free field of an existing pack file. */
  signExisting(identity: string, passphrase: string, stampPlanned?: boolean): Promise<void>
  /** Question for, and answer of, a time-stamp authority about the latest signature on a pack file. */
  exportStampRequest(): Promise<void>
  attachStamp(): Promise<void>
  addTrusted(): Promise<void>
  removeTrusted(fingerprint: string): Promise<void>
  /** Asks for the pack of the review before this one, checks it, and compares with it from then on. */
  pickEarlier(): Promise<void>
  verifyPack(grant: Grant): Promise<void>
  /** Runs the pack's plan again from the loaded inputs and further picked files, and compares. */
  reperform(extra: readonly Grant[]): Promise<void>
  /** Writes bytes made in the page (figure, table) where the person says. */
  exportFile(purpose: 'csv' | 'svg' | 'png' | 'json' | 'html', suggestedName: string, bytes: Uint8Array): Promise<void>
  removeRecent(grant: string): Promise<void>
  refreshRecents(): Promise<void>
  /** What lists say of the open review; null when none is open. */
  cardNow(): ReviewCard | null
}

export type Session = SessionState & SessionActions
