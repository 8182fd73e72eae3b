import type { Interval } from './interval'
import { ExactSum, exactSum } from './exact-sum'
import { skewedInterval } from './skewed-mean'

/**
 * Weighted figures. Weights are importance or sampling weights: only their ratios matter, and all
 * weights alike are no weights. Values and weights of one row stand at one place; rows that do not
 * count have weight 0. Point estimates are those of rows repeated in proportion to their weights. All
 * sums are exact, so that the order of the rows cannot show.
 */

/** Rows between two checkpoints: under ten milliseconds. */
const stride = 1 << 16

/** Kish's effective number of rows, (Σw)²/Σw²: what the rows are worth where weights have nothing to do with what is measured. 0 for nothing. */
export function effectiveSize(weights: ArrayLike<number>, checkpoint: () => void = () => undefined): number {
  const total = new ExactSum()
  const squares = new ExactSum()
  for (let i = 0; i < weights.length; i += 1) {
    if (i % stride === 0) checkpoint()
    const w = weights[i]!
    if (!(w > 0)) continue
    total.add(w)
    squares.add(w * w)
  }
  return squares.value() > 0 ? total.value() ** 2 / squares.value() : 0
}

/** Rows from which on Student's t is taken for normal whatever the weights, so that its degrees of freedom need no care. */
const manyRows = 10_000

/** What the variance of a weighted mean Σw²d²/(Σw)², with d the deviations from that mean, lacks and rests on. */
export interface WeightedFreedom {
  /** Factor that makes it unbiased where all rows have the same variance; n/(n − 1) for equal weights. */
  readonly factor: number
  /** Degrees of freedom of the χ² with its first two moments; n − 1 for equal weights. NaN for fewer than two rows. */
  readonly df: number
}

/**
 * Small-sample correction of a linearised variance with weights. A few heavy rows carry it, so that it swings
 * far more than that of as many rows as they are worth: 30 rows of exponential weights are worth 15, their
 * variance has 6 degrees of freedom. With 10,000 rows and more, Kish's effective number e gives e/(e − 1) and e − 1.
 * Source: Bell and McCaffrey, Bias reduction in standard errors for linear regression with multi-stage samples,
 * Survey Methodology 28 (2002) 169–181, with the mean as the regression: E and Var of d'diag(w²)d.
 */
export function weightedFreedom(weights: ArrayLike<number>): WeightedFreedom {
  const sums = Array.from({ length: 5 }, () => new ExactSum())
  let rows = 0
  for (let i = 0; i < weights.length; i += 1) if (weights[i]! > 0) rows += 1
  const powers = rows < manyRows ? 5 : 2
  for (let i = 0; i < weights.length; i += 1) {
    const w = weights[i]!
    if (!(w > 0)) continue
    let power = 1
    for (let k = 0; k < powers; k += 1) {
      power *= w
      sums[k]!.add(power)
    }
  }
  return freedomOf(sums.map((sum) => sum.value()), rows)
}

/** `weightedFreedom` from sums: of the weights, their squares, … their fifth powers, and the number of rows. */
export function freedomOf(powers: readonly number[], rows: number): WeightedFreedom {
  const [s1, s2, s3, s4, s5] = powers as [number, number, number, number, number]
  if (rows < 2) return { factor: NaN, df: NaN }
  const kish = (s1 * s1) / s2
  if (rows >= manyRows || s2 === s1) return { factor: kish / (kish - 1), df: kish - 1 }
  const [a, b] = [s2 / s1 ** 2, s3 / s1]
  const trace = s2 - 2 * b + s2 * a
  const squares = s4 - (4 * s5) / s1 + (2 * s2 * s4) / s1 ** 2 + 2 * (b * b + a * s4) - 4 * s2 * a * b + s2 * s2 * a * a
  return { factor: s2 / trace, df: (trace * trace) / squares }
}

/** A weighted mean with the variance that its weights leave it. */
export interface WeightedMean {
  /** Σwx/Σw over finite values with a positive weight; NaN without any. */
  readonly mean: number
  /** Σw(x − mean)²/Σw, times e/(e − 1) with e effective rows: the spread of the population. */
  readonly variance: number
  /** Linearised: √(Σw²(x − mean)²)/Σw, times the root of the factor of `weightedFreedom`. */
  readonly se: number
  /** Degrees of freedom of that error, likewise. */
  readonly df: number
  /** Rows counted. */
  readonly n: number
  /** Kish's effective number of those rows, e. */
  readonly effective: number
  /** Skewness of the mean, Σ(wd)³/(Σ(wd)²)^1.5 with d = x − mean; 0 without spread. */
  readonly skew: number
}

/**
 * Weighted mean with its linearised (ratio estimator) standard error, which holds also where weights
 * go along with the values. Values that are not finite are left out.
 * Source: Cochran, Sampling Techniques (1977), 6.4; Särndal, Swensson, Wretman (1992), 5.5.
 */
