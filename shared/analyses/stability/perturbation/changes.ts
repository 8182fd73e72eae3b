import type { Rng } from '../../../contract/analysis'
import { missingKinds } from '../../../contract/table'
import type { CategoryColumn, Column, NumericColumn, Table } from '../../../contract/table'
import { normalCdf, normalQuantile } from '../../../stats/special'
import { countAtMost, countBelow, quantileSorted, sortedFinite } from '../../../stats/sort'
import { moments, varianceOf } from '../../../stats/sums'

export type ChangeKind = 'noise-raw' | 'noise-rank' | 'redraw' | 'missing' | 'scale' | 'unseen'

/** What each change is called where it is printed. */
export const changeWords: Readonly<Record<ChangeKind, string>> = {
  'noise-raw': 'noise in raw units',
  'noise-rank': 'noise in rank space',
  redraw: 'redrawn values',
  missing: 'value missing',
  scale: 'unit error, ×10',
  unseen: 'category never seen',
}

/** Rows changed between two checkpoints. */
const stride = 1 << 14

/** Changes that are drawn at random and therefore repeated. */
export const randomChanges: readonly ChangeKind[] = ['noise-raw', 'noise-rank', 'redraw']

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
  /** Share of cells that are redrawn. */
  readonly redraw: number
}

/** Which changes make sense for a column; none for free text. */
export function changesFor(column: Column): readonly ChangeKind[] {
  if (column.kind === 'text') return []
  if (column.kind === 'category') return ['redraw', 'missing', 'unseen']
  if (column.type === 'boolean') return ['redraw', 'missing']
  if (column.type === 'date') return ['noise-raw', 'noise-rank', 'missing']
  return ['noise-raw', 'noise-rank', 'missing', 'scale']
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
  if (column.kind === 'category') return kind === 'redraw' ? redrawLevels(column, reference, size.redraw, order, rng, checkpoint) : unseenLevel(column)
  const values = column.values.slice()
  const whole = column.type === 'integer'
  for (const [place, row] of order.entries()) {
    if (place % stride === 0) checkpoint()
    const z = kind === 'redraw' ? rng.next() : kind === 'scale' ? 0 : rng.normal()
    const from = kind === 'redraw' ? rng.next() : 0
    const value = values[row]!
    if (!Number.isFinite(value)) continue
    if (kind === 'scale') values[row] = value * 10
    else if (kind === 'redraw') values[row] = z < size.redraw ? quantileAt(reference.sorted, from) : value
    else {
      const moved = kind === 'noise-raw' ? value + size.noise * reference.sd * z : rankNoise(value, reference.sorted, size.noise * z)
      values[row] = whole ? Math.round(moved) : moved
    }
  }
  return { ...column, values }
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
