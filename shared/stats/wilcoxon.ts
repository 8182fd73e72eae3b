import { normalTwoSided } from './special'

/** Wilcoxon's signed-rank test. */
export interface WilcoxonResult {
  /** Sum of the ranks of positive differences. */
  readonly statistic: number
  readonly p: number
  /** Differences that are neither 0 nor NaN. */
  readonly n: number
  readonly method: 'exact' | 'normal'
}

/**
 * Two-sided p over all 2ⁿ sign patterns of the ranks, by convolution. Midranks are multiples of ½, so that
 * twice a rank is whole.
 */
function exactTwoSided(statistic: number, ranks: Float64Array): number {
  const doubled = ranks.map((rank) => 2 * rank)
  const top = doubled.reduce((sum, rank) => sum + rank, 0)
  const share = new Float64Array(top + 1)
  share[0] = 1
  for (const rank of doubled) {
    for (let s = top; s >= 0; s -= 1) share[s] = (share[s]! + (s >= rank ? share[s - rank]! : 0)) / 2
  }
  const smaller = Math.min(2 * statistic, top - 2 * statistic)
  let tail = 0
  for (let s = 0; s <= smaller; s += 1) tail += share[s]!
  return Math.min(1, 2 * tail)
}

/**
 * Wilcoxon's signed-rank test of differences being symmetric about 0, two-sided. Zeros are left out
 * (Wilcoxon's rule), ties get midranks, NaN is dropped. Exact for up to 50 differences, ties or not (the share of
 * all sign patterns of the midranks at hand); otherwise the normal limit with the tie-corrected variance and no
 * continuity correction. p 1 without differences.
 */
export function wilcoxonSignedRank(differences: Float64Array): WilcoxonResult {
  const kept = differences.filter((value) => Math.abs(value) > 0)
  const n = kept.length
  if (n === 0) return { statistic: 0, p: 1, n, method: 'exact' }
  const size = (value: number): number => Math.abs(value)
  kept.sort((a, b) => size(a) - size(b))
  let statistic = 0
  let ties = 0
  const ranks = new Float64Array(n)
  for (let start = 0; start < n; ) {
    let end = start + 1
    while (end < n && size(kept[end]!) === size(kept[start]!)) end += 1
    for (let i = start; i < end; i += 1) if (kept[i]! > 0) statistic += (start + 1 + end) / 2
    ranks.fill((start + 1 + end) / 2, start, end)
    const block = end - start
    ties += block ** 3 - block
    start = end
  }
  if (n <= 50) return { statistic, p: exactTwoSided(statistic, ranks), n, method: 'exact' }
  const centre = (n * (n + 1)) / 4
  const spread = Math.sqrt((n * (n + 1) * (2 * n + 1)) / 24 - ties / 48)
  return { statistic, p: normalTwoSided((statistic - centre) / spread), n, method: 'normal' }
}
