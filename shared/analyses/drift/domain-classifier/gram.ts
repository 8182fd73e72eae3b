/** Sums of products of terms and label over some rows: all that least squares needs. */
export interface Gram {
  readonly n: number
  readonly width: number
  /** Lower triangle of Σ x xᵀ, row by row; the last term is the label. */
  readonly products: Float64Array
  readonly sums: Float64Array
}

const rowsAtOnce = 256

/** Grams of each fold. `terms` holds one array per term, the label last. */
export function gramsByFold(terms: readonly Float64Array[], fold: Uint8Array, folds: number, checkpoint: () => void): readonly Gram[] {
  const width = terms.length
  const grams = Array.from({ length: folds }, () => ({ n: 0, width, products: new Float64Array(width * width), sums: new Float64Array(width) }))
  const rows = fold.length
  const block = new Float64Array(width)
  for (let from = 0; from < rows; from += rowsAtOnce) {
    checkpoint()
    const to = Math.min(rows, from + rowsAtOnce)
    for (let row = from; row < to; row += 1) {
      const gram = grams[fold[row]!]!
      const { products, sums } = gram
      gram.n += 1
      for (let j = 0; j < width; j += 1) block[j] = terms[j]![row]!
      for (let j = 0; j < width; j += 1) {
        const value = block[j]!
        if (value === 0) continue
        sums[j]! += value
        const at = j * width
        for (let k = 0; k <= j; k += 1) products[at + k]! += value * block[k]!
      }
    }
  }
  return grams
}

/** Σ of grams. */
export function addGrams(grams: readonly Gram[]): Gram {
  const width = grams[0]!.width
  const products = new Float64Array(width * width)
  const sums = new Float64Array(width)
  let n = 0
  for (const gram of grams) {
    n += gram.n
    for (let i = 0; i < products.length; i += 1) products[i]! += gram.products[i]!
    for (let i = 0; i < width; i += 1) sums[i]! += gram.sums[i]!
  }
  return { n, width, products, sums }
}

export interface LeastSquares {
  /** One per asked term; 0 where it adds nothing to those before it. */
  readonly coefficients: Float64Array
  /** Share of the label's variance that the terms explain. */
  readonly r2: number
  /** Independent terms. */
  readonly rank: number
}

/** A pivot under this share of its term's own variance: the term is a sum of others. */
const dependent = 1e-8

/** Least squares of the label on some terms and an intercept, by Cholesky's method on centred products. */
export function leastSquares(gram: Gram, use: readonly number[]): LeastSquares {
  const label = gram.width - 1
  const order = [...use, label]
  const size = order.length
  const centred = (i: number, j: number): number => {
    const [high, low] = i > j ? [i, j] : [j, i]
    return gram.products[high * gram.width + low]! - (gram.sums[i]! * gram.sums[j]!) / gram.n
  }
  const lower = new Float64Array(size * size)
  const total = centred(label, label)
  let rank = 0
  const held: boolean[] = []
  for (let j = 0; j < size; j += 1) {
    const own = centred(order[j]!, order[j]!)
    let pivot = own
    for (let k = 0; k < j; k += 1) pivot -= lower[j * size + k]! ** 2
    const independent = j === size - 1 || pivot > dependent * own
    held.push(independent)
    if (!independent) continue
    if (j < size - 1) rank += 1
    lower[j * size + j] = Math.sqrt(Math.max(pivot, 0))
    for (let i = j + 1; i < size; i += 1) {
      let value = centred(order[i]!, order[j]!)
      for (let k = 0; k < j; k += 1) value -= lower[i * size + k]! * lower[j * size + k]!
      lower[i * size + j] = value / lower[j * size + j]!
    }
  }
  const last = (size - 1) * size
  let explained = 0
  for (let k = 0; k < size - 1; k += 1) explained += lower[last + k]! ** 2
  const coefficients = new Float64Array(use.length)
  for (let i = use.length - 1; i >= 0; i -= 1) {
    if (!held[i]!) continue
    let value = lower[last + i]!
    for (let k = i + 1; k < use.length; k += 1) value -= lower[k * size + i]! * coefficients[k]!
    coefficients[i] = value / lower[i * size + i]!
  }
  return { coefficients, r2: total > 0 ? Math.min(1, explained / total) : 0, rank }
}
