import type { Table } from '../../../contract/table'
import { addProducts, block, isSparse, product } from '../../../stats/products'
import type { Design } from './design'

/** A fitted simple model. */
export interface SimpleModel {
  readonly coefficients: Float64Array
  readonly converged: boolean
  predict(table: Table): Float64Array
}

/** Ridge per row on every term but the intercept: too small to matter, enough to keep ties of terms solvable. */
const ridge = 1e-8

/**
 * Logistic regression by Newton's method (iteratively reweighted least squares) with halving, or least
 * squares where `binary` is false (one such step is then exact). Rows must have finite outcomes.
 */
export function fitSimple(design: Design, table: Table, outcome: Float64Array, binary: boolean, checkpoint: () => void): SimpleModel {
  const width = design.terms.length
  const write = design.encode(table)
  const x = new Float64Array(width)
  const columns = Array.from({ length: width }, () => new Float64Array(block))
  const eta = new Float64Array(block)
  const residual = new Float64Array(block)
  const weight = new Float64Array(block)
  let beta = new Float64Array(width)
  let converged = !binary
  let value = -Infinity
  for (let step = 0; step < (binary ? 40 : 1); step += 1) {
    const gradient = new Float64Array(width)
    const hessian = new Float64Array(width * width)
    value = accumulate()
    const move = solve(hessian, gradient, width, checkpoint)
    let size = 1
    let next = beta.map((b, j) => b + move[j]!)
    while (binary && size > 1e-4 && !(likelihood(next) >= value - 1e-9 * Math.abs(value))) {
      size /= 2
      next = beta.map((b, j) => b + size * move[j]!)
    }
    const largest = move.reduce((most, part) => Math.max(most, Math.abs(size * part)), 0)
    beta = next
    if (largest < 1e-7) {
      converged = true
      break
    }

    function accumulate(): number {
      let total = 0
      for (let from = 0; from < table.rows; from += block) {
        checkpoint()
        const rows = Math.min(block, table.rows - from)
        predictBlock(beta, from, rows)
        for (let row = 0; row < rows; row += 1) {
          const fitted = binary ? 1 / (1 + Math.exp(-eta[row]!)) : eta[row]!
          weight[row] = binary ? Math.max(fitted * (1 - fitted), 1e-10) : 1
          residual[row] = outcome[from + row]! - fitted
          total += logLikelihood(eta[row]!, outcome[from + row]!)
        }
        const kept = columns.map((column) => column.subarray(0, rows))
        kept.forEach((column, j) => { gradient[j]! += product(column, residual, 0, rows) })
        addProducts(kept, kept.map(isSparse), 0, rows, weight, hessian, checkpoint)
      }
      for (let j = 1; j < width; j += 1) {
        gradient[j]! -= ridge * table.rows * beta[j]!
        hessian[j * width + j]! += ridge * table.rows
      }
      return total
    }
  }

  /** Terms of a block of rows, and what the coefficients make of them. */
  function predictBlock(at: Float64Array, from: number, rows: number): void {
    for (let row = 0; row < rows; row += 1) {
      write(from + row, x)
      for (let j = 0; j < width; j += 1) columns[j]![row] = x[j]!
      eta[row] = dot(at, x)
    }
  }

  function likelihood(at: Float64Array): number {
    let total = 0
    for (let from = 0; from < table.rows; from += block) {
      checkpoint()
      const rows = Math.min(block, table.rows - from)
      for (let row = 0; row < rows; row += 1) {
        write(from + row, x)
        total += logLikelihood(dot(at, x), outcome[from + row]!)
      }
    }
    return total
  }

  return {
    coefficients: beta,
    converged,
    predict(other) {
      const encode = design.encode(other)
      const terms = new Float64Array(width)
      return Float64Array.from({ length: other.rows }, (_, row) => {
        if (row % block === 0) checkpoint()
        encode(row, terms)
        const at = dot(beta, terms)
        return binary ? 1 / (1 + Math.exp(-at)) : at
      })
    },
  }
}

function logLikelihood(eta: number, outcome: number): number {
  return outcome * eta - (eta > 0 ? eta + Math.log1p(Math.exp(-eta)) : Math.log1p(Math.exp(eta)))
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i += 1) sum += a[i]! * b[i]!
  return sum
}

/** Solves a symmetric positive definite system (lower triangle given) by Cholesky's method, in place. */
function solve(matrix: Float64Array, right: Float64Array, n: number, checkpoint: () => void): Float64Array {
  let done = 0
  for (let j = 0; j < n; j += 1) {
    done += j * (n - j)
    if (done > 4e6) {
      checkpoint()
      done = 0
    }
    for (let i = j; i < n; i += 1) {
      let sum = matrix[i * n + j]!
      for (let k = 0; k < j; k += 1) sum -= matrix[i * n + k]! * matrix[j * n + k]!
      matrix[i * n + j] = i === j ? Math.sqrt(Math.max(sum, 1e-300)) : sum / matrix[j * n + j]!
    }
  }
  const out = Float64Array.from(right)
  for (let i = 0; i < n; i += 1) {
    for (let k = 0; k < i; k += 1) out[i]! -= matrix[i * n + k]! * out[k]!
    out[i]! /= matrix[i * n + i]!
  }
  for (let i = n - 1; i >= 0; i -= 1) {
    for (let k = i + 1; k < n; k += 1) out[i]! -= matrix[k * n + i]! * out[k]!
    out[i]! /= matrix[i * n + i]!
  }
  return out
}
