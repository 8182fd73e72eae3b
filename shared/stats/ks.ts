import { kolmogorovSf } from './kolmogorov'

/** Two-sample Kolmogorov–Smirnov test. */
export interface KsResult {
  /** Largest distance between the two empirical distribution functions, 0 to 1. */
  readonly d: number
  readonly p: number
  /** The value at which that distance is reached (the first one). */
  readonly location: number
  readonly method: 'exact' | 'asymptotic'
}

/** Largest distance of two empirical distribution functions, times n·m: an exact integer; and the value where it is first reached. */
export interface LargestGap {
  readonly gap: number
  readonly location: number
}

/** Largest n·m for which all lattice paths are counted, unless told (about 40 ms). */
const defaultExactLimit = 1e7
const exactSize = 10_000
/** Beyond that size, a product up to which counting takes a few milliseconds: against a handful of values the limit is far off. */
const exactProduct = 1e6

/**
 * Two-sample Kolmogorov–Smirnov test, two-sided, of two ascending arrays without NaN (`sortedFinite`).
 * D is taken after each block of tied values, so ties never inflate it. The p-value is exact for
 * n·m ≤ exactLimit with max(n, m) ≤ 10,000 or n·m ≤ 1,000,000: the share of orderings of the pooled sample, ties kept, with a
 * distance at least as large (Schröer and Trenkler 1995; R's psmirnov). Otherwise the Kolmogorov limit
 * at √(nm/(n+m))·D with Vrbik's small-sample term; with many ties that is conservative.
 * An empty sample gives NaN.
 * @param exactLimit largest n·m for which the p-value is exact; its cost is proportional to n·m
 * @param known the largest gap, where a walk over both arrays has found it already
 */
export function ksTwoSample(a: Float64Array, b: Float64Array, exactLimit: number = defaultExactLimit, known: LargestGap | null = null): KsResult {
  const n = a.length
  const m = b.length
  if (n === 0 || m === 0) return { d: NaN, p: NaN, location: NaN, method: 'asymptotic' }
  const { gap, location } = known ?? largestGap(a, b)
  const d = gap / n / m
  if (n * m <= exactLimit && (Math.max(n, m) <= exactSize || n * m <= exactProduct)) {
    return { d, p: exactTail(gap, n, m, tieEnds(a, b)), location, method: 'exact' }
  }
  return { d, p: asymptoticKsP(d, n, m), location, method: 'asymptotic' }
}

/** Asymptotic p-value of a two-sample distance d at sizes n and m, which may be effective ones. */
export function asymptoticKsP(d: number, n: number, m: number): number {
  const effective = (n * m) / (n + m)
  const x = Math.sqrt(effective) * d
  return kolmogorovSf(x + 1 / (6 * Math.sqrt(effective)) + (x - 1) / (4 * effective))
}

/** max |i·m − j·n| over the ends of tie blocks. */
function largestGap(a: Float64Array, b: Float64Array): LargestGap {
  const n = a.length
  const m = b.length
  let i = 0
  let j = 0
  let gap = 0
  let location = Math.min(a[0]!, b[0]!)
  while (i < n && j < m) {
    const x = a[i]!
    const y = b[j]!
    const value = x < y ? x : y
    while (i < n && a[i]! === value) i += 1
    while (j < m && b[j]! === value) j += 1
    const here = Math.abs(i * m - j * n)
    if (here > gap) {
      gap = here
      location = value
    }
  }
  return { gap, location }
}

/** ends[k] = 1 when a block of tied values ends at position k (1-based) of the pooled sorted sample. */
function tieEnds(a: Float64Array, b: Float64Array): Uint8Array {
  const ends = new Uint8Array(a.length + b.length + 1)
  let i = 0
  let j = 0
  while (i < a.length || j < b.length) {
    const value = j >= b.length || (i < a.length && a[i]! < b[j]!) ? a[i]! : b[j]!
    while (i < a.length && a[i]! === value) i += 1
    while (j < b.length && b[j]! === value) j += 1
    ends[i + j] = 1
  }
  return ends
}

/**
 * P(gap ≥ observed) over all orderings. reached[j] holds, for the lattice point (i, j), the share of
 * paths to it that have already met the gap at the end of a tie block: an upper tail, so no cancellation.
 */
function exactTail(gap: number, n: number, m: number, ends: Uint8Array): number {
  if (gap === 0) return 1
  const reached = new Float64Array(m + 1)
  for (let j = 1; j <= m; j += 1) reached[j] = ends[j] === 1 && j * n >= gap ? 1 : reached[j - 1]!
  for (let i = 1; i <= n; i += 1) {
    if (ends[i] === 1 && i * m >= gap) reached[0] = 1
    let left = reached[0]!
    for (let j = 1; j <= m; j += 1) {
      const distance = i * m - j * n
      if (ends[i + j] === 1 && (distance >= gap || -distance >= gap)) left = 1
      else left = (i * reached[j]! + j * left) / (i + j)
      reached[j] = left
    }
  }
  return Math.min(1, reached[m]!)
}
