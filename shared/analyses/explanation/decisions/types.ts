import type { Audit, Method, Unit } from '../shap/types'

/** The rule that picked a row. */
export type Why = 'named' | 'nearest above the threshold' | 'nearest below the threshold' | 'highest score' | 'lowest score' | 'at random'

/** One value of a row and what it did to the output. */
export interface Driver {
  readonly feature: string
  readonly value: string
  readonly contribution: number
  /** Monte-Carlo standard error; null where the contribution is exact. */
  readonly error: number | null
}

/** One other value of one feature that changes the decision. */
export interface Flip {
  readonly feature: string
  readonly from: string
  readonly to: string
  readonly score: number
}

export interface Decision {
  /** Stable within the result, without the row's place: `nearest-above-the-threshold-1`. */
  readonly key: string
  readonly why: Why
  /** Row of the dataset, from 1, the header not counted. */
  readonly row: number
  readonly identity: string
  readonly score: number
  /** The developer's recorded prediction; null where there is none. */
  readonly recorded: number | null
  /** Null without a threshold. */
  readonly favourable: boolean | null
  /** What raised and what lowered the output, strongest first; null when the explanation is refused. */
  readonly reasons: { readonly output: number; readonly up: readonly Driver[]; readonly down: readonly Driver[]; readonly rest: number } | null
  /** The cheapest single change found; null where there is none or no threshold. */
  readonly flip: Flip | null
}

/** The score of one row when one feature takes other values of the reference. */
export interface Reach {
  readonly feature: string
  readonly value: string
  /** Share of the reference at or below the row's own value (ties half); null for categories and missing values. */
  readonly place: number | null
  /** `place` is null for categories. */
  readonly points: readonly { readonly label: string; readonly place: number | null; readonly score: number }[]
  /** The nearest value with another decision; null where there is none. */
  readonly flipsAt: string | null
}

export interface Detail {
  readonly dataset: string
  readonly reference: string
  readonly referenceRows: number
  readonly background: string
  readonly backgroundRows: number
  readonly method: Method
  readonly unit: Unit
  readonly base: number
  readonly audit: Audit
  readonly threshold: number | null
  readonly favourable: 'above' | 'below'
  readonly decisions: readonly Decision[]
  /** Decisions whose recorded prediction is not the artifact's score; null where none is recorded. */
  readonly recordedDiffer: number | null
  /** Features that never change in a flip. */
  readonly fixed: readonly string[]
  /** What-if of one decision. */
  readonly whatIf: { readonly decision: number; readonly reaches: readonly Reach[] }
}
