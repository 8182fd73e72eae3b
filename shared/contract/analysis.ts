import type { z } from 'zod'
import type { Block, FigureSpec } from './figure'
import type { JobContext } from './job'
import type { Json } from './json'
import type { ExplainRequest, Explanation, ModelCard, Task } from './model'
import type { Table } from './table'

export type AnalysisGroup = 'data' | 'performance' | 'subpopulations' | 'stability' | 'drift' | 'explanation' | 'comparison'

/** What a dataset is in the review. */
export type DatasetRole = 'development' | 'test' | 'production'

/** What a column is in the review; one column may be several (age: feature, protected, segment). */
export type ColumnRole = 'feature' | 'outcome' | 'prediction' | 'segment' | 'protected' | 'date' | 'id' | 'weight' | 'ignore'
export type ColumnRoles = Readonly<Record<string, readonly ColumnRole[]>>

/** The decision the model's score leads to. */
export interface Decision {
  /** Operating threshold on the score; null when the model only ranks or predicts a number. */
  readonly threshold: number | null
  /** Which side is the favourable decision for the person concerned ("below": approved when PD < threshold). */
  readonly favourable: 'above' | 'below'
}

/** A dataset as an analysis sees it: table, score per row, recorded prediction per row. */
export interface AnalysisDataset {
  readonly id: string
  readonly name: string
  readonly role: DatasetRole
  /** Sortable label of a production window ("2026-03"); empty for others. */
  readonly period: string
  /** SHA-256 of the file. */
  readonly sha256: string
  readonly table: Table
  /** The artifact's own score (probability of the positive class, or value), length rows; null without a scorer. */
  readonly score: Float64Array | null
  /** The developer's recorded prediction, length rows, NaN where absent; null without such a column. */
  readonly recorded: Float64Array | null
  /** Outcome per row: 1/0 for binary (positive class = 1), the value for regression, class index for multiclass; NaN missing. */
  readonly outcome: Float64Array | null
  /** Multiclass: class by the artifact, index into `classes`, length rows, NaN where it gives none; null without a scorer and for other tasks. */
  readonly predictedClass: Float64Array | null
  /** Multiclass: the artifact's probabilities, one array of length rows per class in the order of `classes`; null where it gives none. */
  readonly classProbabilities: readonly Float64Array[] | null
  /** The same two as the developer recorded them; null without such columns. */
  readonly recordedClass: Float64Array | null
  readonly recordedProbabilities: readonly Float64Array[] | null
  /** Case weight, length rows: positive, or 0 for a row that does not count (weight missing, zero, negative or infinite); null without a weight column. */
  readonly weight: Float64Array | null
}

export interface AnalysisInput {
  readonly task: Task
  readonly classes: readonly string[]
  readonly decision: Decision
  readonly roles: ColumnRoles
  /** The artifact's card; null in a review of recorded predictions only. */
  readonly model: ModelCard | null
  readonly datasets: readonly AnalysisDataset[]
}

/** Counter-based generator: same seed and label, same stream, on any machine and in any order. */
export interface Rng {
  /** Uniform in [0, 1). */
  next(): number
  /** Uniform integer in [0, n). */
  int(n: number): number
  /** Standard normal. */
  normal(): number
  /** An independent stream by name. */
  fork(label: string): Rng
}

export interface AnalysisContext extends JobContext {
  readonly rng: Rng
  /** Family-wise error budget of this analysis: the policy's alpha shared out over the plan's testing analyses. */
  readonly alpha: number
  /** Scores any table with the artifact under review; null when it cannot be scored. */
  readonly score: ((table: Table) => Promise<Float64Array>) | null
  /** Exact contributions of each column to that score; absent or null when the artifact has none to give. */
  readonly explain?: Explainer | null
}

/** Explains the rows of a table; see `Scorer.explain`. */
export type Explainer = (table: Table, request: Omit<ExplainRequest, 'output'>) => Promise<Explanation>

export type Verdict = 'different' | 'equivalent' | 'inconclusive' | 'described'

