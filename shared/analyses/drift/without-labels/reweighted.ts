import { varianceOfInfluence } from '../../../stats/influence'
import type { OrderedRows } from '../../common/ordered-rows'
import type { PerformanceMeasure } from '../../common/performance-measures'
import { effectOfCases } from '../concept/split'
import type { Part } from '../concept/split'
import type { DensityRatio } from '../reweight/density-ratio'
import { bandOf } from './expected'
import type { Estimate } from './expected'

/** A measure of the reference reweighted to a window, with a band for what the window will show. */
export interface ReweightedPerformance {
  readonly estimate: Estimate
  /** Reweighted less reference, with its test. */
  readonly cases: Part
}

/**
 * Performance under other cases and the same relation. The band holds the error of the reweighted
 * estimate (rows of the reference, fit of the weights) and the chance of a window of `n` rows.
 */
export function reweightedPerformance(measure: PerformanceMeasure, reference: OrderedRows, ratio: DensityRatio, caseWeights: Float64Array | null, n: number, level: number, checkpoint: () => void): ReweightedPerformance {
  const { reweighted, fitted, effect } = effectOfCases(measure, reference, ratio, caseWeights, 0.95, checkpoint)
  const error = varianceOfInfluence(reweighted.influence.map((part, row) => part + fitted.reference[row]!)) + varianceOfInfluence(fitted.window)
  return { estimate: bandOf(measure.id, reweighted.value, Math.sqrt(error + ownChance(measure, reweighted.influence, reference.outcome!, ratio.weights, n)), level), cases: effect }
}

/** Variance of the measure on `n` rows drawn from the reweighted reference. */
function ownChance(measure: PerformanceMeasure, influence: Float64Array, outcome: Float64Array, weights: Float64Array, n: number): number {
  const part = (holds: (row: number) => boolean): { readonly spread: number; readonly total: number } => {
    let total = 0
    for (let row = 0; row < weights.length; row += 1) if (holds(row)) total += weights[row]!
    let spread = 0
    for (let row = 0; row < weights.length; row += 1) if (holds(row) && weights[row]! > 0) spread += (influence[row]! ** 2 * total) / weights[row]!
    return { spread, total }
  }
  if (measure.id !== 'auc') return part(() => true).spread / n
  const [events, others] = [part((row) => outcome[row] === 1), part((row) => outcome[row] !== 1)]
  const share = events.total / (events.total + others.total)
  return events.spread / (n * share) + others.spread / (n * (1 - share))
}
