import type { Column } from '../../../contract/table'
import { quantileSorted } from '../../../stats/sort'
import { sum } from '../../../stats/sums'
import { completeRows } from './scan'
import type { Scan } from './scan'

/** Partial dependence, band of the rows, and accumulated local effects of one feature. */
export interface Shape {
  readonly rows: number
  /** Mean score at each value of the grid. */
  readonly mean: readonly number[]
  /** 10 % and 90 % quantile of the rows' scores at each value. */
  readonly low: readonly number[]
  readonly high: readonly number[]
  /** Accumulated local effects, mean 0; null for categories, which have no order. */
  readonly ale: readonly number[] | null
  /** Standard error of each accumulated effect, from the spread of the rows in each interval; null without ALE. */
  readonly aleError: readonly number[] | null
  readonly missing: number | null
  /** Largest less smallest mean. */
  readonly range: number
  /** Larger limbs (over 5 % of the range) of the mean curve, less one. */
  readonly turns: number
  /** Largest step of the mean between neighbouring values, as a share of the range, and where it begins. */
  readonly jump: { readonly share: number; readonly at: number }
  /** Largest difference of the ALE from the centred mean curve, as a share of the range; null without ALE. */
  readonly apart: number | null
  /** Share of the rows' own curves that the mean curve does not explain: Σ(c − m)² / Σc², both centred per row. */
  readonly own: number
  /** The same on the log odds, where all scores lie strictly between 0 and 1: there a model without interactions has none; else null. */
  readonly ownLogOdds: number | null
  /** The row whose score changes most between two neighbouring values. */
  readonly steepest: { readonly row: number; readonly at: number; readonly change: number }
}

/** Null where no row has a score at every value. */
export function shapeOf(scan: Scan, column: Column): Shape | null {
  const { grid, scores } = scan
  const rows = completeRows(scan)
  if (rows.length === 0) return null
  const at = (index: number): Float64Array => Float64Array.from(rows, (row) => scores[index]![row]!)
  const sorted = grid.numbers.map((_, index) => at(index).sort())
  const mean = sorted.map((values) => sum(values) / rows.length)
  const ordered = grid.kind === 'number'
  const range = Math.max(...mean) - Math.min(...mean)
  const steps = mean.slice(1).map((value, index) => Math.abs(value - mean[index]!))
  const largest = ordered ? steps.reduce((best, step, index) => (step > steps[best]! ? index : best), 0) : 0
  const ale = ordered && column.kind === 'number' ? localEffects(scan, column.values, rows) : null
  const absent = scan.whenMissing === null ? [] : rows.map((row) => scan.whenMissing![row]!).filter((value) => Number.isFinite(value))
  const centre = sum(mean) / mean.length
  const middle = ale === null ? 0 : sum(ale) / ale.length
  return {
    rows: rows.length, mean, ale, range, aleError: ale === null || column.kind !== 'number' ? null : localErrors(scan, column.values, rows),
    low: sorted.map((values) => quantileSorted(values, 0.1)), high: sorted.map((values) => quantileSorted(values, 0.9)),
    missing: absent.length === 0 ? null : sum(absent) / absent.length,
    turns: ordered ? turnsOf(mean, 0.05 * range) : 0,
    jump: { share: range > 0 && ordered ? steps[largest]! / range : 0, at: largest },
    apart: ale === null ? null : range > 0 ? Math.max(...ale.map((effect, index) => Math.abs(effect - middle - (mean[index]! - centre)))) / range : 0,
    own: ownShare(scan, rows, mean),
    ownLogOdds: ownOnLogOdds(scan, rows),
    steepest: steepestRow(scan, rows, ordered),
  }
}

/**
 * Accumulated local effects at the grid values (Apley and Zhu 2020): a row counts in the interval its own
 * value lies in, (z_k−1, z_k], by f(z_k) − f(z_k−1); intervals are averaged, summed up, and centred so that
 * the mean over the rows (interval midpoints) is 0. Rows with a missing value are left out; a value beyond
 * the grid counts in the nearest interval.
 */
