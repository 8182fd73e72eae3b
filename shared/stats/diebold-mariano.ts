import { studentTQuantile, studentTTwoSided } from './distributions'
import { moments } from './sums'

/** Mean difference of two forecasts' losses with what a test needs of it. */
export interface LossDifference {
  readonly mean: number
  readonly se: number
  readonly df: number
  readonly t: number
  readonly p: number
}

const made = (mean: number, se: number, df: number): LossDifference | null => (se > 0 && df > 0 ? { mean, se, df, t: mean / se, p: studentTTwoSided(mean / se, df) } : null)

/**
 * Diebold and Mariano's test of equal mean loss with Harvey, Leybourne and Newbold's correction: long-run variance from
 * the autocovariances up to `horizon` − 1 (only the variance where their sum is not positive), statistic times
 * √((n + 1 − 2h + h(h − 1)/n)/n), Student's t with n − 1 degrees of freedom. It takes differences further apart than the
 * horizon as uncorrelated. Differences in order of time; null for fewer than two, or without spread.
 * Source: Diebold and Mariano (1995); Harvey, Leybourne and Newbold, International Journal of Forecasting 13 (1997) 281–291.
 */
export function dieboldMariano(differences: Float64Array, horizon: number): LossDifference | null {
  const n = differences.length
  const { mean, m2 } = moments(differences)
  const covariance = (lag: number): number => {
    let products = 0
    for (let t = lag; t < n; t += 1) products += (differences[t]! - mean) * (differences[t - lag]! - mean)
    return products / n
  }
  let longRun = m2 / n
  for (let lag = 1; lag < Math.min(horizon, n); lag += 1) longRun += 2 * covariance(lag)
  const h = longRun > 0 ? Math.min(horizon, n) : 1
  const correction = (n + 1 - 2 * h + (h * (h - 1)) / n) / n
  return made(mean, Math.sqrt((longRun > 0 ? longRun : m2 / n) / n / correction), n - 1)
}

/**
 * The same question where losses may go together over many steps: long-run variance from the first ν cosine transforms
 * of the differences, ν = 0.4·n^(2/3) rounded down, Student's t with ν degrees of freedom (fixed smoothing). Keeps its
 * size under the moderate autocorrelation that errors in runs have. Null for fewer than twelve differences, or without spread.
 * Source: Lazarus, Lewis, Stock and Watson, Journal of Business & Economic Statistics 36 (2018) 541–559; for forecasts
 * Coroneo and Iacone, Journal of Applied Econometrics 35 (2020) 391–409.
 */
export function fixedSmoothing(differences: Float64Array): LossDifference | null {
  const n = differences.length
  if (n < 12) return null
  const { mean, m2 } = moments(differences)
  if (!(m2 > 0)) return null
  const df = Math.floor(0.4 * n ** (2 / 3))
  let longRun = 0
  for (let j = 1; j <= df; j += 1) {
    let transform = 0
    for (let t = 0; t < n; t += 1) transform += (differences[t]! - mean) * Math.cos((Math.PI * j * (t + 0.5)) / n)
    longRun += ((2 / n) * transform ** 2) / df
  }
  return made(mean, Math.sqrt(longRun / n), df)
}

/** Interval of the mean difference; NaN bounds for null. */
export function differenceInterval(difference: LossDifference | null, level = 0.95): { readonly low: number; readonly high: number } {
  if (difference === null) return { low: NaN, high: NaN }
  const half = -studentTQuantile((1 - level) / 2, difference.df) * difference.se
  return { low: difference.mean - half, high: difference.mean + half }
}
