import type { Rng } from '../../../contract/analysis'
import type { Column } from '../../../contract/table'
import { chiSquareContingency } from '../../../stats/contingency'
import { ExactSum } from '../../../stats/exact-sum'
import { effectiveCells } from '../../../stats/weighted'
import { fisherExact } from '../../../stats/fisher'
import { satisfiesCochran } from '../../common/cochran'
import { countCodes } from '../../common/count-codes'
import { cramersVInterval, minimumDetectableV } from '../../common/cramers-v-bound'
import { compareText } from '../../common/datasets'
import { damageOfLevels } from './damage-levels'
import { compareMissing } from './missing'
import { newLevelsOf } from './new-levels'
import { psiWithP } from './psi-test'
import { finiteOrNull } from './types'
import type { BinShare, Comparison } from './types'

/** Counts of a categorical column (or a numeric one with few distinct values) of one dataset. */
export interface CategorySample {
  readonly counts: ReadonlyMap<string, number>
  readonly rows: number
  readonly present: number
  /** Rows themselves, where `counts`, `rows` and `present` are what weighted rows are worth. */
  readonly unweighted?: { readonly present: number; readonly missing: number }
}

export function categorySample(column: Column, rows: number): CategorySample {
  const counts = new Map<string, number>()
  let present = 0
  if (column.kind === 'category') {
    const perCode = countCodes(column.codes, column.levels.length)
    column.levels.forEach((level, code) => {
      present += perCode[code]!
      if (perCode[code]! > 0) counts.set(level, (counts.get(level) ?? 0) + perCode[code]!)
    })
  } else if (column.kind === 'number') {
    const perValue = new Map<number, number>()
    for (const value of column.values) {
      if (Number.isNaN(value)) continue
      perValue.set(value + 0, (perValue.get(value + 0) ?? 0) + 1)
      present += 1
    }
    for (const [value, count] of perValue) counts.set(column.type === 'boolean' ? (value === 1 ? 'true' : 'false') : String(value), count)
  }
  return { counts, rows, present }
}

/** The same with weights: every level, and the missing cells, as effective counts. Rows of weight 0 are left out. */
export function weightedCategorySample(column: Column, rows: number, weight: Float64Array, checkpoint: () => void = () => undefined): CategorySample {
  const levelOf = levelsByRow(column)
  const sums = new Map<string | null, { readonly total: ExactSum; readonly square: ExactSum; rows: number }>()
  for (let row = 0; row < rows; row += 1) {
    if (row % 65_536 === 0) checkpoint()
    if (!(weight[row]! > 0)) continue
    const level = levelOf(row)
    let held = sums.get(level)
    if (held === undefined) {
      held = { total: new ExactSum(), square: new ExactSum(), rows: 0 }
      sums.set(level, held)
    }
    held.total.add(weight[row]!)
    held.square.add(weight[row]! ** 2)
    held.rows += 1
  }
  const levels = [...sums.keys()].sort((a, b) => compareText(a ?? '', b ?? ''))
  const all = levels.map((level) => sums.get(level)!)
  const used = all.reduce((count, held) => count + held.rows, 0)
  const cells = effectiveCells(all.map((held) => held.total.value()), all.map((held) => held.square.value()), used)
  const counts = new Map(levels.flatMap((level, index): readonly (readonly [string, number])[] => (level === null ? [] : [[level, cells[index]!]])))
  const worth = cells.reduce((sum, count) => sum + count, 0)
  const present = [...counts.values()].reduce((sum, count) => sum + count, 0)
  const missing = sums.get(null)?.rows ?? 0
  return { counts, rows: worth, present, unweighted: { present: used - missing, missing } }
}

/** The level of each row as text; null where it is missing. */
function levelsByRow(column: Column): (row: number) => string | null {
  if (column.kind === 'category') return (row) => (column.codes[row]! < 0 ? null : column.levels[column.codes[row]!]!)
  if (column.kind === 'text') return () => null
  return (row) => { const value = column.values[row]!; return Number.isNaN(value) ? null : column.type === 'boolean' ? (value === 1 ? 'true' : 'false') : String(value + 0) }
}

/** Two rows of counts over the same levels. */
type Pair = readonly (readonly [reference: number, current: number])[]

interface HomogeneityTest {
  readonly p: number | null
  readonly test: string
}

/**
 * Test of homogeneity of a k × 2 table: χ² where Cochran's rule holds (no expected count under 1, at
 * most a fifth under 5). Where it does not, the rarest levels (by pooled count, so that the null is
 * not touched) are put together until it does; with two levels left, the mid-p of Fisher's exact test.
 */
export function homogeneity(pair: Pair): HomogeneityTest {
  const used = pair.filter(([a, b]) => a + b > 0)
  const whole = chiSquareContingency(used)
  if (whole.df === 0) return { p: null, test: 'k×2 χ²' }
  const sums = [used.reduce((total, [a]) => total + a, 0), used.reduce((total, [, b]) => total + b, 0)] as const
  if (satisfiesCochran(used)) return { p: whole.p, test: 'k×2 χ²' }
  const pooled = startPooling(used, sums)
  // Every level so rare that all are put together: a column of identifiers, which no table can compare.
  if (pooled.length < 2) return { p: null, test: 'k×2 χ²' }
  while (pooled.length > 2) {
    const last = pooled.pop()!
    const before = pooled.pop()!
    const together = [last[0] + before[0], last[1] + before[1]] as const
    const at = pooled.findIndex(([a, b]) => a + b < together[0] + together[1])
    pooled.splice(at < 0 ? pooled.length : at, 0, together)
    if (satisfiesCochran(pooled)) return { p: chiSquareContingency(pooled).p, test: 'k×2 χ², rare levels pooled' }
  }
  const [first, second] = pooled as [readonly [number, number], readonly [number, number]]
  return { p: fisherExact(...(first.map(Math.round) as [number, number]), ...(second.map(Math.round) as [number, number])).midP, test: 'Fisher mid-p, rare levels pooled' }
}

