import { addProducts, block, isSparse } from '../../../stats/products'
import { sampledCells, termWriter } from './term-values'
import type { Terms } from './terms'
import { folds } from './sides'
import type { Side } from './sides'

/** Sums of products of terms and label over some rows: all that least squares needs. */
export interface Gram {
  readonly n: number
  readonly width: number
  /** Lower triangle of Σ x xᵀ, row by row; the last term is the label. */
  readonly products: Float64Array
  readonly sums: Float64Array
}

/** Grams of each fold over the spread samples of both sides, the reference's rows first; the label, last, is 1 in the window. */
export function gramsByFold(terms: Terms, sides: readonly [Side, Side], checkpoint: () => void): readonly Gram[] {
  const last = terms.terms.length
  const width = last + 1
  const write = termWriter(terms)
  const columns = Array.from({ length: width }, () => new Float64Array(block))
  return Array.from({ length: folds }, (_, fold) => {
    const gram = { n: 0, width, products: new Float64Array(width * width), sums: new Float64Array(width) }
    let filled = 0
    const add = (): void => {
      const kept = columns.map((column) => column.subarray(0, filled))
      addProducts(kept, kept.map(isSparse), 0, filled, null, gram.products, checkpoint)
      addSums(kept, gram.sums)
      gram.n += filled
      filled = 0
    }
    sides.map(({ spread }) => spread).forEach((size, label) => {
      for (let place = fold; place < size;) {
        checkpoint()
        const rows = Math.min(block - filled, Math.ceil((size - place) / folds))
        write(sampledCells(label, place, folds, rows), columns, filled)
        columns[last]!.fill(label, filled, filled + rows)
        place += folds * rows
        filled += rows
        if (filled === block) add()
      }
    })
    add()
    return gram
  })
}

function addSums(columns: readonly Float64Array[], sums: Float64Array): void {
  for (let term = 0; term < columns.length; term += 1) {
    const column = columns[term]!
    let sum = sums[term]!
    for (let row = 0; row < column.length; row += 1) sum += column[row]!
    sums[term] = sum
  }
}

/** Keeps some terms of a gram, and its label. */
export function keepTerms(gram: Gram, kept: readonly number[]): Gram {
  const order = [...kept, gram.width - 1]
  const width = order.length
  const products = new Float64Array(width * width)
  order.forEach((from, j) => { for (let k = 0; k <= j; k += 1) products[j * width + k] = gram.products[from * gram.width + order[k]!]! })
  return { n: gram.n, width, products, sums: Float64Array.from(order, (from) => gram.sums[from]!) }
}

/** Terms that are not the same in every row of a gram. */
export function varyingTerms(gram: Gram): readonly number[] {
  return Array.from({ length: gram.width - 1 }, (_, term) => term).filter((term) => {
    const square = gram.products[term * gram.width + term]!
    return square - gram.sums[term]! ** 2 / gram.n > 1e-12 * square
  })
}

/**
 * The gram that all rows of two samples would have: the spread within the samples from the rows of
 * `sample`, the difference of their means from all rows. Centred, so its sums are 0.
 * @param difference mean of each term in the window less that in the reference
 */
export function gramOfAll(sample: Gram, difference: Float64Array, nReference: number, n: number): Gram {
  const { width } = sample
  const label = width - 1
  const centred = (i: number, j: number): number => sample.products[i * width + j]! - (sample.sums[i]! * sample.sums[j]!) / sample.n
  const products = new Float64Array(width * width)
  const total = nReference + n
  const between = (nReference / total) * n
  const grow = (total - 2) / (sample.n - 2)
  for (let i = 0; i < label; i += 1) {
    for (let j = 0; j <= i; j += 1) {
      const within = centred(i, j) - (centred(label, i) * centred(label, j)) / centred(label, label)
      products[i * width + j] = within * grow + between * difference[i]! * difference[j]!
    }
  }
  for (let j = 0; j < label; j += 1) products[label * width + j] = between * difference[j]!
  products[label * width + label] = between
  return { n: total, width, products, sums: new Float64Array(width) }
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
  readonly factor: Factor
}

/** Cholesky's factor of the centred products of the asked terms, the label last. */
export interface Factor {
  /** Row by row, (terms + 1)². The row of a dependent term holds what it is made of; its column is 0. */
  readonly lower: Float64Array
  readonly size: number
  /** True for terms that are no sum of those before them. */
  readonly held: readonly boolean[]
  /** Centred square of every asked term. */
  readonly own: Float64Array
  /** Centred square of the label. */
  readonly total: number
}

/** A pivot under this share of its term's own variance: the term is a sum of others. */
export const dependent = 1e-8

/** Products between two checkpoints: some milliseconds. */
const stride = 4e6

/** Least squares of the label on some terms and an intercept, by Cholesky's method on centred products. */
export function leastSquares(gram: Gram, use: readonly number[], checkpoint: () => void = () => undefined): LeastSquares {
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
  let done = 0
  const held: boolean[] = []
  const squares = new Float64Array(use.length)
  for (let j = 0; j < size; j += 1) {
    done += (size - j) * j
    if (done > stride) {
      checkpoint()
      done = 0
    }
    const own = centred(order[j]!, order[j]!)
    if (j < size - 1) squares[j] = own
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
  return { coefficients, r2: total > 0 ? Math.min(1, explained / total) : 0, rank, factor: { lower, size, held, own: squares, total } }
}
