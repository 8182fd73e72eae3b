import { splitScores } from './binary-pairs'
import { countAtMost, countBelow } from './sort'
import { normalQuantile, normalTwoSided } from './special'

/** AUC with DeLong's standard error. */
export interface DelongResult {
  readonly auc: number
  readonly se: number
  /** Interval on the logit scale, so inside (0, 1); for AUC 0 or 1 see `delong`. */
  readonly low: number
  readonly high: number
  readonly positives: number
  readonly negatives: number
  readonly dropped: number
}

/** Sum and sum of squares of deviations, one pass (Welford). */
class Spread {
  n = 0
  mean = 0
  m2 = 0
  add(value: number): void {
    this.n += 1
    const delta = value - this.mean
    this.mean += delta / this.n
    this.m2 += delta * (value - this.mean)
  }
  variance(): number {
    return this.n < 2 ? NaN : this.m2 / (this.n - 1)
  }
}

/** Placement of each value of `mine` among `other`: share below, ties half; both ascending. */
function placements(mine: Float64Array, other: Float64Array): Spread {
  const spread = new Spread()
  let below = 0
  let atMost = 0
  for (let at = 0; at < mine.length; at += 1) {
    const value = mine[at]!
    while (below < other.length && other[below]! < value) below += 1
    while (atMost < other.length && other[atMost]! <= value) atMost += 1
    spread.add((below + atMost) / 2 / other.length)
  }
  return spread
}

/**
 * Area under the ROC curve with DeLong's variance (midranks, O(n log n)) and an interval on the logit
 * scale. Pairs with NaN are dropped; outcome 1 is positive. With fewer than two of a class, se and
 * bounds are NaN. At AUC 0 or 1 the variance is 0 and says nothing: the bound towards the middle is
 * then the exact one of min(positives, negatives) successes in as many trials.
 * Source: DeLong et al., Biometrics 44 (1988); Sun and Xu (2014).
 */
export function delong(score: Float64Array, outcome: Float64Array, level = 0.95, checkpoint: () => void = () => undefined): DelongResult {
  const { positives, negatives, dropped } = splitScores(score, outcome, checkpoint)
  const counts = { positives: positives.length, negatives: negatives.length, dropped }
  if (positives.length === 0 || negatives.length === 0) return { auc: NaN, se: NaN, low: NaN, high: NaN, ...counts }
  const v10 = placements(positives, negatives)
  checkpoint()
  const v01 = placements(negatives, positives)
  const auc = v10.mean
  const se = Math.sqrt(v10.variance() / positives.length + v01.variance() / negatives.length)
  return { auc, se, ...logitInterval(auc, se, Math.min(positives.length, negatives.length), level), ...counts }
}

/** Interval of an AUC from its standard error, symmetric on the logit scale. */
export function logitInterval(auc: number, se: number, smaller: number, level: number): { low: number; high: number } {
  if (Number.isNaN(se)) return { low: NaN, high: NaN }
  const tail = (1 - level) / 2
  if (auc >= 1 || auc <= 0) {
    const reach = tail ** (1 / smaller)
    return auc >= 1 ? { low: reach, high: 1 } : { low: 0, high: 1 - reach }
  }
  const centre = Math.log(auc / (1 - auc))
  const half = (-normalQuantile(tail) * se) / (auc * (1 - auc))
  return { low: 1 / (1 + Math.exp(half - centre)), high: 1 / (1 + Math.exp(-half - centre)) }
}

/** Two scores on the same rows. */
export interface DelongPaired {
  readonly aucA: number
  readonly aucB: number
  /** AUC of A minus AUC of B. */
  readonly difference: number
  readonly se: number
  readonly z: number
  readonly p: number
  readonly low: number
  readonly high: number
  readonly n: number
  readonly dropped: number
}

/**
 * DeLong's test of two correlated AUCs. Rows with NaN in either score or the outcome are dropped.
 * Equal placements throughout (se 0) give z 0 and p 1 when the AUCs agree.
 */
export function delongPaired(scoreA: Float64Array, scoreB: Float64Array, outcome: Float64Array, level = 0.95): DelongPaired {
  const rows = outcome.length
  const keep = new Float64Array(rows)
  let n = 0
  for (let i = 0; i < rows; i += 1) {
    const complete = !Number.isNaN(scoreA[i]!) && !Number.isNaN(scoreB[i]!) && !Number.isNaN(outcome[i]!)
    keep[i] = complete ? outcome[i]! : NaN
    if (complete) n += 1
  }
  const splitA = splitScores(scoreA, keep)
  const splitB = splitScores(scoreB, keep)
  const positives = new Spread()
  const negatives = new Spread()
  const place = (value: number, others: Float64Array): number => (countBelow(others, value) + countAtMost(others, value)) / 2 / others.length
  let sumA = 0
  for (let i = 0; i < rows; i += 1) {
    const y = keep[i]!
    if (y !== y) continue
    const isPositive = y === 1
    const a = place(scoreA[i]!, isPositive ? splitA.negatives : splitA.positives)
    const b = place(scoreB[i]!, isPositive ? splitB.negatives : splitB.positives)
    if (isPositive) sumA += a
    ;(isPositive ? positives : negatives).add(a - b)
  }
  const aucA = positives.n === 0 || negatives.n === 0 ? NaN : sumA / positives.n
  const difference = Number.isNaN(aucA) ? NaN : positives.mean
  const se = Math.sqrt(positives.variance() / positives.n + negatives.variance() / negatives.n)
  const z = se === 0 && difference === 0 ? 0 : difference / se
  const half = -normalQuantile((1 - level) / 2) * se
  return { aucA, aucB: aucA - difference, difference, se, z, p: normalTwoSided(z), low: difference - half, high: difference + half, n, dropped: rows - n }
}
