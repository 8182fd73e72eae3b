import type { Verdict } from '../../../contract/analysis'
import type { Damage } from './damage'

/** A category of the current rows that the reference does not hold. */
export interface NewLevel {
  readonly level: string
  readonly count: number
  /** P(all rows of some level as frequent fall into the window), mid-p; see `newLevelsOf`. */
  readonly p: number
}

export interface PsiDetail {
  readonly psi: number | null
  readonly debiased: number | null
  readonly critical: number | null
  readonly p: number | null
  readonly bins: number
  /** True when the reference has too few distinct values for bins: no value, and never "stable". */
  readonly degenerate: boolean
}

/** Share of rows per PSI bin, for the figure. */
export interface BinShare {
  readonly bin: string
  readonly reference: number
  readonly current: number
}

/** What a column does in one window against the reference, before adjustment. */
export interface Comparison {
  readonly measure: 'KS' | 'V'
  readonly test: string
  /** Present cells in the reference and in the window. */
  readonly nReference: number
  readonly n: number
  readonly missingReference: number
  readonly missing: number
  readonly statistic: number | null
  readonly df: number | null
  /** Null when there is nothing to test. */
  readonly p: number | null
  readonly effect: number | null
  readonly low: number | null
  readonly high: number | null
  readonly detectable: number | null
  /** Numeric columns only. */
  readonly location: number | null
  readonly wassersteinSd: number | null
  /** In the unit of the column. */
  readonly wasserstein: number | null
  /** √(2∫(F − G)²), in the square root of the unit. */
  readonly energy: number | null
  readonly meanReference: number | null
  readonly mean: number | null
  readonly sdReference: number | null
  readonly psi: PsiDetail
  readonly bins: readonly BinShare[]
  readonly newLevels: readonly NewLevel[]
  readonly newLevelP: number | null
  readonly vanished: readonly string[]
  readonly missingP: number | null
  readonly missingDifference: number | null
  readonly missingLow: number | null
  readonly missingHigh: number | null
  /** Marks of damaged data, which are no drift of the world. */
  readonly damage: Damage | null
}

/** A comparison with its place and its judgement. */
export interface Cell extends Omit<Comparison, 'bins'> {
  readonly column: string
  readonly window: string
  readonly label: string
  readonly key: string
  readonly delta: number
  readonly pAdjusted: number | null
  readonly pBh: number | null
  readonly missingPAdjusted: number | null
  readonly newLevelPAdjusted: number | null
  readonly verdict: Verdict
}

export interface Detail {
  readonly reference: string
  readonly referenceRows: number
  readonly windows: readonly { readonly key: string; readonly label: string; readonly rows: number }[]
  readonly columns: readonly string[]
  readonly alpha: number
  readonly missingDelta: number
  readonly testCount: number
  readonly cells: readonly Cell[]
  /** Bins of the window with the largest effect, by column. */
  readonly worst: readonly { readonly column: string; readonly window: string; readonly bins: readonly BinShare[] }[]
}

export const finiteOrNull = (value: number): number | null => (Number.isFinite(value) ? value : null)
