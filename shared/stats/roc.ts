import { splitScores, type SplitScores } from './binary-pairs'

/**
 * Ranking measures of a score against a 0/1 outcome (1 positive). Pairs with a NaN are dropped and
 * counted; tied scores are treated as one threshold throughout; without both classes the value is NaN.
 */
export interface RocAuc {
  /** P(score of a positive > score of a negative) + ½ P(equal). */
  readonly auc: number
  readonly positives: number
  readonly negatives: number
  readonly dropped: number
}

/** One threshold of a ROC curve: positive means score ≥ threshold. */
export interface RocPoint {
  readonly threshold: number
  readonly falsePositiveRate: number
  readonly truePositiveRate: number
}

/** Visits each distinct score from the highest down with the counts of both classes at or above it. */
function descend(split: SplitScores, visit: (threshold: number, truePositives: number, falsePositives: number) => void): void {
  const { positives, negatives } = split
  let i = positives.length - 1
  let j = negatives.length - 1
  while (i >= 0 || j >= 0) {
    const value = j < 0 || (i >= 0 && positives[i]! > negatives[j]!) ? positives[i]! : negatives[j]!
    while (i >= 0 && positives[i]! === value) i -= 1
    while (j >= 0 && negatives[j]! === value) j -= 1
    visit(value, positives.length - 1 - i, negatives.length - 1 - j)
  }
}

/** Area under the ROC curve, ties counted half, O(n log n). */
export function rocAuc(score: Float64Array, outcome: Float64Array): RocAuc {
  const split = splitScores(score, outcome)
  const { positives, negatives } = split
  // Twice the number of pairs in the right order, ties once: an integer, so exact up to 2^53.
  let twice = 0
  let positivesAbove = 0
  let negativesAbove = 0
  descend(split, (_, truePositives, falsePositives) => {
    twice += (falsePositives - negativesAbove) * (positivesAbove + truePositives)
    positivesAbove = truePositives
    negativesAbove = falsePositives
  })
  const pairs = positives.length * negatives.length
  return { auc: pairs === 0 ? NaN : twice / 2 / pairs, positives: positives.length, negatives: negatives.length, dropped: split.dropped }
}

/**
 * ROC curve from (0, 0) to (1, 1), at most `limit` points: thresholds are kept evenly along the curve
 * (by rate of false plus true positives), so both steep and flat parts keep their shape. Empty without both classes.
 */
export function rocCurve(score: Float64Array, outcome: Float64Array, limit = 200): readonly RocPoint[] {
  const split = splitScores(score, outcome)
  const p = split.positives.length
  const n = split.negatives.length
  if (p === 0 || n === 0) return []
  const points: RocPoint[] = [{ threshold: Infinity, falsePositiveRate: 0, truePositiveRate: 0 }]
  let distinct = 0
  descend(split, () => (distinct += 1))
  const gap = distinct + 1 <= limit ? 0 : 2 / (limit - 2)
  let next = gap
  descend(split, (threshold, truePositives, falsePositives) => {
    const truePositiveRate = truePositives / p
    const falsePositiveRate = falsePositives / n
    const along = truePositiveRate + falsePositiveRate
    if (along < next && along < 2) return
    points.push({ threshold, falsePositiveRate, truePositiveRate })
    while (gap > 0 && next <= along) next += gap
  })
  return points
}

/** Area under the precision–recall curve as average precision Σ (Rₖ − Rₖ₋₁)·Pₖ (no interpolation). NaN without positives. */
export function prAuc(score: Float64Array, outcome: Float64Array): { readonly prAuc: number; readonly positives: number; readonly n: number } {
  const split = splitScores(score, outcome)
  const total = split.positives.length
  let area = 0
  let before = 0
  descend(split, (_, truePositives, falsePositives) => {
    if (truePositives > before) area += ((truePositives - before) / total) * (truePositives / (truePositives + falsePositives))
    before = truePositives
  })
  return { prAuc: total === 0 ? NaN : area, positives: total, n: total + split.negatives.length }
}

/**
 * Kolmogorov–Smirnov separation of the classes: the largest difference of true and false positive
 * rates over distinct scores, so a constant score has 0. `threshold` is where it is reached.
 */
export function ksStatistic(score: Float64Array, outcome: Float64Array): { readonly ks: number; readonly threshold: number; readonly n: number } {
  const split = splitScores(score, outcome)
  const p = split.positives.length
  const n = split.negatives.length
  if (p === 0 || n === 0) return { ks: NaN, threshold: NaN, n: p + n }
  let most = 0
  let at = NaN
  descend(split, (threshold, truePositives, falsePositives) => {
    const gap = Math.abs(truePositives * n - falsePositives * p)
    if (gap > most) {
      most = gap
      at = threshold
    }
  })
  return { ks: most / p / n, threshold: at, n: p + n }
}
