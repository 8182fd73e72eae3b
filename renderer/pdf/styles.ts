import type { TextStyle } from './sheet'

const ink = '0 0 0'
const quiet = '0.32 0.34 0.37'

/** The type scale of the pack: one serif for reading, one sans for what is looked up. */
export const styles = {
  title: { face: 'sansBold', size: 21, leading: 25, color: ink },
  subtitle: { face: 'serif', size: 13, leading: 17, color: quiet },
  h1: { face: 'sansBold', size: 13.5, leading: 17, color: ink },
  h2: { face: 'sansBold', size: 10.5, leading: 14, color: ink },
  h3: { face: 'sansBold', size: 9, leading: 12, color: ink },
  body: { face: 'serif', size: 9.5, leading: 12.3, color: ink },
  small: { face: 'serif', size: 7.2, leading: 8.6, color: ink },
  smallHead: { face: 'sansBold', size: 7.5, leading: 9.8, color: ink },
  bodyBold: { face: 'serifBold', size: 9.5, leading: 12.3, color: ink },
  basis: { face: 'serifItalic', size: 9, leading: 12, color: quiet },
  formula: { face: 'serifItalic', size: 10, leading: 14, color: ink },
  note: { face: 'serif', size: 9.3, leading: 12.1, color: ink },
  noteLabel: { face: 'sansBold', size: 8, leading: 12.1, color: ink },
  caption: { face: 'sansBold', size: 8.6, leading: 11.4, color: ink },
  factLabel: { face: 'sans', size: 8, leading: 10.5, color: quiet },
  factValue: { face: 'sans', size: 8.2, leading: 10.5, color: ink },
  cell: { face: 'sans', size: 8, leading: 10.3, color: ink },
  head: { face: 'sansBold', size: 8, leading: 10.3, color: ink },
  running: { face: 'sans', size: 7, leading: 9, color: quiet },
  contents: { face: 'serif', size: 10, leading: 15.5, color: ink },
  watermark: { face: 'sansBold', size: 110, leading: 120, color: '0.93 0.93 0.94' },
} as const satisfies Readonly<Record<string, TextStyle>>

export const colors = { ink, quiet, hair: '0.7 0.72 0.74', pale: '0.955 0.96 0.965', accent: '0.07 0.25 0.45', alarm: '0.63 0.11 0.08' } as const
