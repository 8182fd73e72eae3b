import type { Rng } from '../../../contract/analysis'
import type { Column } from '../../../contract/table'
import { chiSquareContingency } from '../../../stats/contingency'
import { kruskalWallis } from '../../../stats/kruskal-wallis'
import { delong } from '../../../stats/delong'
import { argsort } from '../../common/argsort'
import { satisfiesCochran } from '../../common/cochran'
import { noncentrality } from '../../common/cramers-v-bound'
import { twoStageMonteCarlo } from '../../common/monte-carlo'

/** How well one feature alone tells the groups of a protected column. */
export interface Association {
  readonly feature: string
  readonly kind: 'correlation ratio of ranks' | 'Cramér\'s V'
  /** 0 to 1. */
  readonly strength: number
  readonly low: number
  readonly high: number
  /** Lower end at the level that decides a finding. */
  readonly decideLow: number
  /** AUC of telling the two groups apart, at least one half, with DeLong's interval; null unless there are two groups and a number. */
  readonly auc: { readonly value: number; readonly low: number; readonly high: number } | null
  readonly test: string
  readonly p: number
  readonly n: number
  /** True when the feature's value gives the group away in every row. */
  readonly determines: boolean
}

/** Fewest rows with a missing number for missingness to be a feature of its own. */
const leastMissing = 10

/** Interval of a strength √(λ/scale) by inverting the noncentral χ²; about right, and too wide for strong associations. */
function strengthInterval(statistic: number, df: number, scale: number, level: number): { readonly low: number; readonly high: number } {
  const tail = (1 - level) / 2
  const of = (probability: number): number => Math.min(1, Math.sqrt(noncentrality(statistic, df, probability) / scale))
  return { low: of(1 - tail), high: of(tail) }
}

/**
 * Associations of one column with the groups (-1 unknown, left out). A number: Kruskal–Wallis over its
 * present cells, and the mark of its missing ones as a category where there are at least ten. A
 * category: k × l χ² with missing as a level. Free text has none.
 */
export function associationsOf(column: Column, groups: Int32Array, k: number, levels: { readonly level: number; readonly decide: number }, rng: Rng, checkpoint: () => void): readonly Association[] {
  checkpoint()
  if (column.kind === 'text') return []
  if (column.kind === 'category') return categoryAssociation(column.name, Int32Array.from(column.codes, (code) => (code < 0 ? column.levels.length : code)), column.levels.length + 1, groups, k, levels, rng, checkpoint)
  const rows = Uint32Array.from(groups, (_, row) => row).filter((row) => groups[row]! >= 0 && !Number.isNaN(column.values[row]!))
  const missing = groups.reduce((count, group, row) => count + (group >= 0 && Number.isNaN(column.values[row]!) ? 1 : 0), 0)
  const flag = missing < leastMissing ? [] : categoryAssociation(`${column.name} missing`, Int32Array.from(column.values, (value) => (Number.isNaN(value) ? 1 : 0)), 2, groups, k, levels, rng, checkpoint)
  return [...numberAssociation(column.name, rows, column.values, groups, k, levels, checkpoint), ...flag]
}

function numberAssociation(feature: string, rows: Uint32Array, values: Float64Array, groups: Int32Array, k: number, { level, decide }: { readonly level: number; readonly decide: number }, checkpoint: () => void): readonly Association[] {
  const sorted = argsort(rows, values, null, checkpoint)
  const result = kruskalWallis(sorted, values, groups, k)
  if (result.df === 0 || sorted.length < 10) return []
  const two = result.df === 1 ? auc(sorted, values, groups) : null
  return [{
    feature, kind: 'correlation ratio of ranks', strength: result.eta,
    ...strengthInterval(result.statistic, result.df, result.n - 1, level), decideLow: strengthInterval(result.statistic, result.df, result.n - 1, decide).low,
    auc: two, test: `Kruskal–Wallis, ${String(result.df)} df`, p: result.p, n: result.n, determines: missingFree(sorted, groups) && separates(sorted, values, groups, result.df + 1),
  }]
}

const missingFree = (sorted: Uint32Array, groups: Int32Array): boolean => sorted.length === groups.reduce((count, group) => count + (group >= 0 ? 1 : 0), 0)

/** True when every group holds an interval of values of its own. */
function separates(sorted: Uint32Array, values: Float64Array, groups: Int32Array, held: number): boolean {
  let changes = 0
  for (let place = 1; place < sorted.length; place += 1) {
    const [row, before] = [sorted[place]!, sorted[place - 1]!]
    if (groups[row] === groups[before]) continue
    if (values[row] === values[before]) return false
    changes += 1
  }
  return changes === held - 1
}

function auc(sorted: Uint32Array, values: Float64Array, groups: Int32Array): Association['auc'] {
  const first = sorted.reduce((least, row) => Math.min(least, groups[row]!), Infinity)
  const { auc: value, low, high } = delong(Float64Array.from(sorted, (row) => values[row]!), Float64Array.from(sorted, (row) => (groups[row] === first ? 0 : 1)))
  return value >= 0.5 ? { value, low, high } : { value: 1 - value, low: 1 - high, high: 1 - low }
}

function categoryAssociation(feature: string, codes: Int32Array, width: number, groups: Int32Array, k: number, { level, decide }: { readonly level: number; readonly decide: number }, rng: Rng, checkpoint: () => void): readonly Association[] {
  const counts = Array.from({ length: k }, () => new Array<number>(width).fill(0))
  for (let row = 0; row < groups.length; row += 1) if (groups[row]! >= 0) counts[groups[row]!]![codes[row]!]! += 1
  // Levels in an order of their own counts, so that their order of appearance cannot matter.
  const used = Array.from({ length: width }, (_, code) => counts.map((row) => row[code]!)).filter((cells) => cells.some((count) => count > 0)).sort((a, b) => a.reduce((order, count, g) => (order !== 0 ? order : b[g]! - count), 0))
  const table = counts.flatMap((row, g) => (row.some((count) => count > 0) ? [used.map((cells) => cells[g]!)] : []))
  const pearson = chiSquareContingency(table)
  if (pearson.df === 0) return []
  const scale = pearson.n * Math.min(table.length - 1, used.length - 1)
  const exact = satisfiesCochran(table)
  return [{
    feature, kind: 'Cramér\'s V', strength: pearson.cramersV, ...strengthInterval(pearson.statistic, pearson.df, scale, level), decideLow: strengthInterval(pearson.statistic, pearson.df, scale, decide).low,
    auc: null, test: exact ? `χ², ${String(pearson.df)} df` : 'χ², Monte Carlo', p: exact ? pearson.p : twoStageMonteCarlo(table, rng.fork(feature), checkpoint).p, n: pearson.n,
    determines: used.length <= pearson.n / 10 && used.every((cells) => cells.filter((count) => count > 0).length === 1),
  }]
}
