import { numbersOf } from '../../features'
import { malformed } from '../../problems'
import { normalQuantile } from '../../../stats/normal-quantile'
import { normalCdf } from '../../../stats/special'
import type { Estimator } from '../estimator'
import { numeric, type Transform } from '../steps'

/** Share beyond which the library takes a value for the end of the distribution. */
const edge = 1e-7
const clipped = normalQuantile(edge - 2 ** -52)

/** Columns mapped to their quantile among the training rows, uniform or normal; and back. */
export function quantileMaps(estimator: Estimator): { readonly forward: (x: number, column: number) => number; readonly backward: (y: number, column: number) => number } {
  const { rows, columns, data } = estimator.matrix('quantiles_')
  const references = estimator.numbers('references_')
  if (references.length !== rows || rows === 0) throw malformed(estimator.file, 'QuantileTransformer holds quantiles and references that do not fit together')
  const quantiles = Array.from({ length: columns }, (_, k) => Float64Array.from({ length: rows }, (_row, r) => data[r * columns + k]!))
  const mirrored = quantiles.map((values) => values.map((x) => -x).reverse())
  const mirroredReferences = references.map((x) => -x).reverse()
  const normal = estimator.text('output_distribution', 'uniform') === 'normal'
  return {
    forward: (x, k) => {
      if (Number.isNaN(x)) return NaN
      const own = quantiles[k]!
      // Upwards and downwards, and the mean of both: equal quantiles would otherwise count by one end only.
      let share = 0.5 * (interpolate(x, own, references) - interpolate(-x, mirrored[k]!, mirroredReferences))
      if (normal ? x + edge > own[rows - 1]! : x === own[rows - 1]!) share = 1
      if (normal ? x - edge < own[0]! : x === own[0]!) share = 0
      if (!normal) return share
      return Math.max(clipped, Math.min(-clipped, share <= 0 ? -Infinity : share >= 1 ? Infinity : normalQuantile(share)))
    },
    backward: (y, k) => {
      if (Number.isNaN(y)) return NaN
      const own = quantiles[k]!
      const share = normal ? normalCdf(y) : y
      if (normal ? share - edge < 0 : share === 0) return own[0]!
      if (normal ? share + edge > 1 : share === 1) return own[rows - 1]!
      return interpolate(share, references, own)
    },
  }
}

/** Piecewise linear through (x, y), the ends held; of equal x the last interval that holds the point. */
export function interpolate(x: number, xs: Float64Array, ys: Float64Array): number {
  const last = xs.length - 1
  if (x >= xs[last]!) return ys[last]!
  if (x < xs[0]!) return ys[0]!
  let low = 0
  let high = last
  while (high - low > 1) {
    const middle = (low + high) >> 1
    if (x >= xs[middle]!) low = middle
    else high = middle
  }
  return (ys[high]! - ys[low]!) / (xs[high]! - xs[low]!) * (x - xs[low]!) + ys[low]!
}

/** QuantileTransformer. */
export function quantileTransformer(estimator: Estimator): Transform {
  const { forward } = quantileMaps(estimator)
  return {
    names: (inputs) => inputs,
    levels: () => null,
    apply: (columns, batch) => columns.map((column, i) => {
      batch.job.checkpoint()
      return numeric(column.name, Float64Array.from(numbersOf(column, column.name), (x) => forward(x, i)))
    }),
  }
}
