/** A numeric input with the borders splits may ask for. */
export interface FloatFeature {
  readonly flat: number
  readonly index: number
  readonly name: string
  readonly borders: Float32Array
  /** Where a missing value stands: below all borders, above all, or compared as it is (which is below). */
  readonly missing: 'AsIs' | 'AsFalse' | 'AsTrue'
}

export interface CategoryFeature {
  readonly flat: number
  readonly index: number
  readonly name: string
  readonly used: boolean
}

/** Hashes of single categories that splits ask for. */
export interface OneHotFeature {
  /** Index among the category features. */
  readonly category: number
  readonly values: readonly number[]
}

export const ctrTypes = ['Borders', 'Buckets', 'BinarizedTargetMeanValue', 'FloatTargetMeanValue', 'Counter', 'FeatureFreq'] as const
export type CtrType = (typeof ctrTypes)[number]

/** A combination of categories and of answers to splits. */
export interface Projection {
  readonly categories: readonly number[]
  readonly floats: readonly { readonly index: number; readonly border: number }[]
  readonly oneHots: readonly { readonly index: number; readonly value: number }[]
}

/** A number computed from the counts of a combination: a target statistic. */
export interface CtrFeature {
  readonly projection: Projection
  readonly type: CtrType
  /** Which table it is computed from. */
  readonly table: string
  readonly targetBorder: number
  readonly priorNumerator: number
  readonly priorDenominator: number
  readonly shift: number
  readonly scale: number
  readonly borders: Float32Array
}

/** Counts per hash of a combination. */
export interface CtrTable {
  readonly places: ReadonlyMap<bigint, number>
  /** Counts per class, totals, or (sum, count) pairs; `stride` numbers per place. */
  readonly counts: Float64Array
  readonly stride: number
  readonly denominator: number
}

/** A tree before its nodes are laid out; splits are numbers of the model's list of conditions. */
export type RawTree =
  | { readonly kind: 'oblivious'; readonly splits: ArrayLike<number>; readonly values: Float64Array; readonly weights: Float64Array | null }
  | { readonly kind: 'nodes'; readonly split: readonly number[]; readonly left: readonly number[]; readonly right: readonly number[]; readonly values: readonly Float64Array[]; readonly weights: readonly number[] | null }

/** A model as either file format tells it. */
export interface RawCatboost {
  readonly formatVersion: string
  readonly dimensions: number
  readonly floats: readonly FloatFeature[]
  readonly categories: readonly CategoryFeature[]
  readonly oneHots: readonly OneHotFeature[]
  readonly ctrs: readonly CtrFeature[]
  readonly tables: ReadonlyMap<string, CtrTable>
  readonly trees: readonly RawTree[]
  readonly scale: number
  readonly bias: readonly number[]
  /** Parameters, versions, class names and so on, as texts or objects. */
  readonly info: ReadonlyMap<string, unknown>
  /** Texts of categories where the file holds them, by hash. */
  readonly texts: ReadonlyMap<number, string>
  /** Inputs of other kinds and what they are. */
  readonly other: readonly { readonly flat: number; readonly name: string; readonly kind: 'text' | 'embedding' }[]
  readonly unsupported: readonly string[]
}

/** Deepest symmetric tree CatBoost itself grows. */
export const maxDepth = 16
