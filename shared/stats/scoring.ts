import { completePairs } from './binary-pairs'
import { sum } from './sums'

export { calibrationFit, type CalibrationFit } from './calibration-fit'
export { expectedCalibrationErrorDebiased, hosmerLemeshow, reliabilityBins, spiegelhalter, type CalibrationError, type ReliabilityBin } from './calibration'

/**
 * Mean negative log likelihood of 0/1 outcomes under predicted probabilities, in nats. Probabilities
 * are kept off 0 and 1 by 2^−52 (as scikit-learn does). Pairs with NaN are dropped; NaN without rows.
 */
export function logLoss(probability: Float64Array, outcome: Float64Array): { readonly logLoss: number; readonly n: number } {
  const { first, second, n } = completePairs(probability, outcome)
  const losses = first.map((p, i) => {
    const kept = Math.min(1 - Number.EPSILON, Math.max(Number.EPSILON, p))
    return second[i] === 1 ? -Math.log(kept) : -Math.log1p(-kept)
  })
  return { logLoss: n === 0 ? NaN : sum(losses) / n, n }
}

/** Brier score and Murphy's decomposition. */
export interface BrierResult {
  /** Mean (probability − outcome)². */
  readonly brier: number
  /** Distance of forecast and observed rate within groups (small is good). */
  readonly reliability: number
  /** Spread of observed rates over groups (large is good). */
  readonly resolution: number
  /** Variance of the outcome. */
  readonly uncertainty: number
  /** What grouping leaves over: brier − (reliability − resolution + uncertainty); 0 when every group has one forecast. */
  readonly withinGroup: number
  readonly groups: number
  readonly n: number
}

/**
 * Brier score with Murphy's decomposition (1973) over forecasts grouped by distinct value when there are at most
 * `bins` of them, else into `bins` groups of equal width on [0, 1]. Outcome 1 is positive, others count
 * as 0. Pairs with NaN are dropped; NaN without rows.
 */
export function brier(probability: Float64Array, outcome: Float64Array, bins = 20): BrierResult {
  const { first, second, n } = completePairs(probability, outcome)
  if (n === 0) return { brier: NaN, reliability: NaN, resolution: NaN, uncertainty: NaN, withinGroup: NaN, groups: 0, n }
  const score = sum(first.map((p, i) => (p - (second[i] === 1 ? 1 : 0)) ** 2)) / n
  const distinct = new Set<number>()
  for (const p of first) if (distinct.size <= bins) distinct.add(p)
  const key = distinct.size <= bins ? (p: number): number => p : (p: number): number => Math.min(bins - 1, Math.max(0, Math.floor(p * bins)))
  const groups = new Map<number, { n: number; forecast: number; events: number }>()
  first.forEach((p, i) => {
    const group = groups.get(key(p)) ?? { n: 0, forecast: 0, events: 0 }
    group.n += 1
    group.forecast += p
    group.events += second[i] === 1 ? 1 : 0
    groups.set(key(p), group)
  })
  const parts = [...groups.values()]
  const rate = parts.reduce((total, group) => total + group.events, 0) / n
  const reliability = sum(parts.map((group) => (group.n / n) * ((group.forecast - group.events) / group.n) ** 2))
  const resolution = sum(parts.map((group) => (group.n / n) * (group.events / group.n - rate) ** 2))
  const uncertainty = rate * (1 - rate)
  return { brier: score, reliability, resolution, uncertainty, withinGroup: score - (reliability - resolution + uncertainty), groups: parts.length, n }
}
