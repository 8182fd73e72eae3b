import type { Cell } from '../../../shared/contract/engine'

export interface Position {
  readonly row: number
  readonly column: number
}

/** A rectangle of cells: from where it began to where the focus is. */
export interface Selection {
  readonly anchor: Position
  readonly focus: Position
}

export interface Rectangle {
  readonly top: number
  readonly bottom: number
  readonly left: number
  readonly right: number
}

/** The rectangle of a selection, inclusive on all sides. */
export function rectangleOf({ anchor, focus }: Selection): Rectangle {
  return { top: Math.min(anchor.row, focus.row), bottom: Math.max(anchor.row, focus.row), left: Math.min(anchor.column, focus.column), right: Math.max(anchor.column, focus.column) }
}

export function isInside({ top, bottom, left, right }: Rectangle, { row, column }: Position): boolean {
  return row >= top && row <= bottom && column >= left && column <= right
}

const steps: Readonly<Record<string, readonly [number, number]>> = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }

/** Where a key moves the focus to in a grid of `rows` × `columns`, or null when it moves nothing. */
export function moved(key: string, from: Position, size: { readonly rows: number; readonly columns: number; readonly page: number }, far: boolean): Position | null {
  const clamp = (value: number, most: number): number => Math.max(0, Math.min(most - 1, value))
  const step = steps[key]
  if (step !== undefined) {
    const [down, right] = far ? [step[0] * size.rows, step[1] * size.columns] : step
    return { row: clamp(from.row + down, size.rows), column: clamp(from.column + right, size.columns) }
  }
  switch (key) {
    case 'PageUp': return { ...from, row: clamp(from.row - size.page, size.rows) }
    case 'PageDown': return { ...from, row: clamp(from.row + size.page, size.rows) }
    case 'Home': return { row: far ? 0 : from.row, column: 0 }
    case 'End': return { row: far ? clamp(size.rows, size.rows) : from.row, column: clamp(size.columns, size.columns) }
    default: return null
  }
}

/** Tab-separated text, with a header line where headers are given; a tab, quote or line break inside a cell is quoted. Missing cells are empty. */
export function toTsv(headers: readonly string[] | null, rows: readonly (readonly Cell[])[]): string {
  const quoted = (text: string): string => (/[\t\n\r"]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)
  return [...(headers === null ? [] : [headers.map(quoted)]), ...rows.map((row) => row.map((cell) => (cell.missing === undefined || cell.missing === 'present' ? quoted(cell.text) : '')))].map((line) => line.join('\t')).join('\n')
}
