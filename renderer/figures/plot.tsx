import { useEffect, useRef, useState, type ReactElement } from 'react'
import type { FigureSpec } from '../../shared/contract/figure'
import type { FigureSize } from '../../shared/figures/plotly-figure'
import { toPlotly } from '../../shared/figures/to-plotly'
import styles from './figure.module.css'
import { loadPlotly } from './load-plotly'
import { useFigureTheme } from './use-figure-theme'

const narrowest = 240
const tallest = 560

/** Width and height of a plot in a place that is `width` pixels wide. */
export function plotSize(spec: FigureSpec, width: number): FigureSize {
  const wide = Math.max(narrowest, Math.floor(width))
  return { width: wide, height: Math.round(Math.min(tallest, Math.max(180, wide * (spec.plot.aspect ?? 0.5)))) }
}

/** Plotly's drawing of a spec: follows the theme and the width, is drawn only once it comes near the window. */
export function Plot({ spec, onSize }: { readonly spec: FigureSpec; readonly onSize: (size: FigureSize) => void }): ReactElement {
  const host = useRef<HTMLDivElement>(null)
  const theme = useFigureTheme()
  const [width, setWidth] = useState(0)
  const [near, setNear] = useState(false)
  const [failed, setFailed] = useState(false)

  useEffect(() => {
    const element = host.current
    if (element === null) return
    const sizes = new ResizeObserver(([entry]) => setWidth((old) => {
      const wide = Math.floor(entry?.contentRect.width ?? 0)
      // A scroll bar that comes and goes must not start an endless redraw.
      return Math.abs(wide - old) < 4 ? old : wide
    }))
    const sight = new IntersectionObserver(([entry]) => { if (entry?.isIntersecting === true) setNear(true) }, { rootMargin: '400px' })
    sizes.observe(element)
    sight.observe(element)
    return () => {
      sizes.disconnect()
      sight.disconnect()
    }
  }, [])

  useEffect(() => {
    const element = host.current
    if (element === null || !near || width === 0) return
    let current = true
    const size = plotSize(spec, width)
    const { data, layout, config } = toPlotly(spec.plot, theme, size)
    loadPlotly()
      .then(async (plotly) => {
        if (!current) return
        await plotly.react(element, data, layout, config)
        setFailed(false)
        onSize(size)
      })
      .catch(() => setFailed(true))
    return () => { current = false }
  }, [spec, theme, width, near, onSize])

  useEffect(() => {
    const element = host.current
    return () => {
      if (element?.classList.contains('js-plotly-plot') === true) void loadPlotly().then((plotly) => plotly.purge(element))
    }
  }, [])

  return (
    <>
      <div ref={host} className={styles.plot} role="img" aria-label={spec.alt} style={{ minHeight: plotSize(spec, width).height }} />
      {failed ? <p className={styles.failed}>This figure could not be drawn. Its numbers are in the table.</p> : null}
    </>
  )
}
