import type { Rng } from '../../../contract/analysis'
import { fSf } from '../../../stats/distributions'
import { delong } from '../../../stats/delong'
import { normalQuantile } from '../../../stats/special'
import { permutation } from '../../../stats/shuffle'
import type { OrderedRows } from '../../common/ordered-rows'
import { addGrams, gramsByFold, leastSquares } from './gram'
import type { Gram, LeastSquares } from './gram'
import { termsOf } from './terms'

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

export interface Separation {
  readonly auc: number
  readonly se: number
  readonly low: number
  readonly high: number
  readonly f: number
  readonly df: number
  readonly p: number
  readonly n: number
  readonly nReference: number
  readonly terms: number
  readonly carriers: readonly Carrier[]
  readonly leftOut: readonly string[]
}

const folds = 5

/** Fold of every row, dealt within each sample so that every fold has its share of both. */
function dealFolds(reference: number, window: number, rng: Rng): Uint8Array {
  const fold = new Uint8Array(reference + window)
  permutation(reference, rng.fork('reference')).forEach((row, place) => (fold[row] = place % folds))
  permutation(window, rng.fork('window')).forEach((row, place) => (fold[reference + row] = place % folds))
  return fold
}

/**
 * Tells a window from the reference by a linear discriminant fitted on four fifths and tried on the
 * fifth, in turn. AUC is the mean over the folds (scores of different fits are never ranked together).
 * The p is the F test of the discriminant on all rows (Hotelling's T²): the folds share rows, so a
 * DeLong p of their mean would alarm three times too often. For the same reason the variance is
 * DeLong's times 1 + min(1, 2/F): twice as large where there is nothing to find, untouched where there is much.
 * @param level of the interval
 * @returns null when there is no term to compare, or a side has fewer than two rows per fold
 */
export function separate(reference: OrderedRows, window: OrderedRows, columns: readonly string[], options: { readonly pairs: boolean; readonly level: number }, rng: Rng, checkpoint: () => void): Separation | null {
  const nReference = reference.table.rows
  const n = window.table.rows
  const terms = termsOf([reference, window], columns, options.pairs)
  const width = terms.names.length
  if (width === 0 || Math.min(n, nReference) < 2 * folds || n + nReference < 2 * width) return null
  checkpoint()
  const label = new Float64Array(nReference + n).fill(1, nReference)
  const fold = dealFolds(nReference, n, rng)
  const grams = gramsByFold([...terms.values, label], fold, folds, checkpoint)
  const all = addGrams(grams)
  const every = Array.from({ length: width }, (_, index) => index)
  const whole = leastSquares(all, every)
  const rest = all.n - whole.rank - 1
  const f = whole.r2 >= 1 ? Number.MAX_VALUE : whole.r2 / whole.rank / ((1 - whole.r2) / rest)
  const aucs = grams.map((_, held) => {
    checkpoint()
    return foldAuc(terms.values, label, fold, held, leastSquares(addGrams(grams.filter((__, index) => index !== held)), every).coefficients)
  })
  const auc = aucs.reduce((total, each) => total + each.auc, 0) / folds
  const se = Math.sqrt((aucs.reduce((total, each) => total + each.se ** 2, 0) / folds / folds) * (1 + Math.min(1, 2 / f)))
  const reach = -normalQuantile((1 - options.level) / 2) * se
  return {
    auc, se, low: Math.max(0, auc - reach), high: Math.min(1, auc + reach), f, df: whole.rank, p: fSf(f, whole.rank, rest),
    n, nReference, terms: width, carriers: carriersOf(all, terms.of, columns, whole, rest), leftOut: terms.leftOut,
  }
}

function foldAuc(values: readonly Float64Array[], label: Float64Array, fold: Uint8Array, held: number, coefficients: Float64Array): { readonly auc: number; readonly se: number } {
  const rows: number[] = []
  fold.forEach((each, row) => { if (each === held) rows.push(row) })
  const score = new Float64Array(rows.length)
  coefficients.forEach((coefficient, term) => {
    if (coefficient === 0) return
    const column = values[term]!
    for (let place = 0; place < rows.length; place += 1) score[place]! += coefficient * column[rows[place]!]!
  })
  return delong(score, Float64Array.from(rows, (row) => label[row]!))
}

/** Every column by what it explains alone and beyond the others, strongest first. */
function carriersOf(gram: Gram, of: readonly (readonly number[])[], columns: readonly string[], { r2, rank }: LeastSquares, rest: number): readonly Carrier[] {
  const every = of.map((_, term) => term)
  return columns.flatMap((column, index): readonly Carrier[] => {
    const own = every.filter((term) => of[term]!.length === 1 && of[term]![0] === index)
    if (own.length === 0) return []
    const alone = leastSquares(gram, own)
    const others = leastSquares(gram, every.filter((term) => !of[term]!.includes(index)))
    const df = rank - others.rank
    const fall = Math.max(0, r2 - others.r2)
    return [{
      column,
      alone: Math.max(0, 1 - ((1 - alone.r2) * (gram.n - 1)) / (gram.n - alone.rank - 1)),
      beyond: Math.max(0, fall - (df * (1 - r2)) / rest),
      p: df === 0 ? 1 : r2 >= 1 ? 0 : fSf(fall / df / ((1 - r2) / rest), df, rest),
    }]
  }).sort((a, b) => b.alone - a.alone || (a.column < b.column ? -1 : 1))
}
