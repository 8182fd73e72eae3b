import type { Mark, PlotSpec } from '../contract/figure'
import { axisOf } from './axes'
import { escapeSpec, unescapeText } from './escape-text'
import { heatCells } from './heat-cells'
import type { FigureSize, PlotlyFigure, PlotlyObject, PlotlyTrace } from './plotly-figure'
import { palettes, type FigureTheme, type Palette } from './theme'
import { traceOf, type DrawnMark } from './traces'

type Rule = Extract<Mark, { mark: 'rule' }>

/**
 * Turns a figure spec into Plotly's data, layout and config. Pure: the same spec, theme and size give
 * the same JSON. Titles are not drawn (the page sets them); the print theme hatches bars and turns
 * heat maps into rectangles with their numbers.
 * @param size in pixels.
 */
export function toPlotly(raw: PlotSpec, theme: FigureTheme, size: FigureSize): PlotlyFigure {
  const spec = escapeSpec(raw)
  const palette = palettes[theme]
  const drawn = spec.marks.filter((mark): mark is DrawnMark => mark.mark !== 'rule')
  const rules = spec.marks.filter((mark): mark is Rule => mark.mark === 'rule')
  const legend = drawn.length > 1 && drawn.some((mark) => mark.name !== '')
  const context = { palette, hatched: theme === 'print' || theme === 'contrast', legend }
  const heat = drawn.some((mark) => mark.mark === 'heatmap')
  const shapes: PlotlyObject[] = rules.map((rule) => ruleShape(rule, palette))
  const annotations: PlotlyObject[] = rules.filter((rule) => rule.name !== '').map((rule) => ruleLabel(rule, palette, { x: spec.x.scale === 'log', y: spec.y.scale === 'log' }))
  const data: PlotlyTrace[] = []
  // Bands are painted first: they are opaque, so that print needs no transparency.
  for (const mark of drawn.toSorted((a, b) => Number(b.mark === 'band') - Number(a.mark === 'band'))) {
    const cells = mark.mark === 'heatmap' && theme === 'print' ? heatCells(mark, spec, palette) : null
    if (cells === null) data.push(...traceOf(mark, context))
    else {
      shapes.push(...cells.shapes)
      annotations.push(...cells.annotations)
    }
  }
  // Plotly draws no axes without a trace; an all-null one fixes them and paints nothing.
  if (data.length === 0) data.push({ type: 'scatter', x: [null], y: [null], showlegend: false, hoverinfo: 'skip' })
  return {
    data: data.map((trace, i) => ({ ...trace, uid: `t${i}` })),
    layout: {
      width: size.width, height: size.height, autosize: false, paper_bgcolor: palette.paper, plot_bgcolor: palette.paper, barmode: 'group', bargap: 0.25, bargroupgap: 0.05,
      font: { family: palette.font, size: palette.fontSize, color: palette.ink }, margin: { l: 46, r: 18 + labelRoom(rules, palette), t: legend ? (theme === 'print' ? 16 : 28) : heat ? 22 : 12, b: theme === 'print' ? 20 : 38, pad: 0 },
      xaxis: axisOf(spec.x, spec, 'x', palette, heat), yaxis: axisOf(spec.y, spec, 'y', palette, heat),
      showlegend: legend, legend: { orientation: 'h', x: 0, xanchor: 'left', y: 1.02, yanchor: 'bottom', font: { size: palette.fontSize }, bgcolor: palette.paper },
      shapes, annotations, hovermode: 'closest', dragmode: false,
      hoverlabel: { bgcolor: palette.paper, bordercolor: palette.quietInk, font: { family: palette.font, size: palette.fontSize, color: palette.ink } },
    },
    config: { displayModeBar: false, displaylogo: false, responsive: false, staticPlot: theme === 'print', doubleClick: false, scrollZoom: false },
  }
}

function ruleShape(rule: Rule, palette: Palette): PlotlyObject {
  const tone = palette.tones[rule.tone]
  const line = { color: tone.color, width: palette.lineWidth * 0.8, dash: tone.dash === 'solid' ? 'longdash' : tone.dash }
  return rule.x === undefined
    ? { type: 'line', xref: 'paper', x0: 0, x1: 1, yref: 'y', y0: rule.y ?? 0, y1: rule.y ?? 0, line, layer: 'above' }
    : { type: 'line', yref: 'paper', y0: 0, y1: 1, xref: 'x', x0: rule.x, x1: rule.x, line, layer: 'above' }
}

/** The name of a limit stands at its end: right of the plot, or at the top on paper colour. */
function ruleLabel(rule: Rule, palette: Palette, log: { readonly x: boolean; readonly y: boolean }): PlotlyObject {
  const base = { text: rule.name, showarrow: false, bgcolor: palette.paper, borderpad: 1, font: { size: palette.fontSize - 1, color: palette.tones[rule.tone].color } }
  return rule.x === undefined
    ? { ...base, xref: 'paper', x: 1, xanchor: 'left', xshift: 3, yref: 'y', y: onAxis(rule.y ?? 0, log.y), yanchor: 'middle' }
    : { ...base, xref: 'x', x: typeof rule.x === 'number' ? onAxis(rule.x, log.x) : rule.x, xanchor: 'left', xshift: 3, yref: 'paper', y: 1, yanchor: 'top' }
}

/** Plotly places annotations (not shapes) on a log axis by the logarithm. */
function onAxis(value: number, log: boolean): number {
  return log ? Math.log10(value) : value
}

/** Pixels right of the plot for the names of horizontal limits, by a mean letter width of half the size. */
function labelRoom(rules: readonly Rule[], palette: Palette): number {
  const longest = rules.reduce((most, rule) => (rule.x === undefined ? Math.max(most, unescapeText(rule.name).length) : most), 0)
  return Math.min(150, longest * palette.fontSize * 0.56)
}