export function localEffects({ grid, scores }: Scan, values: Float64Array, rows: readonly number[]): readonly number[] {
  const last = grid.numbers.length - 1
  const differences = localDifferences({ grid, scores }, values, rows)
  const counts = Float64Array.from(differences, (held) => held.length)
  const effects = [0]
  for (let bin = 1; bin <= last; bin += 1) effects.push(effects[bin - 1]! + (counts[bin] === 0 ? 0 : sum(differences[bin]!) / counts[bin]!))
  const total = counts.reduce((all, count) => all + count, 0)
  const centre = total === 0 ? 0 : effects.reduce((all, effect, bin) => (bin === 0 ? 0 : all + ((effect + effects[bin - 1]!) / 2) * counts[bin]!), 0) / total
  return effects.map((effect) => effect - centre)
}

/** By interval (from 1), what the score of each row whose own value lies in it gains across it. */
function localDifferences({ grid, scores }: Pick<Scan, 'grid' | 'scores'>, values: Float64Array, rows: readonly number[]): readonly (readonly number[])[] {
  const last = grid.numbers.length - 1
  const differences: number[][] = Array.from({ length: last + 1 }, () => [])
  for (const row of rows) {
    const value = values[row]!
    if (Number.isNaN(value)) continue
    let bin = grid.numbers.findIndex((edge) => value <= edge)
    bin = bin < 0 ? last : Math.max(1, bin)
    differences[bin]!.push(scores[bin]![row]! - scores[bin - 1]![row]!)
  }
  return differences
}

/** Standard error of each accumulated effect: intervals rest on different rows, so their variances add up. An interval of fewer than two rows adds none. */
function localErrors(scan: Scan, values: Float64Array, rows: readonly number[]): readonly number[] {
  let variance = 0
  return localDifferences(scan, values, rows).map((held) => {
    if (held.length > 1) {
      const mean = sum(held) / held.length
      variance += sum(held.map((value) => (value - mean) ** 2)) / (held.length - 1) / held.length
    }
    return Math.sqrt(variance)
  })
}

/** Direction changes of a curve, limbs no longer than `small` passed over. */
export function turnsOf(curve: readonly number[], small: number): number {
  let turns = 0
  let direction = 0
  let low = curve[0]!
  let high = curve[0]!
  for (const value of curve) {
    low = Math.min(low, value)
    high = Math.max(high, value)
    if (direction <= 0 && value - low > small) {
      if (direction < 0) turns += 1
      direction = 1
      high = value
    } else if (direction >= 0 && high - value > small) {
      if (direction > 0) turns += 1
      direction = -1
      low = value
    }
  }
  return turns
}

function ownOnLogOdds(scan: Scan, rows: readonly number[]): number | null {
  if (!scan.scores.every((at) => rows.every((row) => at[row]! > 0 && at[row]! < 1))) return null
  const scores = scan.scores.map((at) => at.map((p) => Math.log(p) - Math.log1p(-p)))
  return ownShare({ ...scan, scores }, rows, scores.map((at) => sum(rows.map((row) => at[row]!)) / rows.length))
}

function ownShare({ scores }: Scan, rows: readonly number[], mean: readonly number[]): number {
  const centre = sum(mean) / mean.length
  const total = new Float64Array(rows.length)
  const apart = new Float64Array(rows.length)
  rows.forEach((row, place) => {
    const level = scores.reduce((all, at) => all + at[row]!, 0) / scores.length
    scores.forEach((at, index) => {
      const own = at[row]! - level
      total[place]! += own * own
      apart[place]! += (own - (mean[index]! - centre)) ** 2
    })
  })
  const all = sum(total)
  return all > 0 ? Math.min(1, sum(apart) / all) : 0
}

function steepestRow({ scores }: Scan, rows: readonly number[], ordered: boolean): Shape['steepest'] {
  let best = { row: rows[0]!, at: 0, change: 0 }
  if (!ordered) return best
  for (let at = 0; at + 1 < scores.length; at += 1) {
    for (const row of rows) {
      const change = scores[at + 1]![row]! - scores[at]![row]!
      if (Math.abs(change) > Math.abs(best.change)) best = { row, at, change }
    }
  }
  return best
}
