import type { AnalysisDataset, AnalysisInput } from '../../../contract/analysis'
import { moments, varianceOf } from '../../../stats/sums'
import { columnsWithRole, compareText, findColumn, scoreOf } from '../../common/datasets'

/** One quantity followed over the windows: a mean or a share of rows. */
export interface Series {
  /** Stable within the result. */
  readonly id: string
  readonly title: string
  readonly kind: 'score' | 'outcome' | 'number' | 'level'
  /** What a change is measured in: standard deviations of a row in the reference, or shares of rows. */
  readonly unit: 'sd' | 'share'
  /** Mean in the reference; for shares the share. */
  readonly reference: number
  /** Standard deviation of one row in the reference; the unit of what matters for numbers. */
  readonly sd: number
  readonly windows: readonly { readonly n: number; readonly mean: number }[]
}

const mostLevels = 6
/** Levels under this share of the reference are not followed. */
const leastShare = 0.02

function seriesOf(id: string, title: string, kind: Series['kind'], unit: Series['unit'], reference: Float64Array, windows: readonly Float64Array[]): Series | null {
  const known = moments(reference)
  const sd = Math.sqrt(varianceOf(known))
  if (!(sd > 0)) return null
  return { id, title, kind, unit, reference: known.mean, sd, windows: windows.map((values) => { const { n, mean } = moments(values); return { n, mean } }) }
}

/**
 * Score, outcome, the mean of every numeric column and the share of every frequent level (of two levels
 * one, since the other mirrors it). Sums run over sorted values, so the order of rows does not matter.
 */
export function allSeries(input: AnalysisInput, reference: AnalysisDataset, windows: readonly AnalysisDataset[], checkpoint: () => void): readonly Series[] {
  const made: (Series | null)[] = []
  const sorted = (values: Float64Array | null): Float64Array => (values === null ? new Float64Array() : values.filter((value) => Number.isFinite(value)).sort())
  const follow = (id: string, title: string, kind: Series['kind'], of: (dataset: AnalysisDataset) => Float64Array | null): void => {
    checkpoint()
    made.push(seriesOf(id, title, kind, kind === 'level' || (kind === 'outcome' && input.task === 'binary') ? 'share' : 'sd', sorted(of(reference)), windows.map((window) => sorted(of(window)))))
  }
  follow('score', 'the mean score', 'score', scoreOf)
  follow('outcome', input.task === 'regression' ? 'the mean outcome' : 'the event rate', 'outcome', (dataset) => (input.task === 'multiclass' ? null : dataset.outcome))
  for (const name of columnsWithRole(input, 'feature', 'segment', 'protected')) {
    const column = findColumn(reference.table, name)
    if (column?.kind === 'number') follow(`number/${name}`, `the mean of ${name}`, 'number', ({ table }) => numbersOf(table, name))
    if (column?.kind !== 'category') continue
    const counts = new Map<string, number>()
    for (const code of column.codes) if (code >= 0) counts.set(column.levels[code]!, (counts.get(column.levels[code]!) ?? 0) + 1)
    const levels = [...counts].sort((a, b) => b[1] - a[1] || compareText(a[0], b[0])).map(([level]) => level)
    const frequent = levels.slice(0, levels.length === 2 ? 1 : mostLevels).filter((level) => counts.get(level)! / column.codes.length >= leastShare)
    for (const level of frequent) follow(`level/${name}/${level}`, `the share of ${name} = ${level}`, 'level', ({ table }) => shareOf(table, name, level))
  }
  return made.filter((series) => series !== null)
}

function numbersOf(table: AnalysisDataset['table'], name: string): Float64Array | null {
  const column = findColumn(table, name)
  return column?.kind === 'number' ? column.values : null
}

/** 1 where the cell is the level, 0 where it is another, nothing where it is missing. */
function shareOf(table: AnalysisDataset['table'], name: string, level: string): Float64Array | null {
  const column = findColumn(table, name)
  if (column?.kind !== 'category') return null
  const code = column.levels.indexOf(level)
  return Float64Array.from(column.codes, (each) => (each < 0 ? Number.NaN : each === code ? 1 : 0))
}
