import { normalTwoSided } from './special'

/** Mann–Kendall test of a trend in a short series. */
export interface MannKendall {
  /** Pairs that rise less pairs that fall. */
  readonly s: number
  /** Kendall's tau-a, −1 to 1. */
  readonly tau: number
  readonly p: number
  /** The same with half the probability of this very |S|; in the normal limit, without the continuity correction. */
  readonly midP: number
  readonly n: number
  readonly method: 'exact' | 'normal'
}

const exactLimit = 50

/**
 * Two-sided Mann–Kendall test. Without ties and for n ≤ 50 the p is exact: the share of the n! orders
 * with |S| at least as large, by the recursion over inversions. With ties the normal limit with the
 * variance corrected for ties and a continuity correction. NaN values are left out; fewer than three
 * give NaN. Source: Kendall, Rank Correlation Methods (1975).
 */
export function mannKendall(series: readonly number[]): MannKendall {
  const values = series.filter((value) => !Number.isNaN(value))
  const n = values.length
  if (n < 3) return { s: Number.NaN, tau: Number.NaN, p: Number.NaN, midP: Number.NaN, n, method: 'exact' }
  let s = 0
  for (let i = 0; i < n; i += 1) for (let j = i + 1; j < n; j += 1) s += Math.sign(values[j]! - values[i]!)
  const pairs = (n * (n - 1)) / 2
  const ties = [...new Set(values)].map((value) => values.filter((other) => other === value).length)
  if (n <= exactLimit && ties.every((count) => count === 1)) return { s, tau: s / pairs, ...exactP(s, n), n, method: 'exact' }
  const spread = (count: number): number => count * (count - 1) * (2 * count + 5)
  const variance = (spread(n) - ties.reduce((total, count) => total + spread(count), 0)) / 18
  const pAt = (pairsMore: number): number => (variance > 0 && pairsMore > 0 ? normalTwoSided(pairsMore / Math.sqrt(variance)) : 1)
  return { s, tau: s / pairs, p: pAt(Math.abs(s) - 1), midP: pAt(Math.abs(s)), n, method: 'normal' }
}

/** P(|S| ≥ |s|), and the same less half of P(|S| = |s|): S = pairs − 2·inversions, and inversions of n numbers are sums of uniforms on 0 … i. */
function exactP(s: number, n: number): Pick<MannKendall, 'p' | 'midP'> {
  const pairs = (n * (n - 1)) / 2
  let share = Float64Array.of(1)
  for (let i = 1; i < n; i += 1) {
    const next = new Float64Array(share.length + i)
    for (let k = 0; k < share.length; k += 1) for (let add = 0; add <= i; add += 1) next[k + add]! += share[k]! / (i + 1)
    share = next
  }
  let p = 0
  let own = 0
  for (let inversions = 0; inversions < share.length; inversions += 1) {
    const size = Math.abs(pairs - 2 * inversions)
    if (size >= Math.abs(s)) p += share[inversions]!
    if (size === Math.abs(s)) own += share[inversions]!
  }
  return { p: Math.min(1, p), midP: Math.min(1, p - own / 2) }
}
