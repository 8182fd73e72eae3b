import { hatchLines, type Box } from '../../shared/figures/hatch-lines'

const namespace = 'http://www.w3.org/2000/svg'
const spacing = 5.5

/**
 * Draws pattern fills as lines. A PDF pattern per bar would carry a resource list of all patterns
 * before it, which grows with the square of their number (2.6 MB in a pack of 100 figures).
 * The drawing must be in the page, because boxes are measured.
 */
export function drawHatches(root: SVGSVGElement): void {
  const patterns = new Map<string, Element>()
  for (const pattern of root.querySelectorAll('pattern')) patterns.set(pattern.id, pattern)
  for (const shape of root.querySelectorAll<SVGGraphicsElement>('path, rect')) {
    const id = /url\(["']?#([^"')]+)["']?\)/.exec(shape.style.fill)?.[1]
    const pattern = id === undefined ? undefined : patterns.get(id)
    if (pattern !== undefined) drawHatch(shape, pattern)
  }
  for (const pattern of patterns.values()) pattern.remove()
}

function drawHatch(shape: SVGGraphicsElement, pattern: Element): void {
  const box = shape.getBBox()
  const mark = pattern.querySelector('path, circle')
  const ink = mark?.getAttribute('stroke') ?? mark?.getAttribute('fill') ?? '#000000'
  const lines = document.createElementNS(namespace, 'path')
  lines.setAttribute('d', linesOf(mark?.getAttribute('d') ?? '', box))
  lines.style.cssText = `fill: none; stroke: ${ink}; stroke-width: 1px`
  const transform = shape.getAttribute('transform')
  if (transform !== null) lines.setAttribute('transform', transform)
  const outline = shape.cloneNode() as SVGGraphicsElement
  outline.style.fill = 'none'
  shape.style.fill = pattern.querySelector('rect')?.getAttribute('fill') ?? '#ffffff'
  shape.style.stroke = 'none'
  shape.after(lines, outline)
}

/** Which way the pattern's own strokes run: up, down, both (a cross) or neither (level; dots as well). */
function linesOf(stroke: string, box: Box): string {
  const rising = /l[\d.]+,-/.test(stroke)
  const falling = /l[\d.]+,\d/.test(stroke)
  const segments = [
    ...(rising ? hatchLines(box, 'rising', spacing) : []),
    ...(falling ? hatchLines(box, 'falling', spacing) : []),
    ...(rising || falling ? [] : hatchLines(box, 'level', spacing)),
  ]
  return segments.map(([x1, y1, x2, y2]) => `M${x1.toFixed(2)},${y1.toFixed(2)}L${x2.toFixed(2)},${y2.toFixed(2)}`).join('')
}
