import type { CellTable } from '../../shared/contract/figure'
import { baseline, frame, fullWidth, type Flow } from './flow'
import type { Sheet, TextStyle } from './sheet'
import type { StructureNode } from './structure-tree'
import { colors, styles } from './styles'
import { shareWidth } from './share-width'
import { longestWord, wrapText } from './wrap'

interface Layout {
  readonly widths: readonly number[]
  readonly head: TextStyle
  readonly cell: TextStyle
  readonly gap: number
  /** White above and below the text of a row. */
  readonly padding: number
}

interface Row {
  readonly cells: readonly (readonly string[])[]
  readonly height: number
}

const padding = 1.6

/** A table of more rows is looked up and not read through: it is set smaller. */
const mostRead = 20

/** Most lines of a caption that are kept beside the head of its table. */
const captionBeside = 14

/**
 * A table in the manner of journals: rules above, under the head and below, no boxes. Rows stay
 * whole; the head and the caption ("continued") are repeated on each page.
 */
export function setTable(flow: Flow, parent: StructureNode, caption: string, table: CellTable): void {
  if (table.columns.length === 0) return
  const layout = layOut(flow.sheet, table)
  const node = parent.child('Table')
  const head = rowOf(flow.sheet, table.columns.map((column) => column.title), layout, layout.head)
  const rows = table.rows.map((cells) => rowOf(flow.sheet, table.columns.map((_, i) => cells[i] ?? ''), layout, layout.cell))
  const captionLines = (text: string): readonly string[] => (text === '' ? [] : wrapText(text, fullWidth, (part) => flow.sheet.width(part, styles.caption)))
  const lines = captionLines(caption)
  // Names come from the data and may be as long as a page: such a caption runs over pages like any text.
  const long = lines.length > captionBeside
  if (long) flow.text(node.child('Caption'), caption, styles.caption, { width: fullWidth })
  const headHeight = head.height + (long ? 0 : lines.length * styles.caption.leading) + 8
  flow.need(headHeight + rows.slice(0, 3).reduce((sum, row) => sum + Math.min(row.height, 120), 0))
  if (caption !== '' && !long) {
    flow.sheet.tagged(node.child('Caption'), () => flow.lines(lines, frame.left, styles.caption))
    flow.y += 2.5
  }
  const right = frame.left + layout.widths.reduce((a, b) => a + b, 0)
  const drawHead = (target: StructureNode | null): void => {
    flow.sheet.artifact('Layout', () => flow.sheet.rule(frame.left, right, flow.y, 0.8, colors.ink))
    drawRow(flow, head, table, layout, layout.head, target, 'TH')
    flow.sheet.artifact('Layout', () => flow.sheet.rule(frame.left, right, flow.y, 0.45, colors.ink))
  }
  drawHead(node.child('THead').child('TR'))
  const body = node.child('TBody')
  if (rows.length === 0) {
    const empty = rowOf(flow.sheet, table.columns.map((_, i) => (i === 0 ? 'none' : '')), layout, layout.cell)
    drawRow(flow, empty, table, layout, layout.cell, body.child('TR'), 'TD')
  }
  rows.forEach((whole, index) => {
    const tr = body.child('TR')
    for (const row of fitRow(whole, frame.bottom - frame.top - head.height - 20, layout.cell, layout.padding)) {
      if (flow.room < row.height + 1) {
        flow.sheet.artifact('Layout', () => flow.sheet.rule(frame.left, right, flow.y, 0.45, colors.ink))
        flow.newPage()
        if (caption !== '') {
          const [first = ''] = captionLines(`${caption} (continued)`)
          flow.sheet.artifact('Layout', () => flow.lines([first], frame.left, styles.caption))
          flow.y += 2.5
        }
        drawHead(null)
      }
      drawRow(flow, row, table, layout, layout.cell, tr, 'TD')
    }
    if (index < rows.length - 1) flow.sheet.artifact('Layout', () => flow.sheet.rule(frame.left, right, flow.y, 0.2, colors.hair))
  })
  flow.sheet.artifact('Layout', () => flow.sheet.rule(frame.left, right, flow.y, 0.8, colors.ink))
  flow.y += 3
}

/** Rounding in the sums must not push the last letter of a word to the next line. */
const slack = 0.6

/** A column of words that wraps is read with ease from this width on, in points; below it, type is made smaller first. */
const easyWidth = 112

/**
 * Widths by content. A slightly smaller type is taken where every cell then fits on one line; else
 * columns are cut from the widest down, never below their longest word while that can be had.
 */
