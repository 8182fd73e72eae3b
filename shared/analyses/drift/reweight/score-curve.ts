import { quantileSorted, sortedFinite } from '../../../stats/sort'
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

/** Values computed between two checkpoints: a few milliseconds. */
const stride = 1 << 15

/** A value of every score, in stretches. */
function each(values: Float64Array, of: (value: number) => number, checkpoint: () => void): Float64Array {
  const out = new Float64Array(values.length)
  for (let from = 0; from < values.length; from += stride) {
    checkpoint()
    const to = Math.min(values.length, from + stride)
    for (let row = from; row < to; row += 1) out[row] = of(values[row]!)
  }
  return out
}

/**
 * Natural cubic spline with four knots at the 5, 35, 65 and 95 % quantiles of the reference's scores
 * (Harrell); straight where they are not distinct. Between the knots a miscalibrated score may be bent,
 * beyond them it is straight.
 */
export function scoreCurve(reference: Float64Array, probabilities: boolean, checkpoint: () => void = () => undefined): ScoreCurve {
  const raw = (score: number): number => {
    if (!probabilities) return score
    const kept = Math.min(1 - edge, Math.max(edge, score))
    return Math.log(kept) - Math.log1p(-kept)
  }
  const unscaled = each(reference, raw, checkpoint)
  const spread = moments(unscaled)
  const sd = Math.sqrt(varianceOf(spread))
  const scaled = (value: number): number => (sd > 0 ? (value - spread.mean) / sd : 0)
  const own = each(unscaled, scaled, checkpoint)
  const sorted = sortedFinite(own, checkpoint)
  const knots = [0.05, 0.35, 0.65, 0.95].map((p) => quantileSorted(sorted, p))
  const bent = knots.every((knot, index) => index === 0 || knot > knots[index - 1]!)
  const [t1, t2, t3, t4] = knots as [number, number, number, number]
  const cube = (value: number): number => (value > 0 ? value * value * value : 0)
  const bend = (knot: number) => (value: number): number => (cube(value - knot) - (cube(value - t3) * (t4 - knot)) / (t4 - t3) + (cube(value - t4) * (t3 - knot)) / (t4 - t3)) / (t4 - t1) ** 2
  return {
    // The reference's own are there already.
    x: (score) => (score === reference ? own.slice() : each(score, (value) => scaled(raw(value)), checkpoint)),
    terms: (values) => (bent ? [values, each(values, bend(t1), checkpoint), each(values, bend(t2), checkpoint)] : [values]),
  }
}
