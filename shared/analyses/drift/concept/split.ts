import type { Influential, UnpairedResult } from '../../../stats/influence'
import { tInterval, varianceOfInfluence } from '../../../stats/influence'
import { argsort } from '../../common/argsort'
import type { OrderedRows } from '../../common/ordered-rows'
import type { PerformanceMeasure } from '../../common/performance-measures'
import type { DensityRatio } from '../reweight/density-ratio'

/** An estimate with its error, its 95 % interval and p. */
export type Part = UnpairedResult

/** A change of performance, and what of it comes from where. */
export interface Split {
  readonly reference: number
  /** The reference reweighted to look like the window. */
  readonly reweighted: number
  readonly window: number
  /** Window less reference. */
  readonly total: Part
  /** Reweighted less reference: other cases, the same relation. */
  readonly cases: Part
  /** Window less reweighted: the same cases, another relation. */
  readonly relation: Part
}

/** A measure on rows in any order, its influence in that order. */
export function measureOn(measure: PerformanceMeasure, score: Float64Array, outcome: Float64Array, weights: Float64Array | null, checkpoint: () => void): Influential {
  const order = argsort(Uint32Array.from(score, (_, row) => row), score, outcome, checkpoint)
  const pick = (values: Float64Array): Float64Array => Float64Array.from(order, (row) => values[row]!)
  const found = measure.of({ score: pick(score), outcome: pick(outcome) }, weights === null ? null : pick(weights))
  const influence = new Float64Array(score.length)
  order.forEach((row, place) => (influence[row] = found.influence[place]!))
  return { ...found, influence }
}

const combined = (...parts: readonly (readonly [Float64Array, number])[]): Float64Array => parts[0]![0].map((_, row) => parts.reduce((sum, [values, sign]) => sum + sign * values[row]!, 0))

/**
 * What a change of cases alone does to a measure of the reference. The weights scatter by their fit, and each row's part
 * with them, but the fit is orthogonal to what the terms do not tell of that part, so this scatter adds nothing to the
 * estimate though it does to the sum of squared influences: where cases did not move it makes up to half of it. Its
 * expectation, Σ variance of the log weight · (part that the terms do not tell)², is taken off, never more than half.
 */
export function effectOfCases(measure: PerformanceMeasure, reference: OrderedRows, ratio: DensityRatio, caseWeights: Float64Array | null, level: number, checkpoint: () => void): { readonly basis: Influential; readonly reweighted: Influential; readonly fitted: ReturnType<DensityRatio['fitting']>; readonly effect: Part } {
  const basis = measureOn(measure, reference.score!, reference.outcome!, caseWeights, checkpoint)
  const reweighted = measureOn(measure, reference.score!, reference.outcome!, ratio.weights, checkpoint)
  const fitted = ratio.fitting(reweighted.influence)
  const squares = varianceOfInfluence(combined([reweighted.influence, 1], [fitted.reference, 1], [basis.influence, -1])) + varianceOfInfluence(fitted.window)
  const untold = combined([reweighted.influence, 1], [fitted.reference, 1])
  const scatter = ratio.spread().reduce((sum, spread, row) => sum + spread * untold[row]! ** 2, 0)
  const variance = Math.max(squares - scatter, squares / 2)
  return { basis, reweighted, fitted, effect: tInterval(reweighted.value - basis.value, Math.sqrt(variance), Math.min(basis.df, reweighted.df), level) }
}

/**
 * Splits the change of a measure into what other cases bring and what another relation brings, by
 * reweighting the reference; the errors hold the rows of both sides and the fit of the weights.
 */
export function splitOf(measure: PerformanceMeasure, reference: OrderedRows, window: OrderedRows, ratio: DensityRatio, caseWeights: readonly [Float64Array | null, Float64Array | null], checkpoint: () => void): Split {
  const { basis, reweighted, fitted, effect } = effectOfCases(measure, reference, ratio, caseWeights[0], 0.95, checkpoint)
  const own = measureOn(measure, window.score!, window.outcome!, caseWeights[1], checkpoint)
  const df = Math.min(basis.df, reweighted.df, own.df)
  const relation = varianceOfInfluence(combined([reweighted.influence, -1], [fitted.reference, -1])) + varianceOfInfluence(combined([own.influence, 1], [fitted.window, -1]))
  const total = varianceOfInfluence(basis.influence) + varianceOfInfluence(own.influence)
  return {
    reference: basis.value, reweighted: reweighted.value, window: own.value, cases: effect,
    relation: tInterval(own.value - reweighted.value, Math.sqrt(relation), df),
    total: tInterval(own.value - basis.value, Math.sqrt(total), df),
  }
}
