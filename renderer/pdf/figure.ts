import { svg2pdf } from 'svg2pdf.js'
import type { FigureSpec, PlotSpec } from '../../shared/contract/figure'
import { categoriesOf, isCategorical } from '../../shared/figures/axes'
import { figureToSvg } from '../figures/figure-to-svg'
import { frame, fullWidth, type Flow } from './flow'
import { faceNames } from './font-files'
import { drawHatches } from './hatch'
import { drawLabels, takeLabels } from './scripts/labels'
import { pageSize } from './sheet'
import type { StructureNode } from './structure-tree'
import { styles } from './styles'
import type { Typefaces } from './typefaces'
import { wrapText } from './wrap'

/** Figures are drawn at 1 px = 0.8 pt. */
const pixelsPerPoint = 1.25

/** Tallest drawing whose y axis is a number; names need their lines, numbers do not need half a page. */
const tallest = 184
const tallestSquare = 170

/** Width and height on the page in points. Lettering keeps its size; only the plot area gives way. */
export function figureSize(plot: PlotSpec): { readonly width: number; readonly height: number } {
  const aspect = Math.min(1.3, Math.max(0.2, plot.aspect ?? 0.5))
  const natural = fullWidth * aspect
  if (isCategorical(plot.y, plot, 'y')) {
    const lines = categoriesOf(plot.y, plot, 'y').length
    return { width: fullWidth, height: Math.min(Math.max(natural, 90), Math.max(90, 60 + 12 * lines) + turnedLabels(plot), frame.bottom - frame.top - 60) }
  }
  const height = Math.min(natural, aspect > 0.8 ? tallestSquare : tallest) + legendRows(plot)
  // A figure that was asked to be (nearly) square stays so: its diagonal means something.
  return { width: aspect > 0.8 ? Math.min(fullWidth, (height / aspect) * 1.3) : fullWidth, height }
}

/** Room for a legend of several rows: five names stand beside each other. */
function legendRows(plot: PlotSpec): number {
  const named = plot.marks.filter((mark) => mark.mark !== 'rule' && mark.name !== '').length
  return 15 * Math.max(0, Math.ceil(named / 5) - 1)
}

/** Room for names along the x axis that do not fit beside each other and are set on the slant. */
function turnedLabels(plot: PlotSpec): number {
  if (!isCategorical(plot.x, plot, 'x')) return 0
  const names = categoriesOf(plot.x, plot, 'x')
  const longest = names.reduce((most, name) => Math.max(most, name.length), 0)
  return names.length * longest * 4.6 < fullWidth - 90 ? 0 : Math.min(56, longest * 3.4)
}

/** Least height at which a drawing is still read well: it gives way to stay on a page that is nearly full. */
export function leastHeight(plot: PlotSpec): number {
  const { height } = figureSize(plot)
  return isCategorical(plot.y, plot, 'y') ? Math.min(height, 56 + 11 * categoriesOf(plot.y, plot, 'y').length + turnedLabels(plot)) : plot.marks.length > 5 ? height : Math.min(height, 124)
}

/** Most lines of a title that are kept beside its drawing. */
const titleBeside = 14

/** Least room a figure takes with its title of so many lines. */
export function figureRoom(flow: Flow, figure: FigureSpec): number {
  const title = wrapText(`Figure 100. ${figure.title}`, fullWidth, (part) => flow.sheet.width(part, styles.caption))
  return 6 + (title.length > titleBeside ? 2 : title.length) * styles.caption.leading + 4 + leastHeight(figure.plot)
}

/** Sets a figure: its title above (it states the finding), the drawing as vectors, the alternative text in the tags. */
export async function setFigure(flow: Flow, parent: StructureNode, figure: FigureSpec, number: number, pause: () => Promise<void>): Promise<void> {
  const { width, height: wanted } = figureSize(figure.plot)
  const title = wrapText(`Figure ${number}. ${figure.title}`, fullWidth, (part) => flow.sheet.width(part, styles.caption))
  flow.space(6)
  // Names come from the data and may be as long as a page: such a title runs over pages like any text.
  const long = title.length > titleBeside
  if (long) flow.text(parent.child('P'), `Figure ${number}. ${figure.title}`, styles.caption, { width: fullWidth })
  const above = (long ? 0 : title.length * styles.caption.leading) + 4
  flow.need(above + leastHeight(figure.plot))
  const height = Math.min(wanted, flow.room - above)
  const svg = await figureToSvg(asPrinted(figure.plot, flow.sheet.faces), 'print', Math.round(width * pixelsPerPoint), Math.round(height * pixelsPerPoint))
  await pause()
  if (!long) flow.sheet.tagged(parent.child('P'), () => flow.lines(title, frame.left, styles.caption))
  flow.y += 3
  const node = parent.child('Figure')
  node.alt = figure.alt
  node.box = [frame.left, pageSize.height - flow.y - height, frame.left + width, pageSize.height - flow.y]
  const host = document.createElement('div')
  host.style.cssText = 'position:absolute;left:-10000px;top:0;visibility:hidden'
  try {
    host.append(prepare(svg, flow.sheet.faces))
    document.body.append(host)
    const element = host.firstElementChild
    if (!(element instanceof SVGSVGElement)) throw new Error('The figure has no drawing.')
    drawHatches(element)
    const labels = takeLabels(element, flow.sheet.faces)
    await flow.sheet.taggedAsync(node, async () => {
      await svg2pdf(element, flow.sheet.doc, { x: frame.left, y: flow.y, width, height, loadImages: /^data:image\/png;base64,/ })
      drawLabels(flow.sheet, labels, frame.left, flow.y, 1 / pixelsPerPoint)
    })
  } finally {
    host.remove()
  }
  flow.y += height + 6
}

/** A plot with every name as the fonts can print it: letters spelled by their numbers are longer, and need their room. */
function asPrinted(plot: PlotSpec, faces: Typefaces): PlotSpec {
  const spell = (value: unknown): unknown => {
    if (typeof value === 'string') return faces.printed('sans', value)
    if (Array.isArray(value)) return value.map(spell)
    return typeof value === 'object' && value !== null && !ArrayBuffer.isView(value) ? Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, spell(inner)])) : value
  }
  return faces.holds('sans', JSON.stringify(plot)) ? plot : spell(plot) as PlotSpec
}

/** Parses Plotly's SVG and puts every label into fonts that the document has. */
function prepare(svg: string, faces: Typefaces): Element {
  const root = new DOMParser().parseFromString(svg, 'image/svg+xml').documentElement
  if (root.querySelector('parsererror') !== null) throw new Error('The figure is not well-formed SVG.')
  for (const text of root.querySelectorAll('text, tspan')) {
    for (const node of [...text.childNodes]) {
      if (node.nodeType !== Node.TEXT_NODE || node.textContent === null) continue
      // Set by themselves, after the drawing.
      if (faces.isComplex(node.textContent)) continue
      const runs = faces.runs('sans', node.textContent)
      if (runs.every((run) => run.face === 'sans')) {
        node.textContent = runs.map((run) => run.text).join('')
        continue
      }
      const spans = runs.map((run) => {
        const span = document.createElementNS('http://www.w3.org/2000/svg', 'tspan')
        span.style.fontFamily = faceNames[run.face]
        span.textContent = run.text
        return span
      })
      node.replaceWith(...spans)
    }
  }
  return document.importNode(root, true)
}
