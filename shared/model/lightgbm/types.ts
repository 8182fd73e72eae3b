import type { Forest } from '../trees/forest'

/** Linear models in the leaves of one ensemble, by node index of the forest. */
export interface LeafModel {
  readonly constant: number
  readonly features: Int32Array
  readonly coefficients: Float64Array
}

/** A parsed LightGBM model. */
export interface LightgbmModel {
  readonly version: string
  /** As the file says it: `binary sigmoid:1`. Empty for custom objectives. */
  readonly objective: string
  readonly featureNames: readonly string[]
  /** Text of `feature_infos` per feature: `[min:max]`, `0:1:2`, `none`; empty for JSON dumps. */
  readonly ranges: readonly string[]
  /** Features treated as categorical, by index. */
  readonly categorical: readonly number[]
  /** Levels of pandas category columns, in column order; null where the file has none. */
  readonly pandasCategories: readonly (readonly string[])[] | null
  /** Per feature 1 (rising), -1 (falling) or 0, as the model was fitted to keep; empty where the file says nothing. */
  readonly monotone: readonly number[]
  readonly outputs: number
  readonly iterations: number
  /** Random forests: the sum is divided by the number of iterations. */
  readonly average: boolean
  readonly forest: Forest
  /** Per node: the leaf's linear model; null when no tree is linear. */
  readonly linear: ReadonlyMap<number, LeafModel> | null
  readonly gain: ReadonlyMap<number, number>
}

/** One tree before it joins the forest: internal nodes first, leaf l at index splits + l. */
export interface RawTree {
  readonly splitFeature: ArrayLike<number>
  readonly threshold: ArrayLike<number>
  readonly decisionType: ArrayLike<number>
  /** Child index; negative is leaf ~child. */
  readonly left: ArrayLike<number>
  readonly right: ArrayLike<number>
  readonly leafValue: ArrayLike<number>
  /** Category codes per categorical split, indexed by its threshold. */
  readonly categories: readonly (readonly number[])[]
  readonly gain: ArrayLike<number>
  /** Training rows per split and per leaf; null where the file leaves them out. */
  readonly counts: { readonly splits: ArrayLike<number>; readonly leaves: ArrayLike<number> } | null
  readonly leafModels: readonly LeafModel[] | null
}
