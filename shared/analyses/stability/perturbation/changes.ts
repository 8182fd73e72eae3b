import type { Rng } from '../../../contract/analysis'
import { missingKinds } from '../../../contract/table'
import type { CategoryColumn, Column, NumericColumn, Table } from '../../../contract/table'
import { normalCdf, normalQuantile } from '../../../stats/special'
import { countAtMost, countBelow, quantileSorted, sortedFinite } from '../../../stats/sort'
import { moments, varianceOf } from '../../../stats/sums'

export type ChangeKind = 'noise-raw' | 'noise-rank' | 'redraw' | 'missing' | 'scale' | 'scale-down' | 'round' | 'digits' | 'typo' | 'above' | 'below' | 'unseen'

/** What each change is called where it is printed. */
export const changeWords: Readonly<Record<ChangeKind, string>> = {
  'noise-raw': 'noise in raw units',
  'noise-rank': 'noise in rank space',
  redraw: 'redrawn values',
  missing: 'value missing',
  scale: 'unit error, ×10',
  'scale-down': 'unit error, ÷10',
  round: 'coarse rounding',
  digits: 'digits swapped',
  typo: 'misspelt categories',
  above: 'one SD above the range',
  below: 'one SD below the range',
  unseen: 'category never seen',
}

/** Rows changed between two checkpoints. */
const stride = 1 << 14

/** Changes that are drawn at random and therefore repeated. */
export const randomChanges: readonly ChangeKind[] = ['noise-raw', 'noise-rank', 'redraw', 'digits', 'typo']

/** What a change needs to know of the reference. */
export interface FeatureReference {
  readonly name: string
  readonly sd: number
  readonly sorted: Float64Array
  /** Levels with their cumulated counts, in code-point order (categories). */
  readonly levels: readonly string[]
  readonly cumulated: readonly number[]
}

export interface ChangeSize {
  /** Noise as a multiple of the standard deviation. */
  readonly noise: number
  /** Share of cells that are redrawn, misspelt or mistyped. */
  readonly redraw: number
}

/** Which changes make sense for a column; none for free text. */
export function changesFor(column: Column): readonly ChangeKind[] {
  if (column.kind === 'text') return []
  if (column.kind === 'category') return ['redraw', 'typo', 'missing', 'unseen']
  if (column.type === 'boolean') return ['redraw', 'missing']
  if (column.type === 'date') return ['noise-raw', 'noise-rank', 'missing']
  return ['noise-raw', 'noise-rank', 'digits', 'round', 'missing', 'scale', 'scale-down', 'above', 'below']
}

/** Spread, order and level frequencies of a column of the reference. */
export function featureReference(column: Column): FeatureReference {
  if (column.kind === 'category') {
    const counts = new Map<string, number>()
    for (const code of column.codes) if (code >= 0) counts.set(column.levels[code]!, (counts.get(column.levels[code]!) ?? 0) + 1)
    const levels = [...counts.keys()].sort()
    let total = 0
    const cumulated = levels.map((level) => (total += counts.get(level)!))
    return { name: column.name, sd: 0, sorted: new Float64Array(0), levels, cumulated }
  }
  const sorted = column.kind === 'number' ? sortedFinite(column.values) : new Float64Array(0)
  const variance = varianceOf(moments(sorted))
  return { name: column.name, sd: Number.isFinite(variance) ? Math.sqrt(variance) : 0, sorted, levels: [], cumulated: [] }
}

/**
 * A changed copy of a column. Cells that are missing stay missing. Draws are handed out along `order`
 * so that they belong to what a row holds and not to where it lies.
 */
export function changeColumn(column: Column, kind: ChangeKind, reference: FeatureReference, size: ChangeSize, order: Uint32Array, rng: Rng, checkpoint: () => void): Column {
  if (column.kind === 'text') return column
  if (kind === 'missing') return allMissing(column)
  if (column.kind === 'category') {
    if (kind === 'redraw') return redrawLevels(column, reference, size.redraw, order, rng, checkpoint)
    return kind === 'typo' ? misspell(column, size.redraw, order, rng, checkpoint) : unseenLevel(column)
  }
  const change = numberChange(kind, reference, size, rng)
  const values = column.values.slice()
  const whole = column.type === 'integer' && kind !== 'scale-down'
  for (const [place, row] of order.entries()) {
    if (place % stride === 0) checkpoint()
    const changed = change(values[row]!)
    if (Number.isFinite(values[row]!)) values[row] = whole ? Math.round(changed) : changed
  }
  return { ...column, values }
}

