import { completePairs } from './binary-pairs'
import { sum } from './sums'

/** Error measures of predictions against actual values. */
export interface RegressionMetrics {
  readonly n: number
  /** Rows left out because either number is NaN. */
  readonly dropped: number
  readonly rmse: number
  readonly mae: number
  /** Mean |error|/|actual| over rows whose actual is not 0 (share, not per cent). */
  readonly mape: number
  /** Rows with actual 0, which mape leaves out. */
  readonly mapeExcluded: number
  /** Mean 2|error|/(|actual| + |predicted|), 0 where both are 0; 0 to 2. */
  readonly smape: number
  /** 1 − Σ error²/Σ (actual − mean)²; NaN when the actual is constant. */
  readonly r2: number
  /** Mean of predicted − actual. */
  readonly bias: number
}

/** All error measures in one pass over complete pairs; NaN without rows. */
export function regressionMetrics(predicted: Float64Array, actual: Float64Array): RegressionMetrics {
  const { first, second, n, dropped } = completePairs(predicted, actual)
  const errors = first.map((value, i) => value - second[i]!)
  const absolute = errors.map(Math.abs)
  const squares = sum(errors.map((error) => error * error))
  const centre = sum(second) / n
  const total = sum(second.map((value) => (value - centre) ** 2))
  const relative = absolute.map((error, i) => (second[i] === 0 ? NaN : error / Math.abs(second[i]!)))
  const symmetric = absolute.map((error, i) => (error === 0 ? 0 : (2 * error) / (Math.abs(first[i]!) + Math.abs(second[i]!))))
  const mapeExcluded = second.reduce((count, value) => count + (value === 0 ? 1 : 0), 0)
  return {
    n,
    dropped,
    rmse: Math.sqrt(squares / n),
    mae: n === 0 ? NaN : sum(absolute) / n,
    mape: n === mapeExcluded ? NaN : sum(relative) / (n - mapeExcluded),
    mapeExcluded,
    smape: n === 0 ? NaN : sum(symmetric) / n,
    r2: total > 0 ? 1 - squares / total : NaN,
    bias: n === 0 ? NaN : sum(errors) / n,
  }
}

/** Root mean squared error; pairs with NaN dropped. */
export function rmse(predicted: Float64Array, actual: Float64Array): number {
  return regressionMetrics(predicted, actual).rmse
}

/** Mean absolute error; pairs with NaN dropped. */
export function mae(predicted: Float64Array, actual: Float64Array): number {
  return regressionMetrics(predicted, actual).mae
}

/** Mean absolute percentage error as a share, rows with actual 0 left out; pairs with NaN dropped. */
export function mape(predicted: Float64Array, actual: Float64Array): number {
  return regressionMetrics(predicted, actual).mape
}

/** Symmetric mean absolute percentage error, 0 to 2; pairs with NaN dropped. */
export function smape(predicted: Float64Array, actual: Float64Array): number {
  return regressionMetrics(predicted, actual).smape
}

/** Coefficient of determination; NaN for a constant actual; pairs with NaN dropped. */
export function r2(predicted: Float64Array, actual: Float64Array): number {
  return regressionMetrics(predicted, actual).r2
}

/** Mean of predicted − actual; pairs with NaN dropped. */
export function bias(predicted: Float64Array, actual: Float64Array): number {
  return regressionMetrics(predicted, actual).bias
}
