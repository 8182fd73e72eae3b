import { koopmanRatio } from '../../../stats/intervals'
import type { Interval } from '../../../stats/interval'
import { stratified } from '../../../stats/stratified'
import type { Stratum } from '../../../stats/tests'

/** One group against the reference group, within the levels of a factor. */
export interface ConditionalRow {
  readonly group: string
  /** Rows of the group and of the reference group whose level of the factor is known. */
  readonly n: number
  readonly referenceN: number
  /** Ratio of favourable rates without regard to the factor, over the same rows (Koopman). */
  readonly crude: Bounds
  /** Mantel–Haenszel ratio of favourable rates over the levels. */
  readonly riskRatio: Bounds
  readonly oddsRatio: Bounds
  readonly statistic: number
  readonly p: number
  /** Breslow–Day–Tarone: is it one odds ratio in all levels? Null where fewer than two levels can tell. */
  readonly heterogeneity: { readonly statistic: number; readonly df: number; readonly p: number } | null
  /** Levels in which both groups and both decisions occur. */
  readonly strata: number
  readonly levels: readonly LevelRow[]
}

/** Favourable decisions of both groups in one level of the factor. */
export interface LevelRow {
  readonly level: string
  readonly favourable: number
  readonly n: number
  readonly referenceFavourable: number
  readonly referenceN: number
}

export interface Bounds {
  readonly value: number | null
  readonly low: number | null
  readonly high: number | null
}

const finite = (value: number): number | null => (Number.isFinite(value) ? value : null)
export const bounds = ({ estimate, low, high }: Interval): Bounds => ({ value: finite(estimate), low: finite(low), high: finite(high) })

/** Favourable decisions and rows by group and level: `n[group][level]`. */
export interface Crosstab {
  readonly n: readonly (readonly number[])[]
  readonly favourable: readonly (readonly number[])[]
}

/** Counts rows with a decision whose group and level are both known. */
export function crosstab(favourable: Int8Array, groups: Int32Array, levels: Int32Array, groupCount: number, levelCount: number): Crosstab {
  const n = Array.from({ length: groupCount }, () => Array.from({ length: levelCount }, () => 0))
  const chosen = n.map((row) => row.slice())
  for (let row = 0; row < favourable.length; row += 1) {
    const group = groups[row]!
    const level = levels[row]!
    if (favourable[row]! < 0 || group < 0 || level < 0) continue
    n[group]![level]! += 1
    if (favourable[row] === 1) chosen[group]![level]! += 1
  }
  return { n, favourable: chosen }
}

const total = (counts: readonly number[]): number => counts.reduce((sum, count) => sum + count, 0)

/**
 * Every group against the reference group (the one with most rows, chosen without looking at rates).
 * A group that shares no level with it, or none in which both decisions occur, is left out.
 */
export function measureConditional({ n, favourable }: Crosstab, groups: readonly string[], levels: readonly string[]): { readonly reference: string; readonly rows: readonly ConditionalRow[] } {
  const sizes = n.map(total)
  const best = sizes.reduce((most, size, index) => (size > sizes[most]! ? index : most), 0)
  const rows = groups.flatMap((group, index): readonly ConditionalRow[] => {
    if (index === best) return []
    const strata = levels.map((_, level): Stratum => [favourable[index]![level]!, n[index]![level]! - favourable[index]![level]!, favourable[best]![level]!, n[best]![level]! - favourable[best]![level]!])
    const result = stratified(strata)
    if (result.strata === 0) return []
    return [{
      group, n: sizes[index]!, referenceN: sizes[best]!,
      crude: bounds(koopmanRatio(total(favourable[index]!), sizes[index]!, total(favourable[best]!), sizes[best]!)),
      riskRatio: bounds(result.riskRatio), oddsRatio: bounds(result.oddsRatio), statistic: result.statistic, p: result.p,
      heterogeneity: Number.isFinite(result.homogeneity.p) ? result.homogeneity : null,
      strata: result.strata,
      levels: levels.map((level, at) => ({ level, favourable: favourable[index]![at]!, n: n[index]![at]!, referenceFavourable: favourable[best]![at]!, referenceN: n[best]![at]! })),
    }]
  })
  return { reference: groups[best]!, rows }
}
