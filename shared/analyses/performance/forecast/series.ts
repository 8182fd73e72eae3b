import type { AnalysisDataset } from '../../../contract/analysis'
import type { Column } from '../../../contract/table'
import { argsort } from '../../common/argsort'
import { compareText, findColumn, scoreOf } from '../../common/datasets'
import { dayOf, stepOf } from './calendar'
import type { Step } from './calendar'

/** Mean actual and mean forecast of one series at one date. */
interface Cell {
  actual: number
  forecast: number
  n: number
}

/** Dates of one series in order, those before the judged ones first. */
export interface Series {
  /** Empty where all rows are one series. */
  readonly name: string
  readonly dates: Float64Array
  /** Place on the grid of steps, rising. */
  readonly places: Float64Array
  readonly actual: Float64Array
  /** NaN on dates before the judged ones. */
  readonly forecast: Float64Array
  /** Dates before the judged ones. */
  readonly before: number
}

export interface SeriesSet {
  readonly series: readonly Series[]
  readonly step: Step
  readonly dates: number
  readonly first: number
  readonly last: number
  readonly rows: number
  /** Column that tells the series; null where all rows are one. */
  readonly column: string | null
  /** Series with too few dates. */
  readonly short: number
  /** True where times of day were cut off to get an even step. */
  readonly cut: boolean
}

/** Fewest dates of a series that is judged. */
export const fewestDates = 12

type Cells = Map<string, Map<number, Cell>>

/** Name of a row's series; null where it has none. */
function nameOf(column: Column | undefined, row: number): string | null {
  if (column === undefined) return ''
  if (column.kind === 'category') return column.codes[row]! < 0 ? null : column.levels[column.codes[row]!]!
  return column.kind === 'number' && !Number.isNaN(column.values[row]!) ? String(column.values[row]) : null
}

/** Adds the rows of a dataset to the cells, by rising forecast and outcome, so that the order of the file cannot show. Gives the rows added. */
function addRows(cells: Cells, dataset: AnalysisDataset, date: string, series: string | null, forecasts: boolean, keep: (when: number) => boolean, checkpoint: () => void): number {
  const when = findColumn(dataset.table, date)
  const { outcome } = dataset
  const score = forecasts ? scoreOf(dataset) : outcome
  if (when?.kind !== 'number' || outcome === null || score === null) return 0
  const rows = new Uint32Array(outcome.length)
  let count = 0
  for (let row = 0; row < outcome.length; row += 1) {
    if (!Number.isFinite(outcome[row]!) || !Number.isFinite(score[row]!) || !Number.isFinite(when.values[row]!) || !keep(when.values[row]!)) continue
    rows[count] = row
    count += 1
  }
  const column = series === null ? undefined : findColumn(dataset.table, series)
  if (series !== null && column === undefined) return 0
  let added = 0
  for (const [index, row] of argsort(rows.subarray(0, count), score, outcome, checkpoint).entries()) {
    if (index % 32_768 === 0) checkpoint()
    const name = nameOf(column, row)
    if (name === null) continue
    const own = cells.get(name) ?? new Map<number, Cell>()
    if (own.size === 0) cells.set(name, own)
    const cell = own.get(when.values[row]!)
    const forecast = forecasts ? score[row]! : Number.NaN
    if (cell === undefined) own.set(when.values[row]!, { actual: outcome[row]!, forecast, n: 1 })
    else {
      cell.actual += outcome[row]!
      cell.forecast += forecast
      cell.n += 1
    }
    added += 1
  }
  return added
}

/** Dates of all series together, ascending, each once. */
function datesOf(cells: Cells): Float64Array {
  const all = new Set<number>()
  for (const own of cells.values()) for (const date of own.keys()) all.add(date)
  return Float64Array.from(all).sort()
}

/** The same cells by day. */
function byDay(cells: Cells): Cells {
  return new Map([...cells].map(([name, own]) => {
    const days = new Map<number, Cell>()
    for (const date of [...own.keys()].sort((a, b) => a - b)) {
      const [cell, day] = [own.get(date)!, dayOf(date)]
      const held = days.get(day)
      if (held === undefined) days.set(day, { ...cell })
      else {
        held.actual += cell.actual
        held.forecast += cell.forecast
        held.n += cell.n
      }
    }
    return [name, days]
  }))
}

