import type { LargestGap } from './ks'
import { moments, varianceOf } from './sums'

/** Distances between two distribution functions; see `wasserstein1` and `energyDistance`. */
export interface Distances extends LargestGap {
  readonly wasserstein: number
  readonly energy: number
}

/** Values walked between two checkpoints: a few milliseconds. */
const stride = 1 << 17

/** Wasserstein and energy distance of two ascending arrays of finite values, and the largest gap, in one walk over their distinct values. NaN when either is empty. */
export function distributionDistances(a: Float64Array, b: Float64Array, checkpoint: () => void = () => undefined): Distances {
  const n = a.length
  const m = b.length
  if (n === 0 || m === 0) return { wasserstein: NaN, energy: NaN, gap: NaN, location: NaN }
  // Compensated sums of width · |F − G| and width · (F − G)² over the stretches between distinct values.
  let first = 0
  let firstLost = 0
  let second = 0
  let secondLost = 0
  let i = 0
  let j = 0
  let value = Math.min(a[0]!, b[0]!)
  let largest = 0
  let location = value
  let told = 0
  for (;;) {
    if (i + j >= told) {
      checkpoint()
      told = i + j + stride
    }
    while (i < n && a[i]! === value) i += 1
    while (j < m && b[j]! === value) j += 1
    if (i === n && j === m) break
    const here = Math.abs(i * m - j * n)
    if (here > largest) {
      largest = here
      location = value
    }
    const next = j >= m || (i < n && a[i]! < b[j]!) ? a[i]! : b[j]!
    const gap = Math.abs(i / n - j / m)
    const area = (next - value) * gap
    const part = area - firstLost
    const sum = first + part
    firstLost = sum - first - part
    first = sum
    const square = area * gap - secondLost
    const squares = second + square
    secondLost = squares - second - square
    second = squares
    value = next
  }
  return { wasserstein: first, energy: Math.sqrt(2 * second), gap: largest, location }
}

/**
 * Wasserstein (earth mover's) distance of order 1, ∫|F − G|, of two ascending arrays of finite values
 * (`sortedFinite`), in the unit of the column. NaN when either is empty.
 */
export function wasserstein1(sortedA: Float64Array, sortedB: Float64Array): number {
  return distributionDistances(sortedA, sortedB).wasserstein
}

/**
 * Energy distance √(2∫(F − G)²) of two ascending arrays of finite values, in the square root of the
 * column's unit (scipy's definition). NaN when either is empty.
 */
export function energyDistance(sortedA: Float64Array, sortedB: Float64Array): number {
  return distributionDistances(sortedA, sortedB).energy
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
