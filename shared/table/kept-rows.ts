import type { DatasetAsk } from '../contract/engine'
import type { JobContext } from '../contract/job'
import type { Table } from '../contract/table'
import { filterRows } from './filter-rows'
import { keepRows } from './expression'
import { selectRows } from './select-rows'

/** A table after its filters, and how many rows each reason took. */
export interface KeptTable {
  readonly table: Table
  readonly rows: number
  readonly dropped: number
  readonly undecided: number
}

/** The rows of a table that meet every condition of `filter` and the expression `where`; the table itself where neither is set. */
export function keptRows(table: Table, { filter = [], where = '' }: Pick<DatasetAsk, 'filter' | 'where'>, job: JobContext): KeptTable {
  const first = filter.length === 0 ? table : selectRows(table, filterRows(table, filter))
  if (where.trim() === '') return { table: first, rows: first.rows, dropped: table.rows - first.rows, undecided: 0 }
  const { rows, dropped, undecided } = keepRows(first, where, job)
  return { table: selectRows(first, rows), rows: rows.length, dropped: table.rows - first.rows + dropped, undecided }
}
