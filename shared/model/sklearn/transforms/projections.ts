import { numbersOf } from '../../features'
import { malformed } from '../../problems'
import type { Estimator, Matrix } from '../estimator'
import { numeric, type Transform } from '../steps'

/** Weighted sums of the columns: (x − mean) · weights, one row of weights per output, then a change of each sum. */
function weightedSums(matrix: Matrix, mean: Float64Array | null, prefix: string, change: (sum: number, k: number) => number = (sum) => sum): Transform {
  const names = Array.from({ length: matrix.rows }, (_, k) => `${prefix}${k}`)
  return {
    names: () => names,
    levels: () => null,
    apply: (columns, batch) => {
      const values = columns.map((column) => numbersOf(column, column.name))
      return names.map((name, k) => {
        batch.job.checkpoint()
        return numeric(name, Float64Array.from({ length: batch.rows }, (_, row) => {
          let sum = 0
          for (let i = 0; i < matrix.columns; i++) sum += (values[i]![row]! - (mean?.[i] ?? 0)) * matrix.data[k * matrix.columns + i]!
          return change(sum, k)
        }))
      })
    },
  }
}

function fits(estimator: Estimator, matrix: Matrix, mean: Float64Array | null): void {
  if (estimator.width !== matrix.columns || (mean !== null && mean.length !== matrix.columns)) throw malformed(estimator.file, `${estimator.name}.components_ does not fit its columns`)
}

/** Principal components: (x − mean) · componentsᵀ, divided by the standard deviations where whitened. */
export function principalComponents(estimator: Estimator): Transform {
  const matrix = estimator.matrix('components_')
  const mean = estimator.has('mean_') ? estimator.numbers('mean_') : null
  const variance = estimator.flag('whiten', false) ? estimator.numbers('explained_variance_') : null
  fits(estimator, matrix, mean)
  return weightedSums(matrix, mean, 'pca', (sum, k) => variance === null ? sum : sum / Math.sqrt(variance[k]!))
}

/** Truncated singular values, random projections: x · componentsᵀ. */
export function projection(estimator: Estimator): Transform {
  const matrix = estimator.matrix('components_')
  fits(estimator, matrix, null)
  return weightedSums(matrix, null, estimator.name === 'TruncatedSVD' ? 'svd' : 'projection')
}

/** Independent components: (x − mean) · componentsᵀ. */
export function independentComponents(estimator: Estimator): Transform {
  const matrix = estimator.matrix('components_')
  const mean = estimator.flag('whiten', true) || estimator.text('whiten', '') !== '' ? estimator.numbers('mean_') : null
  fits(estimator, matrix, mean)
  return weightedSums(matrix, mean, 'ica')
}

/** Discriminant axes: (x − mean) · scalings, as many as were asked for. */
export function discriminantAxes(estimator: Estimator): Transform {
  const scalings = estimator.matrix('scalings_')
  const mean = estimator.has('xbar_') ? estimator.numbers('xbar_') : null
  const most = estimator.number('_max_components', scalings.columns)
  const count = Math.min(most, scalings.columns)
  const matrix: Matrix = { rows: count, columns: scalings.rows, data: Float64Array.from({ length: count * scalings.rows }, (_, at) => scalings.data[(at % scalings.rows) * scalings.columns + Math.floor(at / scalings.rows)]!) }
  fits(estimator, matrix, mean)
  return weightedSums(matrix, mean, 'lda')
}
