import { pageSize, type Sheet, type TextStyle } from './sheet'
import type { StructureNode } from './structure-tree'
import { wrapText } from './wrap'

/** The text block of a page, in points from the top left. */
export const frame = { left: 62, right: pageSize.width - 62, top: 68, bottom: pageSize.height - 58 } as const
export const fullWidth = frame.right - frame.left
/** Prose is set narrower than tables and figures: about 85 letters to the line. */
export const proseWidth = 432

/** Sets blocks one under the other and starts a page when one is full. */
export class Flow {
  y: number = frame.top

  constructor(readonly sheet: Sheet) {}

  get room(): number {
    return frame.bottom - this.y
  }

  get atTop(): boolean {
    return this.y <= frame.top + 0.01
  }

  newPage(): void {
    this.sheet.addPage()
    this.y = frame.top
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
  text(node: StructureNode, text: string, style: TextStyle, options: { readonly left?: number; readonly width?: number } = {}): void {
    const left = options.left ?? frame.left
    const width = options.width ?? Math.min(proseWidth, frame.right - left)
    let lines = wrapText(text, width, (part) => this.sheet.width(part, style))
    while (lines.length > 0) {
      let fitting = Math.floor((this.room + 0.01) / style.leading)
      if (fitting < lines.length && lines.length - fitting === 1) fitting -= 1
      if (fitting < Math.min(2, lines.length) && !this.atTop) {
        this.newPage()
        continue
      }
      const now = lines.slice(0, Math.max(1, fitting))
      this.sheet.tagged(node, () => this.lines(now, left, style))
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
