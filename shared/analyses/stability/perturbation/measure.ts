import { sum } from '../../../stats/sums'

/** What a change does to the scores, over the rows that have a score before and after. */
export interface Effect {
  /** Rows with a score before the change. */
  readonly rows: number
  readonly replicates: number
  /** Mean share of rows whose decision flips; null without a threshold. */
  readonly flipRate: number | null
  /** Mean absolute change of the score; null where no row keeps its score. */
  readonly meanChange: number | null
  /** 95th percentile of the absolute change in the first replicate. */
  readonly p95Change: number | null
  /** Monte-Carlo standard error of the flip rate (an upper bound) and of the mean change. */
  readonly flipError: number
  readonly changeError: number
  /** Share of rows that had a score and lose it. */
  readonly unscored: number
}

/** One replicate, still as counts. */
export interface Replicate {
  readonly flips: number
  readonly both: number
  readonly lost: number
  readonly sumChange: number
  readonly sumSquares: number
  readonly p95: number
}

/** Compares scores before and after along a fixed order, so that sums have the same digits however rows lie. */
export function compareScores(before: Float64Array, after: Float64Array, threshold: number | null, order: Uint32Array): Replicate {
  const changes = new Float64Array(before.length)
  let both = 0
  let lost = 0
  let flips = 0
  for (const row of order) {
    const was = before[row]!
    if (!Number.isFinite(was)) continue
    const is = after[row]!
    if (!Number.isFinite(is)) {
      lost += 1
      continue
    }
    if (threshold !== null && was >= threshold !== is >= threshold) flips += 1
    changes[both] = Math.abs(is - was)
    both += 1
  }
  const used = changes.subarray(0, both).sort()
  return { flips, both, lost, sumChange: sum(used), sumSquares: sum(used.map((change) => change * change)), p95: both === 0 ? Number.NaN : used[Math.ceil(0.95 * both) - 1]! }
}

/**
 * Puts replicates together. Draws are independent from row to row, so given the rows the variance of
 * the flip rate is at most p(1 − p)/(rows · replicates); likewise for the mean change.
 */
export function combine(replicates: readonly Replicate[], threshold: number | null): Effect {
  const both = replicates.reduce((total, replicate) => total + replicate.both, 0)
  const scored = replicates.reduce((total, replicate) => total + replicate.both + replicate.lost, 0)
  const flips = replicates.reduce((total, replicate) => total + replicate.flips, 0)
  const change = replicates.reduce((total, replicate) => total + replicate.sumChange, 0)
  const squares = replicates.reduce((total, replicate) => total + replicate.sumSquares, 0)
  const rate = both === 0 ? 0 : flips / both
  const meanChange = both === 0 ? null : change / both
  const spread = meanChange === null ? 0 : Math.max(0, squares / both - meanChange * meanChange)
  return {
    rows: replicates.length === 0 ? 0 : Math.round(both / replicates.length),
    replicates: replicates.length,
    flipRate: threshold === null || both === 0 ? null : rate,
    meanChange,
    p95Change: both === 0 ? null : (replicates[0]?.p95 ?? null),
    flipError: both === 0 ? 0 : Math.sqrt((rate * (1 - rate)) / both),
    changeError: both === 0 ? 0 : Math.sqrt(spread / both),
    unscored: scored === 0 ? 0 : 1 - both / scored,
  }
}
