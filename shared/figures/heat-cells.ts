import type { AxisSpec, Mark, PlotSpec } from '../contract/figure'
import { categoriesOf, isCategorical } from './axes'
import type { PlotlyObject } from './plotly-figure'
import { luminance, scaleColor, type Palette } from './theme'

type Heatmap = Extract<Mark, { mark: 'heatmap' }>

const colorSteps = 32
/** Up to this many cells the number stands in the cell; beyond, a line says what light and dark mean. */
const mostLabelledCells = 240
/** With more columns a number is wider than its cell and runs into the next one. */
const mostLabelledColumns = 16
const mostFramedCells = 2500

export interface HeatCells {
  readonly shapes: readonly PlotlyObject[]
  readonly annotations: readonly PlotlyObject[]
}

/** Low edge, high edge, middle on the axis. */
type Span = readonly [number, number, number]

/**
 * A heat map as outlines, one shape per colour: sharp at any size, where Plotly itself gives a small
 * raster and a colour bar that PDF/A viewers draw differently. Colours are cut to 32 steps. Missing
 * cells stay empty; cells at numeric coordinates reach half way to their neighbours.
 */
export function heatCells(mark: Heatmap, plot: PlotSpec, palette: Palette): HeatCells {
  const known = mark.z.flat().filter((z): z is number => z !== null && Number.isFinite(z))
  const low = known.reduce((a, b) => Math.min(a, b), Infinity)
  const high = known.reduce((a, b) => Math.max(a, b), -Infinity)
  const labelled = known.length <= mostLabelledCells && mark.x.length <= mostLabelledColumns
  const decimals = cellDecimals(Math.max(Math.abs(low), Math.abs(high)))
  const print = (z: number): string => z.toFixed(decimals).replace(/^-/, '−')
  const columns = spans(plot.x, plot, 'x', mark.x)
  const rows = spans(plot.y, plot, 'y', mark.y)
  const paths = new Map<number, string[]>()
  const annotations: PlotlyObject[] = []
  mark.y.forEach((_, r) => {
    mark.x.forEach((__, c) => {
      const z = mark.z[r]?.[c] ?? null
      const [x, y] = [columns[c], rows[r]]
      if (z === null || !Number.isFinite(z) || x == null || y == null) return
      const step = high > low ? Math.round(((z - low) / (high - low)) * (colorSteps - 1)) : (colorSteps - 1) / 2
      paths.set(step, [...(paths.get(step) ?? []), `M${x[0]},${y[0]}L${x[1]},${y[0]}L${x[1]},${y[1]}L${x[0]},${y[1]}Z`])
      if (labelled) annotations.push({ x: x[2], y: y[2], xref: 'x', yref: 'y', text: print(z), showarrow: false, font: { size: palette.fontSize - 2, color: luminance(scaleColor(palette, step / (colorSteps - 1))) > 0.4 ? '#000000' : '#ffffff' } })
    })
  })
  if (!labelled) annotations.push({ xref: 'paper', x: 1, xanchor: 'right', yref: 'paper', y: 1, yanchor: 'bottom', yshift: 2, showarrow: false, text: `${mark.name}: light ${print(low)} to dark ${print(high)}`, font: { size: palette.fontSize - 1, color: palette.quietInk } })
  const shapes = [...paths].toSorted(([a], [b]) => a - b).map(([step, path]): PlotlyObject => {
    const color = scaleColor(palette, step / (colorSteps - 1))
    const framed = known.length <= mostFramedCells
    return { type: 'path', xref: 'x', yref: 'y', path: path.join(''), fillcolor: color, line: { color: framed ? palette.paper : color, width: framed ? 0.75 : 0.2 }, layer: 'below' }
  })
  return { shapes, annotations }
}

/** Where each coordinate's cells lie on the axis; null where a coordinate is missing. */
function spans(axis: AxisSpec, plot: PlotSpec, which: 'x' | 'y', at: Heatmap['x']): readonly (Span | null)[] {
  if (isCategorical(axis, plot, which)) {
    const names = categoriesOf(axis, plot, which)
    const place = new Map((which === 'y' ? names.toReversed() : names).map((name, i) => [name, i]))
    return at.map((name) => {
      const i = place.get(String(name))
      return i === undefined ? null : [i - 0.5, i + 0.5, i]
    })
  }
  const sorted = [...new Set(at.filter((value): value is number => typeof value === 'number' && Number.isFinite(value)))].toSorted((a, b) => a - b)
  const place = new Map(sorted.map((value, i): [number, Span] => {
    const before = value - (sorted[i - 1] ?? value - ((sorted[i + 1] ?? value + 1) - value))
    const after = (sorted[i + 1] ?? value + before) - value
    return [value, [value - before / 2, value + after / 2, value]]
  }))
  return at.map((value) => (typeof value === 'number' ? place.get(value) ?? null : null))
}

/** The same number of decimals in every cell: three significant digits of the largest, at most four decimals. */
function cellDecimals(largest: number): number {
  if (!(largest > 0) || !Number.isFinite(largest)) return 0
  return Math.min(4, Math.max(0, 2 - Math.floor(Math.log10(largest))))
}
