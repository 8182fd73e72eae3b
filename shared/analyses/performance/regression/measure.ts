import type { Interval } from '../../../stats/intervals'
import { compareMeans, rowLossInterval, rowMean, rowMeanInterval } from '../../../stats/row-mean'
import type { RowMean } from '../../../stats/row-mean'
import { skewedInterval } from '../../../stats/skewed-mean'

/** Predictions and outcomes of the rows that have both, by rising outcome, ties by prediction, then by weight. */
export interface RankedPairs {
  readonly predicted: Float64Array
  readonly actual: Float64Array
  /** In the same order, all positive; null where every row counts the same. */
  readonly weight: Float64Array | null
}

export function rankPairs(predicted: Float64Array, actual: Float64Array, weight: Float64Array | null = null): RankedPairs {
  const rows: number[] = []
  for (let row = 0; row < predicted.length; row += 1) if (Number.isFinite(predicted[row]!) && Number.isFinite(actual[row]!) && (weight === null || weight[row]! > 0)) rows.push(row)
  rows.sort((a, b) => actual[a]! - actual[b]! || predicted[a]! - predicted[b]! || (weight === null ? 0 : weight[a]! - weight[b]!))
  return { predicted: Float64Array.from(rows, (row) => predicted[row]!), actual: Float64Array.from(rows, (row) => actual[row]!), weight: weight === null ? null : Float64Array.from(rows, (row) => weight[row]!) }
}

export interface ErrorMeasures {
  readonly n: number
  readonly rmse: Interval
  readonly mae: Interval
  readonly bias: Interval
  readonly r2: Interval | null
  /** RMSE and MAE of predicting the mean (median) of the outcome for every row. */
  readonly baselineRmse: number
  readonly baselineMae: number
  readonly mape: number | null
  readonly mapeExcluded: number
  /** Mean of 2|error|/(|actual| + |predicted|), 0 where both are 0: 0 to 2. */
  readonly smape: number
  /** Mean of the squared errors, for comparing datasets. */
  readonly squares: RowMean
}

/**
 * Error measures with 95 % intervals: t for the bias; for the MAE Hall's interval of a skewed mean, for the
 * RMSE the root of that of the mean squared error; for R² the same on its influence values. No error need be normal.
 */
export function measureErrors({ predicted, actual, weight }: RankedPairs): ErrorMeasures {
  const n = actual.length
  const errors = predicted.map((value, row) => value - actual[row]!)
  const absolute = errors.map(Math.abs)
  const squared = errors.map((error) => error * error)
  const over = (values: Float64Array): RowMean => rowMean(values, weight)
  const squares = over(squared)
  const mse = rowLossInterval(squares)
  const centre = over(actual).mean
  const deviations = actual.map((value) => (value - centre) ** 2)
  const spread = over(deviations).mean
  const median = medianOf(actual, weight)
  const relative = absolute.map((error, row) => (actual[row] === 0 ? Number.NaN : error / Math.abs(actual[row]!)))
  const mape = over(relative)
  const symmetric = absolute.map((error, row) => (error === 0 ? 0 : (2 * error) / (Math.abs(actual[row]!) + Math.abs(predicted[row]!))))
  return {
    n,
    rmse: { estimate: Math.sqrt(mse.estimate), low: Math.sqrt(Math.max(0, mse.low)), high: Math.sqrt(mse.high) },
    mae: rowLossInterval(over(absolute)),
    bias: rowMeanInterval(over(errors)),
    r2: spread > 0 ? determination(mse.estimate, spread, squared, deviations, over) : null,
    baselineRmse: Math.sqrt(spread),
    baselineMae: over(actual.map((value) => Math.abs(value - median))).mean,
    mape: mape.n === 0 ? null : mape.mean,
    mapeExcluded: n - mape.n,
    smape: over(symmetric).mean,
    squares,
  }
}

/** Median of ascending values; weighted, the value at which half of the weight is reached (the middle of two where it is met exactly). */
function medianOf(sorted: Float64Array, weight: Float64Array | null): number {
  const n = sorted.length
  if (weight === null) return n % 2 === 1 ? sorted[(n - 1) / 2]! : (sorted[n / 2 - 1]! + sorted[n / 2]!) / 2
  const half = weight.reduce((sum, w) => sum + w, 0) / 2
  let seen = 0
  for (let row = 0; row < n; row += 1) {
    seen += weight[row]!
    if (seen === half && row + 1 < n) return (sorted[row]! + sorted[row + 1]!) / 2
    if (seen >= half) return sorted[row]!
  }
  return Number.NaN
}

function determination(squares: number, spread: number, squared: Float64Array, deviations: Float64Array, over: (values: Float64Array) => RowMean): Interval {
  const estimate = 1 - squares / spread
  const influence = squared.map((error, row) => -(error - squares) / spread + (squares * (deviations[row]! - spread)) / spread ** 2)
  const { se, df, skew } = over(influence)
  const { low, high } = skewedInterval({ mean: estimate, se, df, skew })
  return { estimate, low, high: Math.min(1, high) }
}

/** Welch's comparison of two mean squared errors, with the ratio of the RMSEs; null without any spread. */
export function compareErrors(first: ErrorMeasures, second: ErrorMeasures): { readonly p: number; readonly ratio: number } | null {
  const compared = compareMeans(first.squares, second.squares)
  return compared === null ? null : { p: compared.p, ratio: first.rmse.estimate / second.rmse.estimate }
}
