import type { Column } from '../../../contract/table'
import { malformed } from '../../problems'
import type { Estimator, Matrix } from '../estimator'
import type { Batch, Predictor } from '../steps'
import { numberColumns, refuseMissing } from './dense'
import { kernelOf } from './kernels'

/** Σ coefficient · kernel(row, vector) + intercept, one sum per row of coefficients. */
function kernelSums(estimator: Estimator, vectors: Matrix, coefficients: Matrix, intercept: number): (columns: readonly Column[], batch: Batch) => readonly Float64Array[] {
  const width = vectors.columns
  if (coefficients.columns !== vectors.rows) throw malformed(estimator.file, `${estimator.name} has ${coefficients.columns} coefficients for ${vectors.rows} vectors`)
  const kernel = kernelOf(estimator)
  return (columns, batch) => {
    refuseMissing(columns, batch)
    const values = numberColumns(columns)
    const out = Array.from({ length: coefficients.rows }, () => new Float64Array(batch.rows).fill(intercept))
    for (let row = 0; row < batch.rows; row++) {
      if (row % 64 === 0) batch.job.checkpoint()
      for (let v = 0; v < vectors.rows; v++) {
        const k = kernel((i) => values[i]![row]!, (i) => vectors.data[v * width + i]!, width)
        for (let o = 0; o < out.length; o++) out[o]![row]! += coefficients.data[o * coefficients.columns + v]! * k
      }
    }
    return out
  }
}

const facts = (estimator: Estimator, vectors: Matrix): Predictor['facts'] => [{ label: 'Support vectors', value: String(vectors.rows) }, { label: 'Kernel', value: estimator.text('kernel', 'rbf') }]

/** Support vector regression. */
export function supportVectorRegressor(estimator: Estimator): Predictor {
  const vectors = estimator.matrix('support_vectors_')
  return { kind: 'values', classes: [], width: vectors.columns, outputs: 1, facts: facts(estimator, vectors), predict: kernelSums(estimator, vectors, estimator.matrix('dual_coef_'), estimator.numbers('intercept_')[0] ?? 0) }
}

/** Support vectors around one class: -1 for an outlier, 1 otherwise. */
export function oneClassSupportVectors(estimator: Estimator): Predictor {
  const vectors = estimator.matrix('support_vectors_')
  return { kind: 'decisions', classes: ['-1', '1'], width: vectors.columns, outputs: 1, facts: facts(estimator, vectors), predict: kernelSums(estimator, vectors, estimator.matrix('dual_coef_'), estimator.numbers('intercept_')[0] ?? 0) }
}

/** Kernel ridge regression on the training rows. */
export function kernelRidge(estimator: Estimator): Predictor {
  const rows = estimator.matrix('X_fit_')
  const dual = estimator.matrix('dual_coef_')
  // One target is a vector; several are a matrix of training row by target.
  const targets = dual.rows === rows.rows && dual.rows > 1 ? dual.columns : 1
  const coefficients: Matrix = targets === 1 ? { rows: 1, columns: dual.data.length, data: dual.data } : { rows: targets, columns: dual.rows, data: Float64Array.from(dual.data, (_x, at) => dual.data[(at % dual.rows) * targets + Math.floor(at / dual.rows)]!) }
  return { kind: 'values', classes: [], width: rows.columns, outputs: targets, facts: facts(estimator, rows), predict: kernelSums(estimator, rows, coefficients, 0) }
}
