import { assertNever } from '../contract/errors'
import type { Mark } from '../contract/figure'
import type { PlotlyObject, PlotlyTrace } from './plotly-figure'
import type { Palette, ToneStyle } from './theme'

export type DrawnMark = Exclude<Mark, { readonly mark: 'rule' }>

/** What the marks of one plot share. */
export interface TraceContext {
  readonly palette: Palette
  /** Hatches bars so that they can be told apart on a grey copy. */
  readonly hatched: boolean
  readonly legend: boolean
}

/** The Plotly traces of one mark. A null coordinate draws nothing and breaks a line; it is never joined over. */
export function traceOf(mark: DrawnMark, context: TraceContext): readonly PlotlyTrace[] {
  switch (mark.mark) {
    case 'line':
    case 'step': return [line(mark, context)]
    case 'points': return [points(mark, context)]
    case 'bars': return [bars(mark, context)]
    case 'intervals': return [intervals(mark, context)]
    case 'band': return [band(mark, context)]
    case 'heatmap': return [heatmap(mark, context)]
    default: return assertNever(mark)
  }
}

function named(mark: DrawnMark, context: TraceContext): PlotlyObject {
  return { name: mark.name, showlegend: context.legend && mark.name !== '', legendgroup: mark.name }
}

function line(mark: Extract<Mark, { mark: 'line' | 'step' }>, context: TraceContext): PlotlyTrace {
  const tone = context.palette.tones[mark.tone]
  return {
    type: 'scatter', mode: 'lines', ...named(mark, context), x: mark.x, y: mark.y, connectgaps: false,
    line: { color: tone.color, width: context.palette.lineWidth, dash: mark.dashed === true ? 'dash' : tone.dash, shape: mark.mark === 'step' ? 'hv' : 'linear', simplify: false },
  }
}

function points(mark: Extract<Mark, { mark: 'points' }>, context: TraceContext): PlotlyTrace {
  return {
    type: 'scatter', mode: 'markers', ...named(mark, context), x: mark.x, y: mark.y, marker: marker(context.palette.tones[mark.tone], mark.x.length > 500 ? 3 : mark.x.length > 60 ? 4.5 : 6.5),
    ...(mark.text === undefined ? {} : { text: mark.text, hovertemplate: '%{text}<br>%{x}, %{y}<extra></extra>' }),
  }
}

function bars(mark: Extract<Mark, { mark: 'bars' }>, context: TraceContext): PlotlyTrace {
  const tone = context.palette.tones[mark.tone]
  const hatch = context.hatched ? tone.hatch : ''
  return {
    type: 'bar', ...named(mark, context), x: mark.x, y: mark.y, orientation: mark.horizontal === true ? 'h' : 'v',
    marker: {
      color: tone.color,
      line: { color: context.hatched ? context.palette.ink : tone.color, width: context.hatched ? 0.5 : 0 },
      ...(hatch === '' ? {} : { pattern: { shape: hatch, size: 5, solidity: 0.3, fillmode: 'replace', bgcolor: context.palette.paper } }),
    },
  }
}

function intervals(mark: Extract<Mark, { mark: 'intervals' }>, context: TraceContext): PlotlyTrace {
  const tone = context.palette.tones[mark.tone]
  const estimate = mark.horizontal === true ? mark.x : mark.y
  const reach = (bound: readonly (number | null)[], sign: 1 | -1): number[] => estimate.map((value, i) => {
    const limit = bound[i] ?? null
    return typeof value === 'number' && limit !== null && Number.isFinite(limit) ? Math.max(0, sign * (limit - value)) : 0
  })
  const error = { type: 'data', symmetric: false, array: reach(mark.high, 1), arrayminus: reach(mark.low, -1), color: tone.color, thickness: context.palette.lineWidth * 0.8, width: 3 }
  return {
    type: 'scatter', mode: 'markers', ...named(mark, context), x: mark.x, y: mark.y, marker: marker(tone, 6.5),
    [mark.horizontal === true ? 'error_x' : 'error_y']: error,
  }
}

/** One closed outline per run of complete points: a missing bound is a gap, not a bridge. */
function band(mark: Extract<Mark, { mark: 'band' }>, context: TraceContext): PlotlyTrace {
  const tone = context.palette.tones[mark.tone]
  const x: (number | string | null)[] = []
  const y: (number | null)[] = []
  let run: number[] = []
  const close = (): void => {
    if (run.length > 0) {
      if (x.length > 0) { x.push(null); y.push(null) }
      for (const i of run) { x.push(mark.x[i]!); y.push(mark.high[i]!) }
      for (const i of run.toReversed()) { x.push(mark.x[i]!); y.push(mark.low[i]!) }
      x.push(mark.x[run[0]!]!); y.push(mark.high[run[0]!]!)
    }
    run = []
  }
  mark.x.forEach((at, i) => {
    const complete = at !== null && (mark.low[i] ?? null) !== null && (mark.high[i] ?? null) !== null
    if (complete) run.push(i)
    else close()
  })
  close()
  return {
    type: 'scatter', mode: 'lines', ...named(mark, context), x, y, fill: 'toself', fillcolor: tint(tone.color, context.palette.paper, 0.2),
    line: { color: tint(tone.color, context.palette.paper, 0.5), width: 0.5 }, hoverinfo: 'skip',
  }
}

function heatmap(mark: Extract<Mark, { mark: 'heatmap' }>, context: TraceContext): PlotlyTrace {
  const scale = context.palette.scale
  return {
    type: 'heatmap', ...named(mark, context), showlegend: false, x: mark.x, y: mark.y, z: mark.z, xgap: 1, ygap: 1, zsmooth: false, hoverongaps: false,
    colorscale: scale.map((color, i) => [i / (scale.length - 1), color]),
    colorbar: { title: { text: mark.name, side: 'right' }, thickness: 10, outlinewidth: 0, len: 1 },
  }
}

function marker(tone: ToneStyle, size: number): PlotlyObject {
  return { color: tone.color, symbol: tone.symbol, size, line: { color: tone.color, width: 1.2 } }
}

/** A colour laid over paper at a share of opacity, as an opaque colour: print needs no transparency. */
export function tint(color: string, paper: string, share: number): string {
  const at = (hex: string, k: number): number => Number.parseInt(hex.slice(1 + 2 * k, 3 + 2 * k), 16)
  return `#${[0, 1, 2].map((k) => Math.round(at(color, k) * share + at(paper, k) * (1 - share)).toString(16).padStart(2, '0')).join('')}`
}
