import { inverseOf, quadraticForm } from './cholesky'
import { chiSquareQuantile, fSf } from './distributions'

/** Two samples of vectors compared by their means. */
export interface MeanVectors {
  /** Hotelling's T² as F, with the number of independent terms. */
  readonly f: number
  readonly terms: number
  readonly p: number
  /** Length of the difference of the means, squared, less what chance adds to it (may be negative). */
  readonly squared: number
  /** Bounds of that length (not squared) at the level asked for. */
  readonly low: number
  readonly high: number
}

/**
 * Hotelling's two-sample test of equal means with the pooled covariance, terms that depend on others
 * left out; and the length of the difference with bounds by the triangle inequality: the length of its
 * error, squared, is taken as a multiple of χ² with the same mean and variance (Box).
 * @param first,second one array per term
 * @returns null with too few rows for the terms.
 */
export function compareMeans(first: readonly Float64Array[], second: readonly Float64Array[], level: number, checkpoint: () => void): MeanVectors | null {
  const width = first.length
  const n = first[0]?.length ?? 0
  const m = second[0]?.length ?? 0
  const a = momentsOf(first, checkpoint)
  const b = momentsOf(second, checkpoint)
  const df = n + m - 2
  const inverse = inverseOf(a.products.map((value, at) => (value + b.products[at]!) / df), width)
  let terms = 0
  for (let j = 0; j < width; j += 1) if (inverse[j * width + j]! > 0) terms += 1
  const rest = n + m - terms - 1
  if (terms === 0 || rest < terms) return null
  const difference = b.means.map((mean, j) => mean - a.means[j]!)
  const f = ((quadraticForm(inverse, difference) / (1 / n + 1 / m)) * rest) / (terms * df)
  const error = a.products.map((value, at) => value / (n - 1) / n + b.products[at]! / (m - 1) / m)
  let trace = 0
  let squares = 0
  for (let j = 0; j < width; j += 1) {
    trace += error[j * width + j]!
    for (let k = 0; k < width; k += 1) squares += error[j * width + k]! ** 2
  }
  const length = difference.reduce((total, value) => total + value * value, 0)
  const reach = Math.sqrt((squares / trace) * chiSquareQuantile(level, trace ** 2 / squares))
  return { f, terms, p: fSf(f, terms, rest), squared: length - trace, low: Math.max(0, Math.sqrt(length) - reach), high: Math.sqrt(length) + reach }
}

/** Means, and sums of products of deviations, row by row. */
function momentsOf(terms: readonly Float64Array[], checkpoint: () => void): { readonly means: Float64Array; readonly products: Float64Array } {
  const width = terms.length
  const means = Float64Array.from(terms, (values) => values.reduce((total, value) => total + value, 0) / values.length)
  const products = new Float64Array(width * width)
  for (let j = 0; j < width; j += 1) {
    checkpoint()
    for (let k = 0; k <= j; k += 1) {
      const [x, y] = [terms[j]!, terms[k]!]
      let total = 0
      for (let row = 0; row < x.length; row += 1) total += (x[row]! - means[j]!) * (y[row]! - means[k]!)
      products[j * width + k] = total
      products[k * width + j] = total
    }
  }
  return { means, products }
}
