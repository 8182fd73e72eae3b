import type { Rng, Verdict } from '../../../contract/analysis'
import { chiSquareContingency } from '../../../stats/contingency'
import { ExactSum } from '../../../stats/exact-sum'
import { newcombe, proportionInterval } from '../../../stats/intervals'
import { effectiveCells } from '../../../stats/weighted'
import { satisfiesCochran } from '../../common/cochran'
import { twoStageMonteCarlo } from '../../common/monte-carlo'

/** How the rows of a dataset fall on the classes. */
export interface ClassMix {
  /** Rows counted. */
  readonly n: number
  readonly shares: readonly number[]
  /** Counts as tests may take them: of rows, or of what weighted rows are worth. */
  readonly counts: readonly number[]
}

/** Rows per class index; NaN and rows of weight 0 are left out. */
export function classMix(codes: Float64Array, classes: number, weight: Float64Array | null): ClassMix {
  const rows = new Float64Array(classes)
  const totals = Array.from({ length: classes }, () => new ExactSum())
  const squares = Array.from({ length: classes }, () => new ExactSum())
  codes.forEach((code, row) => {
    if (!(code >= 0 && code < classes) || (weight !== null && !(weight[row]! > 0))) return
    rows[code]! += 1
    if (weight === null) return
    totals[code]!.add(weight[row]!)
    squares[code]!.add(weight[row]! ** 2)
  })
  const n = rows.reduce((sum, count) => sum + count, 0)
  const counts = weight === null ? Array.from(rows) : effectiveCells(totals.map((sum) => sum.value()), squares.map((sum) => sum.value()), n)
  const total = counts.reduce((sum, count) => sum + count, 0)
  return { n, counts, shares: counts.map((count) => count / total) }
}

export interface ClassShare {
  readonly value: number
  readonly low: number
  readonly high: number
}

export interface MixLevel {
  readonly key: string
  readonly label: string
  readonly n: number
  readonly shares: readonly ClassShare[]
}

export interface MixChange extends MixLevel {
  readonly statistic: number
  readonly df: number
  readonly p: number
  readonly test: string
  readonly cramersV: number
  /** Per class: share in the window less that in the reference, Newcombe's interval. */
  readonly differences: readonly ClassShare[]
  readonly verdict: Verdict
}

const total = (mix: ClassMix): number => mix.counts.reduce((sum, count) => sum + count, 0)

/** Shares of the classes with their intervals. */
export function mixLevel(mix: ClassMix, key: string, label: string): MixLevel {
  return { key, label, n: mix.n, shares: mix.counts.map((count) => { const { low, high } = proportionInterval(count, total(mix)); return { value: count / total(mix), low, high } }) }
}

/** A window's classes against the reference's: k×2 χ², Monte Carlo where expected counts are small; null where one side is empty or there is one class. */
export function mixChange(reference: ClassMix, window: ClassMix, key: string, label: string, rng: Rng, checkpoint: () => void): Omit<MixChange, 'verdict'> | null {
  if (!(total(reference) > 0) || !(total(window) > 0)) return null
  const held = reference.counts.flatMap((count, index) => (count + window.counts[index]! > 0 ? [[count, window.counts[index]!]] : []))
  const pearson = chiSquareContingency(held)
  if (pearson.df === 0) return null
  const monteCarlo = !satisfiesCochran(held)
  const p = monteCarlo ? twoStageMonteCarlo(held.map((row) => row.map(Math.round)).filter((row) => row.some((count) => count > 0)), rng, checkpoint).p : pearson.p
  return {
    ...mixLevel(window, key, label), statistic: pearson.statistic, df: pearson.df, p, test: monteCarlo ? 'k×2 χ², Monte Carlo' : 'k×2 χ²', cramersV: pearson.cramersVCorrected,
    differences: window.counts.map((count, index) => { const { estimate, low, high } = newcombe(count, total(window), reference.counts[index]!, total(reference)); return { value: estimate, low, high } }),
  }
}
