/**
 * Figures are data, not pictures: the same spec is drawn on screen (Plotly, in the theme of the
 * day) and in the pack (vector, print theme). At most 20,000 marks; bin before you plot, and say so.
 */
export interface AxisSpec {
  /** Words with the unit in brackets: "Income [EUR]". */
  readonly title: string
  readonly scale?: 'linear' | 'log' | 'category'
  readonly range?: readonly [number, number]
  /** Ticks as percentages of values in 0..1. */
  readonly percent?: boolean
  /** Order of categories, top or left first. */
  readonly categories?: readonly string[]
}

type Coordinate = readonly (number | string | null)[]

export type Mark =
  | { readonly mark: 'line' | 'step'; readonly name: string; readonly x: Coordinate; readonly y: Coordinate; readonly tone: Tone; readonly dashed?: boolean }
  | { readonly mark: 'points'; readonly name: string; readonly x: Coordinate; readonly y: Coordinate; readonly tone: Tone; readonly text?: readonly string[] }
  | { readonly mark: 'bars'; readonly name: string; readonly x: Coordinate; readonly y: Coordinate; readonly tone: Tone; readonly horizontal?: boolean }
  /** Point estimates with intervals; `horizontal` puts the estimate on x and the name on y. */
  | { readonly mark: 'intervals'; readonly name: string; readonly x: Coordinate; readonly y: Coordinate; readonly low: readonly (number | null)[]; readonly high: readonly (number | null)[]; readonly tone: Tone; readonly horizontal?: boolean }
  | { readonly mark: 'band'; readonly name: string; readonly x: Coordinate; readonly low: readonly (number | null)[]; readonly high: readonly (number | null)[]; readonly tone: Tone }
  | { readonly mark: 'heatmap'; readonly name: string; readonly x: Coordinate; readonly y: Coordinate; readonly z: readonly (readonly (number | null)[])[] }
  /** A limit or reference; exactly one of x and y. */
  | { readonly mark: 'rule'; readonly name: string; readonly x?: number | string; readonly y?: number; readonly tone: Tone }

/** Meaning, not colour: the theme maps tones to colours that also differ in grey and by shape. */
export type Tone = 'reference' | 'current' | 'neutral' | 'limit' | 'alarm' | 'group-1' | 'group-2' | 'group-3' | 'group-4'

export interface PlotSpec {
  readonly x: AxisSpec
  readonly y: AxisSpec
  readonly marks: readonly Mark[]
  /** Height over width; 0.5 unless told. */
  readonly aspect?: number
}

export interface CellTable {
  readonly columns: readonly { readonly title: string; readonly align: 'left' | 'right' }[]
  /** Already formatted for reading; the evidence holds the numbers. */
  readonly rows: readonly (readonly string[])[]
}

export interface FigureSpec {
  readonly id: string
  /** States the finding: "Income fell by 18 % against development". */
  readonly title: string
  /** What someone who cannot see the figure needs to know. */
  readonly alt: string
  readonly plot: PlotSpec
  /** The same numbers as a table. */
  readonly table: CellTable
}

/** Building blocks of a section: the same ones make the page in Results, the PDF and the HTML twin. */
export type Block =
  | { readonly block: 'heading'; readonly level: 1 | 2 | 3; readonly text: string }
  | { readonly block: 'paragraph'; readonly text: string }
  | { readonly block: 'list'; readonly items: readonly string[]; readonly ordered?: boolean }
  | { readonly block: 'facts'; readonly items: readonly { readonly label: string; readonly value: string }[] }
  | { readonly block: 'table'; readonly caption: string; readonly table: CellTable }
  | { readonly block: 'figure'; readonly figure: FigureSpec }
  | { readonly block: 'note'; readonly tone: 'info' | 'warning' | 'limitation'; readonly text: string }
  | { readonly block: 'formula'; readonly text: string }
