import type { ByteSource } from './bytes'
import type { JobContext } from './job'
import type { Table } from './table'

/** What the model predicts. `ranking` and `survival` outputs are treated as regression by analyses. */
export type Task = 'binary' | 'multiclass' | 'regression'

/** One input of the artifact, as the artifact itself declares it. */
export interface ModelInput {
  readonly name: string
  readonly type: 'number' | 'category' | 'boolean' | 'text'
  /** Levels the artifact knows, where it says so. */
  readonly levels?: readonly string[]
  /** True when the artifact names no columns (f0, f1, ... or one matrix); mapping is by position. */
  readonly positional: boolean
  /** Direction of the score in this input that the model was fitted to keep, where the artifact says so. */
  readonly monotone?: 'increasing' | 'decreasing'
}

export interface ModelOutput {
  /** `probability`, `label`, `score`, ... suffixed with the class where there are several. */
  readonly name: string
  readonly kind: 'probability' | 'label' | 'value'
  /** The class this output speaks of, in the artifact's own class order. */
  readonly classLabel?: string
}

/** A browsable node of the artifact's structure; `children` are read lazily by the page. */
export interface StructureNode {
  readonly label: string
  readonly detail: string
  readonly children: readonly StructureNode[]
}

/** The model's card as far as the artifact tells it. Nothing here was executed to learn it. */
export interface ModelCard {
  /** Registry id of the format: `onnx`, `xgboost-json`, ... */
  readonly format: string
  readonly formatVersion: string
  readonly producer: string
  readonly task: Task
  readonly classes: readonly string[]
  readonly inputs: readonly ModelInput[]
  readonly outputs: readonly ModelOutput[]
  /** Facts in reading order: trees, nodes, depth, coefficients, objective, ... */
  readonly facts: readonly { readonly label: string; readonly value: string }[]
  readonly structure: readonly StructureNode[]
  /** How often each input is used (splits, non-zero coefficients), most used first. */
  readonly featureUse: readonly { readonly name: string; readonly uses: number; readonly gain?: number }[]
  /** Parts that cannot be scored here, one sentence each; a scorer is refused when any is present. */
  readonly unsupported: readonly string[]
  /** Security notes: dangerous globals, external data, oversized declarations. */
  readonly security: readonly string[]
  /** Changes made to the graph before loading (dropped ZipMap ...), with both hashes. */
  readonly edits: readonly string[]
}

/** Scores of all rows, one array per output; NaN where the artifact gives no number. */
export interface Scores {
  readonly outputs: readonly { readonly name: string; readonly values: Float64Array }[]
  /** Levels for `label` outputs, whose values are indexes into them. */
  readonly labels?: readonly string[]
}

/** Which output is explained, and what a feature that is not known is replaced by. */
export interface ExplainRequest {
  /** Name of the output as the card has it. */
  readonly output: string
  /** Rows that stand for "not known": linear models and interventional trees average over them. */
  readonly background: Table
  /** Trees: by the training weights held in the trees, or by the background rows. A file without weights gets the latter. */
  readonly trees: 'path-dependent' | 'interventional'
}

/** An exact additive explanation in the space where the model adds up: output = base + Σ contributions, row by row. */
export interface Explanation {
  readonly method: 'tree-path-dependent' | 'tree-interventional' | 'linear'
  /** How the output becomes the score: as it is · 1/(1 + e^−output) · e^output · in another way. */
  readonly link: 'identity' | 'logit' | 'log' | 'other'
  /** Expected output when nothing is known. */
  readonly base: number
  /** Per column of the data, length rows each; 0 where the model does not use it. */
  readonly contributions: readonly { readonly feature: string; readonly values: Float64Array }[]
  /** The model's own output in that space, computed as it is for scoring and not from the contributions. */
  readonly output: Float64Array
}

/**
 * Scores tables. Columns are found by name (or by `mapping`: input name → column name); extra
 * columns are ignored, absent ones are an `ExpectedError('model.missing-column')`.
 * Same table, same bytes: scoring is deterministic.
 */
export interface Scorer {
  score(table: Table, job: JobContext): Promise<Scores>
  /**
   * Exact contributions of each column to one output; absent where the format has none to give.
   * @throws ExpectedError `model.not-explainable` with the reason.
   */
  explain?(table: Table, request: ExplainRequest, job: JobContext): Promise<Explanation>
  dispose(): void
}

export interface ReadModel {
  readonly card: ModelCard
  /** Null when `card.unsupported` is not empty. */
  readonly createScorer: ((mapping: Readonly<Record<string, string>>) => Promise<Scorer>) | null
}

/** One folder under `shared/model/`; its `index.ts` has this as default export. */
export interface ModelFormat {
  readonly id: string
  readonly title: string
  readonly extensions: readonly string[]
  /** Takes a folder as one artifact (`source.files`), which other formats are never shown. */
  readonly folders?: true
  /** Looks at the head of the file (first 64 KiB) and its name; 0 = no, 1 = certain. */
  sniff(head: Uint8Array, source: ByteSource): number
  /** Total and safe: every refusal is an `ExpectedError`; limits on bytes, depth and nodes. */
  read(source: ByteSource, job: JobContext): Promise<ReadModel>
}
