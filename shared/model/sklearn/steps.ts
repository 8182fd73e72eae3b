import type { JobContext } from '../../contract/job'
import type { Column, NumericColumn } from '../../contract/table'
import type { ForestOutput } from '../explain/explain-forest'
import type { Forest } from '../trees/forest'
import type { CompiledForest } from '../trees/kernel'

/** Rows on their way through a pipeline. */
export interface Batch {
  readonly rows: number
  readonly job: JobContext
  /** Non-zero where the library would raise an error for the row; such rows get no prediction. */
  readonly refused: Uint8Array
}

/** A fitted transformer: columns in, columns out. */
export interface Transform {
  /** Names of its outputs from the names of its inputs. */
  names(inputs: readonly string[]): readonly string[]
  apply(columns: readonly Column[], batch: Batch): readonly Column[]
  /** Categories the input at a place is looked up in, where it is; null where it is a number. */
  levels(input: number): readonly string[] | null
  /** True when output i is input i, only changed. */
  readonly inPlace?: boolean
}

/** How a predictor's numbers come: class probabilities, a class with its decision values, or values. */
export type PredictionKind = 'probabilities' | 'decisions' | 'values'

/** A fitted predictor at the end of a pipeline. */
export interface Predictor {
  readonly kind: PredictionKind
  /** Classes in its own order; empty for values. */
  readonly classes: readonly string[]
  /** Number of columns it takes. */
  readonly width: number
  /** Number of arrays `predict` gives: one per class, or decision values, or targets. */
  readonly outputs: number
  /** Probabilities per class, decision values, or values per target; length rows each. Arrays after the first `outputs` only serve `decide`. */
  predict(columns: readonly Column[], batch: Batch): readonly Float64Array[]
  /** The library's decision function (one array for two classes, else one per class), where `predict` gives probabilities. */
  decision?(columns: readonly Column[], batch: Batch): readonly Float64Array[]
  /** Class index from decision values; absent for the usual rule (largest, or above 0 for one). */
  decide?(decisions: readonly Float64Array[], row: number): number
  /** Names of its columns where it keeps them itself and its wrapper does not. */
  readonly inputNames?: readonly string[]
  /** What made it, where that is not scikit-learn. */
  readonly producer?: string
  /** Categories an input is looked up in. */
  levels?(input: number): readonly string[] | null
  readonly facts: readonly { readonly label: string; readonly value: string }[]
  readonly forest?: { readonly forest: Forest; readonly compiled: CompiledForest }
  /** True when its trees compare in float64. */
  readonly float64?: boolean
  /** Per output, coefficients and intercept, where it is linear. */
  readonly linear?: readonly { readonly weights: Float64Array; readonly bias: number }[]
  /** How the sum of leaves or weighted inputs becomes the output, where it can be explained exactly. */
  readonly margin?: (output: number) => Omit<ForestOutput, 'forest' | 'compiled' | 'output'> & { readonly sign: 1 | -1 }
}

/** Class index of a row: by the predictor's own rule, else the largest, or of a single decision value the second class above 0. */
export function classIndex(predictor: Predictor, arrays: readonly Float64Array[], row: number): number {
  if (predictor.decide !== undefined) return predictor.decide(arrays, row)
  if (predictor.kind === 'decisions' && predictor.outputs === 1) return arrays[0]![row]! > 0 ? 1 : 0
  let best = 0
  for (let k = 1; k < predictor.outputs; k++) if (arrays[k]![row]! > arrays[best]![row]!) best = k
  return best
}

/** A numeric column over values. */
export function numeric(name: string, values: Float64Array): NumericColumn {
  return { kind: 'number', type: 'decimal', name, missing: null, values }
}
