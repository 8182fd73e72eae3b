import type { PlotSpec } from '../../shared/contract/figure'
import type { FigureTheme } from '../../shared/figures/theme'
import { toPlotly } from '../../shared/figures/to-plotly'
import { loadPlotly } from './load-plotly'

/** The figure as a standalone SVG document (text stays text). Needs a page: Plotly measures its labels. */
export async function figureToSvg(spec: PlotSpec, theme: FigureTheme, width: number, height: number): Promise<string> {
  const plotly = await loadPlotly()
  const { data, layout, config } = toPlotly(spec, theme, { width, height })
  const image = await plotly.toImage({ data, layout, config }, { format: 'svg', width, height, imageDataOnly: true })
  return image.startsWith('<') ? image : decodeURIComponent(image)
}

/** The figure as PNG bytes at twice the size, for slides. */
export async function figureToPng(spec: PlotSpec, theme: FigureTheme, width: number, height: number): Promise<Uint8Array> {
  const plotly = await loadPlotly()
  const { data, layout, config } = toPlotly(spec, theme, { width, height })
  const base64 = await plotly.toImage({ data, layout, config }, { format: 'png', width, height, scale: 2, imageDataOnly: true })
  return Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))
}
