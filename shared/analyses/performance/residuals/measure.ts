import type { AnalysisContext, AnalysisDataset, AnalysisInput } from '../../../contract/analysis'
import { breuschPagan } from '../../../stats/residual-tests'
import { rowMean } from '../../../stats/row-mean'
import { moments, varianceOf } from '../../../stats/sums'
import { quantileSorted, sortedFinite } from '../../../stats/sort'
import { columnsWithRole, datasetKey, findColumn, idPart, labelOf } from '../../common/datasets'
import { countOf, formatNumber } from '../../common/format'
import type { GroupScheme } from '../../common/groups'
import { measureBands } from './bands'
import type { Measured } from './bands'
import { fewestDates, overTime } from './by-date'
import type { OverTime } from './by-date'
import { describeResiduals } from './describe'
import type { Description } from './describe'
import { residualRows } from './rows'
import type { ResidualRows } from './rows'

/** Rows of a band of the prediction, at least. */
const perBand = 50

/** Where the residuals of a band of the prediction lie: what the figure draws. */
export interface PredictionBand {
  readonly label: string
  readonly centre: number
  readonly sd: number
  readonly tenth: number
  readonly ninetieth: number
}

/** Residuals against one column, or the prediction itself. */
export interface ColumnMeasure {
  /** Null for the prediction. */
  readonly column: string | null
  readonly id: string
  readonly measured: Measured
}

export interface DatasetMeasure {
  readonly key: string
  readonly label: string
  readonly rows: ResidualRows
  /** Band of the prediction of every row. */
  readonly group: Int32Array
  readonly sd: number
  readonly bias: number
  readonly predictionBands: readonly PredictionBand[]
  readonly columns: readonly ColumnMeasure[]
  readonly spread: { readonly statistic: number; readonly p: number; readonly direction: number } | null
  readonly overTime: OverTime | null
  readonly described: Description
}

/** Upper ends (inclusive) of at most `bands` bands of about equal size, each of at least fifty rows; ties stay together. */
export function predictionCuts(predicted: Float64Array, bands: number, checkpoint: () => void): readonly number[] {
  const sorted = sortedFinite(predicted, checkpoint)
  const wanted = Math.min(bands, Math.floor(sorted.length / perBand))
  const cuts = new Set<number>()
  for (let band = 1; band < wanted; band += 1) {
    const cut = sorted[Math.ceil((band / wanted) * sorted.length) - 1]!
    if (cut < sorted.at(-1)!) cuts.add(cut)
  }
  return [...cuts]
}

function bandLabels(cuts: readonly number[]): readonly string[] {
  if (cuts.length === 0) return ['all predictions']
  return [`up to ${formatNumber(cuts[0])}`, ...cuts.slice(1).map((cut, index) => `${formatNumber(cuts[index])} to ${formatNumber(cut)}`), `over ${formatNumber(cuts.at(-1))}`].map((label, index) => `${String(index + 1)}: ${label}`)
}

/** Places of the rows in bands of the prediction. */
function bandsOfRows(predicted: Float64Array, cuts: readonly number[]): Int32Array {
  return Int32Array.from(predicted, (value) => {
    let band = 0
    while (band < cuts.length && value > cuts[band]!) band += 1
    return band
  })
}

/** What each value has left when the (weighted) mean of its band is taken out. */
export function withoutBandMeans(values: Float64Array, group: Int32Array, weight: Float64Array | null, bands: number): Float64Array {
  const [totals, counts] = [new Float64Array(bands), new Float64Array(bands)]
  values.forEach((value, row) => {
    const w = weight === null ? 1 : weight[row]!
    totals[group[row]!]! += w * value
    counts[group[row]!]! += w
  })
  return values.map((value, row) => value - totals[group[row]!]! / counts[group[row]!]!)
}

