import { describe, expect, it } from 'vitest'
import type { Mark, PlotSpec } from '../../../shared/contract/figure'
import { hashOfJson } from '../../../shared/contract/json'
import { escapeText, unescapeText } from '../../../shared/figures/escape-text'
import type { PlotlyObject } from '../../../shared/figures/plotly-figure'
import type { FigureTheme } from '../../../shared/figures/theme'
import { toPlotly } from '../../../shared/figures/to-plotly'
import { figures } from '../../fixtures/pdf/marks'

const size = { width: 600, height: 300 }
const themes: readonly FigureTheme[] = ['light', 'dark', 'contrast', 'print']

function spec(marks: readonly Mark[], rest: Partial<PlotSpec> = {}): PlotSpec {
  return { x: { title: 'x' }, y: { title: 'y' }, marks, ...rest }
}

const axis = (layout: PlotlyObject, name: 'xaxis' | 'yaxis'): PlotlyObject => layout[name] as PlotlyObject

describe('toPlotly', () => {
  it.each(themes)('gives canonical JSON of the traces in the bundle, in the theme %s', (theme) => {
    for (const figure of figures) {
      const drawn = toPlotly(figure.plot, theme, size)
      expect(drawn.data.every((trace) => ['scatter', 'bar', 'heatmap'].includes(trace.type))).toBe(true)
      expect(hashOfJson(drawn)).toBe(hashOfJson(toPlotly(figure.plot, theme, size)))
    }
  })

  it('takes names like 2026-03 for names, not for dates, and sets y names from the top down', () => {
    const { layout } = toPlotly(spec([{ mark: 'intervals', name: 'a', x: [1, 2], y: ['first', 'second'], low: [0, 1], high: [2, 3], tone: 'current', horizontal: true }, { mark: 'points', name: '', x: ['2026-03'], y: ['first'], tone: 'current' }]), 'light', size)
    expect(axis(layout, 'xaxis').type).toBe('category')
    expect(axis(layout, 'yaxis').categoryarray).toEqual(['second', 'first'])
  })

  it('draws a band as one closed outline per run without a gap, before the lines over it', () => {
    const { data } = toPlotly(spec([
      { mark: 'line', name: 'line', x: [1, 2], y: [1, 2], tone: 'current' },
      { mark: 'band', name: 'band', x: [1, 2, 3, 4], low: [0, 1, null, 3], high: [2, 3, 4, 5], tone: 'current' },
    ]), 'print', size)
    expect(data.map((trace) => trace.name)).toEqual(['band', 'line'])
    expect(data[0]!.x).toEqual([1, 2, 2, 1, 1, null, 4, 4, 4])
    expect(data[0]!.y).toEqual([2, 3, 1, 0, 2, null, 5, 3, 5])
  })

  it('turns interval ends into distances from the estimate and leaves missing ends out', () => {
    const { data } = toPlotly(spec([{ mark: 'intervals', name: '', x: ['a', 'b', 'c'], y: [0.5, 0.7, null], low: [0.4, null, 0], high: [0.65, 0.9, 1], tone: 'current' }]), 'light', size)
    const error = data[0]!.error_y as { array: number[]; arrayminus: number[] }
    expect(error.array.map((v) => Number(v.toFixed(6)))).toEqual([0.15, 0.2, 0])
    expect(error.arrayminus.map((v) => Number(v.toFixed(6)))).toEqual([0.1, 0, 0])
  })

  it('prints a heat map as rectangles with its numbers and leaves missing cells empty', () => {
    const heat = spec([{ mark: 'heatmap', name: 'rate', x: ['a', 'b'], y: ['top', 'bottom'], z: [[0.1, null], [0.25, 1]] }])
    const { layout, data } = toPlotly(heat, 'print', size)
    expect((layout.shapes as PlotlyObject[]).map((shape) => shape.path)).toEqual(['M-0.5,0.5L0.5,0.5L0.5,1.5L-0.5,1.5Z', 'M-0.5,-0.5L0.5,-0.5L0.5,0.5L-0.5,0.5Z', 'M0.5,-0.5L1.5,-0.5L1.5,0.5L0.5,0.5Z'])
    expect((layout.annotations as PlotlyObject[]).map((label) => label.text)).toEqual(['0.10', '0.25', '1.00'])
    expect(data.some((trace) => trace.type === 'heatmap')).toBe(false)
    expect(toPlotly(heat, 'light', size).data[0]!.type).toBe('heatmap')
  })

  it('prints a large heat map on axes of numbers as a few outlines with a legend in words, never as a raster', () => {
    const at = Array.from({ length: 60 }, (_, i) => i / 2)
    const { layout, data } = toPlotly(spec([{ mark: 'heatmap', name: 'z', x: at, y: at, z: at.map((y) => at.map((x) => x * y)) }]), 'print', size)
    expect(data.some((trace) => trace.type === 'heatmap')).toBe(false)
    const shapes = layout.shapes as PlotlyObject[]
    expect(shapes.length).toBeLessThanOrEqual(32)
    expect(shapes.map((shape) => (shape.path as string).split('Z').length - 1).reduce((a, b) => a + b, 0)).toBe(3600)
    expect((layout.annotations as PlotlyObject[]).map((label) => label.text)).toEqual(['z: light 0 to dark 870'])
  })

  it('leaves the numbers out of cells that are narrower than a number', () => {
    const x = Array.from({ length: 40 }, (_, i) => i)
    const { layout } = toPlotly(spec([{ mark: 'heatmap', name: 'share', x, y: ['income', 'age'], z: [x, x] }]), 'print', size)
    const texts = (layout.annotations as readonly { readonly text: string }[]).map(({ text }) => text)
    expect(texts).toEqual(['share: light 0.0 to dark 39.0'])
  })

  it('escapes what Plotly would read as markup or TeX', () => {
    const { layout, data } = toPlotly(spec([{ mark: 'bars', name: '<b>$x$</b>', x: ['a & <i>b</i>'], y: [1], tone: 'current' }, { mark: 'rule', name: '<script>', y: 1, tone: 'limit' }], { x: { title: '$E=mc^2$' } }), 'light', size)
    const text = JSON.stringify([layout, data])
    expect(text).not.toMatch(/<b>|<i>|<script|\$/)
    expect(axis(layout, 'xaxis').ticktext).toEqual(['a &amp; &lt;i>b&lt;/i>'])
  })

  it('gives names that every object has to Plotly as others, which read the same', () => {
    const names = ['constructor', '__proto__', 'toString', 'income']
    const { data, layout } = toPlotly(spec([{ mark: 'bars', name: '', x: [1, 2, 3, 4], y: names, tone: 'current', horizontal: true }]), 'light', size)
    expect(data[0]!.y).toEqual(['&#99;onstructor', '&#95;_proto__', '&#116;oString', 'income'])
    expect(axis(layout, 'yaxis').categoryarray).toEqual(['income', '&#116;oString', '&#95;_proto__', '&#99;onstructor'])
    for (const name of names) expect(unescapeText(escapeText(name))).toBe(name)
  })

  it('places the label of a limit on a log axis by its logarithm', () => {
    const { layout } = toPlotly(spec([{ mark: 'points', name: '', x: [1], y: [10], tone: 'current' }, { mark: 'rule', name: 'limit', y: 100, tone: 'limit' }], { y: { title: 'y', scale: 'log' } }), 'light', size)
    expect((layout.annotations as PlotlyObject[])[0]!.y).toBe(2)
    expect((layout.shapes as PlotlyObject[])[0]!.y0).toBe(100)
  })

  it('still draws axes when nothing is to be drawn', () => {
    expect(toPlotly(spec([]), 'print', size).data).toHaveLength(1)
  })
})
