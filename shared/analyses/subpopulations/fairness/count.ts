import type { Decision } from '../../../contract/analysis'
import { effectiveOf } from '../../../stats/weighted'
import type { EffectiveCounts } from '../../../stats/weighted'
import { argsort } from '../../common/argsort'

/** Rates whose equality the measures ask for; predicted positive is a score at or above the threshold. */
export const rateNames = ['favourable', 'tpr', 'fpr', 'ppv', 'npv'] as const
export type RateName = (typeof rateNames)[number]

/** Rows behind one rate of one group. */
export interface RateCount extends EffectiveCounts {
  /** Rows in the denominator. */
  readonly rows: number
}

/** A group's rates as counts; with weights, as effective counts. */
export interface GroupCounts {
  readonly group: string
  /** Rows with a decision, and rows with an outcome too. */
  readonly n: number
  readonly known: number
  readonly events: number
  readonly rates: Readonly<Record<RateName, RateCount>>
}

interface Tally {
  total: number
  inside: number
  squares: number
  squaresInside: number
  rows: number
}

/**
 * Rows with a finite score in an order on which no sum depends: by weight, then by score. Whatever is
 * added up along it within one group and outcome has the same digits however the file was sorted.
 */
export function scoredOrder(score: Float64Array, weight: Float64Array | null, checkpoint: () => void): Uint32Array {
  const rows = Uint32Array.from(score, (_, row) => row).filter((row) => Number.isFinite(score[row]!) && (weight === null || weight[row]! > 0))
  return argsort(rows, weight ?? score, score, checkpoint)
}

export interface Judged {
  readonly score: Float64Array
  readonly outcome: Float64Array | null
  readonly weight: Float64Array | null
  readonly order: Uint32Array
}

/** Counts every rate of every group; rows of group -1 are unknown and belong to none. */
export function countGroups({ score, outcome, weight, order }: Judged, groups: Int32Array, labels: readonly string[], decision: Decision, threshold: number): { readonly counts: readonly GroupCounts[]; readonly unknown: number } {
  const empty = (): Tally => ({ total: 0, inside: 0, squares: 0, squaresInside: 0, rows: 0 })
  const tallies = labels.map(() => ({ n: 0, known: 0, events: 0, favourable: empty(), tpr: empty(), fpr: empty(), ppv: empty(), npv: empty() }))
  let unknown = 0
  for (const row of order) {
    const tally = tallies[groups[row]!]
    if (tally === undefined) {
      unknown += 1
      continue
    }
    const w = weight === null ? 1 : weight[row]!
    const positive = score[row]! >= threshold
    const label = outcome === null ? Number.NaN : outcome[row]!
    tally.n += 1
    add(tally.favourable, w, positive === (decision.favourable === 'above'))
    if (label !== 0 && label !== 1) continue
    tally.known += 1
    tally.events += label
    add(label === 1 ? tally.tpr : tally.fpr, w, positive)
    if (positive) add(tally.ppv, w, label === 1)
    else add(tally.npv, w, label === 0)
  }
  const rate = (tally: Tally): RateCount => ({ ...(weight === null ? { successes: tally.inside, n: tally.total } : effectiveOf(tally.total, tally.inside, tally.squares, tally.squaresInside, tally.rows)), rows: tally.rows })
  return {
    unknown,
    counts: tallies.map((tally, index) => ({
      group: labels[index]!, n: tally.n, known: tally.known, events: tally.events,
      rates: { favourable: rate(tally.favourable), tpr: rate(tally.tpr), fpr: rate(tally.fpr), ppv: rate(tally.ppv), npv: rate(tally.npv) },
    })),
  }
}

function add(tally: Tally, w: number, hit: boolean): void {
  tally.rows += 1
  tally.total += w
  tally.squares += w * w
  if (!hit) return
  tally.inside += w
  tally.squaresInside += w * w
}
