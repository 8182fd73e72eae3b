import { studentTTwoSided } from '../../../stats/distributions'
import { meanInterval, zOfLevel } from '../../../stats/intervals'
import type { Interval } from '../../../stats/intervals'
import { mean, moments, varianceOf } from '../../../stats/sums'
import type { Moments } from '../../../stats/sums'

/** Predictions and outcomes of the rows that have both, by rising outcome, ties by prediction. */
export interface RankedPairs {
  readonly predicted: Float64Array
  readonly actual: Float64Array
}

export function rankPairs(predicted: Float64Array, actual: Float64Array): RankedPairs {
  const rows: number[] = []
  for (let row = 0; row < predicted.length; row += 1) if (Number.isFinite(predicted[row]!) && Number.isFinite(actual[row]!)) rows.push(row)
  rows.sort((a, b) => actual[a]! - actual[b]! || predicted[a]! - predicted[b]!)
  return { predicted: Float64Array.from(rows, (row) => predicted[row]!), actual: Float64Array.from(rows, (row) => actual[row]!) }
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
  /** Moments of the squared errors, for comparing datasets. */
  readonly squares: Moments
}

/**
 * Error measures with 95 % intervals: t for MAE and bias; RMSE from the t interval of the mean squared
 * error, its root taken; R² by the delta method on its influence values. No error need be normal.
 */
export function measureErrors({ predicted, actual }: RankedPairs): ErrorMeasures {
  const n = actual.length
  const errors = predicted.map((value, row) => value - actual[row]!)
  const absolute = errors.map(Math.abs)
  const squared = errors.map((error) => error * error)
  const squares = meanInterval(squared)
  const centre = mean(actual)
  const deviations = actual.map((value) => (value - centre) ** 2)
  const spread = mean(deviations)
  const median = n % 2 === 1 ? actual[(n - 1) / 2]! : (actual[n / 2 - 1]! + actual[n / 2]!) / 2
  const relative = absolute.map((error, row) => error / Math.abs(actual[row]!)).filter((_, row) => actual[row] !== 0)
  return {
    n,
    rmse: { estimate: Math.sqrt(squares.estimate), low: Math.sqrt(Math.max(0, squares.low)), high: Math.sqrt(squares.high) },
    mae: meanInterval(absolute),
    bias: meanInterval(errors),
    r2: spread > 0 ? determination(squares.estimate, spread, squared, deviations) : null,
    baselineRmse: Math.sqrt(spread),
    baselineMae: mean(actual.map((value) => Math.abs(value - median))),
    mape: relative.length === 0 ? null : mean(relative),
    mapeExcluded: n - relative.length,
    squares: moments(squared),
  }
}

function determination(squares: number, spread: number, squared: Float64Array, deviations: Float64Array): Interval {
  const estimate = 1 - squares / spread
  const influence = squared.map((error, row) => -(error - squares) / spread + (squares * (deviations[row]! - spread)) / spread ** 2)
  const reach = zOfLevel(0.95) * Math.sqrt(varianceOf(moments(influence)) / influence.length)
  return { estimate, low: estimate - reach, high: Math.min(1, estimate + reach) }
}

/** Welch's comparison of two mean squared errors, with the ratio of the RMSEs; null without any spread. */
export function compareErrors(first: ErrorMeasures, second: ErrorMeasures): { readonly p: number; readonly ratio: number } | null {
  const a = varianceOf(first.squares) / first.n
  const b = varianceOf(second.squares) / second.n
  if (!(a + b > 0)) return null
  const df = (a + b) ** 2 / (a ** 2 / (first.n - 1) + b ** 2 / (second.n - 1))
  return { p: studentTTwoSided((first.squares.mean - second.squares.mean) / Math.sqrt(a + b), df), ratio: first.rmse.estimate / second.rmse.estimate }
}
