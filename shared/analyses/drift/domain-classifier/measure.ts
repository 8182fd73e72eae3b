import { fSf } from '../../../stats/distributions'
import { delong } from '../../../stats/delong'
import { normalQuantile } from '../../../stats/special'
import { scoreAllRows } from './scores'
import { sumsByFold } from './sums'
import { addGrams, gramOfAll, gramsByFold, keepTerms, leastSquares, varyingTerms } from './gram'
import type { Gram, LeastSquares } from './gram'
import { folds, rowsInFold, spreadRows } from './sides'
import type { Side } from './sides'
import { columnsOfTerm, termsOf } from './terms'
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
  /** Rows of both samples that gave the spread of the terms; all rows unless a sample is larger than 50,000. */
  readonly spread: number
}

/**
 * Tells a window from the reference by a linear discriminant fitted on four fifths and tried on the
 * fifth, in turn. AUC is the mean over the folds (scores of different fits are never ranked together).
 * The p is the F test of the discriminant on all rows (Hotelling's T²): the folds share rows, so a
 * DeLong p of their mean would alarm three times too often. For the same reason the variance is
 * DeLong's times 1 + min(1, 2/F): twice as large where there is nothing to find, untouched where there is much.
 * Of a sample larger than 50,000 rows the means and the ranks are those of all rows; the spread of the
 * terms (their covariances) is that of 50,000 drawn ones, whose number the F test then has.
 * @param level of the interval
 * @returns null when there is no term to compare, or a side has fewer than two rows per fold
 */
export function separate(reference: Side, window: Side, columns: readonly string[], options: { readonly pairs: boolean; readonly level: number }, checkpoint: () => void): Separation | null {
  const nReference = reference.rows
  const n = window.rows
  const sides = [reference, window] as const
  const all = termsOf(sides, columns, options.pairs, checkpoint)
  if (all.terms.length === 0 || Math.min(n, nReference) < 2 * folds) return null
  checkpoint()
  const every = gramsByFold(all, sides, checkpoint)
  const varying = varyingTerms(addGrams(every))
  const terms: Terms = { ...all, terms: varying.map((term) => all.terms[term]!) }
  const width = terms.terms.length
  if (width === 0 || n + nReference < 2 * width) return null
  const fits = fitsOf(terms, every.map((gram) => keepTerms(gram, varying)), sides, checkpoint)
  const use = Array.from({ length: width }, (_, term) => term)
  const whole = leastSquares(fits.whole, use)
  const test = testOf(fits.whole.n, fits.spread)
  const { f, p } = test(whole.r2, 0, whole.rank, whole.rank)
  const aucs = foldAucs(terms, sides, fits.without.map((gram) => { checkpoint(); return leastSquares(gram, use).coefficients }), checkpoint)
  const auc = aucs.reduce((total, each) => total + each.auc, 0) / folds
  const se = Math.sqrt((aucs.reduce((total, each) => total + each.se ** 2, 0) / folds / folds) * (1 + Math.min(1, 2 / f)))
  const reach = -normalQuantile((1 - options.level) / 2) * se
  return {
    auc, se, low: Math.max(0, auc - reach), high: Math.min(1, auc + reach), f, df: whole.rank, p,
    n, nReference, terms: width, carriers: carriersOf(fits.whole, terms, columns, whole, test, checkpoint), leftOut: terms.leftOut, spread: fits.spread,
  }
}

interface Fits {
  readonly whole: Gram
  /** By fold: what a rule sees that does not see the fold. */
  readonly without: readonly Gram[]
  readonly spread: number
}