/** What makes a set of series out of datasets. */
export interface Source {
  readonly judged: readonly AnalysisDataset[]
  /** Datasets whose outcomes before the first judged date are the past that naive forecasts may use. */
  readonly past: readonly AnalysisDataset[]
  readonly date: string
  readonly series: string | null
}

/**
 * Series of actuals and forecasts: one per value of the column of series, or one of all rows; a date with several rows
 * is their mean. Null with fewer than twelve dates.
 */
export function seriesOf({ judged, past, date, series }: Source, checkpoint: () => void): SeriesSet | null {
  let cells: Cells = new Map()
  const rows = judged.reduce((total, dataset) => total + addRows(cells, dataset, date, series, true, () => true, checkpoint), 0)
  let dates = datesOf(cells)
  checkpoint()
  if (dates.length < fewestDates) return null
  let step = stepOf(dates)
  const cut = step.place === null && dates.some((each) => each !== dayOf(each))
  if (cut) {
    cells = byDay(cells)
    dates = datesOf(cells)
    step = stepOf(dates)
    if (dates.length < fewestDates) return null
  }
  let earlier: Cells = new Map()
  for (const dataset of past) addRows(earlier, dataset, date, series, false, (when) => when < dates[0]!, checkpoint)
  if (cut) earlier = byDay(earlier)
  const order = step.place === null ? new Map([...datesOf(earlier), ...dates].map((when, place) => [when, place])) : null
  const placeOf = (when: number): number => (order === null ? step.place!(when) : order.get(when)!)
  const made = [...cells].sort((a, b) => compareText(a[0], b[0])).flatMap(([name, own]) => (own.size < fewestDates ? [] : [oneSeries(name, earlier.get(name) ?? new Map<number, Cell>(), own, placeOf)]))
  checkpoint()
  return { series: made, step, dates: dates.length, first: dates[0]!, last: dates.at(-1)!, rows, column: series, short: cells.size - made.length, cut }
}

function oneSeries(name: string, earlier: ReadonlyMap<number, Cell>, own: ReadonlyMap<number, Cell>, placeOf: (when: number) => number): Series {
  const rising = (cells: ReadonlyMap<number, Cell>): Float64Array => Float64Array.from(cells.keys()).sort()
  // Of several dates at one place of the grid (a month with two past dates) the last stands.
  const past = [...new Map([...rising(earlier)].map((when) => [placeOf(when), when])).values()].filter((when) => placeOf(when) < placeOf(rising(own)[0]!))
  const dates = Float64Array.from([...past, ...rising(own)])
  const mean = (when: number, part: 'actual' | 'forecast'): number => { const cell = own.get(when) ?? earlier.get(when)!; return cell[part] / cell.n }
  return { name, dates, places: dates.map(placeOf), actual: dates.map((when) => mean(when, 'actual')), forecast: dates.map((when) => mean(when, 'forecast')), before: past.length }
}

/** The first identifying column whose values come back on at least a dozen dates, for at least half of them; null where none does. */
export function seriesColumn(columns: readonly string[], source: Omit<Source, 'series'>, checkpoint: () => void): string | null {
  for (const series of columns) {
    const held = source.judged.map(({ table }) => findColumn(table, series))
    if (held.some((column) => column === undefined || column.kind === 'text')) continue
    const names = new Set(held.flatMap((column) => (column?.kind === 'category' ? column.levels : column?.kind === 'number' ? [...new Set(column.values)].map(String) : [])))
    const rows = source.judged.reduce((total, { table }) => total + table.rows, 0)
    checkpoint()
    if (names.size < 2 || names.size * fewestDates > rows) continue
    const set = seriesOf({ ...source, past: [], series }, checkpoint)
    if (set !== null && set.series.length * 2 >= names.size) return series
  }
  return null
}
