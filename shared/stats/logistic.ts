import { inverseOf, timesVector } from './cholesky'

/** A logistic regression by maximum likelihood. */
export interface LogisticFit {
  readonly coefficients: Float64Array
  /** Inverse information, row by row. */
  readonly covariance: Float64Array
  readonly logLikelihood: number
  readonly fitted: Float64Array
  /** False when no finite maximum was reached (one class only, separating terms). */
  readonly converged: boolean
}

export interface LogisticOptions {
  /** One weight per row; its scale enters the likelihood. */
  readonly weights?: Float64Array | null
  /** Penalty ½·ridge·Σβ² on every term but the first. */
  readonly ridge?: number
  readonly checkpoint?: () => void
}

const stride = 4096

/**
 * Logistic regression of a 0/1 outcome on terms (one array per term; give the intercept as a term of
 * ones), by Newton's method with halving. Nothing may be NaN. A term that is a sum of others gets 0.
 */
export function logisticFit(terms: readonly Float64Array[], outcome: Float64Array, options: LogisticOptions = {}): LogisticFit {
  const { weights = null, ridge = 0, checkpoint = () => undefined } = options
  const width = terms.length
  const rows = outcome.length
  const fitted = new Float64Array(rows)
  const evaluate = (beta: Float64Array): number => {
    let value = 0
    for (let row = 0; row < rows; row += 1) {
      if (row % stride === 0) checkpoint()
      let eta = 0
      for (let j = 0; j < width; j += 1) eta += beta[j]! * terms[j]![row]!
      fitted[row] = 1 / (1 + Math.exp(-eta))
      value += (weights === null ? 1 : weights[row]!) * (outcome[row]! * eta - (eta > 0 ? eta + Math.log1p(Math.exp(-eta)) : Math.log1p(Math.exp(eta))))
    }
    for (let j = 1; j < width; j += 1) value -= 0.5 * ridge * beta[j]! ** 2
    return value
  }
  let beta = new Float64Array(width) as Float64Array
  let value = evaluate(beta)
  let covariance = new Float64Array(width * width) as Float64Array
  let converged = false
  for (let step = 0; step < 50 && !converged; step += 1) {
    const { gradient, information } = derivatives(terms, outcome, fitted, weights, checkpoint)
    for (let j = 1; j < width; j += 1) {
      gradient[j]! -= ridge * beta[j]!
      information[j * width + j]! += ridge
    }
    covariance = inverseOf(information, width)
    const move = timesVector(covariance, gradient)
    // What the step still promises to add to the likelihood.
    const promise = move.reduce((total, part, j) => total + part * gradient[j]!, 0)
    converged = promise < 1e-10 * (1 + Math.abs(value) * 1e-4)
    let size = 1
    let next = beta
    let reached = -Infinity
    while (size > 1e-5) {
      next = beta.map((part, j) => part + size * move[j]!)
      reached = evaluate(next)
      if (reached >= value - 1e-12 * Math.abs(value)) break
      size /= 2
    }
    if (!Number.isFinite(reached)) return { coefficients: beta, covariance, logLikelihood: value, fitted, converged: false }
    beta = next
    value = reached
  }
  return { coefficients: beta, covariance, logLikelihood: value, fitted, converged: converged && beta.every((part) => Math.abs(part) < 1e4) }
}

function derivatives(terms: readonly Float64Array[], outcome: Float64Array, fitted: Float64Array, weights: Float64Array | null, checkpoint: () => void): { readonly gradient: Float64Array; readonly information: Float64Array } {
  const width = terms.length
  const gradient = new Float64Array(width)
  const information = new Float64Array(width * width)
  const x = new Float64Array(width)
  for (let row = 0; row < outcome.length; row += 1) {
    if (row % 1024 === 0) checkpoint()
    const p = fitted[row]!
    const weight = weights === null ? 1 : weights[row]!
    const residual = weight * (outcome[row]! - p)
    const spread = weight * p * (1 - p)
    for (let j = 0; j < width; j += 1) x[j] = terms[j]![row]!
    for (let j = 0; j < width; j += 1) {
      const value = x[j]!
      if (value === 0) continue
      gradient[j]! += residual * value
      const scaled = spread * value
      const at = j * width
      for (let k = 0; k <= j; k += 1) information[at + k]! += scaled * x[k]!
    }
  }
  return { gradient, information }
}