/** A number that may be printed: every number in a pack can be found in the evidence by its id. */
export interface NamedValue {
  /** Stable within the result: `ks/income/2026-03`. */
  readonly id: string
  readonly label: string
  readonly value: number | null
  /** Interval at 95 % unless the label says otherwise. */
  readonly low?: number | null
  readonly high?: number | null
  readonly n?: number
  readonly unit?: string
  readonly limit?: number
  readonly verdict?: Verdict
  /** Difference allowed between two computations, relative; 0 unless floating sums are involved. */
  readonly tolerance?: number
}

/** One line of the ledger: every test that was run, reported or not. */
export interface LedgerEntry {
  readonly id: string
  readonly family: string
  readonly label: string
  readonly test: string
  readonly p: number
  readonly pAdjusted: number
  readonly method: 'holm' | 'bh' | 'by' | 'max-t' | 'none'
  readonly confirmatory: boolean
  readonly n: number
}

export interface AnalysisResult {
  /** The verdict in one sentence with its numbers. */
  readonly headline: string
  readonly verdict: Verdict
  readonly values: readonly NamedValue[]
  readonly tests: readonly LedgerEntry[]
  /** Analysis-specific detail that figures and sections are drawn from; canonical JSON. */
  readonly detail: Json
  readonly rowsUsed: number
  readonly rowsTotal: number
  readonly warnings: readonly string[]
  /** Parts that were not tested and why, one sentence each. */
  readonly notTested: readonly string[]
}

export type Severity = 'critical' | 'high' | 'medium' | 'low' | 'observation'

/** A finding the machine proposes; only a person confirms. */
export interface FindingProposal {
  /** Stable within the result, so that a re-run finds its earlier self. */
  readonly key: string
  readonly title: string
  readonly severity: Severity
  /** What is, what should be, so what. */
  readonly condition: string
  readonly criterion: string
  readonly consequence: string
  readonly recommendation: string
  /** Ids of the NamedValues that carry it. */
  readonly evidence: readonly string[]
}

export interface Reference {
  readonly text: string
  readonly url?: string
}

/** What an analysis needs before it applies; a missing need is said in words and listed as "not tested". */
export interface AnalysisNeeds {
  readonly tasks: readonly Task[]
  /** Each role must be held by at least one dataset (any one of an inner list suffices). */
  readonly datasets: readonly (readonly DatasetRole[])[]
  /** Column roles of which at least one column must exist. */
  readonly columns: readonly ColumnRole[]
  /** `scorer`: the artifact must score · `scores`: artifact scores or recorded predictions · `none`. */
  readonly scores: 'scorer' | 'scores' | 'none'
  readonly minimumRows: number
  /** True when a decision threshold is needed. */
  readonly threshold: boolean
}

/** One file `shared/analyses/<group>/<id>.analysis.ts`, default export. */
export interface Analysis<Params extends Readonly<Record<string, Json>> = Readonly<Record<string, Json>>> {
  /** `<group>.<name>`, never reused for another meaning. */
  readonly id: string
  readonly version: number
  readonly group: AnalysisGroup
  readonly title: string
  /** The question it answers, one sentence. */
  readonly answers: string
  readonly needs: AnalysisNeeds
  /** True when it runs tests and so takes part of the error budget. */
  readonly tests: boolean
  /**
   * Processor seconds that a million rows of fifty columns take, roughly; 1 where it is not said. Where workers
   * share a plan the longest are begun first; it decides no number.
   */
  readonly seconds?: number
  /** Schema with defaults and `.meta({title, description})`; makes the form and validates plans. */
  readonly params: z.ZodType<Params>
  /** A further condition that declared needs cannot say; a sentence when it does not apply, else null. */
  inapplicable?(input: AnalysisInput, params: Params): string | null
  compute(input: AnalysisInput, params: Params, context: AnalysisContext): Promise<AnalysisResult>
  findings(result: AnalysisResult, params: Params): readonly FindingProposal[]
  figures(result: AnalysisResult): readonly FigureSpec[]
  section(result: AnalysisResult, params: Params): readonly Block[]
  /** How it is computed: formula, denominator, tie rule, missing rule. Plain sentences. */
  readonly method: readonly string[]
  readonly references: readonly Reference[]
}
