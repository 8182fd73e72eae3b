/**
 * The part of Plotly's input that Countersign writes: plain JSON, no functions. Only trace types of
 * the cartesian bundle.
 */
export type PlotlyValue = null | boolean | number | string | readonly PlotlyValue[] | { readonly [key: string]: PlotlyValue }
export type PlotlyObject = Readonly<Record<string, PlotlyValue>>

export interface PlotlyTrace extends PlotlyObject {
  readonly type: 'scatter' | 'bar' | 'heatmap'
}

export interface PlotlyFigure {
  readonly data: readonly PlotlyTrace[]
  readonly layout: PlotlyObject
  readonly config: PlotlyObject
}

/** Pixels. */
export interface FigureSize {
  readonly width: number
  readonly height: number
}
