import type { JobContext } from '../../contract/job'
import type { Explanation, StructureNode } from '../../contract/model'
import type { CompiledForest } from '../trees/kernel'
import type { Forest } from '../trees/forest'

/** Rows to be scored; a row that H2O raises an error for is marked as refused and gets no number. */
export interface Batch {
  readonly rows: number
  readonly job: JobContext
  readonly refused: Uint8Array
  /** Values of the offset column; null where the model has none. */
  readonly offset: Float64Array | null
}

/** Numbers per class or value, and for classifiers the index of the predicted class. */
export interface Predictions {
  readonly values: readonly Float64Array[]
  readonly label: Float64Array | null
  /** Calibrated class probabilities, where the model was calibrated. */
  readonly calibrated?: readonly Float64Array[]
}

/** How one output follows from the sum of a forest's leaves: margin = offset + scale · sum of the group. */
export interface ForestMargin {
  readonly group: number
  readonly offset: number
  readonly scale: number
  readonly link: Explanation['link']
}

/** A trained model of a MOJO or POJO that can score columns in the model's order: numbers, or codes into the levels (NaN where missing). */
export interface Predictor {
  /** Names of the values of a model that is no classifier. */
  readonly valueNames: readonly string[]
  readonly calibrated: boolean
  /** True when the offset column of the head takes part. */
  readonly takesOffset: boolean
  readonly facts: readonly { readonly label: string; readonly value: string }[]
  readonly structure: readonly StructureNode[]
  /** Uses per input, where it is not to be counted in the forest. */
  readonly uses?: readonly { readonly name: string; readonly uses: number; readonly gain?: number }[]
  readonly forest?: { readonly forest: Forest; readonly compiled: CompiledForest; readonly gain: ReadonlyMap<number, number> }
  /** Columns as the forest takes them, where they differ from the model's. */
  prepare?(columns: readonly Float64Array[]): readonly ArrayLike<number>[]
  /** Margin of the output of that index (class or value); null where it is not a sum over trees. */
  margin?(output: number): ForestMargin | null
  predict(columns: readonly Float64Array[], batch: Batch): Predictions
}

/** The model is identified and shown, but this part of it cannot be scored. */
export class NotScorable extends Error {}
