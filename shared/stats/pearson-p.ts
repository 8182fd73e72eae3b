import { chiSquareSf } from './distributions'

/** Rows of a group and their forecast. */
export interface ForecastGroup {
  readonly n: number
  readonly p: number
}

/** Expected events or survivals under which χ² is no longer taken at its word (Cochran's five). */
const enough = 5

/**
 * P(Σ(events − n·p)²/(n·p(1−p)) ≥ statistic) where every forecast is right. χ² with `df` degrees of
 * freedom while each group expects five events and five survivals. Under that, one event too many in a
 * near-empty group makes the sum large far more often than χ² says (at p .0005 some 15 times as often),
 * so that a χ² moved and scaled to the exact mean, variance and skewness of the sum is used (Pearson III):
 * with standardised cumulants k of the binomial, per group 1, 2 + k₄ and 8 + 12k₄ + 10k₃² + k₆.
 * Groups of forecast 0 or 1 give NaN. Source: McCullagh, P., Biometrika 72 (1985), for the cumulants.
 */
export function pearsonP(statistic: number, df: number, groups: readonly ForecastGroup[]): number {
  if (groups.every(({ n, p }) => n * Math.min(p, 1 - p) >= enough)) return chiSquareSf(statistic, df)
  let variance = 0
  let third = 0
  for (const { n, p } of groups) {
    const v = p * (1 - p)
    const k3 = (1 - 2 * p) ** 2 / (n * v)
    const k4 = (1 - 6 * v) / (n * v)
    const k6 = (1 - 30 * v * (1 - 4 * v)) / (n * v) ** 2
    variance += 2 + k4
    third += 8 + 12 * k4 + 10 * k3 + k6
  }
  // A group of one row and forecast near ½ has hardly any spread; χ² then overstates, which is safe.
  if (!(variance > 0) || !(third > 0)) return chiSquareSf(statistic, df)
  const scale = third / (4 * variance)
  const freedom = variance / (2 * scale * scale)
  const from = df - scale * freedom
  return statistic <= from ? 1 : chiSquareSf((statistic - from) / scale, freedom)
}