function drawnBands(rows: ResidualRows, group: Int32Array, labels: readonly string[]): readonly PredictionBand[] {
  const places: number[][] = labels.map(() => [])
  group.forEach((band, place) => places[band]!.push(place))
  return labels.map((label, band) => {
    const own = places[band]!
    // Rows lie by rising residual already.
    const residual = Float64Array.from(own, (place) => rows.residual[place]!)
    return {
      label, centre: moments(Float64Array.from(own, (place) => rows.predicted[place]!)).mean, sd: Math.sqrt(varianceOf(moments(residual))),
      tenth: quantileSorted(residual, 0.1), ninetieth: quantileSorted(residual, 0.9),
    }
  })
}

/** Mean residuals of one dataset by prediction and by every scheme, its spread, its order in time, and what is only described. */
export function measureDataset(input: AnalysisInput, dataset: AnalysisDataset, schemes: readonly GroupScheme[], given: { readonly bands: number; readonly lags: number }, context: AnalysisContext): DatasetMeasure | string {
  const checkpoint = (): void => context.checkpoint()
  const label = labelOf(dataset)
  const rows = residualRows(dataset, checkpoint)
  const outcome = rowMean(rows.outcome, rows.weight)
  if (rows.residual.length < 2 * perBand) return `${label}: ${countOf(rows.residual.length, 'row')} with prediction and outcome; ${String(2 * perBand)} are needed.`
  if (!(outcome.sd > 0)) return `${label}: the outcome is the same in every row.`
  if (!(rows.residual[0]! < rows.residual.at(-1)!)) return `${label}: the residual is the same in every row.`
  checkpoint()
  const cuts = predictionCuts(rows.predicted, given.bands, checkpoint)
  const labels = bandLabels(cuts)
  const group = bandsOfRows(rows.predicted, cuts)
  const key = datasetKey(input, dataset)
  const columns: ColumnMeasure[] = labels.length < 2 ? [] : [{ column: null, id: `prediction/${key}`, measured: measureBands(rows, rows.residual, group, labels, checkpoint) }]
  for (const [index, scheme] of schemes.entries()) {
    context.progress({ phase: `Looking at residuals of ${label}`, done: index, total: schemes.length, unit: 'columns' })
    checkpoint()
    const assigned = scheme.assign(dataset.table)
    checkpoint()
    columns.push({ column: scheme.column, id: `column/${key}/${idPart(scheme.column)}`, measured: measureBands(rows, rows.residual, Int32Array.from(rows.rows, (row) => assigned[row]!), scheme.labels, checkpoint) })
  }
  const spread = labels.length < 2 ? null : breuschPagan(withoutBandMeans(rows.residual, group, null, labels.length), rows.predicted)
  const [date] = dateColumns(input, dataset)
  return {
    key, label, rows, group, sd: outcome.sd, bias: rowMean(rows.residual, rows.weight).mean,
    predictionBands: labels.length < 2 ? [] : drawnBands(rows, group, labels),
    columns, spread: spread === null || Number.isNaN(spread.p) ? null : spread,
    overTime: date === undefined ? null : overTime(rows, date.name, date.values, given.lags, checkpoint),
    described: describeResiduals(rows, checkpoint),
  }
}

function dateColumns(input: AnalysisInput, { table }: AnalysisDataset): readonly { readonly name: string; readonly values: Float64Array }[] {
  return columnsWithRole(input, 'date').flatMap((name) => {
    const column = findColumn(table, name)
    return column?.kind === 'number' ? [{ name, values: column.values }] : []
  })
}

/** Why the order in time is not looked at; null where it is. */
export function untimed(input: AnalysisInput, dataset: AnalysisDataset): string | null {
  return dateColumns(input, dataset).length > 0
    ? `Autocorrelation in ${labelOf(dataset)}: fewer than ${String(fewestDates)} dates have a residual.`
    : `Autocorrelation in ${labelOf(dataset)}: no column with the role 'date' holds dates, so the rows have no order.`
}
