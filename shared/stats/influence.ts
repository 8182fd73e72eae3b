import { studentTQuantile, studentTTwoSided } from './distributions'

/** An estimate with the part that every row has in its sampling error. */
export interface Influential {
  readonly value: number
  /** One per row; the sum of squares is the variance. */
  readonly influence: Float64Array
  /** Degrees of freedom that the variance rests on. */
  readonly df: number
}

/** Rows between two checkpoints: a few milliseconds. */
const stride = 1 << 16

/** Variance of an estimate: Σ influence². */
export function varianceOfInfluence(influence: Float64Array): number {
  let total = 0
  for (let row = 0; row < influence.length; row += 1) total += influence[row]! * influence[row]!
  return total
}

/** Factor e/(e − 1) on a variance, with e the effective number of rows (Kish). */
function effective(weights: Float64Array | null, rows: number, holds: (row: number) => boolean): { readonly total: number; readonly n: number } {
  let total = 0
  let squares = 0
  for (let row = 0; row < rows; row += 1) {
    if (!holds(row)) continue
    const weight = weights === null ? 1 : weights[row]!
    total += weight
    squares += weight * weight
  }
  return { total, n: squares > 0 ? (total * total) / squares : 0 }
}

/** Mean of values, weighted where weights are given; nothing may be NaN. NaN value without rows. */
export function meanInfluence(values: Float64Array, weights: Float64Array | null, checkpoint: () => void = () => undefined): Influential {
  const { total, n } = effective(weights, values.length, () => true)
  checkpoint()
  let sum = 0
  let lost = 0
  for (let row = 0; row < values.length; row += 1) {
    const part = (weights === null ? 1 : weights[row]!) * values[row]! - lost
    const next = sum + part
    lost = next - sum - part
    sum = next
  }
  const value = sum / total
  const few = Math.sqrt(n / (n - 1)) / total
  checkpoint()
  const influence = new Float64Array(values.length)
  for (let row = 0; row < values.length; row += 1) influence[row] = (weights === null ? 1 : weights[row]!) * (values[row]! - value) * few
  return { value, influence, df: n - 1 }
}

/**
 * AUC of scores in ascending order (ties half), weighted where weights are given, with DeLong's
 * placements as influence. df is that of the rarer class. NaN value without both classes.
 */
export function aucInfluence(ascending: Float64Array, outcome: Float64Array, weights: Float64Array | null, checkpoint: () => void = () => undefined): Influential {
  const rows = ascending.length
  const events = effective(weights, rows, (row) => outcome[row] === 1)
  const others = effective(weights, rows, (row) => outcome[row] !== 1)
  const placed = new Float64Array(rows)
  const weightOf = (row: number): number => (weights === null ? 1 : weights[row]!)
  let eventsBelow = 0
  let othersBelow = 0
  let sum = 0
  let told = 0
  for (let from = 0; from < rows;) {
    if (from >= told) {
      checkpoint()
      told = from + stride
    }
    let to = from
    let tiedEvents = 0
    let tiedOthers = 0
    while (to < rows && ascending[to] === ascending[from]) {
      if (outcome[to] === 1) tiedEvents += weightOf(to)
      else tiedOthers += weightOf(to)
      to += 1
    }
    for (let row = from; row < to; row += 1) {
      if (outcome[row] === 1) {
        placed[row] = (othersBelow + tiedOthers / 2) / others.total
        sum += weightOf(row) * placed[row]!
      } else placed[row] = (events.total - eventsBelow - tiedEvents / 2) / events.total
    }
    eventsBelow += tiedEvents
    othersBelow += tiedOthers
    from = to
  }
  const value = sum / events.total
  const scaleEvents = Math.sqrt(events.n / (events.n - 1)) / events.total
  const scaleOthers = Math.sqrt(others.n / (others.n - 1)) / others.total
  checkpoint()
  const influence = new Float64Array(rows)
  for (let row = 0; row < rows; row += 1) influence[row] = weightOf(row) * (placed[row]! - value) * (outcome[row] === 1 ? scaleEvents : scaleOthers)
  return { value, influence, df: Math.min(events.n, others.n) - 1 }
}

/** A difference (or log ratio) of two estimates on separate rows, with Student's t. */
export interface UnpairedResult {
  readonly estimate: number
  readonly se: number
  readonly df: number
  readonly t: number
  readonly p: number
  readonly low: number
  readonly high: number
}

/** The estimate over its error, two-sided, with the interval; an error of 0 gives p 1 when nothing differs. */
export function tInterval(estimate: number, se: number, df: number, level = 0.95): UnpairedResult {
  const t = estimate === 0 && se === 0 ? 0 : estimate / se
  const reach = -studentTQuantile((1 - level) / 2, df) * se
  return { estimate, se, df, t, p: studentTTwoSided(t, df), low: estimate - reach, high: estimate + reach }
}

/** How the variance of a difference is put together. */
export type VarianceRule = 'separate' | 'guarded'

/**
 * Second less first, on separate rows; Satterthwaite's degrees of freedom. `guarded`, for means: at least
 * the pooled variance, since a small sample of a skewed quantity that has missed its tail knows too little of it.
 */
export function unpairedDifference(first: Influential, second: Influential, level = 0.95, rule: VarianceRule = 'separate'): UnpairedResult {
  return between(second.value - first.value, varianceOfInfluence(first.influence), first.df, varianceOfInfluence(second.influence), second.df, level, rule)
}

/** log(second/first) of two positive means, on separate rows: the scale on which skewed losses are nearly normal. */
export function unpairedLogRatio(first: Influential, second: Influential, level = 0.95, rule: VarianceRule = 'guarded'): UnpairedResult {
  return between(Math.log(second.value / first.value), varianceOfInfluence(first.influence) / first.value ** 2, first.df, varianceOfInfluence(second.influence) / second.value ** 2, second.df, level, rule)
}

function between(estimate: number, a: number, dfA: number, b: number, dfB: number, level: number, rule: VarianceRule): UnpairedResult {
  const [n, m] = [dfA + 1, dfB + 1]
  const pooled = ((a * n * dfA + b * m * dfB) / (dfA + dfB)) * (1 / n + 1 / m)
  if (rule === 'guarded' && pooled > a + b) return tInterval(estimate, Math.sqrt(pooled), dfA + dfB, level)
  return tInterval(estimate, Math.sqrt(a + b), satterthwaite(a, dfA, b, dfB), level)
}

/** Degrees of freedom of the sum of two estimated variances. */
export function satterthwaite(a: number, dfA: number, b: number, dfB: number): number {
  return a + b === 0 ? dfA + dfB : (a + b) ** 2 / ((a * a) / dfA + (b * b) / dfB)
}
