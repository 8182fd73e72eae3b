import type { JobContext } from '../../../shared/contract/job'
import type { Table } from '../../../shared/contract/table'
import { cellText, columnByName } from '../../../shared/table'
import { numberedCsv, quoteCell } from './csv-bytes'

/**
 * Columns of a table as CSV: `row` counts from 1; numbers in shortest round-trip form, dates as ISO 8601,
 * categories exactly as the file has them; whatever is missing is an empty cell.
 */
export function columnsToCsv(table: Table, names: readonly string[], job: JobContext): Uint8Array {
  const columns = names.map((name) => columnByName(table, name))
  return numberedCsv(names, columns.map((column) => (row) => quoteCell(cellText(column, row))), table.rows, () => job.checkpoint())
}
