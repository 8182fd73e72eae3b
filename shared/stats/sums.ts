/** Count, mean and sum of squared deviations of a sample: enough for mean and variance, and mergeable. */
export interface Moments {
  readonly n: number
  readonly mean: number
  /** Σ (x − mean)². */
  readonly m2: number
}

/** Compensated (Neumaier) sum; NaN cells are skipped, ±∞ propagates. 0 for nothing. */
export function sum(values: Iterable<number>): number {
  let total = 0
  let correction = 0
  let infinite = 0
  for (const value of values) {
    if (value !== value) continue
    if (value === Infinity || value === -Infinity) {
      infinite += value
      continue
    }
    const next = total + value
    correction += Math.abs(total) >= Math.abs(value) ? total - next + value : value - next + total
    total = next
  }
  return infinite === 0 ? total + correction : infinite
}

/** Count, mean and squared deviations by a compensated two-pass rule; NaN and ±∞ cells are skipped. */
export function moments(values: Float64Array | readonly number[]): Moments {
  let n = 0
  let total = 0
  let correction = 0
  for (let at = 0; at < values.length; at += 1) {
    const value = values[at]!
    if (!Number.isFinite(value)) continue
    n += 1
    const next = total + value
    correction += Math.abs(total) >= Math.abs(value) ? total - next + value : value - next + total
    total = next
  }
  if (n === 0) return { n: 0, mean: NaN, m2: 0 }
  const mean = (total + correction) / n
  let m2 = 0
  let lost = 0
  let drift = 0
  for (let at = 0; at < values.length; at += 1) {
    const value = values[at]!
    if (!Number.isFinite(value)) continue
    const deviation = value - mean
    drift += deviation
    const square = deviation * deviation - lost
    const next = m2 + square
    lost = next - m2 - square
    m2 = next
  }
  // The rounded mean is not the mean: take out what that adds.
  return { n, mean, m2: Math.max(0, m2 - (drift * drift) / n) }
}

/** Moments of two samples taken together, by Chan's rule. */
export function mergeMoments(a: Moments, b: Moments): Moments {
  if (a.n === 0) return b
  if (b.n === 0) return a
  const n = a.n + b.n
  const delta = b.mean - a.mean
  return { n, mean: a.mean + (delta * b.n) / n, m2: a.m2 + b.m2 + (delta * delta * a.n * b.n) / n }
}

/** Mean of the finite values; NaN when there is none. */
export function mean(values: Float64Array | readonly number[]): number {
  return moments(values).mean
}

/** Sample variance (divisor n − 1) of the finite values; NaN for fewer than two. */
export function variance(values: Float64Array | readonly number[]): number {
  return varianceOf(moments(values))
}

/** Sample variance (divisor n − 1) from moments; NaN for fewer than two values. */
export function varianceOf(m: Moments): number {
  return m.n < 2 ? NaN : m.m2 / (m.n - 1)
}
