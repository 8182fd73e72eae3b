import type { CellTable } from '../contract/figure'

/** Tab-separated text for pasting into a spreadsheet; tabs and line breaks inside a cell become spaces. */
export function tableToTsv(table: CellTable): string {
  const line = (cells: readonly string[]): string => cells.map((cell) => cell.replace(/[\t\r\n]+/g, ' ')).join('\t')
  return [line(table.columns.map((column) => column.title)), ...table.rows.map(line)].join('\n') + '\n'
}

/**
 * RFC 4180 CSV with CRLF. A cell that a spreadsheet would run as a formula (it starts with = + - @,
 * and is not a number) gets an apostrophe before it.
 */
export function tableToCsv(table: CellTable): string {
  const line = (cells: readonly string[]): string => cells.map(csvCell).join(',')
  return [line(table.columns.map((column) => column.title)), ...table.rows.map(line)].join('\r\n') + '\r\n'
}

function csvCell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) && !/^[+-]?[\d.,\s]+%?$/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
