import { shapeOfSample } from '../../../stats/residual-tests'
import { robustLeastSquares } from '../../../stats/least-squares'
import { studentTQuantile } from '../../../stats/distributions'
import { normalQuantile } from '../../../stats/special'
import { moments, varianceOf } from '../../../stats/sums'
import { quantileSorted, sortedFinite } from '../../../stats/sort'
import type { ResidualRows } from './rows'

/** A row that bends the line of the outcome on the prediction most. */
export interface InfluentialRow {
  /** Place in the file, from 0. */
  readonly row: number
  readonly predicted: number
  readonly outcome: number
  /** Cook's distance in that line. */
  readonly cook: number
  /** Share of the sum of squared residuals. */
  readonly share: number
}

export interface Description {
  readonly skewness: number
  readonly excessKurtosis: number
  /** Slope of the outcome on the prediction, HC3 interval; 1 where predictions are neither too flat nor too steep; null without spread. */
  readonly slope: { readonly estimate: number; readonly low: number; readonly high: number } | null
  /** Share of the squared residuals that the hundredth of the rows with the largest ones holds. */
  readonly topShare: number
  readonly influential: readonly InfluentialRow[]
  /** Standardised residual quantiles beside those of the normal law, at most 99 of them. */
  readonly quantiles: readonly { readonly normal: number; readonly own: number }[]
}

const mostRows = 5

/** What is said of residuals without a test: shape, line, rows that weigh most. Every row counts once, apart from the line. */
export function describeResiduals(rows: ResidualRows, checkpoint: () => void): Description {
  const { residual, predicted, outcome } = rows
  const n = residual.length
  const held = moments(residual)
  const sd = Math.sqrt(varianceOf(held))
  const squares = sortedFinite(residual.map((value) => value * value), checkpoint)
  const all = squares.reduce((total, value) => total + value, 0)
  const top = squares.subarray(n - Math.max(1, Math.round(n / 100))).reduce((total, value) => total + value, 0)
  const points = Math.min(99, n)
  return {
    ...shapeOfSample(residual),
    slope: slopeOf(rows, checkpoint),
    topShare: all > 0 ? top / all : 0,
    influential: influentialRows(rows.rows, predicted, outcome, all, checkpoint),
    quantiles: Array.from({ length: points }, (_, index) => {
      const p = (index + 0.5) / points
      return { normal: normalQuantile(p), own: (quantileSorted(residual, p) - held.mean) / sd }
    }),
  }
}

function slopeOf({ predicted, outcome, weight }: ResidualRows, checkpoint: () => void): Description['slope'] {
  const { mean, m2 } = moments(predicted)
  if (!(m2 > 0)) return null
  const fit = robustLeastSquares([new Float64Array(outcome.length).fill(1), predicted.map((value) => value - mean)], outcome, weight, checkpoint)
  const half = -studentTQuantile(0.025, fit.df) * Math.sqrt(fit.covariance[3]!)
  return { estimate: fit.coefficients[1]!, low: fit.coefficients[1]! - half, high: fit.coefficients[1]! + half }
}

/** Cook's distance of every row in the line of the outcome on the prediction: e²h/(2s²(1 − h)²), s² with n − 2. */
export function cooksDistances(predicted: Float64Array, outcome: Float64Array): Float64Array {
  const n = predicted.length
  const [x, y] = [moments(predicted), moments(outcome)]
  let products = 0
  for (let row = 0; row < n; row += 1) products += (predicted[row]! - x.mean) * (outcome[row]! - y.mean)
  const slope = x.m2 > 0 ? products / x.m2 : 0
  const errors = outcome.map((value, row) => value - y.mean - slope * (predicted[row]! - x.mean))
  const variance = errors.reduce((total, error) => total + error * error, 0) / (n - 2)
  return errors.map((error, row) => {
    const leverage = 1 / n + (x.m2 > 0 ? (predicted[row]! - x.mean) ** 2 / x.m2 : 0)
    return (error * error * leverage) / (2 * variance * (1 - leverage) ** 2)
  })
}

function influentialRows(place: Uint32Array, predicted: Float64Array, outcome: Float64Array, all: number, checkpoint: () => void): readonly InfluentialRow[] {
  const distances = cooksDistances(predicted, outcome)
  checkpoint()
  const picked: number[] = []
  for (let row = 0; row < distances.length; row += 1) {
    if (!Number.isFinite(distances[row]!) || (picked.length === mostRows && distances[row]! <= distances[picked.at(-1)!]!)) continue
    const at = picked.findIndex((other) => distances[row]! > distances[other]!)
    picked.splice(at < 0 ? picked.length : at, 0, row)
    if (picked.length > mostRows) picked.pop()
  }
  return picked.map((row) => ({ row: place[row]!, predicted: predicted[row]!, outcome: outcome[row]!, cook: distances[row]!, share: all > 0 ? (outcome[row]! - predicted[row]!) ** 2 / all : 0 }))
}
