import { chiSquareSf } from './distributions'

/** Kruskal–Wallis test that k groups have one distribution. */
export interface KruskalWallis {
  /** H, corrected for ties; n − 1 times the share of the variance of ranks between groups. */
  readonly statistic: number
  readonly df: number
  readonly p: number
  readonly n: number
  /** Correlation ratio of ranks, √(H/(n − 1)), 0 to 1. */
  readonly eta: number
}

/**
 * Kruskal–Wallis from rows in rising order of the value (ties anyhow); tied values share their mean
 * rank. Groups without rows count for nothing; fewer than two groups or one value only give H 0, p 1.
 * @param sorted rows by rising value; @param group 0 … k − 1 per row of `value`
 * Source: Kruskal and Wallis (1952).
 */
export function kruskalWallis(sorted: Uint32Array, value: Float64Array, group: Int32Array, k: number): KruskalWallis {
  const n = sorted.length
  const sums = new Float64Array(k)
  const counts = new Float64Array(k)
  let ties = 0
  for (let from = 0; from < n;) {
    let to = from + 1
    while (to < n && value[sorted[to]!] === value[sorted[from]!]) to += 1
    const size = to - from
    ties += size * (size - 1) * (size + 1)
    const rank = (from + to + 1) / 2
    for (let place = from; place < to; place += 1) {
      sums[group[sorted[place]!]!]! += rank
      counts[group[sorted[place]!]!]! += 1
    }
    from = to
  }
  const held = counts.reduce((total, count) => total + (count > 0 ? 1 : 0), 0)
  const spread = 1 - ties / (n * (n - 1) * (n + 1))
  if (held < 2 || !(spread > 0)) return { statistic: 0, df: Math.max(0, held - 1), p: 1, n, eta: 0 }
  const middle = (n + 1) / 2
  const between = sums.reduce((total, sum, g) => (counts[g]! > 0 ? total + counts[g]! * (sum / counts[g]! - middle) ** 2 : total), 0)
  const statistic = ((12 / (n * (n + 1))) * between) / spread
  return { statistic, df: held - 1, p: chiSquareSf(statistic, held - 1), n, eta: Math.min(1, Math.sqrt(statistic / (n - 1))) }
}
