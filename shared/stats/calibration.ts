import { completePairs } from './binary-pairs'
import { chiSquareSf } from './distributions'
import { normalCdf, normalPdf, normalTwoSided } from './special'

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
 * Hosmer–Lemeshow test over groups of about equal size (10 by default). Degrees of freedom: groups on
 * data the model was not fitted to (`external`, the default), groups − 2 on its development data.
 * NaN with too few groups or a forecast mean of exactly 0 or 1.
 */
export function hosmerLemeshow(
  probability: Float64Array,
  outcome: Float64Array,
  options: { readonly groups?: number; readonly external?: boolean } = {},
): { readonly statistic: number; readonly df: number; readonly p: number; readonly groups: number } {
  const { groups = 10, external = true } = options
  const bins = reliabilityBins(probability, outcome, groups)
  const statistic = bins.reduce((total, bin) => total + (bin.events - bin.n * bin.meanForecast) ** 2 / (bin.n * bin.meanForecast * (1 - bin.meanForecast)), 0)
  const df = external ? bins.length : bins.length - 2
  return { statistic, df, p: df > 0 ? chiSquareSf(statistic, df) : NaN, groups: bins.length }
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

/**
 * Expected calibration error Σ (n_b/n)·|observed − forecast| over groups of about equal size, and the
 * same with the part removed that sampling alone would add: a gap d with standard error s is expected
 * to show as E|N(d, s²)|, the folded normal mean (Kumar et al. 2019). The debiased value may fall
 * below 0 by chance and is not cut. NaN without rows.
 */
export function expectedCalibrationErrorDebiased(
  probability: Float64Array,
  outcome: Float64Array,
  bins = 10,
): { readonly ece: number; readonly debiased: number; readonly bins: readonly ReliabilityBin[] } {
  const groups = reliabilityBins(probability, outcome, bins)
  const n = groups.reduce((total, bin) => total + bin.n, 0)
  let ece = 0
  let excess = 0
  for (const bin of groups) {
    const gap = Math.abs(bin.observedRate - bin.meanForecast)
    const share = bin.n / n
    ece += share * gap
    // Spread under the forecast, which is never 0 by chance as the observed rate can be.
    const s = Math.sqrt((bin.meanForecast * (1 - bin.meanForecast)) / bin.n)
    if (s > 0) excess += share * (2 * s * normalPdf(gap / s) + gap * (1 - 2 * normalCdf(-gap / s)) - gap)
  }
  return n === 0 ? { ece: NaN, debiased: NaN, bins: groups } : { ece, debiased: ece - excess, bins: groups }
}
