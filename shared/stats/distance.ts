import { moments, varianceOf } from './sums'

/** Walks the distinct values of two ascending arrays: interval length and both distribution functions on it. */
function walk(a: Float64Array, b: Float64Array, visit: (width: number, gap: number) => void): void {
  const n = a.length
  const m = b.length
  let i = 0
  let j = 0
  let value = Math.min(a[0]!, b[0]!)
  while (i < n || j < m) {
    while (i < n && a[i]! === value) i += 1
    while (j < m && b[j]! === value) j += 1
    if (i === n && j === m) return
    const next = j >= m || (i < n && a[i]! < b[j]!) ? a[i]! : b[j]!
    visit(next - value, Math.abs(i / n - j / m))
    value = next
  }
}

/**
 * Wasserstein (earth mover's) distance of order 1, ∫|F − G|, of two ascending arrays of finite values
 * (`sortedFinite`), in the unit of the column. NaN when either is empty.
 */
export function wasserstein1(sortedA: Float64Array, sortedB: Float64Array): number {
  if (sortedA.length === 0 || sortedB.length === 0) return NaN
  let total = 0
  let lost = 0
  walk(sortedA, sortedB, (width, gap) => {
    const part = width * gap - lost
    const next = total + part
    lost = next - total - part
    total = next
  })
  return total
}

/**
 * Energy distance √(2∫(F − G)²) of two ascending arrays of finite values, in the square root of the
 * column's unit (scipy's definition). NaN when either is empty.
 */
export function energyDistance(sortedA: Float64Array, sortedB: Float64Array): number {
  if (sortedA.length === 0 || sortedB.length === 0) return NaN
  let total = 0
  let lost = 0
  walk(sortedA, sortedB, (width, gap) => {
    const part = width * gap * gap - lost
    const next = total + part
    lost = next - total - part
    total = next
  })
  return Math.sqrt(2 * total)
}

/**
 * Jensen–Shannon distance (root of the divergence, natural logarithm) of two lists of counts or
 * shares on the same categories; each is divided by its sum. 0 to √ln 2. NaN when a sum is 0.
 */
export function jensenShannon(p: readonly number[], q: readonly number[]): number {
  const sumP = p.reduce((total, value) => total + value, 0)
  const sumQ = q.reduce((total, value) => total + value, 0)
  let divergence = 0
  p.forEach((value, i) => {
    const x = value / sumP
    const y = (q[i] ?? 0) / sumQ
    const middle = (x + y) / 2
    if (x > 0) divergence += (x * Math.log(x / middle)) / 2
    if (y > 0) divergence += (y * Math.log(y / middle)) / 2
  })
  return sumP > 0 && sumQ > 0 ? Math.sqrt(Math.max(0, divergence)) : NaN
}

/** Cohen's d: (mean of b − mean of a) over the pooled standard deviation. NaN/±∞ cells skipped; NaN without spread. */
export function cohensD(a: Float64Array, b: Float64Array): number {
  const first = moments(a)
  const second = moments(b)
  return (second.mean - first.mean) / Math.sqrt((first.m2 + second.m2) / (first.n + second.n - 2))
}

/**
 * Standardised mean difference: (mean of b − mean of a) over the root of the mean of both variances;
 * unlike Cohen's d not moved by the sizes of the samples. NaN/±∞ cells skipped; NaN without spread.
 */
export function standardisedMeanDifference(a: Float64Array, b: Float64Array): number {
  const first = moments(a)
  const second = moments(b)
  return (second.mean - first.mean) / Math.sqrt((varianceOf(first) + varianceOf(second)) / 2)
}
