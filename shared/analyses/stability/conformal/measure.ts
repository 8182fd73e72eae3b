import type { AnalysisDataset, AnalysisInput } from '../../../contract/analysis'
import { betaBinomialCdf, betaBinomialPmf } from '../../../stats/beta-binomial'
import { betaQuantile } from '../../../stats/distributions'
import { wilson } from '../../../stats/intervals'
import { scoreOf } from '../../common/datasets'
import { areProbabilities } from '../../common/row-loss'

/** How ill each possible answer fits each row: |outcome − prediction| for numbers, 1 − probability for classes. */
export interface Nonconformity {
  /** Of what happened; NaN where score or outcome is missing. */
  readonly own: Float64Array
  /** Of every class; empty for numbers. */
  readonly classes: readonly Float64Array[]
}

/** The nonconformity of a dataset, or a sentence why there is none. */
export function nonconformityOf(input: AnalysisInput, dataset: AnalysisDataset): Nonconformity | string {
  const { outcome } = dataset
  if (outcome === null) return 'it has no outcomes'
  if (input.task === 'multiclass') {
    const probabilities = dataset.classProbabilities ?? dataset.recordedProbabilities
    if (probabilities === null) return 'it has no probabilities of every class'
    const classes = probabilities.map((column) => column.map((p) => 1 - p))
    return { classes, own: outcome.map((truth, row) => (Number.isNaN(truth) ? Number.NaN : classes[truth]![row]!)) }
  }
  const score = scoreOf(dataset)
  if (score === null) return 'it has no scores'
  if (input.task === 'regression') return { classes: [], own: outcome.map((truth, row) => Math.abs(truth - score[row]!)) }
  if (!areProbabilities(score)) return 'its scores are not probabilities'
  return { classes: [score.slice(), score.map((p) => 1 - p)], own: outcome.map((truth, row) => (truth === 1 ? 1 - score[row]! : truth === 0 ? score[row]! : Number.NaN)) }
}

/** A threshold from calibration rows, and how often a new row lies within it. */
export interface Calibration {
  readonly n: number
  readonly threshold: number
  /** Parameters of the Beta that the coverage, given these calibration rows, follows. */
  readonly a: number
  readonly b: number
  readonly low: number
  readonly high: number
}

/**
 * Split-conformal threshold at a level: the (n + 1 − l)-th smallest nonconformity, l = ⌊(n + 1)(1 − level)⌋.
 * The coverage of new rows then follows Beta(n + 1 − l, l) (Vovk 2012), with ties it is larger. Null where l is 0.
 */
export function calibrate(own: Float64Array, level: number): Calibration | null {
  const sorted = own.slice().sort()
  const n = sorted.length
  // What is a whole number by arithmetic may lie just below it by floating point.
  const l = Math.floor((n + 1) * (1 - level) + 1e-9)
  if (l < 1 || l > n) return null
  const a = n + 1 - l
  return { n, threshold: sorted[a - 1]!, a, b: l, low: betaQuantile(0.025, a, l), high: betaQuantile(0.025, a, l, true) }
}

/** Coverage of some rows. */
export interface Coverage {
  readonly n: number
  readonly covered: number
  readonly share: number
  readonly low: number
  readonly high: number
}

export function coverageOf(own: Float64Array, threshold: number, keep: (row: number) => boolean): Coverage {
  let n = 0
  let covered = 0
  own.forEach((value, row) => {
    if (Number.isNaN(value) || !keep(row)) return
    n += 1
    if (value <= threshold) covered += 1
  })
  const { low, high } = n === 0 ? { low: 0, high: 1 } : wilson(covered, n)
  return { n, covered, share: n === 0 ? 0 : covered / n, low, high }
}

/**
 * P of a coverage as small or smaller when the rows are exchangeable with the calibration rows: beta-binomial,
 * mid-p (half the probability of this very count), as the exact p of a discrete count alarms less often than it says.
 */
export function shortfallP({ n, covered }: Coverage, { a, b }: Calibration): number {
  return betaBinomialCdf(covered, n, a, b) - betaBinomialPmf(covered, n, a, b) / 2
}

/** How many classes the set of a row holds: mean, and shares of rows with none, one and more. */
export function setSizes({ own, classes }: Nonconformity, threshold: number): { readonly mean: number; readonly none: number; readonly one: number; readonly more: number } | null {
  if (classes.length === 0) return null
  const counts = [0, 0, 0]
  let total = 0
  let n = 0
  for (let row = 0; row < own.length; row += 1) {
    if (Number.isNaN(own[row]!)) continue
    const size = classes.reduce((sum, column) => sum + (column[row]! <= threshold ? 1 : 0), 0)
    counts[Math.min(2, size)]! += 1
    total += size
    n += 1
  }
  return n === 0 ? null : { mean: total / n, none: counts[0]! / n, one: counts[1]! / n, more: counts[2]! / n }
}
