import { quantileSorted } from '../../../stats/sort'
import { moments, varianceOf } from '../../../stats/sums'

/** A smooth curve over the score: the terms of a restricted cubic spline, the same for every dataset. */
export interface ScoreCurve {
  /** The score on the scale of the curve: standardised log odds, or the standardised score. */
  x(score: Float64Array): Float64Array
  /** Terms without the intercept, x first. */
  terms(x: Float64Array): readonly Float64Array[]
}

/** Probabilities are kept off 0 and 1 by this much before their log odds are taken. */
const edge = 1e-6

/**
 * Natural cubic spline with four knots at the 5, 35, 65 and 95 % quantiles of the reference's scores
 * (Harrell); straight where they are not distinct. Between the knots a miscalibrated score may be bent,
 * beyond them it is straight.
 */
export function scoreCurve(reference: Float64Array, probabilities: boolean): ScoreCurve {
  const raw = (score: number): number => {
    if (!probabilities) return score
    const kept = Math.min(1 - edge, Math.max(edge, score))
    return Math.log(kept) - Math.log1p(-kept)
  }
  const spread = moments(reference.map(raw))
  const sd = Math.sqrt(varianceOf(spread))
  const x = (score: Float64Array): Float64Array => score.map((value) => (sd > 0 ? (raw(value) - spread.mean) / sd : 0))
  const sorted = x(reference).sort()
  const knots = [0.05, 0.35, 0.65, 0.95].map((p) => quantileSorted(sorted, p))
  const bent = knots.every((knot, index) => index === 0 || knot > knots[index - 1]!)
  const [t1, t2, t3, t4] = knots as [number, number, number, number]
  const cube = (value: number): number => (value > 0 ? value * value * value : 0)
  const bend = (knot: number) => (value: number): number => (cube(value - knot) - (cube(value - t3) * (t4 - knot)) / (t4 - t3) + (cube(value - t4) * (t3 - knot)) / (t4 - t3)) / (t4 - t1) ** 2
  return { x, terms: (values) => (bent ? [values, values.map(bend(t1)), values.map(bend(t2))] : [values]) }
}
