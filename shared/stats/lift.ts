import { completePairs } from './binary-pairs'

/** One band of a lift table, best scores first. */
export interface LiftBand {
  readonly n: number
  readonly events: number
  readonly rate: number
  /** Rate of the band over the overall rate; NaN without events. */
  readonly lift: number
  /** Share of all events in this band and those above it. */
  readonly cumulativeGain: number
  readonly lowestScore: number
}

/**
 * Lift by bands of descending score (10 by default) of about equal size; equal scores stay in one
 * band, so the table does not depend on row order. Outcome 1 is an event; pairs with NaN are dropped.
 */
export function liftTable(score: Float64Array, outcome: Float64Array, bands = 10): readonly LiftBand[] {
  const { first, second, n } = completePairs(score, outcome)
  const order = new Uint32Array(n)
  let total = 0
  for (let i = 0; i < n; i += 1) {
    order[i] = i
    if (second[i] === 1) total += 1
  }
  // Comparing, not subtracting: ∞ − ∞ is NaN.
  order.sort((a, b) => (first[a]! > first[b]! ? -1 : first[a]! < first[b]! ? 1 : 0))
  const result: LiftBand[] = []
  let start = 0
  let gained = 0
  for (let band = 1; band <= bands; band += 1) {
    let end = Math.round((n * band) / bands)
    if (end <= start) continue
    while (end < n && first[order[end]!] === first[order[end - 1]!]) end += 1
    let events = 0
    for (let k = start; k < end; k += 1) if (second[order[k]!] === 1) events += 1
    gained += events
    const rate = events / (end - start)
    result.push({ n: end - start, events, rate, lift: total === 0 ? NaN : rate / (total / n), cumulativeGain: total === 0 ? NaN : gained / total, lowestScore: first[order[end - 1]!]! })
    start = end
  }
  return result
}
