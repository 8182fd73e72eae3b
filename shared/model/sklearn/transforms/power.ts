import { malformed } from '../../problems'
import type { Estimator } from '../estimator'
import type { Transform } from '../steps'
import { columnwise } from './scalers'

/** Yeo-Johnson's power of x. */
function yeoJohnson(x: number, lambda: number): number {
  if (x >= 0) return Math.abs(lambda) < 2 ** -52 ? Math.log1p(x) : (x + 1) ** lambda / lambda - 1 / lambda
  return Math.abs(lambda - 2) > 2 ** -52 ? -((1 - x) ** (2 - lambda) - 1) / (2 - lambda) : -Math.log1p(-x)
}

function yeoJohnsonBack(y: number, lambda: number): number {
  if (y >= 0) return Math.abs(lambda) < 2 ** -52 ? Math.expm1(y) : (y * lambda + 1) ** (1 / lambda) - 1
  return Math.abs(lambda - 2) > 2 ** -52 ? 1 - (1 - (2 - lambda) * y) ** (1 / (2 - lambda)) : -Math.expm1(-y)
}

const boxCox = (x: number, lambda: number): number => lambda === 0 ? Math.log(x) : Math.expm1(lambda * Math.log(x)) / lambda
const boxCoxBack = (y: number, lambda: number): number => lambda === 0 ? Math.exp(y) : Math.exp(Math.log1p(lambda * y) / lambda)

/** A power of each column (Yeo-Johnson or Box-Cox), then mean 0 and variance 1 where asked for; and back. */
export function powerMaps(estimator: Estimator): { readonly forward: (x: number, column: number) => number; readonly backward: (y: number, column: number) => number } {
  const lambdas = estimator.numbers('lambdas_')
  const box = estimator.text('method', 'yeo-johnson') === 'box-cox'
  const scaler = estimator.flag('standardize', true) ? estimator.inner(estimator.raw('_scaler')) : null
  const mean = scaler?.numbers('mean_') ?? new Float64Array(lambdas.length)
  const scale = scaler?.numbers('scale_') ?? new Float64Array(lambdas.length).fill(1)
  if (mean.length !== lambdas.length || scale.length !== lambdas.length) throw malformed(estimator.file, 'PowerTransformer holds powers and scales that do not fit together')
  // A column without a finite power (a constant one) is left as it is.
  const powered = (x: number, i: number): number => Number.isNaN(lambdas[i]!) ? x : (box ? boxCox : yeoJohnson)(x, lambdas[i]!)
  return {
    forward: (x, i) => (powered(x, i) - mean[i]!) / scale[i]!,
    backward: (y, i) => Number.isNaN(lambdas[i]!) ? y * scale[i]! + mean[i]! : (box ? boxCoxBack : yeoJohnsonBack)(y * scale[i]! + mean[i]!, lambdas[i]!),
  }
}

/** PowerTransformer. */
export function powerTransformer(estimator: Estimator): Transform {
  return columnwise(powerMaps(estimator).forward)
}
