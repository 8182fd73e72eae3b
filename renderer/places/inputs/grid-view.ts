import type { ColumnProfile } from '../../../shared/contract/table'
import type { Filter, Sort } from './use-rows'

/** How rows are looked at. It is neither saved nor part of a run. */
export interface GridView {
  readonly sort: readonly Sort[]
  readonly filter: readonly Filter[]
  /** Names of the columns that stay at the left, in order. */
  readonly pinned: readonly string[]
}

export const plainView: GridView = { sort: [], filter: [], pinned: [] }

/** The sort after a column is pressed: rising, falling, none; `add` keeps the other columns before it. */
export function sortedBy(sort: readonly Sort[], column: string, add: boolean): readonly Sort[] {
  const at = sort.findIndex((part) => part.column === column)
  const now = sort[at]
  const next: readonly Sort[] = now === undefined ? [{ column, descending: false }] : now.descending ? [] : [{ column, descending: true }]
  if (!add) return next
  return at < 0 ? [...sort, ...next] : [...sort.slice(0, at), ...next, ...sort.slice(at + 1)]
}

export const isNumeric = (type: ColumnProfile['type'] | undefined): boolean => type === 'integer' || type === 'decimal'

/** Wide enough for the name and for what the column usually holds, px. */
export function widthOf({ name, type, bars }: ColumnProfile): number {
  const longest = isNumeric(type) ? 9 : bars.reduce((most, { label }) => Math.max(most, label.length), 6)
  return Math.round(Math.max(96, Math.min(260, 52 + 7.4 * Math.max(name.length, longest - 3))))
}