/** By falling pooled count; with thousands of levels those expected under once are put together at once. */
function startPooling(used: Pair, [reference, current]: readonly [number, number]): (readonly [number, number])[] {
  const sorted = [...used].sort((x, y) => y[0] + y[1] - x[0] - x[1])
  if (sorted.length <= 1000) return sorted
  const least = (reference + current) / Math.min(reference, current)
  const kept = sorted.filter(([a, b]) => a + b >= least)
  const rest = sorted.slice(kept.length)
  kept.push([rest.reduce((total, [a]) => total + a, 0), rest.reduce((total, [, b]) => total + b, 0)])
  return kept.sort((x, y) => y[0] + y[1] - x[0] - x[1])
}

/** Compares a categorical column of a window with the reference. */
export function compareCategory(reference: CategorySample, current: CategorySample, alpha: number, rng: Rng): Comparison {
  const levels = [...new Set([...reference.counts.keys(), ...current.counts.keys()])].sort(compareText)
  const pair = levels.map((level) => [reference.counts.get(level) ?? 0, current.counts.get(level) ?? 0] as const)
  const chi = chiSquareContingency(pair)
  const tested = homogeneity(pair)
  const bound = chi.df === 0 ? null : cramersVInterval(chi.statistic, chi.df, chi.n, 1 - 2 * alpha)
  const newLevels = newLevelsOf(levels, reference, current)
  const hasReference = reference.present > 0 && current.present > 0
  return {
    measure: 'V',
    test: tested.test,
    nReference: reference.unweighted?.present ?? reference.present, n: current.unweighted?.present ?? current.present,
    missingReference: reference.unweighted?.missing ?? reference.rows - reference.present, missing: current.unweighted?.missing ?? current.rows - current.present,
    statistic: hasReference ? chi.statistic : null, df: chi.df, p: hasReference ? tested.p : null,
    effect: finiteOrNull(chi.cramersVCorrected),
    low: bound?.low ?? null, high: bound?.high ?? null,
    detectable: chi.df === 0 ? null : finiteOrNull(minimumDetectableV(chi.df, chi.n, alpha)),
    location: null, wassersteinSd: null, wasserstein: null, energy: null, meanReference: null, mean: null, sdReference: null,
    ...psiOf(reference, current, rng),
    newLevels,
    newLevelP: hasReference ? newLevels.reduce((least, level) => Math.min(least, level.p), 1) : null,
    vanished: levels.filter((level) => !current.counts.has(level)),
    ...compareMissing(reference.rows - reference.present, reference.rows, current.rows - current.present, current.rows, alpha),
    damage: damageOfLevels(reference, current),
  }
}

/** PSI over the reference's levels, one bin for new ones and one for missing cells. */
function psiOf(reference: CategorySample, current: CategorySample, rng: Rng): Pick<Comparison, 'psi' | 'bins'> {
  const levels = [...reference.counts].sort((a, b) => b[1] - a[1] || compareText(a[0], b[0])).map(([level]) => level)
  const known = levels.map((level) => current.counts.get(level) ?? 0)
  const unseen = current.present - known.reduce((total, count) => total + count, 0)
  const before = [...levels.map((level) => reference.counts.get(level)!), 0, reference.rows - reference.present]
  const after = [...known, unseen, current.rows - current.present]
  const degenerate = before.filter((count, index) => count > 0 || after[index]! > 0).length < 2
  const psi = psiWithP(before, after, rng)
  const bins = [...levels, 'new', 'missing'].map((bin, index): BinShare => ({ bin, reference: before[index]! / reference.rows, current: after[index]! / current.rows }))
  return {
    psi: { psi: finiteOrNull(psi.psi), debiased: finiteOrNull(psi.debiased), critical: finiteOrNull(psi.critical), p: finiteOrNull(psi.p), bins: psi.bins, degenerate },
    bins: pooledBins(bins),
  }
}

/** At most 20 bars: the rest of the levels together. */
function pooledBins(bins: readonly BinShare[]): readonly BinShare[] {
  const filled = bins.filter((bin) => bin.reference + bin.current > 0)
  if (filled.length <= 20) return filled
  const special = filled.filter((bin) => bin.bin === 'new' || bin.bin === 'missing')
  const levels = filled.filter((bin) => !special.includes(bin))
  const rest = levels.slice(17)
  const sum = (of: (bin: BinShare) => number): number => rest.reduce((total, bin) => total + of(bin), 0)
  return [...levels.slice(0, 17), { bin: `${String(rest.length)} other levels`, reference: sum((bin) => bin.reference), current: sum((bin) => bin.current) }, ...special]
}
