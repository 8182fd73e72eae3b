import type { CategoryColumn, Column, NumericColumn, Table } from '../../../contract/table'
import { sortedFinite } from '../../../stats/sort'
import { dateText } from '../../../table/column-access'
import { compareText, findColumn } from '../../common/datasets'
import { formatNumber } from '../../common/format'

/** Values a feature is set to, all of them observed in the reference. */
export interface Grid {
  readonly feature: string
  readonly kind: 'number' | 'category'
  /** Rising; for a category 0, 1, 2, … in the order of the labels. */
  readonly numbers: readonly number[]
  readonly labels: readonly string[]
  /** True where the reference has missing cells in it, so that "missing" is one more value. */
  readonly missing: boolean
}

/** Levels beyond these, the rarest, are not put on a grid. */
const mostLevels = 20

/**
 * Grid of a feature from the reference: up to `size` quantiles of a number by nearest rank (each value
 * once), the most frequent levels of a category in code-point order. Null for free text, for an absent
 * column and where fewer than two values were observed.
 */
export function gridOf(reference: Table, feature: string, size: number): Grid | null {
  const column = findColumn(reference, feature)
  if (column === undefined || column.kind === 'text') return null
  const missing = column.missing?.some((kind) => kind !== 0) ?? false
  return column.kind === 'number' ? numberGrid(column, size, missing) : levelGrid(column, missing)
}

function numberGrid(column: NumericColumn, size: number, missing: boolean): Grid | null {
  const sorted = sortedFinite(column.values)
  if (sorted.length === 0) return null
  const wanted = new Set<number>()
  for (let k = 0; k < size; k += 1) wanted.add(sorted[Math.round((k / (size - 1)) * (sorted.length - 1))]!)
  const numbers = [...wanted].sort((a, b) => a - b)
  const print = column.type === 'date' ? dateText : (value: number): string => formatNumber(value)
  return numbers.length < 2 ? null : { feature: column.name, kind: 'number', numbers, labels: numbers.map(print), missing }
}

function levelGrid(column: CategoryColumn, missing: boolean): Grid | null {
  const counts = new Float64Array(column.levels.length)
  for (const code of column.codes) if (code >= 0) counts[code]! += 1
  const labels = column.levels.map((label, code) => ({ label, count: counts[code]! })).filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count || compareText(a.label, b.label)).slice(0, mostLevels).map(({ label }) => label).sort(compareText)
  return labels.length < 2 ? null : { feature: column.name, kind: 'category', numbers: labels.map((_, index) => index), labels, missing }
}

/** The column with every cell set to one value of the grid. */
export function setTo(column: Column, grid: Grid, index: number): Column {
  if (column.kind === 'number') return { ...column, missing: null, values: new Float64Array(column.values.length).fill(grid.numbers[index]!) }
  if (column.kind === 'category') return { ...column, missing: null, levels: [grid.labels[index]!], codes: new Int32Array(column.codes.length) }
  return column
}
