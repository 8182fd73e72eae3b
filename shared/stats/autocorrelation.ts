import { chiSquareSf } from './distributions'
import { moments } from './sums'

/**
 * Autocorrelations of a series at lags 1 to `lags`: Σ (x_t − mean)(x_{t−k} − mean)/Σ (x_t − mean)². NaN for a
 * series without spread; lags as long as the series give 0. Nothing may be NaN.
 */
export function autocorrelations(series: Float64Array, lags: number): Float64Array {
  const { mean, m2 } = moments(series)
  const centred = series.map((value) => value - mean)
  const out = new Float64Array(lags)
  for (let lag = 1; lag <= lags; lag += 1) {
    let products = 0
    for (let t = lag; t < centred.length; t += 1) products += centred[t]! * centred[t - lag]!
    out[lag - 1] = products / m2
  }
  return out
}

/**
 * Ljung and Box's portmanteau test of no autocorrelation at lags 1 to `lags`: n(n + 2) Σ r_k²/(n − k) against χ² with
 * `lags` degrees of freedom. NaN for a series without spread or no longer than its lags.
 * Source: Ljung and Box, Biometrika 65 (1978) 297–303.
 */
export function ljungBox(series: Float64Array, lags: number): { readonly statistic: number; readonly p: number; readonly lags: number } {
  const n = series.length
  if (!(n > lags)) return { statistic: NaN, p: NaN, lags }
  const statistic = n * (n + 2) * autocorrelations(series, lags).reduce((total, r, place) => total + (r * r) / (n - place - 1), 0)
  return { statistic, p: chiSquareSf(statistic, lags), lags }
}

/**
 * Durbin and Watson's statistic of the deviations from the mean: Σ (x_t − x_{t−1})²/Σ (x_t − mean)². About 2 without
 * autocorrelation, towards 0 where neighbours are alike, towards 4 where they alternate. NaN without spread.
 */
export function durbinWatson(series: Float64Array): number {
  let steps = 0
  for (let t = 1; t < series.length; t += 1) steps += (series[t]! - series[t - 1]!) ** 2
  return steps / moments(series).m2
}