export function weightedMean(values: ArrayLike<number>, weights: ArrayLike<number>, checkpoint: () => void = () => undefined): WeightedMean {
  const [totals, whole] = [new ExactSum(), new ExactSum()]
  const held = new Float64Array(values.length)
  let n = 0
  for (let i = 0; i < values.length; i += 1) {
    if (i % stride === 0) checkpoint()
    if (!Number.isFinite(values[i]!) || !(weights[i]! > 0)) continue
    held[i] = weights[i]!
    totals.add(held[i]!)
    whole.add(values[i]! * held[i]!)
    n += 1
  }
  const total = totals.value()
  const mean = n === 0 ? NaN : whole.value() / total
  const effective = effectiveSize(held, checkpoint)
  const few = effective > 1 ? effective / (effective - 1) : NaN
  const [spread, second, third] = [new ExactSum(), new ExactSum(), new ExactSum()]
  for (let i = 0; i < values.length; i += 1) {
    if (i % stride === 0) checkpoint()
    const w = held[i]!
    if (w === 0) continue
    const away = values[i]! - mean
    const part = w * away
    spread.add(w * away ** 2)
    second.add(part ** 2)
    third.add(part ** 3)
  }
  const squares = second.value()
  // Many rows need no powers of their weights.
  const { factor, df } = n < manyRows ? weightedFreedom(held) : { factor: few, df: effective - 1 }
  return {
    mean,
    variance: (spread.value() / total) * few,
    se: (Math.sqrt(squares) / total) * Math.sqrt(factor),
    df,
    n,
    effective,
    skew: squares > 0 ? third.value() / squares ** 1.5 : 0,
  }
}

/** Interval of the weighted mean of a skewed number; NaN bounds for fewer than two. */
export function weightedMeanInterval(values: ArrayLike<number>, weights: ArrayLike<number>, level = 0.95): Interval & { readonly n: number } {
  const { mean, se, n, df, skew } = weightedMean(values, weights)
  return { ...skewedInterval({ mean, se, df, skew }, level), n }
}

/** Counts as a test or an interval may take them: not of rows but of what rows are worth. */
export interface EffectiveCounts {
  readonly successes: number
  readonly n: number
}

/**
 * A weighted share as effective counts (Rao and Scott 1992, Korn and Graubard 1998): n rows worth
 * p(1 − p)/v, with v the linearised variance Σw²(x − p)²/(Σw)², and successes p·n. All weights alike
 * give the plain counts. With p of 0 or 1 there is no variance and Kish's number is taken; nor is more
 * taken than there are rows.
 * @param hits whether a row counts as a success; `weights` 0 leaves a row out
 */
export function effectiveCounts(hits: (row: number) => boolean, weights: ArrayLike<number>, checkpoint: () => void = () => undefined): EffectiveCounts {
  const total = new ExactSum()
  const inside = new ExactSum()
  const squares = new ExactSum()
  const squaresInside = new ExactSum()
  let rows = 0
  for (let row = 0; row < weights.length; row += 1) {
    if (row % stride === 0) checkpoint()
    const w = weights[row]!
    if (!(w > 0)) continue
    rows += 1
    total.add(w)
    squares.add(w * w)
    if (!hits(row)) continue
    inside.add(w)
    squaresInside.add(w * w)
  }
  return effectiveOf(total.value(), inside.value(), squares.value(), squaresInside.value(), rows)
}

/** The same from sums: weight, weight of successes, squared weights, squared weights of successes, rows. */
export function effectiveOf(total: number, inside: number, squares: number, squaresInside: number, rows: number): EffectiveCounts {
  if (!(total > 0)) return { successes: 0, n: 0 }
  // Weights of 1: the counts themselves, without a rounded division.
  if (squares === total && squaresInside === inside) return { successes: inside, n: total }
  const p = inside / total
  const variance = (squaresInside * (1 - p) ** 2 + (squares - squaresInside) * p ** 2) / total ** 2
  const n = Math.min(rows, p > 0 && p < 1 && variance > 0 ? (p * (1 - p)) / variance : (total * total) / squares)
  return { successes: p * n, n }
}

/**
 * Weighted counts of several cells, scaled to what the rows are worth: n = (K − 1)/Σ v/p over the cells
 * held, with v the linearised variance of a cell's share (Rao and Scott's first-order correction).
 * χ² and PSI of such counts have about the distribution that they have for plain counts.
 * @param totals Σw per cell
 * @param squares Σw² per cell
 * @param rows number of rows with a positive weight; no more than these are taken
 */
export function effectiveCells(totals: readonly number[], squares: readonly number[], rows: number): readonly number[] {
  const total = exactSum(totals)
  if (!(total > 0)) return totals.map(() => 0)
  const allSquares = exactSum(squares)
  const held = totals.filter((value) => value > 0).length
  let spread = 0
  totals.forEach((value, cell) => {
    if (!(value > 0)) return
    const p = value / total
    spread += (squares[cell]! * (1 - p) ** 2 + (allSquares - squares[cell]!) * p ** 2) / total ** 2 / p
  })
  const n = Math.min(rows, held > 1 && spread > 0 ? (held - 1) / spread : (total * total) / allSquares)
  return totals.map((value) => (value / total) * n)
}
