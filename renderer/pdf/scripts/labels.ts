import type { Sheet } from '../sheet'
import { pageSize } from '../sheet'
import type { Typefaces } from '../typefaces'

/** A label of a drawing that has to be shaped: its anchor and direction in the drawing's pixels. */
interface Label {
  readonly text: string
  readonly anchor: readonly [number, number]
  /** Cosine and sine of the angle it is turned by, clockwise. */
  readonly turn: readonly [number, number]
  readonly size: number
  /** Part of its width that stands left of the anchor. */
  readonly before: number
  /** `r g b` in 0..1. */
  readonly color: string
}

const before: Readonly<Record<string, number>> = { start: 0, middle: 0.5, end: 1 }

/** Takes out of a drawing the labels whose letters join, stack or run from the right; the drawing must be part of the page. */
export function takeLabels(drawing: SVGSVGElement, faces: Typefaces): readonly Label[] {
  const labels: Label[] = []
  for (const element of drawing.querySelectorAll<SVGTextContentElement>('text, tspan')) {
    const written = [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && faces.isComplex(node.textContent ?? ''))
    const matrix = written && element instanceof SVGTextElement ? element.getCTM() : written ? element.closest('text')?.getCTM() : null
    if (matrix == null) continue
    const style = getComputedStyle(element)
    const x = Number.parseFloat(element.getAttribute('x') ?? element.closest('text')?.getAttribute('x') ?? '0')
    const { y } = element.getStartPositionOfChar(0)
    const scale = Math.hypot(matrix.a, matrix.b)
    labels.push({
      text: element.textContent, anchor: [matrix.a * x + matrix.c * y + matrix.e, matrix.b * x + matrix.d * y + matrix.f], turn: [matrix.a / scale, matrix.b / scale],
      size: Number.parseFloat(style.fontSize) * scale, before: before[style.textAnchor] ?? 0, color: (style.fill.match(/[\d.]+/g) ?? ['0', '0', '0']).slice(0, 3).map((part) => (Number(part) / 255).toFixed(3)).join(' '),
    })
    element.textContent = ''
  }
  return labels
}

/** Draws them where they stood. @param scale points per pixel. */
export function drawLabels(sheet: Sheet, labels: readonly Label[], left: number, top: number, scale: number): void {
  for (const { text, anchor, turn: [cos, sin], size, before: share, color } of labels) {
    const style = { face: 'sans', size: size * scale, leading: size * scale, color } as const
    const back = share * sheet.width(text, style)
    sheet.textAt(text, [cos, -sin, sin, cos, left + anchor[0] * scale - back * cos, pageSize.height - top - anchor[1] * scale + back * sin], style)
  }
}
