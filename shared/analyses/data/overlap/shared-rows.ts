import type { JobContext } from '../../../contract/job'
import type { Table } from '../../../contract/table'
import { cellText, concatTables, duplicateRows } from '../../../table'

/** Different rows that two tables have in common, in the columns both have. */
export interface SharedRows {
  readonly shared: number
  /** Different rows of the first and of the second. */
  readonly first: number
  readonly second: number
  readonly columns: number
  /** True when both hold the same rows, each as often. */
  readonly same: boolean
}

/**
 * By counting different rows: |A ∩ B| = |A| + |B| − |A ∪ B|, exact and in any order of rows. Columns are
 * matched by name; of another kind in the second table, they are compared as text.
 */
export function sharedRows(a: Table, b: Table, without: readonly string[], job: JobContext): SharedRows {
  const names = a.columns.map(({ name }) => name).filter((name) => !without.includes(name) && b.columns.some((column) => column.name === name))
  const [one, other] = [a, b].map((table): Table => ({ rows: table.rows, columns: names.map((name) => table.columns.find((column) => column.name === name)!) })) as [Table, Table]
  if (names.length === 0) return { shared: 0, first: 0, second: 0, columns: 0, same: false }
  const different = (table: Table): number => table.rows - duplicateRows(table, job).count
  const [first, second] = [different(one), different(other)]
  const shared = first + second - different(concatTables([one, other]))
  return { shared, first, second, columns: names.length, same: a.rows === b.rows && first === a.rows && second === b.rows && shared === first && a.columns.length === b.columns.length && names.length === a.columns.length }
}

/** The different values of an identifier, how many rows repeat one, and how many have none. */
export function idsOf(table: Table, name: string, job: JobContext): { readonly ids: ReadonlySet<string>; readonly repeated: number } | null {
  const column = table.columns.find((candidate) => candidate.name === name)
  if (column === undefined) return null
  const ids = new Set<string>()
  let repeated = 0
  for (let row = 0; row < table.rows; row++) {
    if ((row & 8191) === 0) job.checkpoint()
    if (column.missing !== null && column.missing[row] !== 0) continue
    const text = cellText(column, row)
    if (ids.has(text)) repeated++
    else ids.add(text)
  }
  return { ids, repeated }
}
