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

/** The number of filled cells that a quarter of the rows reach. */
function upperWidth(head: readonly SheetRow[]): number {
  const widths = head.map((row) => row.cells.length).sort((a, b) => a - b)
  return widths[Math.floor(widths.length * 0.75)] ?? 0
}

/** Rows as the header is sniffed from them, with the sheet's columns that hold anything in them. */
function recordsOf(body: readonly SheetRow[]) {
  const columns = [...new Set(body.flatMap((row) => row.cells.map((cell) => cell.column)))].sort((a, b) => a - b)
  const records = body.map((row) => {
    const texts = new Map(row.cells.map((cell) => [cell.column, shown(cell)]))
    return { fields: columns.map((column) => texts.get(column) ?? ''), quoted: [], end: 0, line: row.number, raw: '', clean: true }
  })
  return { columns, records }
}

/**
 * Rows above the table: those before the first with four fifths of the cells that the fuller rows have.
 * The widest row counts instead where only then a header follows; alone it would not do: a small table
 * beside the first one widens a few rows. At least two rows remain.
 */
function rowsAbove(head: readonly SheetRow[], options: ReadOptions): { readonly found: number; readonly width: number } {
  const first = (width: number): number => {
    const found = head.findIndex((row) => row.cells.length >= 0.8 * width)
    return found > head.length - 2 ? 0 : Math.max(0, found)
  }
  const named = (from: number): boolean => {
    const { columns, records } = recordsOf(head.slice(from))
    return sniffHeader(records, undefined, columns.length, options).header !== null
  }
  const [fuller, widest] = [upperWidth(head), head.reduce((most, row) => Math.max(most, row.cells.length), 0)]
  const [usual, last] = [first(fuller), first(widest)]
  return last > usual && named(last) && !named(usual) ? { found: last, width: widest } : { found: usual, width: fuller }
}

/**
 * Decides where the table begins and whether its first row names the columns. Rows with far fewer
 * filled cells than the table's (titles, notes) stand above it and are skipped.
 * @throws ExpectedError `table.bad-option`
 */
export function chooseLayout(head: readonly SheetRow[], options: ReadOptions): SheetLayout {
  const skip = decide(options, 'skip', 'Rows above the table', () => {
    const { found, width } = rowsAbove(head, options)
    return found === 0 ? { chosen: '0', reason: 'The first row that holds anything begins the table.' } : { chosen: String(found), reason: `${found} rows above hold fewer than four fifths of the ${width} cells that the table's rows have.` }
  }, ['0'])
  const from = Number(skip.chosen)
  if (!Number.isSafeInteger(from) || from < 0) throw new ExpectedError('table.bad-option', `"${skip.chosen}" is no number of rows.`, { remedy: 'Set "skip" to a whole number.' })
  const { columns, records } = recordsOf(head.slice(from))
  const { decision, header } = sniffHeader(records, undefined, columns.length, options)
  const names = header === null ? null : new Map(columns.map((column, index) => [column, header[index] ?? ''] as const).filter(([, name]) => name !== ''))
  return { from: from + (header === null ? 0 : 1), header: names, decisions: [skip, decision] }
}
