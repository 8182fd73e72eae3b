import type { ReadDecision, ReadOptions } from '../../contract/table'
import { dateText } from '../column-access'
import { sniffHeader } from '../csv/sniff-header'
import { decide } from '../decide'
import { ExpectedError } from '../../contract/errors'
import type { SheetCell } from './sheet-rows'

/** Rows looked at before the layout is decided. */
export const headRows = 500

/** A row that holds something, with the number a person sees. */
export interface SheetRow {
  readonly number: number
  readonly cells: readonly SheetCell[]
}

/** Where the data begin among the rows of the head, and the names of the columns by position. */
export interface SheetLayout {
  readonly from: number
  readonly header: ReadonlyMap<number, string> | null
  readonly decisions: readonly ReadDecision[]
}

function shown(cell: SheetCell): string {
  if (cell.kind === 'date') return dateText(cell.value)
  return cell.kind === 'number' || cell.kind === 'boolean' ? String(cell.value) : cell.text
}

/**
 * Decides where the table begins and whether its first row names the columns. Rows with far fewer
 * filled cells than the widest of the first rows (titles, notes) stand above it and are skipped.
 * @throws ExpectedError `table.bad-option`
 */
export function chooseLayout(head: readonly SheetRow[], options: ReadOptions): SheetLayout {
  const widest = head.reduce((most, row) => Math.max(most, row.cells.length), 0)
  const skip = decide(options, 'skip', 'Rows above the table', () => {
    const found = Math.max(0, head.findIndex((row) => row.cells.length >= 0.8 * widest))
    return found === 0 ? { chosen: '0', reason: 'The first row that holds anything begins the table.' } : { chosen: String(found), reason: `${found} rows above hold fewer than four fifths of the ${widest} cells that the widest row has.` }
  }, ['0'])
  const from = Number(skip.chosen)
  if (!Number.isSafeInteger(from) || from < 0) throw new ExpectedError('table.bad-option', `"${skip.chosen}" is no number of rows.`, { remedy: 'Set "skip" to a whole number.' })
  const body = head.slice(from)
  const columns = [...new Set(body.flatMap((row) => row.cells.map((cell) => cell.column)))].sort((a, b) => a - b)
  const records = body.map((row) => {
    const texts = new Map(row.cells.map((cell) => [cell.column, shown(cell)]))
    return { fields: columns.map((column) => texts.get(column) ?? ''), quoted: [], end: 0, line: row.number, raw: '', clean: true }
  })
  const { decision, header } = sniffHeader(records, undefined, columns.length, options)
  const names = header === null ? null : new Map(columns.map((column, index) => [column, header[index] ?? ''] as const).filter(([, name]) => name !== ''))
  return { from: from + (header === null ? 0 : 1), header: names, decisions: [skip, decision] }
}
