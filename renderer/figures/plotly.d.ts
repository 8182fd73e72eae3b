/** The few functions of the cartesian bundle that are used here; the package ships no types. */
declare module 'plotly.js-cartesian-dist-min' {
  import type { PlotlyObject, PlotlyTrace } from '../../shared/figures/plotly-figure'

  interface PlotlyStatic {
    newPlot(host: HTMLElement, data: readonly PlotlyTrace[], layout: PlotlyObject, config: PlotlyObject): Promise<HTMLElement>
    react(host: HTMLElement, data: readonly PlotlyTrace[], layout: PlotlyObject, config: PlotlyObject): Promise<HTMLElement>
    purge(host: HTMLElement): void
    toImage(figure: { data: readonly PlotlyTrace[]; layout: PlotlyObject; config: PlotlyObject }, options: { format: 'svg' | 'png'; width: number; height: number; scale?: number; imageDataOnly?: boolean }): Promise<string>
  }
  const plotly: PlotlyStatic
  export default plotly
}
