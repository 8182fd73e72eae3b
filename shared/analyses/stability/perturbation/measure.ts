import { studentTQuantile } from '../../../stats/distributions'
import { zOfLevel } from '../../../stats/intervals'
import { sum } from '../../../stats/sums'
import type { EffectiveCounts } from '../../../stats/weighted'

/** What a change does to the scores, over the rows that have a score before and after. */
export interface Effect {
  /** Rows with a score before the change. */
  readonly rows: number
  readonly replicates: number
  /** Mean share of rows whose decision flips; null without a threshold. */
  readonly flipRate: number | null
  /** What the flips are worth as independent decisions, for an interval over rows and draws; see `effectiveFlips`. */
  readonly flips: EffectiveCounts
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
  /** By row: 1 when its decision flips, 0 when not, 255 when it has no score before or after. */
  readonly flipped: Uint8Array
  readonly lost: number
  readonly sumChange: number
  readonly sumSquares: number
  readonly p95: number
}

const unscored = 255

/** Compares scores before and after along a fixed order, so that sums have the same digits however rows lie. */
export function compareScores(before: Float64Array, after: Float64Array, threshold: number | null, order: Uint32Array): Replicate {
  const changes = new Float64Array(before.length)
  const flipped = new Uint8Array(before.length).fill(unscored)
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
    flipped[row] = Number(threshold !== null && was >= threshold !== is >= threshold)
    flips += flipped[row]
    changes[both] = Math.abs(is - was)
    both += 1
  }
  const used = changes.subarray(0, both).sort()
  return { flips, both, flipped, lost, sumChange: sum(used), sumSquares: sum(used.map((change) => change * change)), p95: both === 0 ? Number.NaN : used[Math.ceil(0.95 * both) - 1]! }
}

/**
 * Flips as effective counts: draws of one row are alike, so that each row counts as a cluster. n is p(1 − p)/v
 * with v = Σ(f − p·b)²/(Σb)² over the rows' flips f of b draws (the linearised variance of a ratio); with one
 * draw per row that is the number of rows. It is held down by (z/t)², t with as many degrees of freedom as rows
 * carry the flips (their Kish number, less one), and is at least the number of rows; where nothing or everything
 * flips it is that.
 * Source: Korn and Graubard, Confidence intervals for proportions with small expected number of positive counts
 * estimated from survey data, Survey Methodology 24 (1998) 193–201; Rao and Scott, A simple method for the analysis of clustered binary data, Biometrics 48 (1992) 577–585.
 */
export function effectiveFlips(replicates: readonly Pick<Replicate, 'flipped'>[]): EffectiveCounts {
  const size = replicates[0]?.flipped.length ?? 0
  const [flips, drawn] = [new Uint16Array(size), new Uint16Array(size)]
  for (const { flipped } of replicates) {
    for (let row = 0; row < size; row += 1) {
      if (flipped[row] === unscored) continue
      flips[row]! += flipped[row]!
      drawn[row]! += 1
    }
  }
  // Whole numbers, so that no order shows.
  let [rows, all, hits, hitSquares, hitDraws, drawSquares] = [0, 0, 0, 0, 0, 0]
  for (let row = 0; row < size; row += 1) {
    const [f, b] = [flips[row]!, drawn[row]!]
    rows += Number(b > 0)
    all += b
    hits += f
    hitSquares += f * f
    hitDraws += f * b
    drawSquares += b * b
  }
  const p = hits / all
  const variance = (hitSquares - 2 * p * hitDraws + p * p * drawSquares) / all ** 2
  // The variance is known from the rows that flip at all; no row is worth less than one decision.
  const few = (zOfLevel(0.95) / -studentTQuantile(0.025, Math.max(1, (hits * hits) / hitSquares - 1))) ** 2
  const n = p > 0 && p < 1 && variance > 0 ? Math.min(all, Math.max(rows, few * ((p * (1 - p)) / variance))) : rows
  return all === 0 ? { successes: 0, n: 0 } : { successes: p * n, n }
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
    flips: effectiveFlips(replicates),
    meanChange,
    p95Change: both === 0 ? null : (replicates[0]?.p95 ?? null),
    flipError: both === 0 ? 0 : Math.sqrt((rate * (1 - rate)) / both),
    changeError: both === 0 ? 0 : Math.sqrt(spread / both),
    unscored: scored === 0 ? 0 : 1 - both / scored,
  }
}
