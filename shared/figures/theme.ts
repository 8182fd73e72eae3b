import type { Tone } from '../contract/figure'

export type FigureTheme = 'light' | 'dark' | 'contrast' | 'print'

/** How a tone is drawn. Every tone differs from its neighbours in lightness, dash and marker, not in hue alone. */
export interface ToneStyle {
  /** `#rrggbb`. */
  readonly color: string
  readonly dash: 'solid' | 'dash' | 'dot' | 'dashdot' | 'longdash'
  readonly symbol: 'circle' | 'circle-open' | 'diamond' | 'square' | 'triangle-up' | 'triangle-down' | 'x-thin-open'
  /** Fill of bars: hatching that survives a grey copier; empty is plain. */
  readonly hatch: '' | '/' | '\\' | 'x' | '-'
}

export interface Palette {
  readonly paper: string
  readonly ink: string
  readonly quietInk: string
  readonly grid: string
  readonly font: string
  /** Pixels on screen; in print 1 px is drawn as 0.75 pt. */
  readonly fontSize: number
  readonly lineWidth: number
  readonly tones: Readonly<Record<Tone, ToneStyle>>
  /** Low to high, monotone in lightness. */
  readonly scale: readonly string[]
}

const screenFont = '"Inter Variable", "Segoe UI", system-ui, "Liberation Sans", sans-serif'

const style = (color: string, dash: ToneStyle['dash'], symbol: ToneStyle['symbol'], hatch: ToneStyle['hatch']): ToneStyle => ({ color, dash, symbol, hatch })

function tones(colors: Readonly<Record<Tone, string>>): Readonly<Record<Tone, ToneStyle>> {
  return {
    reference: style(colors.reference, 'dash', 'circle-open', ''),
    current: style(colors.current, 'solid', 'circle', ''),
    neutral: style(colors.neutral, 'solid', 'circle', ''),
    limit: style(colors.limit, 'dot', 'x-thin-open', ''),
    alarm: style(colors.alarm, 'solid', 'diamond', '\\'),
    'group-1': style(colors['group-1'], 'solid', 'circle', ''),
    'group-2': style(colors['group-2'], 'dash', 'square', '/'),
    'group-3': style(colors['group-3'], 'dashdot', 'triangle-up', 'x'),
    'group-4': style(colors['group-4'], 'dot', 'diamond', '-'),
  }
}

/** The colours of each theme. Text on paper is at least 7:1 (contrast: 10:1), marks at least 3:1. */
export const palettes: Readonly<Record<FigureTheme, Palette>> = {
  light: {
    paper: '#ffffff', ink: '#1c2128', quietInk: '#4b535d', grid: '#e4e7eb', font: screenFont, fontSize: 12, lineWidth: 1.75,
    tones: tones({ reference: '#7a828c', current: '#1f5fa8', neutral: '#6b737d', limit: '#3a4048', alarm: '#b3261e', 'group-1': '#1f5fa8', 'group-2': '#b45309', 'group-3': '#2f7d4f', 'group-4': '#7a4a9e' }),
    scale: ['#f5f8fc', '#c9dcf0', '#8fb8de', '#4f8cc4', '#1f5fa8', '#0d2f5c'],
  },
  dark: {
    paper: '#1a1d21', ink: '#e8ebef', quietInk: '#b4bcc6', grid: '#2c3238', font: screenFont, fontSize: 12, lineWidth: 1.75,
    tones: tones({ reference: '#98a2ae', current: '#6cb0f5', neutral: '#98a2ae', limit: '#d5dae0', alarm: '#ff8a80', 'group-1': '#6cb0f5', 'group-2': '#f0a35a', 'group-3': '#74c893', 'group-4': '#c79be8' }),
    scale: ['#20262d', '#20405f', '#2a639a', '#4a8ccc', '#8fbfee', '#e3f0fd'],
  },
  contrast: {
    paper: '#000000', ink: '#ffffff', quietInk: '#ffffff', grid: '#5a5a5a', font: screenFont, fontSize: 13, lineWidth: 2.5,
    tones: tones({ reference: '#d0d0d0', current: '#6fd3ff', neutral: '#e0e0e0', limit: '#ffffff', alarm: '#ff9a8f', 'group-1': '#6fd3ff', 'group-2': '#ffc14d', 'group-3': '#8df0a9', 'group-4': '#e5b3ff' }),
    scale: ['#000000', '#00406b', '#0072bd', '#36a9f0', '#9fdcff', '#ffffff'],
  },
  print: {
    paper: '#ffffff', ink: '#000000', quietInk: '#333333', grid: '#dddddd', font: 'IBMPlexSans', fontSize: 10, lineWidth: 1.4,
    tones: tones({ reference: '#8a9099', current: '#123f73', neutral: '#6a6f76', limit: '#222222', alarm: '#a01c14', 'group-1': '#123f73', 'group-2': '#c98a3d', 'group-3': '#4e8f68', 'group-4': '#a98bc2' }),
    scale: ['#ffffff', '#d6e2ef', '#a5bfdb', '#6f97c0', '#3d6c9f', '#123f73'],
  },
}

/** Colour at t in 0..1 on a theme's scale, linear between its stops; null (missing) is the grid colour. */
export function scaleColor(palette: Palette, t: number | null): string {
  if (t === null || !Number.isFinite(t)) return palette.grid
  const stops = palette.scale
  const at = Math.min(1, Math.max(0, t)) * (stops.length - 1)
  const i = Math.min(stops.length - 2, Math.floor(at))
  const from = channels(stops[i]!)
  const to = channels(stops[i + 1]!)
  const mixed = from.map((c, k) => Math.round(c + (to[k]! - c) * (at - i)))
  return `#${mixed.map((c) => c.toString(16).padStart(2, '0')).join('')}`
}

/** Relative luminance (WCAG 2.2) of `#rrggbb`, 0 black to 1 white. */
export function luminance(color: string): number {
  const [r = 0, g = 0, b = 0] = channels(color).map((c) => {
    const s = c / 255
    return s <= 0.04045 ? s / 12.92 : ((s + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

function channels(color: string): number[] {
  return [1, 3, 5].map((at) => Number.parseInt(color.slice(at, at + 2), 16))
}
