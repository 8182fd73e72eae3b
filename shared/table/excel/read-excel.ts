import type { ByteSource } from '../../contract/bytes'
import { ExpectedError } from '../../contract/errors'
import type { JobContext } from '../../contract/job'
import type { Column, ReadDecision, ReadOptions, ReadReport, RejectedCell } from '../../contract/table'
import { applyColumnOptions } from '../column-options'
import { uniqueNames } from '../unique-names'
import { CellColumn } from './cell-column'
import { chooseLayout, headRows } from './layout'
import type { SheetLayout, SheetRow } from './layout'
import { sheetRows } from './sheet-rows'
import type { SheetCell, SheetNotes } from './sheet-rows'
import { openWorkbook, sharedStrings } from './workbook'
import type { SheetEntry, Workbook } from './workbook'

/** Bytes of columns that a table may take before reading is refused, and of the file itself. */
const tableByteLimit = 3.5e9
const fileByteLimit = 1e9

interface SheetContent {
  readonly decisions: readonly ReadDecision[]
  readonly header: ReadonlyMap<number, string> | null
  readonly columns: ReadonlyMap<number, CellColumn>
  readonly rowNumbers: readonly number[]
  readonly padded: ReadonlySet<number>
  readonly notes: SheetNotes
}

/**
 * Reads one sheet of an Excel workbook (.xlsx, .xlsm). Options: `sheet`, `skip`, `header`,
 * `column:<name>`, `missing`, `missing:<name>`. A cell is a date only by its number format; formula
 * cells take the value saved with them; rows without any value are left out; a column takes a type
 * when 99 % of its cells have it, the others are rejected and listed.
 * @throws ExpectedError `excel.not-a-workbook`, `excel.binary`, `excel.encrypted`, `excel.malformed`,
 * `excel.too-large`, `table.empty`, `table.too-large`, `table.bad-option`.
 */
export async function readExcel(source: ByteSource, options: ReadOptions, job: JobContext): Promise<ReadReport> {
  if (source.size > fileByteLimit) throw new ExpectedError('table.too-large', `${source.name} has ${source.size.toLocaleString('en')} bytes; workbooks are read up to ${fileByteLimit.toLocaleString('en')}.`, { file: source.name, limit: fileByteLimit, remedy: 'Save the sheet as CSV or Parquet.' })
  const workbook = await openWorkbook(source, job)
  const strings = await sharedStrings(source, workbook.strings, job)
  const visible = workbook.sheets.filter((sheet) => sheet.state === 'visible')
  const set = options['sheet']
  const tried = set === undefined ? (visible.length > 0 ? visible : workbook.sheets) : workbook.sheets.filter((sheet) => sheet.name === set)
  if (set !== undefined && tried.length === 0) throw new ExpectedError('table.bad-option', `${source.name} has no sheet "${set}".`, { file: source.name, remedy: `Use one of: ${workbook.sheets.map((sheet) => sheet.name).join(', ')}.` })
  for (const sheet of tried) {
    const content = await readSheet(source, sheet, workbook, strings, options, job)
    if (content === null) continue
    return finish(sheet, content, workbook, options, job)
  }
  throw new ExpectedError('table.empty', set === undefined ? `No sheet of ${source.name} holds a row of data.` : `The sheet "${set}" of ${source.name} holds no row of data.`, { file: source.name, remedy: 'Choose another sheet or file; if its only row is data, set "header" to no.' })
}

async function readSheet(source: ByteSource, sheet: SheetEntry, workbook: Workbook, strings: readonly string[], options: ReadOptions, job: JobContext): Promise<SheetContent | null> {
  const head: SheetRow[] = []
  const columns = new Map<number, CellColumn>()
  const rowNumbers: number[] = []
  const padded = new Set<number>()
  const settled: { layout: SheetLayout | null } = { layout: null }
  const put = (number: number, cells: readonly SheetCell[]): void => {
    const row = rowNumbers.push(number) - 1
    if ((row & 1023) === 0) {
      job.progress({ phase: `Reading sheet ${sheet.name}`, done: row, total: 0, unit: 'rows' })
      if (row * columns.size * 9 > tableByteLimit) throw new ExpectedError('table.too-large', `The sheet "${sheet.name}" of ${source.name} is larger than ${tableByteLimit.toLocaleString('en')} bytes of columns.`, { file: source.name, limit: tableByteLimit, remedy: 'Keep only the columns or rows under review.' })
    }
    for (const cell of cells) {
      let column = columns.get(cell.column)
      if (column === undefined) columns.set(cell.column, column = new CellColumn())
      column.set(row, cell)
    }
  }
  const settleHead = (): SheetLayout => {
    const chosen = chooseLayout(head, options)
    for (const { number, cells } of head.slice(chosen.from)) put(number, cells)
    return chosen
  }
  const notes = await sheetRows(source, sheet, workbook, strings, job, padded, (number, cells) => {
    if (settled.layout !== null) put(number, cells)
    else if (head.push({ number, cells }) === headRows) settled.layout = settleHead()
  })
  if (head.length === 0) return null
  const { decisions, header } = settled.layout ?? settleHead()
  return rowNumbers.length === 0 ? null : { decisions, header, columns, rowNumbers, padded, notes }
}

