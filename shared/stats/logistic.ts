import { inverseOf, timesVector } from './cholesky'
import { addProducts, block, isSparse, product } from './products'

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
  /** Where to start; zeros otherwise. The maximum is the same, it is only reached sooner. */
  readonly start?: Float64Array
  readonly checkpoint?: () => void
}

/**
 * Logistic regression of a 0/1 outcome on terms (one array per term; give the intercept as a term of
 * ones), by Newton's method with halving. Nothing may be NaN. A term that is a sum of others gets 0.
 */
export function logisticFit(terms: readonly Float64Array[], outcome: Float64Array, options: LogisticOptions = {}): LogisticFit {
  const { weights = null, ridge = 0, checkpoint = () => undefined } = options
  const width = terms.length
  const fitted = new Float64Array(outcome.length)
  const sparse = terms.map((term) => isSparse(term))
  const likelihoodAt = (beta: Float64Array): number => {
    let value = evaluate(terms, outcome, weights, beta, fitted, checkpoint)
    for (let j = 1; j < width; j += 1) value -= 0.5 * ridge * beta[j]! ** 2
    return value
  }
  let beta = (options.start?.slice() ?? new Float64Array(width)) as Float64Array
  let value = likelihoodAt(beta)
  let covariance = new Float64Array(width * width) as Float64Array
  let converged = false
  for (let step = 0; step < 50 && !converged; step += 1) {
    const { gradient, information } = derivatives(terms, sparse, outcome, fitted, weights, checkpoint)
    for (let j = 1; j < width; j += 1) {
      gradient[j]! -= ridge * beta[j]!
      information[j * width + j]! += ridge
    }
    covariance = inverseOf(information, width, checkpoint)
    const move = timesVector(covariance, gradient)
    // What the step still promises to add to the likelihood.
    const promise = move.reduce((total, part, j) => total + part * gradient[j]!, 0)
    converged = promise < 1e-10 * (1 + Math.abs(value) * 1e-4)
    let size = 1
    let next = beta
    let reached = -Infinity
    while (size > 1e-5) {
      next = beta.map((part, j) => part + size * move[j]!)
      reached = likelihoodAt(next)
      if (reached >= value - 1e-12 * Math.abs(value)) break
      size /= 2
    }
    if (!Number.isFinite(reached)) return { coefficients: beta, covariance, logLikelihood: value, fitted, converged: false }
    beta = next
    value = reached
  }
  return { coefficients: beta, covariance, logLikelihood: value, fitted, converged: converged && beta.every((part) => Math.abs(part) < 1e4) }
}

/** Log likelihood at β, without the penalty; `fitted` is set to the chances there. */
function evaluate(terms: readonly Float64Array[], outcome: Float64Array, weights: Float64Array | null, beta: Float64Array, fitted: Float64Array, checkpoint: () => void): number {
  const rows = outcome.length
  let value = 0
  for (let from = 0; from < rows; from += block) {
    checkpoint()
    const to = Math.min(rows, from + block)
    fitted.fill(0, from, to)
    for (const [j, term] of terms.entries()) addMultiple(term, beta[j]!, fitted, from, to)
    let part = 0
    // A product of a thousand factors of at most 2 does not overflow, and one logarithm of it does for all.
    let factors = 1
    for (let row = from; row < to; row += 1) {
      const eta = fitted[row]!
      const small = Math.exp(-Math.abs(eta))
      fitted[row] = (eta >= 0 ? 1 : small) / (1 + small)
      // y·η − log(1 + exp η), written so that nothing overflows.
      const own = outcome[row]! * eta - Math.max(eta, 0)
      if (weights === null) {
        part += own
        factors *= 1 + small
      } else part += weights[row]! * (own - Math.log1p(small))
    }
    part -= Math.log(factors)
    value += part
  }
  return value
}

function addMultiple(term: Float64Array, factor: number, into: Float64Array, from: number, to: number): void {
  if (factor === 0) return
  for (let row = from; row < to; row += 1) into[row]! += factor * term[row]!
}

/** Gradient and information (lower triangle, row by row). */
function derivatives(terms: readonly Float64Array[], sparse: readonly boolean[], outcome: Float64Array, fitted: Float64Array, weights: Float64Array | null, checkpoint: () => void): { readonly gradient: Float64Array; readonly information: Float64Array } {
  const width = terms.length
  const gradient = new Float64Array(width)
  const information = new Float64Array(width * width)
  const residual = new Float64Array(block)
  const spread = new Float64Array(block)
  for (let from = 0; from < outcome.length; from += block) {
    checkpoint()
    const rows = Math.min(block, outcome.length - from)
    for (let row = 0; row < rows; row += 1) {
      const p = fitted[from + row]!
      const weight = weights === null ? 1 : weights[from + row]!
      residual[row] = weight * (outcome[from + row]! - p)
      spread[row] = weight * p * (1 - p)
    }
    for (let j = 0; j < width; j += 1) gradient[j]! += product(residual, terms[j]!, from, rows)
    addProducts(terms, sparse, from, rows, spread, information)
  }
  return { gradient, information }
}
