import { dependent, leastSquares } from './gram'
import type { Factor, Gram, LeastSquares } from './gram'
import { columnsOfTerm } from './terms'
import type { Terms } from './terms'

/** What one column has to do with it. */
export interface Carrier {
  readonly column: string
  /** Adjusted R² of the column's own terms alone; 0 at least. */
  readonly alone: number
  /** Fall of R² when every term that holds the column is taken out, less what chance gives; 0 at least. */
  readonly beyond: number
  /** Partial F test of those terms. */
  readonly p: number
}

/** F and its p for what `df` of `rank` terms add to R². */
export type AddedTest = (r2: number, r2Without: number, rank: number, df: number) => { readonly f: number; readonly p: number }

/** Every column by what it explains alone and beyond the others, strongest first. `whole` is the fit of all terms. */
export function carriersOf(gram: Gram, { terms, sources }: Terms, columns: readonly string[], whole: LeastSquares, test: AddedTest, checkpoint: () => void): readonly Carrier[] {
  const of = terms.map((term) => columnsOfTerm(term, sources))
  const { r2, rank } = whole
  const without = removal(whole, checkpoint)
  return columns.flatMap((column, index): readonly Carrier[] => {
    checkpoint()
    const own = of.flatMap((each, term) => (each.length === 1 && each[0] === index ? [term] : []))
    if (own.length === 0) return []
    const alone = leastSquares(gram, own)
    const { df, fall } = without((term) => of[term]!.includes(index))
    return [{
      column,
      alone: Math.max(0, 1 - ((1 - alone.r2) * (gram.n - 1)) / (gram.n - alone.rank - 1)),
      beyond: Math.max(0, fall - (df * (1 - r2)) / (gram.n - rank - 1)),
      p: r2 >= 1 && df > 0 ? 0 : test(r2, r2 - fall, rank, df).p,
    }]
  }).sort((a, b) => b.alone - a.alone || (a.column < b.column ? -1 : 1))
}

type Removal = (taken: (term: number) => boolean) => { readonly df: number; readonly fall: number }

/**
 * The fall of R² when terms are taken out of a fit, and by how many the rank falls, without fitting anew: with
 * the inverse of the factor once, each question costs the terms times what is taken out. The fall is
 * βᵀ(S⁻¹)⁻¹β over the terms taken out. A term that the fit left out as a sum of others steps in for what it holds of those.
 */
function removal({ coefficients, factor }: LeastSquares, checkpoint: () => void): Removal {
  const { held, size, total, own } = factor
  const inverse = inverseColumns(factor, checkpoint)
  const spare = Array.from(own.keys()).filter((term) => !held[term]! && own[term]! > 0)
  return (taken) => {
    const out = Array.from(own.keys()).filter((term) => held[term]! && taken(term))
    const root = rootOf(out.map((a) => out.map((b) => dotFrom(inverse[a]!, inverse[b]!, Math.max(a, b)))))
    let rest = solveLower(root, out.map((term) => coefficients[term]!))
    let df = out.length
    // What the spare terms hold of those taken out, one after the other, each less what the ones before it hold.
    const seen: number[][] = []
    for (const term of spare) {
      if (df === 0) break
      if (taken(term)) continue
      const row = factor.lower.subarray(term * size, term * size + term)
      let share = solveLower(root, out.map((each) => dotFrom(inverse[each]!, row, 0)))
      for (const before of seen) share = less(share, before)
      const length = Math.hypot(...share)
      if (!(length * length > dependent * own[term]!)) continue
      const direction = share.map((part) => part / length)
      seen.push(direction)
      rest = less(rest, direction)
      df -= 1
    }
    const squares = rest.reduce((sum, part) => sum + part * part, 0)
    return { df, fall: df === 0 || !(total > 0) ? 0 : Math.min(1, squares / total) }
  }
}

/** Columns of the inverse of the factor, the label left out; empty for dependent terms. */
function inverseColumns({ lower, size, held }: Factor, checkpoint: () => void): readonly Float64Array[] {
  const width = size - 1
  let done = 0
  return Array.from({ length: width }, (_, column) => {
    if (!held[column]!) return new Float64Array()
    done += (width - column) ** 2
    if (done > 4e6) {
      checkpoint()
      done = 0
    }
    const x = new Float64Array(width)
    x[column] = 1 / lower[column * size + column]!
    for (let i = column + 1; i < width; i += 1) {
      if (!held[i]!) continue
      let value = 0
      for (let k = column; k < i; k += 1) value -= lower[i * size + k]! * x[k]!
      x[i] = value / lower[i * size + i]!
    }
    return x
  })
}

function dotFrom(a: Float64Array, b: Float64Array, from: number): number {
  const end = Math.min(a.length, b.length)
  let sum = 0
  for (let i = from; i < end; i += 1) sum += a[i]! * b[i]!
  return sum
}

/** Cholesky's factor of a small positive definite matrix. */
function rootOf(matrix: readonly (readonly number[])[]): readonly (readonly number[])[] {
  const root: number[][] = []
  matrix.forEach((row, i) => {
    root.push([])
    for (let j = 0; j <= i; j += 1) {
      let value = row[j]!
      for (let k = 0; k < j; k += 1) value -= root[i]![k]! * root[j]![k]!
      root[i]!.push(i === j ? Math.sqrt(Math.max(value, Number.MIN_VALUE)) : value / root[j]![j]!)
    }
  })
  return root
}

function solveLower(root: readonly (readonly number[])[], right: readonly number[]): readonly number[] {
  const out: number[] = []
  root.forEach((row, i) => {
    let value = right[i]!
    for (let k = 0; k < i; k += 1) value -= row[k]! * out[k]!
    out.push(value / row[i]!)
  })
  return out
}

/** A vector less its part along a direction of length 1. */
function less(vector: readonly number[], direction: readonly number[]): readonly number[] {
  const along = vector.reduce((sum, part, i) => sum + part * direction[i]!, 0)
  return vector.map((part, i) => part - along * direction[i]!)
}
