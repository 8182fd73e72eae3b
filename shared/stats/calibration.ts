import { completePairs } from './binary-pairs'
import { pearsonP } from './pearson-p'
import { normalTwoSided } from './special'

/** One group of forecasts. */
export interface ReliabilityBin {
  readonly n: number
  readonly events: number
  readonly meanForecast: number
  readonly observedRate: number
}

/**
 * Forecasts in ascending order cut into at most `bins` groups of about equal size; equal forecasts
 * are never split, so row order cannot matter. Outcome 1 is an event. Pairs with NaN are dropped.
 */
export function reliabilityBins(probability: Float64Array, outcome: Float64Array, bins = 10): readonly ReliabilityBin[] {
  const { first, second, n } = completePairs(probability, outcome)
  const order = new Uint32Array(n)
  for (let i = 0; i < n; i += 1) order[i] = i
  order.sort((a, b) => first[a]! - first[b]!)
  const result: ReliabilityBin[] = []
  let start = 0
  for (let bin = 1; bin <= bins && start < n; bin += 1) {
    let end = Math.max(start + 1, Math.round((n * bin) / bins))
    if (end <= start) continue
    while (end < n && first[order[end]!] === first[order[end - 1]!]) end += 1
    if (bin === bins) end = n
    let events = 0
    let total = 0
    for (let k = start; k < end; k += 1) {
      total += first[order[k]!]!
      if (second[order[k]!] === 1) events += 1
    }
    result.push({ n: end - start, events, meanForecast: total / (end - start), observedRate: events / (end - start) })
    start = end
  }
  return result
}

/**
 * Hosmer–Lemeshow test over groups of about equal size (10 by default). Degrees of freedom: as many as
 * groups, right for forecasts that were not fitted to these rows and careful for those that were. The p is that of `pearsonP`. NaN with too few groups or a forecast mean of exactly 0 or 1.
 */
export function hosmerLemeshow(
  probability: Float64Array,
  outcome: Float64Array,
  groups = 10,
): { readonly statistic: number; readonly df: number; readonly p: number; readonly groups: number } {
  const bins = reliabilityBins(probability, outcome, groups)
  const statistic = bins.reduce((total, bin) => total + (bin.events - bin.n * bin.meanForecast) ** 2 / (bin.n * bin.meanForecast * (1 - bin.meanForecast)), 0)
  const df = bins.length
  return { statistic, df, p: df > 0 ? pearsonP(statistic, df, bins.map(({ n, meanForecast }) => ({ n, p: meanForecast }))) : NaN, groups: bins.length }
}

/** Spiegelhalter's z-test of calibration from the Brier score; NaN when all forecasts are 0, ½ or 1. Pairs with NaN dropped. */
export function spiegelhalter(probability: Float64Array, outcome: Float64Array): { readonly z: number; readonly p: number; readonly n: number } {
  const { first, second, n } = completePairs(probability, outcome)
  let top = 0
  let spread = 0
  for (let i = 0; i < n; i += 1) {
    const p = first[i]!
    top += ((second[i] === 1 ? 1 : 0) - p) * (1 - 2 * p)
    spread += (1 - 2 * p) ** 2 * p * (1 - p)
  }
  const z = spread > 0 ? top / Math.sqrt(spread) : NaN
  return { z, p: normalTwoSided(z), n }
}

/** Calibration error with what sampling alone would show. */
export interface CalibrationError {
  /** Σ (n_b/n)·|observed rate − mean forecast|; above 0 even for a perfect forecast. */
  readonly ece: number
  /** Its expectation when every forecast is right, at these group sizes. */
  readonly expectedIfCalibrated: number
  /** ece − expectedIfCalibrated: about 0 on average for a perfect forecast; may fall below 0 by chance and is not cut. */
  readonly debiased: number
  readonly bins: readonly ReliabilityBin[]
}

/**
 * Expected calibration error over groups of about equal size, raw and with the part removed that
 * sampling alone adds: a right forecast p̄ in a group of n shows a mean gap of √(2·p̄(1−p̄)/(π·n)).
 * Pairs with NaN are dropped; NaN without rows. Source: Bröcker and Smith, Weather and Forecasting 22 (2007).
 */
export function expectedCalibrationErrorDebiased(probability: Float64Array, outcome: Float64Array, bins = 10): CalibrationError {
  const groups = reliabilityBins(probability, outcome, bins)
  const n = groups.reduce((total, bin) => total + bin.n, 0)
  if (n === 0) return { ece: NaN, expectedIfCalibrated: NaN, debiased: NaN, bins: groups }
  let ece = 0
  let expectedIfCalibrated = 0
  for (const bin of groups) {
    const share = bin.n / n
    ece += share * Math.abs(bin.observedRate - bin.meanForecast)
    expectedIfCalibrated += share * Math.sqrt((2 * bin.meanForecast * (1 - bin.meanForecast)) / (Math.PI * bin.n))
  }
  return { ece, expectedIfCalibrated, debiased: ece - expectedIfCalibrated, bins: groups }
}
