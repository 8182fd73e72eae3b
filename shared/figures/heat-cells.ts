import type { Mark, PlotSpec } from '../contract/figure'
import { categoriesOf, isCategorical } from './axes'
import type { PlotlyObject } from './plotly-figure'
import { luminance, scaleColor, type Palette } from './theme'

type Heatmap = Extract<Mark, { mark: 'heatmap' }>

/** Cells that are still drawn one by one; above it a heat map prints as a raster. */
export const mostVectorCells = 2500
const mostLabelledCells = 240

export interface HeatCells {
  readonly shapes: readonly PlotlyObject[]
  readonly annotations: readonly PlotlyObject[]
}

/**
 * A heat map as rectangles with its numbers in them: sharp at any size, where Plotly itself would
 * give a small raster. Null where it has too many cells or an axis of numbers; missing cells stay empty.
 */
export function heatCells(mark: Heatmap, plot: PlotSpec, palette: Palette): HeatCells | null {
  if (mark.x.length * mark.y.length > mostVectorCells) return null
  if (!isCategorical(plot.x, plot, 'x') || !isCategorical(plot.y, plot, 'y')) return null
  const columns = new Map(categoriesOf(plot.x, plot, 'x').map((name, i) => [name, i]))
  const rows = new Map(categoriesOf(plot.y, plot, 'y').toReversed().map((name, i) => [name, i]))
  const known = mark.z.flat().filter((z): z is number => z !== null && Number.isFinite(z))
  const low = known.reduce((a, b) => Math.min(a, b), Infinity)
  const high = known.reduce((a, b) => Math.max(a, b), -Infinity)
  const decimals = cellDecimals(Math.max(Math.abs(low), Math.abs(high)))
  const labelled = known.length <= mostLabelledCells
  const shapes: PlotlyObject[] = []
  const annotations: PlotlyObject[] = []
  mark.y.forEach((rowName, r) => {
    mark.x.forEach((columnName, c) => {
      const z = mark.z[r]?.[c] ?? null
      const x = columns.get(String(columnName))
      const y = rows.get(String(rowName))
      if (z === null || !Number.isFinite(z) || x === undefined || y === undefined) return
      const color = scaleColor(palette, high > low ? (z - low) / (high - low) : 0.5)
      shapes.push({ type: 'rect', xref: 'x', yref: 'y', x0: x - 0.5, x1: x + 0.5, y0: y - 0.5, y1: y + 0.5, fillcolor: color, line: { color: palette.paper, width: 0.75 }, layer: 'below' })
      if (labelled) annotations.push({ x, y, xref: 'x', yref: 'y', text: z.toFixed(decimals).replace(/^-/, '−'), showarrow: false, font: { size: palette.fontSize - 2, color: luminance(color) > 0.4 ? '#000000' : '#ffffff' } })
    })
  })
  return { shapes, annotations }
}

/** The same number of decimals in every cell: three significant digits of the largest, at most four decimals. */
function cellDecimals(largest: number): number {
  if (!(largest > 0)) return 0
  return Math.min(4, Math.max(0, 2 - Math.floor(Math.log10(largest))))
}
