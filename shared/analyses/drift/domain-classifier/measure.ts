import { fSf } from '../../../stats/distributions'
import { delong } from '../../../stats/delong'
import { normalQuantile } from '../../../stats/special'
import { scoreAllRows } from './scores'
import { sumsByFold } from './sums'
import { carriersOf } from './carriers'
import type { AddedTest, Carrier } from './carriers'
import { addGrams, gramOfAll, gramsByFold, keepTerms, leastSquares, varyingTerms } from './gram'
import type { Gram } from './gram'
import { folds, rowsInFold } from './sides'
import type { Side } from './sides'
import { termsOf } from './terms'
import type { Terms } from './terms'

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
  /** Rows of both samples that gave the spread of the terms; all rows unless a sample is larger than its limit. */
  readonly spread: number
}

/**
 * Tells a window from the reference by a linear discriminant fitted on four fifths and tried on the
 * fifth, in turn. AUC is the mean over the folds (scores of different fits are never ranked together).
 * The p is the F test of the discriminant on all rows (Hotelling's T²): the folds share rows, so a
 * DeLong p of their mean would alarm three times too often. For the same reason the variance is
 * DeLong's times 1 + min(1, 2/F): twice as large where there is nothing to find, untouched where there is much.
 * Of a sample with more rows than its limit (50,000; fewer with hundreds of columns) the means and the ranks are those of all rows; the spread of the
 * terms (their covariances) is that of so many drawn ones, whose number the F test then has.
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
  const whole = leastSquares(fits.whole, use, checkpoint)
  const test = testOf(fits.whole.n, fits.spread)
  const { f, p } = test(whole.r2, 0, whole.rank, whole.rank)
  const aucs = foldAucs(terms, sides, fits.without.map((gram) => leastSquares(gram, use, checkpoint).coefficients), checkpoint)
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
  if (sides.every(({ rows, spread }) => rows === spread)) return { whole: sample, without: samples, spread: sample.n }
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

/**
 * F test that `df` of `rank` terms add nothing to R². With the spread from fewer rows (ν = spread − 2)
 * than the means (N): R²/(1 − R²) is T²/(N − 2), and T²·(ν − rank + 1)/(ν·rank) has the F
 * distribution with rank and ν − rank + 1 degrees of freedom; with all rows that is the common F test.
 */
function testOf(total: number, spread: number): AddedTest {
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
