import type plotly from 'plotly.js-cartesian-dist-min'

type Plotly = typeof plotly

let loaded: Promise<Plotly> | null = null

/** Plotly, loaded when the first figure is drawn: 1.5 MB that no start-up should wait for. */
export function loadPlotly(): Promise<Plotly> {
  loaded ??= import('plotly.js-cartesian-dist-min').then((module) => module.default)
  return loaded
}
