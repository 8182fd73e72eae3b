import type { AxisSpec, Mark, PlotSpec } from '../contract/figure'
import { escapeText, unescapeText } from './escape-text'
import type { PlotlyObject } from './plotly-figure'
import type { Palette } from './theme'

/** Longest category name on an axis, in letters; the rest is in the table twin. */
const longestTick = { x: 20, y: 40 } as const

/** Rows left free above the names, so that the name of a vertical limit covers no mark. */
const labelRows = 0.85

function hasNamedUpright(plot: PlotSpec): boolean {
  return plot.marks.some((mark) => mark.mark === 'rule' && mark.x !== undefined && mark.name !== '')
}

/** True where the axis holds names: said so, or a coordinate is a string ("2026-03" is a name here, not a date). */
export function isCategorical(axis: AxisSpec, plot: PlotSpec, which: 'x' | 'y'): boolean {
  if (axis.scale !== undefined) return axis.scale === 'category'
  return axis.categories !== undefined || coordinates(plot, which).some((value) => typeof value === 'string')
}

/** Names on an axis: the order asked for, then every other name in order of first appearance. */
export function categoriesOf(axis: AxisSpec, plot: PlotSpec, which: 'x' | 'y'): readonly string[] {
  const names = new Set(axis.categories ?? [])
  for (const value of coordinates(plot, which)) if (value !== null) names.add(String(value))
  return [...names]
}

/** Plotly's axis object. Categories are top or left first; a y axis of names therefore runs downwards. */
export function axisOf(axis: AxisSpec, plot: PlotSpec, which: 'x' | 'y', palette: Palette, heatmap: boolean): PlotlyObject {
  const base: PlotlyObject = {
    title: { text: axis.title, standoff: 8, font: { size: palette.fontSize, color: palette.ink } },
    automargin: true, zeroline: false, showline: true, linecolor: palette.quietInk, linewidth: 0.8, ticks: 'outside', ticklen: 4, tickwidth: 0.8, tickcolor: palette.quietInk,
    tickfont: { size: palette.fontSize - 1, color: palette.quietInk }, gridcolor: palette.grid, gridwidth: 0.6, fixedrange: true, exponentformat: 'none', separatethousands: true,
  }
  if (isCategorical(axis, plot, which)) {
    const names = categoriesOf(axis, plot, which)
    const order = which === 'y' ? names.toReversed() : names
    const every = Math.max(1, Math.ceil(names.length / (which === 'y' ? 40 : 30)))
    const shown = order.filter((_, i) => i % every === 0)
    return {
      ...base, type: 'category', categoryorder: 'array', categoryarray: order, showgrid: which === 'y' && !heatmap,
      tickmode: 'array', tickvals: shown, ticktext: shown.map((name) => escapeText(shorten(unescapeText(name), longestTick[which]))), range: [-0.5, Math.max(0.5, names.length - 0.5) + (which === 'y' && hasNamedUpright(plot) ? labelRows : 0)],
    }
  }
  const range = axis.range
  if (axis.scale === 'log') {
    const logs = range === undefined || range[0] <= 0 || range[1] <= 0 ? undefined : [Math.log10(range[0]), Math.log10(range[1])]
    const ticks = logTicks(range ?? extent(plot, which))
    return { ...base, type: 'log', ...(logs === undefined ? {} : { range: logs }), tickmode: 'array', tickvals: ticks, ticktext: ticks.map(plainNumber) }
  }
  return { ...base, type: 'linear', ...(range === undefined ? {} : { range }), ...(axis.percent === true ? { tickformat: ',.0%' } : {}), nticks: which === 'y' ? 7 : 9 }
}

/** A long name cut in the middle: both ends of a code or a range tell it from its neighbours. */
export function shorten(name: string, most: number): string {
  const letters = Array.from(name)
  if (letters.length <= most) return name
  return `${letters.slice(0, most - 9).join('')}…${letters.slice(-8).join('')}`
}

/**
 * Decades within a range of positive numbers, with 2 and 5 between them where there are fewer than
 * three. Written out ("0.01", "10,000"): a raised exponent is lost on its way to the PDF.
 */
export function logTicks([low, high]: readonly [number, number]): readonly number[] {
  if (!(low > 0) || !(high >= low)) return []
  const first = Math.floor(Math.log10(low))
  const last = Math.ceil(Math.log10(high))
  const steps = last - first < 3 ? [1, 2, 5] : [1]
  const every = Math.max(1, Math.ceil((last - first + 1) / 8))
  const ticks: number[] = []
  for (let e = first; e <= last; e += every) for (const k of steps) ticks.push(Number(`${k}e${e}`))
  return ticks
}

function plainNumber(value: number): string {
  if (value >= 1e7 || value < 1e-5) return value.toExponential().replace('e+', 'e')
  const [whole = '', fraction] = String(value).split('.')
  return whole.replace(/(?<=\d)(?=(\d{3})+$)/g, ',') + (fraction === undefined ? '' : `.${fraction}`)
}

/** Smallest and largest positive coordinate, for a log axis. */
function extent(plot: PlotSpec, which: 'x' | 'y'): readonly [number, number] {
  const positive = coordinates(plot, which).filter((value): value is number => typeof value === 'number' && value > 0 && value < Infinity)
  return [positive.reduce((a, b) => Math.min(a, b), Infinity), positive.reduce((a, b) => Math.max(a, b), 0)]
}

function* values(mark: Mark, which: 'x' | 'y'): Generator<number | string | null> {
  if (mark.mark === 'rule') {
    const at = which === 'x' ? mark.x : mark.y
    if (at !== undefined) yield at
  } else if (mark.mark === 'band') {
    if (which === 'x') yield* mark.x
    else yield* [...mark.low, ...mark.high]
  } else yield* mark[which]
}

function coordinates(plot: PlotSpec, which: 'x' | 'y'): (number | string | null)[] {
  return plot.marks.flatMap((mark) => [...values(mark, which)])
}
