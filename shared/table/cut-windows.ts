import { ExpectedError } from '../contract/errors'
import type { JobContext } from '../contract/job'
import type { Windows } from '../contract/plan'
import type { Table } from '../contract/table'
import { columnByName } from './column-access'
import { periodOf } from './period'

/** Most windows one dataset is cut into. */
export const windowLimit = 520

/** A period and its rows, 0-based and ascending. */
export interface CutWindow {
  readonly period: string
  readonly rows: Int32Array
}

/**
 * A table's rows by the calendar period of a date column (UTC), in order of time; periods without rows
 * are not made up. A row without a date belongs nowhere, so it must have been left out before.
 * @throws ExpectedError `windows.not-a-date`, `windows.undated`, `windows.too-many`, `table.no-column`.
 */
export function cutWindows(table: Table, { column: name, by }: Windows, job: JobContext): readonly CutWindow[] {
  const column = columnByName(table, name)
  if (column.kind !== 'number' || column.type !== 'date') {
    throw new ExpectedError('windows.not-a-date', `"${name}" holds no dates, so it cannot cut the dataset into ${by}s.`, { column: name, remedy: 'Set its type to a date under How it was read, or choose another column.' })
  }
  const counts = new Map<string, number>()
  const periods: (string | null)[] = []
  let undated = 0
  const labels = new Map<number, string | null>()
  for (let row = 0; row < table.rows; row++) {
    if (row % 8192 === 0) job.checkpoint()
    const ms = column.values[row]!
    const day = Math.floor(ms / 86_400_000)
    let period = labels.get(day)
    if (period === undefined) labels.set(day, period = Number.isFinite(ms) ? periodOf(ms, by) : null)
    periods.push(period)
    if (period === null) undated++
    else counts.set(period, (counts.get(period) ?? 0) + 1)
  }
  if (undated > 0) {
    throw new ExpectedError('windows.undated', `${undated.toLocaleString('en')} of ${table.rows.toLocaleString('en')} rows have no date in "${name}" and belong to no ${by}.`, { column: name, remedy: `Leave them out by the filter ${/^[A-Za-z_]\w*$/.test(name) ? name : `\`${name}\``} is not missing, so that the pack says so.` })
  }
  if (counts.size > windowLimit) throw new ExpectedError('windows.too-many', `"${name}" cuts the dataset into ${counts.size} ${by}s; ${windowLimit} are allowed.`, { column: name, remedy: 'Choose a longer period.' })
  const order = [...counts.keys()].sort()
  const rows = new Map(order.map((period) => [period, new Int32Array(counts.get(period)!)]))
  const next = new Map<string, number>()
  periods.forEach((period, row) => {
    const at = next.get(period!) ?? 0
    rows.get(period!)![at] = row
    next.set(period!, at + 1)
  })
  return order.map((period) => ({ period, rows: rows.get(period)! }))
}
