import { fSf } from './distributions'

/** Welch's test that several groups share one mean, whatever their variances. */
export interface WelchAnova {
  readonly statistic: number
  readonly df1: number
  readonly df2: number
  readonly p: number
}

/**
 * Welch's F: Σ w(mean − mean_w)²/(k − 1) over 1 + 2(k − 2)/(k² − 1)·Σ(1 − w/W)²/(n − 1), with w = n/variance,
 * W = Σw and mean_w the mean weighted by w; df k − 1 and (k² − 1)/(3·Σ(1 − w/W)²/(n − 1)).
 * Groups have at least two rows and a variance above 0; NaN for fewer than two groups.
 * Source: Welch, On the comparison of several mean values, Biometrika 38 (1951) 330–336.
 */
export function welchAnova(groups: readonly { readonly n: number; readonly mean: number; readonly variance: number }[]): WelchAnova {
  const { statistic, df1, spread } = welchF(Float64Array.from(groups, ({ n }) => n), Float64Array.from(groups, ({ mean }) => mean), Float64Array.from(groups, ({ variance }) => variance))
  const df2 = ((df1 + 1) ** 2 - 1) / (3 * spread)
  return { statistic, df1, df2, p: fSf(statistic, df1, df2) }
}

/** The statistic alone, for loops; groups of no rows take no part. `spread` is Σ(1 − w/W)²/(n − 1). */
export function welchF(n: ArrayLike<number>, mean: ArrayLike<number>, variance: ArrayLike<number>): { readonly statistic: number; readonly df1: number; readonly spread: number } {
  let groups = 0
  let total = 0
  let centre = 0
  for (let i = 0; i < n.length; i += 1) {
    if (n[i] === 0) continue
    const w = n[i]! / variance[i]!
    groups += 1
    total += w
    centre += w * mean[i]!
  }
  centre /= total
  let between = 0
  let spread = 0
  for (let i = 0; i < n.length; i += 1) {
    if (n[i] === 0) continue
    const w = n[i]! / variance[i]!
    between += w * (mean[i]! - centre) ** 2
    spread += (1 - w / total) ** 2 / (n[i]! - 1)
  }
  if (groups < 2) return { statistic: NaN, df1: groups - 1, spread }
  return { statistic: between / (groups - 1) / (1 + ((2 * (groups - 2)) / (groups ** 2 - 1)) * spread), df1: groups - 1, spread }
}
