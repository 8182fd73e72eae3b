import { pageSize, type Sheet, type TextStyle } from './sheet'
import type { StructureNode } from './structure-tree'
import { wrapText } from './wrap'

/** The text block of a page, in points from the top left. */
export const frame = { left: 62, right: pageSize.width - 62, top: 66, bottom: pageSize.height - 56 } as const
export const fullWidth = frame.right - frame.left
/** Prose is set narrower than tables and figures: about 85 letters to the line. */
export const proseWidth = 432

/** White between two columns. */
const gutter = 16

/** Sets blocks one under the other and starts a page, or a second column, when one is full. */
export class Flow {
  y: number = frame.top
  /** Left edge of what is set now; a second column has another one. */
  left: number = frame.left
  width: number = fullWidth
  /** Counts pages and columns begun: what is drawn must not be taken up again on another one. */
  turns = 0
  /** Where the columns of this page begin, and the lowest point of the first; null outside of columns. */
  #columns: { readonly top: number; first: number | null } | null = null

  constructor(readonly sheet: Sheet) {}

  /** Width of running text: a line that is still read with ease. */
  get prose(): number {
    return Math.min(proseWidth, this.width)
  }

  get room(): number {
    return frame.bottom - this.y
  }

  get atTop(): boolean {
    return this.y <= (this.#columns?.top ?? frame.top) + 0.01
  }

  /** From here on in two columns, until `singleColumn`. */
  twoColumns(): void {
    if (this.#columns !== null) return
    this.#columns = { top: this.y, first: null }
    this.width = (fullWidth - gutter) / 2
  }

  /** Goes on over the full width, below both columns. */
  singleColumn(): void {
    if (this.#columns === null) return
    this.y = Math.max(this.y, this.#columns.first ?? 0)
    this.#columns = null
    this.left = frame.left
    this.width = fullWidth
  }

  /** The next column where there is one, else a page. */
  newPage(): void {
    this.turns += 1
    if (this.#columns !== null && this.#columns.first === null) {
      this.#columns.first = this.y
      this.left = frame.left + this.width + gutter
      this.y = this.#columns.top
      return
    }
    this.sheet.addPage()
    this.y = frame.top
    if (this.#columns === null) return
    this.#columns = { top: frame.top, first: null }
    this.left = frame.left
  }

  /** Starts a page unless `height` still fits on this one. */
  need(height: number): void {
    if (!this.atTop && this.room < height) this.newPage()
  }

  /** White space, dropped at the top of a page. */
  space(height: number): void {
    if (!this.atTop) this.y += Math.min(height, Math.max(0, this.room))
  }

  /** Sets text in lines as content of `node`; a paragraph breaks across pages with at least two lines on either side. */
  text(node: StructureNode, text: string, style: TextStyle, options: { readonly indent?: number; readonly width?: number } = {}): void {
    const indent = options.indent ?? 0
    const width = options.width ?? this.prose - indent
    let lines = wrapText(text, width, (part) => this.sheet.width(part, style))
    while (lines.length > 0) {
      let fitting = Math.floor((this.room + 0.01) / style.leading)
      if (fitting < lines.length && lines.length - fitting === 1) fitting -= 1
      if (fitting < Math.min(2, lines.length) && !this.atTop) {
        this.newPage()
        continue
      }
      const now = lines.slice(0, Math.max(1, fitting))
      this.sheet.tagged(node, () => this.lines(now, this.left + indent, style))
      lines = lines.slice(now.length)
      if (lines.length > 0) this.newPage()
    }
  }

  /** Draws lines from the cursor down and moves it; the caller has checked the room and opened marked content. */
  lines(lines: readonly string[], left: number, style: TextStyle): void {
    for (const line of lines) {
      this.sheet.text(line, left, this.y + baseline(style), style)
      this.y += style.leading
    }
  }
}

/** Distance from the top of a line to its baseline. */
export function baseline(style: TextStyle): number {
  return (style.leading - style.size) / 2 + style.size * 0.8
}