function layOut(sheet: Sheet, table: CellTable): Layout {
  const lookedUp = table.rows.length > mostRead
  const sample = table.rows.length > 400 ? table.rows.filter((_, i) => i % Math.ceil(table.rows.length / 400) === 0) : table.rows
  const attempts = (lookedUp ? [0.85, 0.8, 0.75] : [1, 0.94, 0.88, 0.82, 0.76]).map((scale) => attempt(sheet, table, sample, scale))
  // Second best: numbers and intervals on one line, words may wrap.
  const numbersWhole = (a: Attempt): number => sum(table.columns.map((column, i) => (column.align === 'right' ? a.natural[i]! : a.least[i]!)))
  const wordsEase = (a: Attempt): readonly number[] => table.columns.map((column, i) => (column.align === 'right' ? a.natural[i]! : Math.max(a.least[i]!, Math.min(a.natural[i]!, easyWidth))))
  const chosen = attempts.slice(0, -1).find((a) => sum(a.natural) <= fullWidth) ?? attempts.find((a) => sum(wordsEase(a)) <= fullWidth) ?? attempts.find((a) => numbersWhole(a) <= fullWidth) ?? attempts.find((a) => sum(a.least) <= fullWidth) ?? attempts.at(-1)!
  // Where there is room for it, no number and no interval is broken over two lines.
  const whole = table.columns.map((column, i) => (column.align === 'right' ? chosen.natural[i]! : chosen.least[i]!))
  const ease = wordsEase(chosen)
  const least = sum(ease) <= fullWidth ? ease : sum(whole) <= fullWidth ? whole : sum(chosen.least) <= fullWidth ? chosen.least : chosen.least.map((w) => (w * fullWidth) / sum(chosen.least))
  const cellWidths = sample.map((row) => table.columns.map((_, i) => sheet.width(row[i] ?? '', chosen.cell)))
  return { widths: shareWidth(chosen.natural, least, cellWidths, fullWidth, chosen.gap), head: chosen.head, cell: chosen.cell, gap: chosen.gap, padding: lookedUp ? 1.1 : padding }
}

interface Attempt extends Omit<Layout, 'widths' | 'padding'> {
  readonly natural: readonly number[]
  readonly least: readonly number[]
}

function attempt(sheet: Sheet, table: CellTable, sample: CellTable['rows'], scale: number): Attempt {
  const head = { ...styles.head, size: styles.head.size * scale, leading: styles.head.leading * scale }
  const cell = { ...styles.cell, size: styles.cell.size * scale, leading: styles.cell.leading * scale }
  const gap = table.columns.length > 9 ? 5 : table.columns.length > 7 ? 7 : 11
  const widest = (text: string, style: TextStyle): number => text.split('\n').reduce((most, line) => Math.max(most, sheet.width(line, style)), 0)
  const word = (text: string, style: TextStyle): number => longestWord(text, (part) => sheet.width(part, style))
  const natural = table.columns.map((column, i) => sample.reduce((most, row) => Math.max(most, widest(row[i] ?? '', cell)), widest(column.title, head)) + gap + slack)
  const least = table.columns.map((column, i) => {
    const longest = sample.reduce((most, row) => Math.max(most, word(row[i] ?? '', cell)), word(column.title, head))
    return Math.min(natural[i]!, Math.min(longest, column.align === 'right' ? 110 : 150) + gap + slack)
  })
  return { natural, least, head, cell, gap }
}

function sum(widths: readonly number[]): number {
  return widths.reduce((a, b) => a + b, 0)
}

function rowOf(sheet: Sheet, cells: readonly string[], layout: Layout, style: TextStyle): Row {
  const wrapped = cells.map((cell, i) => wrapText(cell, Math.max(12, layout.widths[i]! - layout.gap), (part) => sheet.width(part, style)))
  return { cells: wrapped, height: Math.max(1, ...wrapped.map((lines) => lines.length)) * style.leading + 2 * layout.padding }
}

/** A row taller than a page is cut into pieces that fit. */
function fitRow(row: Row, most: number, style: TextStyle, padding: number): readonly Row[] {
  if (row.height <= most) return [row]
  const perPiece = Math.max(1, Math.floor((most - 2 * padding) / style.leading))
  const pieces: Row[] = []
  for (let from = 0; from < Math.max(...row.cells.map((lines) => lines.length)); from += perPiece) {
    const cells = row.cells.map((lines) => lines.slice(from, from + perPiece))
    pieces.push({ cells, height: Math.max(...cells.map((lines) => lines.length)) * style.leading + 2 * padding })
  }
  return pieces
}

function drawRow(flow: Flow, row: Row, table: CellTable, layout: Layout, style: TextStyle, tr: StructureNode | null, tag: 'TH' | 'TD'): void {
  const top = flow.y + layout.padding
  let left = frame.left
  // A row that goes on over the page goes on in its own cells.
  const known = tr === null ? [] : tr.kids.flatMap((kid) => (kid.kind === 'node' ? [kid.node] : []))
  row.cells.forEach((lines, i) => {
    const width = layout.widths[i]!
    const right = table.columns[i]!.align === 'right'
    const x = left
    const draw = (): void => lines.forEach((line, k) => {
      if (line === '') return
      flow.sheet.text(line, right ? x + width - layout.gap / 2 - flow.sheet.width(line, style) : x + (i === 0 ? 0 : layout.gap / 2), top + k * style.leading + baseline(style), style)
    })
    if (tr === null) flow.sheet.artifact('Layout', draw)
    else {
      const cell = known[i] ?? tr.child(tag)
      if (lines.some((line) => line !== '')) flow.sheet.tagged(cell, draw)
    }
    left += width
  })
  flow.y += row.height
}
