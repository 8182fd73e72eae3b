import { numbersOf } from '../../features'
import { malformed } from '../../problems'
import type { Estimator } from '../estimator'
import type { Predictor } from '../steps'
import { interpolate } from '../transforms/quantile'

/** The fitted step-wise linear curve; outside its range held, or not a number, as the model says. */
export function isotonicMap(estimator: Estimator): (x: number) => number {
  const newer = estimator.has('X_thresholds_')
  const xs = estimator.numbers(newer ? 'X_thresholds_' : '_necessary_X_')
  const ys = estimator.numbers(newer ? 'y_thresholds_' : '_necessary_y_')
  if (xs.length === 0 || xs.length !== ys.length) throw malformed(estimator.file, 'IsotonicRegression holds thresholds that do not fit together')
  const clip = estimator.text('out_of_bounds', 'nan') === 'clip'
  const last = xs[xs.length - 1]!
  return (x) => Number.isNaN(x) || (!clip && (x < xs[0]! || x > last)) ? NaN : interpolate(x, xs, ys)
}

/** IsotonicRegression of one column. */
export function isotonicRegressor(estimator: Estimator): Predictor {
  const curve = isotonicMap(estimator)
  return {
    kind: 'values', classes: [], width: 1, outputs: 1, facts: [{ label: 'Thresholds', value: String(estimator.numbers(estimator.has('X_thresholds_') ? 'X_thresholds_' : '_necessary_X_').length) }],
    predict: (columns) => [Float64Array.from(numbersOf(columns[0]!, columns[0]!.name), curve)],
  }
}
