import type { ColumnRoles, Decision, Severity } from '../contract/analysis'
import type { DatasetSummary, ModelSummary } from '../contract/engine'
import type { ExternalRun } from '../contract/external'
import type { Json } from '../contract/json'
import type { Task } from '../contract/model'
import type { DatasetOrigin, OpinionVerdict, PlanDataset, Policy, Windows } from '../contract/plan'
import type { NotRun, RunRecord } from '../contract/run-record'
import type { ReadOptions } from '../contract/table'

/** A dataset of the review: the file by hash, how it was read, and what it is. */
export interface DatasetInput {
  readonly id: string
  readonly role: PlanDataset['role']
  readonly period: string
  readonly options: ReadOptions
  readonly filter: PlanDataset['filter']
  readonly summary: DatasetSummary
  /** Rows kept, as an expression; empty or absent keeps all. */
  readonly where?: string
  /** The date column that cuts the dataset into periods; null or absent leaves it whole. */
  readonly windows?: Windows | null
  /** Provenance and terms of use, as a person records them. */
  readonly origin?: DatasetOrigin
}

export type FindingStatus = 'proposed' | 'confirmed' | 'dismissed' | 'in-progress' | 'retest' | 'closed'
export type FindingKind = 'issue' | 'policy-exception' | 'limitation'

/** One row of the ledger of findings (fields: see the glossary of the pack). */
export interface Finding {
  readonly id: string
  /** `<analysis>/<proposal key>` for machine proposals; empty for findings a person raised alone. */
  readonly origin: string
  readonly kind: FindingKind
  readonly title: string
  readonly severity: Severity
  readonly status: FindingStatus
  readonly condition: string
  readonly criterion: string
  readonly consequence: string
  readonly recommendation: string
  /** Run record ids and value ids that carry it. */
  readonly evidence: readonly { readonly run: string; readonly values: readonly string[] }[]
  readonly owner: string
  readonly due: string
  readonly dismissReason: string
  readonly response: { readonly kind: 'none' | 'accept' | 'accept-risk' | 'dispute'; readonly text: string; readonly by: string; readonly date: string }
  readonly retest: { readonly outcome: 'none' | 'passed' | 'failed'; readonly text: string; readonly date: string }
  readonly raisedAt: string
}

/** What a person states about the model and the review; printed as typed. */
export interface Governance {
  readonly modelName: string
  readonly modelVersion: string
  readonly owner: string
  readonly developer: string
  readonly purpose: string
  readonly use: string
  readonly tier: 'high' | 'medium' | 'low' | 'unrated'
  readonly probability: 1 | 2 | 3 | 4 | 5 | null
  readonly impact: 1 | 2 | 3 | 4 | 5 | null
  readonly reviewType: 'initial' | 'periodic' | 'change' | 'targeted'
  readonly reviewer: string
  readonly organisation: string
  readonly independence: string
  readonly scope: string
  readonly exclusions: string
  readonly limitations: string
  readonly conditions: string
  readonly monitoring: string
  readonly nextReview: string
  readonly checklist: Readonly<Record<string, 'done' | 'not-applicable' | 'open'>>
  readonly challenges: readonly { readonly id: string; readonly date: string; readonly target: string; readonly question: string; readonly answer: string; readonly outcome: 'open' | 'changed' | 'documented' | 'rejected' }[]
}

export interface SignatureNote {
  readonly role: string
  readonly name: string
  readonly fingerprint: string
  readonly at: string
  /** SHA-256 of the PDF after this signature. */
  readonly pdfSha256: string
}

/** What the pack of the review before this one says, as far as the two are compared. */
export interface EarlierReview {
  readonly packId: string
  readonly evidenceHash: string
  readonly pdfSha256: string
  readonly claimedTime: string
  /** What the check of that pack came to when it was chosen. */
  readonly verified: 'proven' | 'failed' | 'not-proven'
  readonly model: { readonly name: string; readonly version: string; readonly file: string; readonly sha256: string }
  readonly features: readonly string[]
  readonly datasets: readonly { readonly name: string; readonly role: string; readonly period: string; readonly sha256: string; readonly rows: number }[]
  readonly settings: Readonly<Record<string, string>>
  /** Parameters by analysis, as canonical JSON. */
  readonly analyses: Readonly<Record<string, string>>
  readonly opinion: OpinionVerdict
  readonly findings: readonly Pick<Finding, 'id' | 'origin' | 'title' | 'severity' | 'status'>[]
}

/** A command that was run outside the sandbox on rows of the review. */
export interface ExternalRunNote extends ExternalRun {
  readonly dataset: { readonly name: string; readonly sha256: string }
  /** Columns it was given beside the row number. */
  readonly columns: readonly string[]
}

/** A review as one immutable value. Every change is an edit (see edits.ts); nothing mutates it. */
export interface ReviewState {
  readonly id: string
  readonly title: string
  readonly createdAt: string
  readonly model: ModelSummary | null
  /** Another version of the artifact, opened only to be compared with it; never scored. */
  readonly modelBefore: ModelSummary | null
  readonly datasets: readonly DatasetInput[]
  readonly roles: ColumnRoles
  /** True while roles are the machine's guess that no person has confirmed. */
  readonly rolesGuessed: boolean
  readonly task: Task
  readonly positive: string
  readonly decision: Decision
  readonly mapping: Readonly<Record<string, string>>
  readonly output: string | null
  /** Of several prediction columns the one that is judged; null takes the first in the file. */
  readonly recorded: string | null
  readonly policy: Policy
  readonly seed: number
  /** Analyses the person switched off or changed; what is absent runs with defaults when it applies. */
  readonly plan: Readonly<Record<string, { readonly enabled: boolean; readonly params: Readonly<Record<string, Json>> }>>
  /** The latest record per analysis; earlier ones are in `superseded`. */
  readonly runs: readonly RunRecord[]
  readonly superseded: readonly { readonly id: string; readonly analysis: string; readonly by: string }[]
  readonly notRun: readonly NotRun[]
  /** Hash of the setup that `runs` were computed from; other than today's means stale. */
  readonly ranWith: string
  readonly findings: readonly Finding[]
  readonly governance: Governance
  readonly opinion: { readonly verdict: OpinionVerdict; readonly text: string }
  readonly notes: Readonly<Record<string, string>>
  readonly signatures: readonly SignatureNote[]
  /** Commands run outside the sandbox, in order; whatever came of them. */
  readonly externalRuns: readonly ExternalRunNote[]
  /** Rule packs by id; none chosen means the neutral one. */
  readonly rulePacks: readonly string[]
  /** Sections that the pack names but does not print, by id. */
  readonly leftOut: readonly string[]
  /** The pack this review follows on; null for a first review. */
  readonly earlier: EarlierReview | null
}