/** What is done to one number; draws are made for every cell, missing ones too, so that all kinds see the same ones. */
function numberChange(kind: ChangeKind, { sorted, sd }: FeatureReference, { noise, redraw }: ChangeSize, rng: Rng): (value: number) => number {
  const step = 10 ** Math.floor(Math.log10(sd))
  switch (kind) {
    case 'noise-raw': return (value) => value + noise * sd * rng.normal()
    case 'noise-rank': return (value) => rankNoise(value, sorted, noise * rng.normal())
    case 'redraw': return (value) => {
      const chosen = rng.next() < redraw
      const at = rng.next()
      return chosen ? quantileAt(sorted, at) : value
    }
    case 'digits': return (value) => {
      const chosen = rng.next() < redraw
      const at = rng.next()
      return chosen ? swapDigits(value, at) : value
    }
    case 'scale': return (value) => value * 10
    case 'scale-down': return (value) => value / 10
    case 'round': return (value) => (sd > 0 ? Math.round(value / step) * step : value)
    case 'above': return () => (sorted.at(-1) ?? Number.NaN) + sd
    case 'below': return () => (sorted[0] ?? Number.NaN) - sd
    default: return (value) => value
  }
}

/** A number as someone types it with two neighbouring, different digits the wrong way round; `at` in [0, 1) says which. Unchanged where there are none. */
export function swapDigits(value: number, at: number): number {
  const text = String(value)
  const places = Array.from(text.slice(1), (_, index) => index).filter((index) => /^\d\d$/.test(text.slice(index, index + 2)) && text[index] !== text[index + 1])
  const place = places[Math.floor(at * places.length)]
  if (place === undefined || text.includes('e')) return value
  return Number(text.slice(0, place) + text[place + 1]! + text[place]! + text.slice(place + 2))
}

/** The value at a share of the sorted reference (nearest rank). */
function quantileAt(sorted: Float64Array, share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN
}

/** Moves a value along the reference's normal scores by `shift` and reads it back from its quantiles. */
function rankNoise(value: number, sorted: Float64Array, shift: number): number {
  const n = sorted.length
  if (n < 2) return value
  const below = countBelow(sorted, value)
  const upTo = countAtMost(sorted, value)
  const share = Math.min(1 - 0.5 / n, Math.max(0.5 / n, (below + upTo) / 2 / n))
  return quantileSorted(sorted, normalCdf(normalQuantile(share) + shift))
}

/** The column with every cell blank. */
export function allMissing(column: NumericColumn | CategoryColumn): NumericColumn | CategoryColumn {
  const rows = column.kind === 'number' ? column.values.length : column.codes.length
  const missing = new Uint8Array(rows).fill(missingKinds.indexOf('blank'))
  return column.kind === 'number'
    ? { ...column, missing, values: new Float64Array(rows).fill(Number.NaN) }
    : { ...column, missing, codes: new Int32Array(rows).fill(-1) }
}

function redrawLevels(column: CategoryColumn, reference: FeatureReference, share: number, order: Uint32Array, rng: Rng, checkpoint: () => void): Column {
  const levels = [...column.levels, ...reference.levels.filter((level) => !column.levels.includes(level))]
  const codeOf = reference.levels.map((level) => levels.indexOf(level))
  const total = reference.cumulated.at(-1) ?? 0
  const codes = column.codes.slice()
  for (const [place, row] of order.entries()) {
    if (place % stride === 0) checkpoint()
    const chosen = rng.next() < share
    const at = rng.next() * total
    if (!chosen || codes[row]! < 0 || total === 0) continue
    codes[row] = codeOf[reference.cumulated.findIndex((upTo) => at < upTo)]!
  }
  return { ...column, codes, levels }
}

/** A text with its first two different neighbouring letters, the first letter apart, the wrong way round; with an "x" at the end where there are none. */
export function misspelt(text: string): string {
  for (let at = 1; at + 1 < text.length; at += 1) {
    if (text[at] !== text[at + 1]) return text.slice(0, at) + text[at + 1]! + text[at]! + text.slice(at + 2)
  }
  return `${text}x`
}

function misspell(column: CategoryColumn, share: number, order: Uint32Array, rng: Rng, checkpoint: () => void): Column {
  const wrong = column.levels.map(misspelt)
  const levels = [...new Set([...column.levels, ...wrong])]
  const codeOf = wrong.map((text) => levels.indexOf(text))
  const codes = column.codes.slice()
  for (const [place, row] of order.entries()) {
    if (place % stride === 0) checkpoint()
    if (rng.next() < share && codes[row]! >= 0) codes[row] = codeOf[codes[row]!]!
  }
  return { ...column, codes, levels }
}

function unseenLevel(column: CategoryColumn): Column {
  let name = 'never seen before'
  while (column.levels.includes(name)) name += '*'
  const codes = column.codes.map((code) => (code < 0 ? -1 : column.levels.length))
  return { ...column, codes, levels: [...column.levels, name] }
}

/** The table with some columns replaced by name. */
export function withColumns(table: Table, changed: readonly Column[]): Table {
  const byName = new Map(changed.map((column) => [column.name, column]))
  return { rows: table.rows, columns: table.columns.map((column) => byName.get(column.name) ?? column) }
}
