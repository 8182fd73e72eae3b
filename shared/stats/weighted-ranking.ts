import type { LiftBand } from './lift'
import type { RocPoint } from './roc'

/**
 * Ranking measures of weighted rows: score ascending, outcome 1 (positive) or 0, weights positive, all
 * of one length. Tied scores are one threshold throughout. They are those of rows repeated in
 * proportion to their weights.
 */
export interface WeightedScores {
  readonly score: Float64Array
  readonly outcome: Float64Array
  readonly weight: Float64Array
}

/** Calls back at each distinct score from the highest down with the weight of positives and negatives at or above it. */
export function descendWeighted({ score, outcome, weight }: WeightedScores, visit: (threshold: number, positive: number, negative: number) => void): void {
  let positive = 0
  let negative = 0
  for (let place = score.length - 1; place >= 0; place -= 1) {
    if (outcome[place] === 1) positive += weight[place]!
    else negative += weight[place]!
    if (place === 0 || score[place - 1] !== score[place]) visit(score[place]!, positive, negative)
  }
}

/** Weight of positives and of negatives, as `descendWeighted` comes to them. */
export function classWeights(rows: WeightedScores): { readonly positive: number; readonly negative: number } {
  let last = { positive: 0, negative: 0 }
  descendWeighted(rows, (_, positive, negative) => (last = { positive, negative }))
  return last
}

/** Kolmogorov–Smirnov separation, average precision and ROC curve (at most about `limit` points) of weighted rows. */
export function weightedRanking(rows: WeightedScores, limit = 200): { readonly ks: number; readonly prAuc: number; readonly roc: readonly RocPoint[] } {
  const total = classWeights(rows)
  let ks = 0
  let prAuc = 0
  let before = 0
  let distinct = 0
  descendWeighted(rows, (_, positive, negative) => {
    ks = Math.max(ks, Math.abs(positive / total.positive - negative / total.negative))
    if (positive > before) prAuc += ((positive - before) / total.positive) * (positive / (positive + negative))
    before = positive
    distinct += 1
  })
  const roc: RocPoint[] = [{ threshold: Infinity, falsePositiveRate: 0, truePositiveRate: 0 }]
  const gap = distinct + 1 <= limit ? 0 : 2 / (limit - 2)
  let next = gap
  descendWeighted(rows, (threshold, positive, negative) => {
    const [truePositiveRate, falsePositiveRate] = [positive / total.positive, negative / total.negative]
    const along = truePositiveRate + falsePositiveRate
    if (along < next && threshold !== rows.score[0]) return
    roc.push({ threshold, falsePositiveRate, truePositiveRate })
    while (gap > 0 && next <= along) next += gap
  })
  return { ks, prAuc, roc }
}

/** Lift by bands of descending score of about equal weight; equal scores stay in one band. Counts are of rows, rates weighted. */
export function weightedLift(rows: WeightedScores, bands = 10): readonly LiftBand[] {
  const { score, outcome, weight } = rows
  const totals = classWeights(rows)
  const all = totals.positive + totals.negative
  const result: LiftBand[] = []
  let place = score.length - 1
  let seen = 0
  let gained = 0
  for (let band = 1; band <= bands && place >= 0; band += 1) {
    const end = (all * band) / bands
    let n = 0
    let events = 0
    let inside = 0
    let positive = 0
    let lowest = NaN
    while (place >= 0 && (band === bands || seen + weight[place]! / 2 <= end || score[place] === lowest)) {
      lowest = score[place]!
      n += 1
      seen += weight[place]!
      inside += weight[place]!
      if (outcome[place] === 1) {
        events += 1
        positive += weight[place]!
      }
      place -= 1
    }
    if (n === 0) continue
    gained += positive
    const rate = positive / inside
    result.push({ n, events, rate, lift: totals.positive === 0 ? NaN : rate / (totals.positive / all), cumulativeGain: totals.positive === 0 ? NaN : gained / totals.positive, lowestScore: lowest })
  }
  return result
}
