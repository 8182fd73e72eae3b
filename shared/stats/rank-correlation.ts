import { studentTQuantile, studentTTwoSided } from './distributions'

/** A column's values as ranks, ready for correlation with another column of the same rows. */
export interface Ranked {
  /** Midranks with mean 0 and variance 1. */
  readonly u: Float64Array
  /** Row numbers by rising value. */
  readonly order: Uint32Array
  /** Position in `order` behind the last row of each place's tie, by place. */
  readonly ends: Uint32Array
  /** Standard deviation of the midranks over n. */
  readonly sd: number
  /** Part of each row in the sampling error of the variance of the midranks; 0 throughout without ties. */
  readonly spread: Float64Array
}

/** Ranks of values without NaN, given the row numbers by rising value; null where all are equal. */
export function ranked(values: Float64Array, order: Uint32Array): Ranked | null {
  const n = order.length
  if (n === 0 || values[order[0]!] === values[order[n - 1]!]) return null
  const ends = new Uint32Array(n)
  const u = new Float64Array(n)
  let squares = 0
  for (let from = 0; from < n;) {
    let to = from + 1
    while (to < n && values[order[to]!] === values[order[from]!]) to += 1
    const rank = (from + to - n) / 2 / n
    squares += (to - from) * rank * rank
    for (let place = from; place < to; place += 1) {
      ends[place] = to
      u[order[place]!] = rank
    }
    from = to
  }
  const sd = Math.sqrt(squares / n)
  for (let row = 0; row < n; row += 1) u[row]! /= sd
  const bare = { u, order, ends, sd }
  const above = meanAbove(bare, u)
  return { ...bare, spread: u.map((value, row) => value * value + 2 * above[row]! - 3) }
}

/** Per row, the mean over all rows of `v` where the ranked column is larger (ties half), over its standard deviation. */
function meanAbove({ order, ends, sd }: Pick<Ranked, 'order' | 'ends' | 'sd'>, v: Float64Array): Float64Array {
  const n = order.length
  const out = new Float64Array(n)
  let behind = 0
  for (let to = n; to > 0;) {
    // Ties share one end, so a run is found from behind by its first place.
    let from = to - 1
    let tied = v[order[from]!]!
    while (from > 0 && ends[from - 1] === to) {
      from -= 1
      tied += v[order[from]!]!
    }
    for (let place = from; place < to; place += 1) out[order[place]!] = (behind + tied / 2) / n / sd
    behind += tied
    to = from
  }
  return out
}

/** Spearman's correlation with its sampling variance. */
export interface RankCorrelation {
  readonly rho: number
  /** Variance of rho, from the influence of every row: right for any dependence and with ties. */
  readonly variance: number
  readonly n: number
}

/**
 * Spearman's ρ (product-moment correlation of midranks) of two ranked columns of the same rows. Its
 * variance is Σ influence²/n², with influence uv + A + B − 3ρ − ½ρ(Sx + Sy): A and B say how a row
 * moves the ranks of the others, S how it moves the variance of the ranks where there are ties.
 * Source: Borkowf (2002), Computational Statistics & Data Analysis 39, for untied data.
 */
export function rankCorrelation(x: Ranked, y: Ranked): RankCorrelation {
  const n = x.u.length
  let rho = 0
  for (let row = 0; row < n; row += 1) rho += x.u[row]! * y.u[row]!
  rho /= n
  const a = meanAbove(x, y.u)
  const b = meanAbove(y, x.u)
  let squares = 0
  for (let row = 0; row < n; row += 1) {
    const part = x.u[row]! * y.u[row]! + a[row]! + b[row]! - 3 * rho - (rho / 2) * (x.spread[row]! + y.spread[row]!)
    squares += part * part
  }
  return { rho: Math.max(-1, Math.min(1, rho)), variance: squares / n / (n - 2), n }
}

/** Difference of two rank correlations on separate rows. */
export interface CorrelationChange {
  /** Second minus first. */
  readonly change: number
  readonly low: number
  readonly high: number
  readonly p: number
}

/**
 * Change from one correlation to another: Student's t on Fisher's scale (atanh ρ, error √variance/(1 − ρ²)),
 * Satterthwaite's degrees of freedom; the interval is on the scale of ρ itself.
 * @returns null where a correlation is ±1 or its variance 0.
 */
export function correlationChange(first: RankCorrelation, second: RankCorrelation, level: number): CorrelationChange | null {
  if (!(first.variance > 0) || !(second.variance > 0) || Math.abs(first.rho) > 1 - 1e-9 || Math.abs(second.rho) > 1 - 1e-9) return null
  const onFisher = ({ rho, variance }: RankCorrelation): number => variance / (1 - rho * rho) ** 2
  const [a, b] = [onFisher(first), onFisher(second)]
  const df = (a + b) ** 2 / (a ** 2 / (first.n - 1) + b ** 2 / (second.n - 1))
  const t = (Math.atanh(second.rho) - Math.atanh(first.rho)) / Math.sqrt(a + b)
  const change = second.rho - first.rho
  const reach = -studentTQuantile((1 - level) / 2, df) * Math.sqrt(first.variance + second.variance)
  return { change, low: change - reach, high: change + reach, p: studentTTwoSided(t, df) }
}