/** Grams of all rows and of all but each fold. */
function fitsOf(terms: Terms, grams: readonly Gram[], sides: readonly [Side, Side], checkpoint: () => void): Fits {
  const sample = addGrams(grams)
  const samples = grams.map((_, held) => addGrams(grams.filter((__, fold) => fold !== held)))
  if (sides.every(({ rows }) => rows <= spreadRows)) return { whole: sample, without: samples, spread: sample.n }
  const sums = sides.map((side, label) => sumsByFold(terms, side, label, checkpoint))
  const width = terms.terms.length
  const ofAll = (gram: Gram, held: number | null): Gram => {
    const counts = sides.map((side) => side.rows - (held === null ? 0 : rowsInFold(side.rows, held)))
    const means = sums.map((perFold, label) => Float64Array.from({ length: width }, (_, term) => {
      let total = 0
      for (let fold = 0; fold < folds; fold += 1) if (fold !== held) total += perFold[fold * width + term]!
      return total / counts[label]!
    }))
    return gramOfAll(gram, means[1]!.map((mean, term) => mean - means[0]![term]!), counts[0]!, counts[1]!)
  }
  return { whole: ofAll(sample, null), without: samples.map(ofAll), spread: sample.n }
}

type Test = (r2: number, r2Without: number, rank: number, df: number) => { readonly f: number; readonly p: number }

/**
 * F test that `df` of `rank` terms add nothing to R². With the spread from fewer rows (ν = spread − 2)
 * than the means (N): R²/(1 − R²) is T²/(N − 2), and T²·(ν − rank + 1)/(ν·rank) has the F
 * distribution with rank and ν − rank + 1 degrees of freedom; with all rows that is the common F test.
 */
function testOf(total: number, spread: number): Test {
  return (r2, r2Without, rank, df) => {
    if (df === 0) return { f: 0, p: 1 }
    const rest = spread - rank - 1
    const f = r2 >= 1 ? Number.MAX_VALUE : ((r2 - r2Without) / df / (1 - r2)) * rest * ((total - 2) / (spread - 2))
    return { f, p: fSf(f, df, rest) }
  }
}

function foldAucs(terms: Terms, sides: readonly [Side, Side], rules: readonly Float64Array[], checkpoint: () => void): readonly { readonly auc: number; readonly se: number }[] {
  const scores = sides.map((side, label) => scoreAllRows(terms, side, label, rules, checkpoint))
  return rules.map((_, fold) => {
    const held = sides.map(({ rows }) => rowsInFold(rows, fold))
    const score = new Float64Array(held[0]! + held[1]!)
    let at = 0
    sides.forEach((side, label) => {
      side.parts.forEach((each, part) => {
        at = pickFold(scores[label]![part]!, each.fold, fold, score, at)
        checkpoint()
      })
    })
    return delong(score, new Float64Array(score.length).fill(1, held[0]), undefined, checkpoint)
  })
}

/** Writes the scores of a fold behind one another, from `at` on; gives where they end. */
function pickFold(scores: Float64Array, folds: Uint8Array, fold: number, into: Float64Array, at: number): number {
  let end = at
  for (let row = 0; row < scores.length; row += 1) {
    if (folds[row] !== fold) continue
    into[end] = scores[row]!
    end += 1
  }
  return end
}

/** Every column by what it explains alone and beyond the others, strongest first. */
function carriersOf(gram: Gram, { terms, sources }: Terms, columns: readonly string[], { r2, rank }: LeastSquares, test: Test, checkpoint: () => void): readonly Carrier[] {
  const of = terms.map((term) => columnsOfTerm(term, sources))
  const every = of.map((_, term) => term)
  return columns.flatMap((column, index): readonly Carrier[] => {
    checkpoint()
    const own = every.filter((term) => of[term]!.length === 1 && of[term]![0] === index)
    if (own.length === 0) return []
    const alone = leastSquares(gram, own)
    const others = leastSquares(gram, every.filter((term) => !of[term]!.includes(index)))
    const df = rank - others.rank
    const fall = Math.max(0, r2 - others.r2)
    return [{
      column,
      alone: Math.max(0, 1 - ((1 - alone.r2) * (gram.n - 1)) / (gram.n - alone.rank - 1)),
      beyond: Math.max(0, fall - (df * (1 - r2)) / (gram.n - rank - 1)),
      p: r2 >= 1 && df > 0 ? 0 : test(r2, r2 - fall, rank, df).p,
    }]
  }).sort((a, b) => b.alone - a.alone || (a.column < b.column ? -1 : 1))
}
