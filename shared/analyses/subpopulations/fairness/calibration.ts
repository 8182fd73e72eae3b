import { skewedMeanInterval } from '../../../stats/skewed-mean'
import { sufficiencyTest } from '../../../stats/sufficiency'
import { moments } from '../../../stats/sums'
import { welchTFromMoments } from '../../../stats/tests'
import { weightedMeanInterval } from '../../../stats/weighted'
import type { Judged } from './count'
import { bounds } from './measure'
import type { Bounds, MeasureTest } from './measure'

/** Observed less predicted of one group; 0 where the score is right in it. */
export interface CalibrationCell extends Bounds {
  readonly n: number
  readonly meanScore: number | null
  /** Group less reference, Welch at the level that decides a finding; null for the reference and with weights. */
  readonly decided: Bounds | null
}

/**
 * Calibration within groups for scores that are probabilities. Mean of outcome − score per group with
 * Hall's interval of a skewed mean (weighted: linearised), and the likelihood-ratio test that the same score means the
 * same risk in every group, over the groups in `tested`; not run with weights.
 */
export function calibrationOf({ score, outcome, weight, order }: Judged, groups: Int32Array, count: number, reference: number, tested: readonly number[], decideLevel: number, checkpoint: () => void): { readonly cells: readonly CalibrationCell[]; readonly test: MeasureTest | null } {
  const rowsOf: number[][] = Array.from({ length: count }, () => [])
  for (const row of order) if (groups[row]! >= 0 && (outcome![row] === 0 || outcome![row] === 1)) rowsOf[groups[row]!]!.push(row)
  checkpoint()
  const residuals = rowsOf.map((rows) => residualsOf(rows, score, outcome!))
  const spread = residuals.map((values) => moments(values))
  const cells = rowsOf.map((rows, index): CalibrationCell => {
    const own = residuals[index]!
    const held = weight === null ? skewedMeanInterval(own) : weightedMeanInterval(own, sortedWeights(rows, outcome!, weight))
    return {
      ...bounds(held), n: rows.length,
      meanScore: rows.length === 0 || weight !== null ? null : moments(Float64Array.from(rows, (row) => score[row]!)).mean,
      decided: index === reference || weight !== null ? null : bounds(welchTFromMoments(spread[index]!, spread[reference]!, decideLevel)),
    }
  })
  return { cells, test: weight === null ? groupTest(rowsOf, score, outcome!, tested, checkpoint) : null }
}

/** By outcome, then in the given order (by score): the same digits whatever the order of the file. */
const byOutcome = (rows: readonly number[], outcome: Float64Array): readonly number[] => [...rows.filter((row) => outcome[row] === 0), ...rows.filter((row) => outcome[row] === 1)]
const residualsOf = (rows: readonly number[], score: Float64Array, outcome: Float64Array): Float64Array => Float64Array.from(byOutcome(rows, outcome), (row) => outcome[row]! - score[row]!)
const sortedWeights = (rows: readonly number[], outcome: Float64Array, weight: Float64Array): Float64Array => Float64Array.from(byOutcome(rows, outcome), (row) => weight[row]!)

function groupTest(rowsOf: readonly (readonly number[])[], score: Float64Array, outcome: Float64Array, tested: readonly number[], checkpoint: () => void): MeasureTest | null {
  if (tested.length < 2) return null
  const rows = tested.flatMap((group) => byOutcome(rowsOf[group]!, outcome))
  const group = Int32Array.from(tested.flatMap((index, place) => rowsOf[index]!.map(() => place)))
  const result = sufficiencyTest(Float64Array.from(rows, (row) => score[row]!), Float64Array.from(rows, (row) => outcome[row]!), group, tested.length, checkpoint)
  return Number.isNaN(result.p) ? null : { measure: 'calibration', test: `likelihood ratio of group intercepts, ${String(result.df)} df`, p: result.p, statistic: result.statistic, df: result.df, n: rows.length }
}
