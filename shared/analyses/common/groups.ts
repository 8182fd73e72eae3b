import type { NumericColumn, Table } from '../../contract/table'
import { dateText } from '../../table/column-access'
import { countCodes } from './count-codes'
import { compareText, findColumn } from './datasets'
import { formatNumber } from './format'

/** How the rows of any dataset are put into groups of one column: the same groups everywhere. */
export interface GroupScheme {
  readonly column: string
  /** Labels in printing order: bands from low to high, levels in code-point order. */
  readonly labels: readonly string[]
  readonly kind: 'levels' | 'bands'
  /** Group index per row; -1 where the group is unknown (missing, or a table without the column). */
  assign(table: Table): Int32Array
  /** What was decided in making the groups, one sentence each. */
  readonly notes: readonly string[]
}

export interface GroupOptions {
  /** Upper ends of bands (inclusive) instead of quantiles. */
  readonly cuts: readonly number[] | undefined
  readonly bands: number
  /** Above this many levels the rarest are pooled. */
  readonly maxGroups: number
}

/** A numeric column with at most this many distinct values is grouped by value. */
const distinctLimit = 8

/**
 * Groups of a column. Categories: every level of any table (the rarest pooled as "(other)" above
 * `maxGroups`). Numbers: each value where there are at most 8 distinct ones, else bands that end at
 * the given cuts or at the quantiles of the reference; a value equal to a cut lies in the lower band.
 * Missing cells are no group: they are -1 and counted apart.
 * @returns null when the column is absent from the reference or holds free text.
 */
export function groupScheme(name: string, reference: Table, tables: readonly Table[], options: GroupOptions): GroupScheme | null {
  const column = findColumn(reference, name)
  if (column === undefined || column.kind === 'text') return null
  if (column.kind === 'category') return levelScheme(name, tables, options)
  return numericScheme(name, column, tables, options)
}

function levelScheme(name: string, tables: readonly Table[], { maxGroups }: GroupOptions): GroupScheme {
  const counts = new Map<string, number>()
  for (const table of tables) {
    const column = findColumn(table, name)
    if (column?.kind !== 'category') continue
    const perCode = countCodes(column.codes, column.levels.length)
    column.levels.forEach((level, code) => counts.set(level, (counts.get(level) ?? 0) + perCode[code]!))
  }
  const used = [...counts].filter(([, count]) => count > 0)
  const byCount = [...used].sort((a, b) => b[1] - a[1] || compareText(a[0], b[0]))
  const pooled = byCount.length > maxGroups ? byCount.slice(maxGroups - 1) : []
  const kept = byCount.slice(0, byCount.length - pooled.length).map(([level]) => level).sort(compareText)
  const labels = pooled.length > 0 ? [...kept, '(other levels)'] : kept
  const indexOf = new Map(kept.map((level, index) => [level, index]))
  return {
    column: name,
    labels,
    kind: 'levels',
    notes: pooled.length > 0 ? [`${name}: the ${String(pooled.length)} rarest of ${String(byCount.length)} levels are pooled as "(other levels)".`] : [],
    assign(table) {
      const column = findColumn(table, name)
      if (column?.kind !== 'category') return new Int32Array(table.rows).fill(-1)
      const map = Int32Array.from(column.levels, (level) => indexOf.get(level) ?? (counts.has(level) ? kept.length : -1))
      return column.codes.map((code) => (code < 0 ? -1 : map[code]!))
    },
  }
}

function numericScheme(name: string, reference: NumericColumn, tables: readonly Table[], options: GroupOptions): GroupScheme {
  const values = options.cuts === undefined ? fewValues(name, tables) : null
  if (values !== null) {
    return {
      column: name,
      labels: values.map((value) => (reference.type === 'boolean' ? (value === 1 ? 'true' : 'false') : reference.type === 'date' ? dateText(value) : formatNumber(value, 15))),
      kind: 'levels',
      notes: [],
      assign: (table) => assignNumbers(table, name, (value) => values.indexOf(value)),
    }
  }
  const print = reference.type === 'date' ? dateText : (value: number): string => formatNumber(value)
  const cuts = options.cuts === undefined ? quantileCuts(reference, options.bands) : [...new Set(options.cuts)].sort((a, b) => a - b)
  return {
    column: name,
    labels: bandLabels(cuts, reference.type === 'integer', print, leastOf(name, tables)),
    kind: 'bands',
    notes: [options.cuts === undefined
      ? `${name} is cut at the quantiles of the reference: ${cuts.map(print).join(', ')}.`
      : `${name} is cut as the plan says: ${cuts.map(print).join(', ')}.`],
    assign: (table) => assignNumbers(table, name, (value) => bandOf(value, cuts)),
  }
}

function bandOf(value: number, cuts: readonly number[]): number {
  let band = 0
  while (band < cuts.length && value > cuts[band]!) band += 1
  return band
}

function assignNumbers(table: Table, name: string, groupOf: (value: number) => number): Int32Array {
  const groups = new Int32Array(table.rows).fill(-1)
  const column = findColumn(table, name)
  if (column?.kind !== 'number') return groups
  for (let row = 0; row < table.rows; row += 1) {
    const value = column.values[row]!
    if (!Number.isNaN(value)) groups[row] = groupOf(value)
  }
  return groups
}

/** The distinct values over all tables in rising order, or null when there are more than the limit. */
function fewValues(name: string, tables: readonly Table[]): readonly number[] | null {
  const seen = new Set<number>()
  for (const table of tables) {
    const column = findColumn(table, name)
    if (column?.kind !== 'number') continue
    for (const value of column.values) {
      if (Number.isNaN(value)) continue
      seen.add(value)
      if (seen.size > distinctLimit) return null
    }
  }
  return [...seen].sort((a, b) => a - b)
}

/** Inner quantiles (nearest rank) of the finite values, each once; fewer than asked where values are tied. */
function quantileCuts(column: NumericColumn, bands: number): readonly number[] {
  const sorted = column.values.filter((value) => Number.isFinite(value)).sort()
  const cuts = new Set<number>()
  for (let band = 1; band < bands; band += 1) {
    const cut = sorted[Math.ceil((band / bands) * sorted.length) - 1]
    if (cut !== undefined && cut < sorted.at(-1)!) cuts.add(cut)
  }
  return [...cuts]
}

/** The least number of a column in any table; NaN is passed over. */
function leastOf(name: string, tables: readonly Table[]): number {
  let least = Infinity
  for (const table of tables) {
    const column = findColumn(table, name)
    if (column?.kind === 'number') for (const value of column.values) if (value < least) least = value
  }
  return least
}

function bandLabels(cuts: readonly number[], integer: boolean, print: (value: number) => string, least: number): readonly string[] {
  if (cuts.length === 0) return ['all values']
  const whole = integer && cuts.every((cut) => Number.isInteger(cut))
  const inner = cuts.slice(1).map((cut, index) => {
    const below = cuts[index]!
    if (!whole) return `over ${print(below)} to ${print(cut)}`
    return below + 1 === cut ? print(cut) : `${print(below + 1)}–${print(cut)}`
  })
  const last = cuts.at(-1)!
  // A lowest band of one value only is that value: "0", not "0 and under".
  const first = cuts[0] === least ? print(least) : whole ? `${print(cuts[0]!)} and under` : `up to ${print(cuts[0]!)}`
  return [first, ...inner, whole ? `${print(last + 1)} and over` : `over ${print(last)}`]
}

