import type { Explanation } from '../../../contract/model'

export type Method = Explanation['method'] | 'sampling'
export type Space = Explanation['link']
export type Unit = 'log odds' | 'log units' | 'probability' | 'score units' | 'margin units'

/** Contributions of the features to the output of some rows, whichever way they were had. */
export interface Contributions {
  readonly method: Method
  /** How the output becomes the score. */
  readonly space: Space
  readonly base: number
  readonly output: Float64Array
  readonly columns: readonly ColumnContributions[]
}

/** Contributions of one feature. */
export interface ColumnContributions {
  readonly feature: string
  readonly values: Float64Array
  /** Monte-Carlo standard error of each value; null where values are exact. */
  readonly errors: Float64Array | null
  /** The draws in groups: how many each holds, and what they add up to on each row; null where values are exact. */
  readonly groups: readonly { readonly draws: number; readonly sums: Float64Array }[] | null
}

export interface Global {
  readonly feature: string
  /** Mean |φ| with its interval over the rows; where contributions are sampled, over the draws too. */
  readonly value: number
  readonly low: number
  readonly high: number
  /** Spearman correlation of value and contribution; null for categories and constant columns. */
  readonly direction: number | null
  /** Mean Monte-Carlo standard error of one contribution; null where contributions are exact. */
  readonly shuffleError: number | null
  /** Smallest and largest contribution. */
  readonly least: number
  readonly most: number
}

/** Rows of one feature gathered in bins of its contribution. */
export interface Swarm {
  readonly feature: string
  /** Mean rank of the feature's value in the bin, 0 (low) to 1 (high); null for an empty bin. */
  readonly ranks: readonly (number | null)[]
  readonly counts: readonly number[]
}

/** Contribution along the values of a feature. */
export interface Shape {
  readonly feature: string
  readonly numeric: boolean
  readonly points: readonly { readonly label: string; readonly x: number | null; readonly n: number; readonly mean: number; readonly low: number; readonly high: number }[]
}

export interface Audit {
  readonly rows: number
  /** Largest |f(x) − E − Σφ| over the rows, and where the tolerance was exceeded. */
  readonly largest: number
  readonly failed: number
  /** Largest difference of the score and the output brought back to it; null where that cannot be done. */
  readonly scoreGap: number | null
  readonly tolerance: number
  readonly refused: string | null
}

export interface Detail {
  readonly dataset: string
  readonly method: Method
  /** What contributions are measured in. */
  readonly unit: Unit
  readonly background: string
  readonly backgroundRows: number
  readonly draws: number | null
  readonly base: number
  readonly rows: number
  readonly audit: Audit
  readonly global: readonly Global[]
  readonly edges: readonly number[]
  readonly swarms: readonly Swarm[]
  readonly shapes: readonly Shape[]
}
