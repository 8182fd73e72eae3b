import { inverseOf, timesVector } from './cholesky'

/** Least squares with a covariance that does not trust equal variances. */
export interface RobustFit {
  readonly coefficients: Float64Array
  /** HC3 covariance of the coefficients, row by row. */
  readonly covariance: Float64Array
  readonly residuals: Float64Array
  readonly df: number
}

/**
 * Least squares of an outcome on terms (give the intercept as a term of ones), weighted where weights are
 * given, with the HC3 covariance (White 1980; MacKinnon and White 1985). Nothing may be NaN.
 */
export function robustLeastSquares(terms: readonly Float64Array[], outcome: Float64Array, weights: Float64Array | null = null, checkpoint: () => void = () => undefined): RobustFit {
  const width = terms.length
  const rows = outcome.length
  const x = new Float64Array(width)
  const at = (row: number): number => {
    for (let j = 0; j < width; j += 1) x[j] = terms[j]![row]!
    return weights === null ? 1 : weights[row]!
  }
  const products = new Float64Array(width * width)
  const right = new Float64Array(width)
  for (let row = 0; row < rows; row += 1) {
    if (row % 4096 === 0) checkpoint()
    const weight = at(row)
    for (let j = 0; j < width; j += 1) {
      right[j]! += weight * x[j]! * outcome[row]!
      for (let k = 0; k <= j; k += 1) products[j * width + k]! += weight * x[j]! * x[k]!
    }
  }
  const bread = inverseOf(products, width)
  const coefficients = timesVector(bread, right)
  const residuals = new Float64Array(rows)
  const meat = new Float64Array(width * width)
  for (let row = 0; row < rows; row += 1) {
    if (row % 4096 === 0) checkpoint()
    const weight = at(row)
    let fitted = 0
    for (let j = 0; j < width; j += 1) fitted += coefficients[j]! * x[j]!
    residuals[row] = outcome[row]! - fitted
    const leverage = weight * timesVector(bread, x).reduce((total, value, j) => total + value * x[j]!, 0)
    const scaled = ((weight * residuals[row]!) / (1 - Math.min(leverage, 0.999))) ** 2
    for (let j = 0; j < width; j += 1) for (let k = 0; k < width; k += 1) meat[j * width + k]! += scaled * x[j]! * x[k]!
  }
  const covariance = new Float64Array(width * width)
  const half = new Float64Array(width * width)
  for (let i = 0; i < width; i += 1) for (let j = 0; j < width; j += 1) for (let k = 0; k < width; k += 1) half[i * width + j]! += bread[i * width + k]! * meat[k * width + j]!
  for (let i = 0; i < width; i += 1) for (let j = 0; j < width; j += 1) for (let k = 0; k < width; k += 1) covariance[i * width + j]! += half[i * width + k]! * bread[k * width + j]!
  return { coefficients, covariance, residuals, df: rows - width }
}
