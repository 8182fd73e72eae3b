import type { AnalysisDataset } from '../../../contract/analysis'
import type { Table } from '../../../contract/table'
import { chiSquareContingency } from '../../../stats/contingency'
import { kolmogorovQuantile } from '../../../stats/kolmogorov'
import { ksTwoSample } from '../../../stats/ks'
import { argsort } from '../../common/argsort'
import { cramersVInterval } from '../../common/cramers-v-bound'
import { findColumn, scoreOf } from '../../common/datasets'
import { homogeneity } from '../univariate/category'
import { binsOf } from './bins'

/** A column within a group, window against reference, and the same outside the group. */
export interface Within {
  readonly measure: 'KS' | 'V'
  readonly test: string
  readonly nReference: number
  readonly n: number
  readonly effect: number
  /** At 1 − 2α. */
  readonly low: number
  readonly high: number
  /** The effect in all other rows; null where they are too few. */
  readonly rest: number | null
  readonly p: number
}

/** Groups smaller than this are not compared. */
export const fewest = 30
const bins = 10
/** Levels beyond this many, by frequency in the reference, count as one. */
const mostLevels = 30

/** The finite scores of a dataset in rising order, with the row each comes from. */
export interface RisingScore {
  readonly order: Uint32Array
  readonly score: Float64Array
}

export function risingOf(dataset: AnalysisDataset, checkpoint: () => void): RisingScore {
  const score = scoreOf(dataset)!
  return { order: argsort(Uint32Array.from(score.keys()).filter((row) => Number.isFinite(score[row]!)), score, null, checkpoint), score }
}

/** Scores of each group in rising order, and of all rows outside it, in one pass per group. */
function splitByGroup({ order, score }: RisingScore, group: Int32Array, wanted: number): { readonly inside: Float64Array; readonly outside: Float64Array } {
  const inside = new Float64Array(order.length)
  const outside = new Float64Array(order.length)
  let [i, o] = [0, 0]
  for (const row of order) {
    if (group[row] === wanted) inside[i++] = score[row]! + 0
    else if (group[row]! >= 0) outside[o++] = score[row]! + 0
  }
  return { inside: inside.subarray(0, i), outside: outside.subarray(0, o) }
}

/** Drift of the score within one group; null where the group is too small on a side. */
export function scoreWithin(reference: RisingScore, referenceGroup: Int32Array, window: RisingScore, windowGroup: Int32Array, wanted: number, alpha: number): Within | null {
  const a = splitByGroup(reference, referenceGroup, wanted)
  const b = splitByGroup(window, windowGroup, wanted)
  const [n, m] = [a.inside.length, b.inside.length]
  if (n < fewest || m < fewest || (a.inside[0] === a.inside[n - 1] && b.inside[0] === b.inside[m - 1] && a.inside[0] === b.inside[0])) return null
  const { d, p, method } = ksTwoSample(a.inside, b.inside, 20_000)
  const reach = kolmogorovQuantile(alpha) * Math.sqrt((n + m) / n / m)
  const rest = Math.min(a.outside.length, b.outside.length) < fewest ? null : ksTwoSample(a.outside, b.outside, 0).d
  return { measure: 'KS', test: `two-sample KS, ${method}`, nReference: n, n: m, effect: d, low: Math.max(0, d - reach), high: Math.min(1, d + reach), rest, p }
}

/** Bin of every row of a column, the same bins in every table; −1 where the cell is missing. Null where it cannot be binned. */
export function binned(reference: Table, tables: readonly Table[], name: string): { readonly count: number; readonly of: readonly (Int32Array | null)[] } | null {
  const basis = findColumn(reference, name)
  if (basis === undefined || basis.kind === 'text') return null
  if (basis.kind === 'number') {
    const { bin, count } = binsOf(basis.values, bins)
    return { count, of: tables.map((table) => {
      const column = findColumn(table, name)
      return column?.kind === 'number' ? Int32Array.from(column.values, bin) : null
    }) }
  }
  const counts = new Map<string, number>()
  for (const code of basis.codes) if (code >= 0) counts.set(basis.levels[code]!, (counts.get(basis.levels[code]!) ?? 0) + 1)
  if (counts.size > 0.5 * basis.codes.length) return null
  const kept = [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).slice(0, mostLevels).map(([level]) => level)
  const place = new Map(kept.map((level, index) => [level, index]))
  return { count: kept.length + 1, of: tables.map((table) => {
    const column = findColumn(table, name)
    if (column?.kind !== 'category') return null
    const bin = column.levels.map((level) => place.get(level) ?? kept.length)
    return column.codes.map((code) => (code < 0 ? -1 : bin[code]!))
  }) }
}

/** Counts of bins by group; the last group holds all rows whose group is known. */
export function countsByGroup(bin: Int32Array, group: Int32Array, groups: number, count: number): Float64Array {
  const counts = new Float64Array((groups + 1) * count)
  for (let row = 0; row < bin.length; row += 1) {
    if (bin[row]! < 0 || group[row]! < 0) continue
    counts[group[row]! * count + bin[row]!]! += 1
    counts[groups * count + bin[row]!]! += 1
  }
  return counts
}

/** Drift of a binned column within one group; null where the group is too small on a side. */
export function columnWithin(reference: Float64Array, window: Float64Array, groups: number, count: number, wanted: number, alpha: number): Within | null {
  const pair = (at: (counts: Float64Array, bin: number) => number): (readonly [number, number])[] => Array.from({ length: count }, (_, bin) => [at(reference, bin), at(window, bin)] as const).filter(([a, b]) => a + b > 0)
  const inside = pair((counts, bin) => counts[wanted * count + bin]!)
  const total = (of: readonly (readonly [number, number])[], side: 0 | 1): number => of.reduce((sum, each) => sum + each[side], 0)
  const [n, m] = [total(inside, 0), total(inside, 1)]
  if (n < fewest || m < fewest || inside.length < 2) return null
  const chi = chiSquareContingency(inside)
  const { p, test } = homogeneity(inside)
  if (p === null || !Number.isFinite(chi.cramersVCorrected)) return null
  const outside = pair((counts, bin) => counts[groups * count + bin]! - counts[wanted * count + bin]!)
  const rest = Math.min(total(outside, 0), total(outside, 1)) < fewest || outside.length < 2 ? null : chiSquareContingency(outside).cramersVCorrected
  return { measure: 'V', test, nReference: n, n: m, effect: chi.cramersVCorrected, ...cramersVInterval(chi.statistic, chi.df, chi.n, 1 - 2 * alpha), rest: rest !== null && Number.isFinite(rest) ? rest : null, p }
}