function finish(sheet: SheetEntry, content: SheetContent, workbook: Workbook, options: ReadOptions, job: JobContext): ReadReport {
  const { header, rowNumbers, notes } = content
  const rows = rowNumbers.length
  const positions = [...new Set([...content.columns.keys(), ...(header?.keys() ?? [])])].sort((a, b) => a - b)
  const { names, duplicates } = uniqueNames(positions.map((position) => header?.get(position) ?? ''))
  const columns: Column[] = []
  const decisions: ReadDecision[] = [sheetDecision(sheet, workbook, options), ...content.decisions]
  const rejected: RejectedCell[] = []
  const warnings = sheetWarnings(sheet, workbook, content, duplicates)
  let rejectedCount = 0
  positions.forEach((position, index) => {
    job.checkpoint()
    const name = names[index]!
    const settled = (content.columns.get(position) ?? new CellColumn()).settle(name, rows, (row) => rowNumbers[row]!)
    const result = applyColumnOptions(settled.column, settled.declared, options)
    columns.push(result.column)
    decisions.push(...result.decisions)
    if (settled.codes.size > 0 && !result.decisions.some((decision) => decision.id === `missing:${name}`)) {
      decisions.push({ id: `missing:${name}`, label: `Missing codes in ${name}`, chosen: [...settled.codes.keys()].join(','), reason: `Declared missing because the column otherwise has a type of its own: ${[...settled.codes].map(([code, count]) => `"${code}" ${count}×`).join(', ')}.`, alternatives: [], overridden: false })
    }
    rejected.push(...[...settled.rejected, ...result.rejected.map((cell) => ({ ...cell, row: rowNumbers[cell.row - 1]! }))].slice(0, 10_000 - rejected.length))
    rejectedCount += settled.rejectedCount + result.rejectedCount
    if (settled.mixedDates > 0) warnings.push(`Column ${name} mixes numbers and ${settled.mixedDates} dates and is kept as text: a spreadsheet may have turned numbers into dates.`)
    if (content.padded.has(position)) warnings.push(`Column ${name} is shown with leading zeros, but the file holds plain numbers; set its type to category if these are codes.`)
  })
  if (notes.times > 0) warnings.push(`${notes.times} times of day or durations are kept as fractions of a day, as the file holds them.`)
  return { format: 'excel', table: { rows, columns }, decisions, rejected, rejectedCount, warnings }
}

function sheetDecision(sheet: SheetEntry, workbook: Workbook, options: ReadOptions): ReadDecision {
  const others = workbook.sheets.map((other) => other.name).filter((name) => name !== sheet.name)
  const reason = options['sheet'] !== undefined ? 'Set by the reviewer.' : others.length === 0 ? 'The only sheet.' : `The first visible sheet with data, of ${workbook.sheets.length}.`
  return { id: 'sheet', label: 'Sheet', chosen: sheet.name, reason, alternatives: others, overridden: options['sheet'] !== undefined }
}

function sheetWarnings(sheet: SheetEntry, workbook: Workbook, { notes, rowNumbers }: SheetContent, duplicates: readonly string[]): string[] {
  const warnings: string[] = []
  const hidden = workbook.sheets.filter((other) => other.state !== 'visible').map((other) => other.name)
  if (hidden.length > 0) warnings.push(`Hidden sheets: ${hidden.join(', ')}.`)
  if (workbook.from1904) warnings.push('Dates count from 1904, as the workbook says.')
  if (notes.formulas > 0) warnings.push(`${notes.formulas} cells are formulas: the values saved with them are used, not computed again.`)
  if (notes.unsaved > 0) warnings.push(`${notes.unsaved} formulas were saved without a value and are rejected; open and save the workbook in a spreadsheet program first.`)
  if (notes.long > 0) warnings.push(`${notes.long} whole numbers have sixteen digits or more, of which spreadsheet programs keep fifteen: identifiers may have lost digits before this file was saved.`)
  if (notes.merged > 0) warnings.push(`${notes.merged} merged areas: only their first cell holds a value.`)
  if (notes.hiddenRows > 0) warnings.push(`${notes.hiddenRows} rows are hidden in the sheet "${sheet.name}" and are read too.`)
  if (notes.hiddenColumns > 0) warnings.push(`${notes.hiddenColumns} columns are hidden in the sheet "${sheet.name}"; those with values are read too.`)
  const span = rowNumbers.at(-1)! - rowNumbers[0]! + 1
  if (span > rowNumbers.length) warnings.push(`${span - rowNumbers.length} rows without any value between the data were left out.`)
  if (duplicates.length > 0) warnings.push(`Column names that occur more than once got a suffix: ${duplicates.join(', ')}.`)
  return warnings
}
