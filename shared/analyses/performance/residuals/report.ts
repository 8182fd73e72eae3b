import type { AnalysisResult, FindingProposal, NamedValue, Verdict } from '../../../contract/analysis'
import type { Block, FigureSpec } from '../../../contract/figure'
import { cellTable, closing, detailOf, figureBlocks, opening, paragraph, tableBlock } from '../../common/blocks'
import { absent, countOf, formatCount, formatFixed, formatInterval, formatNumber, formatP, formatPercent, listWords, pPhrase } from '../../common/format'
import { isBeyond, worstBand } from './bands'
import type { Band, Fit } from './bands'
import type { Description, InfluentialRow } from './describe'
import { bandFigure, quantileFigure } from './figures'
import type { DatasetMeasure } from './measure'

export interface ColumnDetail extends Fit {
  /** Null for the prediction. */
  readonly column: string | null
  readonly id: string
  readonly pAdjusted: number | null
  readonly verdict: Verdict
  /** Departure found with 80 % power in the smallest band, in standard deviations of the outcome. */
  readonly detectable: number
  /** Where it is beyond the limit: the farthest departure left within bands of the prediction; null where it was not asked. */
  readonly remaining: number | null
}

export interface DatasetDetail extends Omit<DatasetMeasure, 'rows' | 'group' | 'columns' | 'described'> {
  readonly n: number
  readonly columns: readonly ColumnDetail[]
  readonly described: Omit<Description, 'influential'> & { readonly influential: readonly (InfluentialRow & { readonly name: string })[] }
  readonly spreadAdjusted: number | null
  readonly orderAdjusted: number | null
}

export interface Detail {
  readonly alpha: number
  readonly limit: number
  readonly datasets: readonly DatasetDetail[]
}

interface Found {
  readonly dataset: DatasetDetail
  readonly column: ColumnDetail
  readonly band: Band
}

const sdText = (value: number): string => `${formatFixed(value, 2)} SD`
const nameOf = ({ column }: Pick<ColumnDetail, 'column'>): string => column ?? 'the prediction'
/** The farthest band among those beyond the limit, else the farthest. */
const tellingBand = (column: ColumnDetail, limit: number): Band | undefined => worstBand({ bands: column.bands.filter((band) => isBeyond(band, limit)) }) ?? worstBand(column)
const bandWords = (column: ColumnDetail, band: Band): string => (column.column === null ? `predictions ${band.label.replace(/^\d+: /, '')}` : `${column.column} = ${band.label}`)
const direction = (band: Band): string => (band.departure > 0 ? 'too low' : 'too high')

const foundIn = (detail: Detail, dataset: DatasetDetail): readonly Found[] => dataset.columns.filter(({ verdict }) => verdict === 'different').flatMap((column) => {
  const band = tellingBand(column, detail.limit)
  return band === undefined ? [] : [{ dataset, column, band }]
}).sort((a, b) => Math.abs(b.band.departure) - Math.abs(a.band.departure))

const byPrediction = (detail: Detail): readonly Found[] => detail.datasets.flatMap((dataset) => foundIn(detail, dataset).filter(({ column }) => column.column === null))

/** Columns beyond the limit; where the bands of the prediction are too, those with something left within them. */
function byFeature(detail: Detail): readonly Found[] {
  const bent = new Set(byPrediction(detail).map(({ dataset }) => dataset.key))
  return detail.datasets.flatMap((dataset) => foundIn(detail, dataset).filter(({ column }) => column.column !== null && (!bent.has(dataset.key) || Math.abs(column.remaining ?? 0) > detail.limit)))
}

const farthest = (found: readonly Found[]): Found | undefined => found.reduce<Found | undefined>((most, each) => (most === undefined || Math.abs(each.band.departure) > Math.abs(most.band.departure) ? each : most), undefined)

export function headlineOf(detail: Detail): string {
  const [first] = detail.datasets
  if (first === undefined) return 'No dataset has enough rows with predictions and outcomes.'
  const [prediction, feature] = [farthest(byPrediction(detail)), farthest(byFeature(detail))]
  const parts = [prediction, feature].flatMap((found) => (found === undefined ? [] : [`${direction(found.band)} by ${sdText(Math.abs(found.band.departure))} of the outcome where ${bandWords(found.column, found.band)}, against all rows (${found.dataset.label}, n ${formatCount(found.band.n)}, adjusted ${pPhrase(found.column.pAdjusted)})`]))
  if (parts.length > 0) return `Predictions are ${parts.join('; and ')}.`
  const columns = detail.datasets.flatMap((dataset) => dataset.columns)
  const tested = columns.filter(({ pAdjusted }) => pAdjusted !== null).length
  if (tested === 0) return 'Residuals are described; no band of the prediction or of a feature could be tested.'
  const largest = farthest(detail.datasets.flatMap((dataset) => dataset.columns.flatMap((column) => { const band = worstBand(column); return band === undefined ? [] : [{ dataset, column, band }] })))!
  const scope = `${countOf(tested, 'test')} on ${countOf(detail.datasets.reduce((total, { n }) => total + n, 0), 'row')}`
  const far = `the largest departure, where ${bandWords(largest.column, largest.band)}, is ${sdText(largest.band.departure)} of the outcome`
  return columns.every(({ verdict }) => verdict === 'equivalent' || verdict === 'described')
    ? `Mean residuals depend on neither prediction nor features by more than ${sdText(detail.limit)}: ${far} (${scope}).`
    : `No dependence of mean residuals beyond ${sdText(detail.limit)} is shown, but not ruled out in every band: ${far} (${scope}).`
}

export function valuesOf(detail: Detail): readonly NamedValue[] {
  return detail.datasets.flatMap((dataset): readonly NamedValue[] => {
    const { key, label, n, described, overTime, spread } = dataset
    const value = (id: string, name: string, number: number, more: Partial<NamedValue> = {}): NamedValue => ({ id: `${id}/${key}`, label: `${name}, ${label}`, value: number, n, tolerance: 1e-9, ...more })
    return [
      ...dataset.columns.flatMap((column): readonly NamedValue[] => {
        const band = tellingBand(column, detail.limit)
        return band === undefined ? [] : [{ id: `departure/${column.id}`, label: `Farthest mean residual by ${nameOf(column)}: ${band.label}, less that of all bands, ${label}`, value: band.departure, low: band.departureLow, high: band.departureHigh, n: band.n, unit: 'SD', limit: detail.limit, verdict: column.verdict, tolerance: 1e-9 }]
      }),
      ...(dataset.columns.find(({ column }) => column === null)?.bands ?? []).map((band, index): NamedValue => ({ id: `mean/${key}/${String(index + 1)}`, label: `Mean residual, predictions ${band.label}, ${label}`, value: band.mean, low: band.low, high: band.high, n: band.n, tolerance: 1e-9 })),
      ...(described.slope === null ? [] : [value('slope', 'Slope of the outcome on the prediction', described.slope.estimate, { low: described.slope.low, high: described.slope.high })]),
      value('skewness', 'Skewness of the residual', described.skewness), value('kurtosis', 'Excess kurtosis of the residual', described.excessKurtosis),
      value('top-share', 'Share of the squared residuals in the hundredth of the rows with the largest', described.topShare),
      ...(spread === null ? [] : [value('breusch-pagan', 'Breusch–Pagan statistic, studentised', spread.statistic)]),
      ...(overTime === null ? [] : [
        value('lag-one', `Autocorrelation of mean residuals of neighbouring dates (${overTime.column})`, overTime.lagOne, { n: overTime.dates }),
        value('durbin-watson', `Durbin–Watson statistic over dates (${overTime.column})`, overTime.durbinWatson, { n: overTime.dates }),
        value('ljung-box', `Ljung–Box statistic, ${countOf(overTime.ljungBox.lags, 'lag')}`, overTime.ljungBox.statistic, { n: overTime.dates }),
      ]),
    ]
  })
}

const conditionOf = ({ dataset, column, band }: Found): string => `In ${dataset.label} (${countOf(band.n, 'row')}) the mean residual is ${formatNumber(band.mean)} ${formatInterval(band.low, band.high, (value) => formatNumber(value))} where ${bandWords(column, band)} and ${formatNumber(dataset.bias)} over all rows: a departure of ${sdText(band.departure)} [${formatFixed(band.departureLow, 2)}, ${formatFixed(band.departureHigh, 2)}] of the outcome, adjusted ${pPhrase(column.pAdjusted)}`
const severityOf = ({ band }: Found, limit: number): FindingProposal['severity'] => (Math.abs(band.departure) > 3 * limit ? 'high' : 'medium')
const others = (found: readonly Found[], first: Found): string => {
  const names = [...new Set(found.filter((each) => each !== first).map((each) => `${nameOf(each.column)}${each.dataset === first.dataset ? '' : ` in ${each.dataset.label}`} (${sdText(each.band.departure)})`))]
  return names.length === 0 ? '' : `; also ${listWords(names)}`
}

export function findings(result: AnalysisResult): readonly FindingProposal[] {
  const detail = detailOf(result) as Detail
  const made = (found: readonly Found[], key: string, title: (worst: Found) => string, consequence: string, recommendation: string): readonly FindingProposal[] => {
    const worst = farthest(found)
    if (worst === undefined) return []
    return [{
      key, title: title(worst), severity: severityOf(worst, detail.limit), condition: `${conditionOf(worst)}${others(found, worst)}.`,
      criterion: `The mean residual of any band lies within ${sdText(detail.limit)} of the outcome around that of all rows.`,
      consequence, recommendation, evidence: found.map(({ column }) => `departure/${column.id}`),
    }]
  }
  return [
    ...made(byPrediction(detail), 'prediction', ({ column, band }) => `The mean error depends on the prediction: ${direction(band)} by ${sdText(Math.abs(band.departure))} where ${bandWords(column, band)}`,
      'Totals may be right while small and large predictions are wrong in opposite directions: whatever is decided at one end rests on a bias.',
      'Have the predictions recalibrated on rows nobody fitted on, or the form of the model and the transformation of the outcome revised.'),
    ...made(byFeature(detail), 'features', ({ column, band }) => `The mean error depends on ${nameOf(column)}: predictions ${direction(band)} by ${sdText(Math.abs(band.departure))} where ${bandWords(column, band)}`,
      'The model does not use what this feature tells: the error of such rows is systematic and will not average out.',
      'Have the form of the feature in the model revised (curve, level, interaction), or the rows it fails on kept out of its use.'),
  ]
}

/** The dataset with the farthest departure: what figures show. */
const shownDataset = (detail: Detail): DatasetDetail | undefined => farthest(detail.datasets.flatMap((dataset) => dataset.columns.filter(({ column }) => column === null).flatMap((column) => { const band = worstBand(column); return band === undefined ? [] : [{ dataset, column, band }] })))?.dataset ?? detail.datasets[0]

export function figures(result: AnalysisResult): readonly FigureSpec[] {
  const detail = detailOf(result) as Detail
  const dataset = shownDataset(detail)
  return dataset === undefined ? [] : [...bandFigure(dataset, detail.limit), quantileFigure(dataset)]
}

const most = 12

export function section(result: AnalysisResult): readonly Block[] {
  const detail = detailOf(result) as Detail
  const rows = detail.datasets.flatMap((dataset) => dataset.columns.flatMap((column) => { const band = tellingBand(column, detail.limit); return band === undefined ? [] : [{ dataset, column, band }] }))
    .sort((a, b) => Math.abs(b.band.departure) - Math.abs(a.band.departure))
  const shown = shownDataset(detail)
  return [
    ...opening(result),
    ...figureBlocks(figures(result)),
    ...(rows.length === 0 ? [] : [tableBlock(`Farthest band by column, in standard deviations of the outcome; beyond ${sdText(detail.limit)} matters${rows.length > most ? ` (the ${String(most)} farthest of ${String(rows.length)}; all are in the evidence)` : ''}`, cellTable(
      ['Dataset', 'By', 'Farthest band', '>n', '>Mean residual', '>Departure', '>95 % interval', '>Detectable', '>p', '>Adjusted p', 'Verdict'],
      rows.slice(0, most).map(({ dataset, column, band }) => [dataset.label, nameOf(column), band.label, formatCount(band.n), formatNumber(band.mean), formatFixed(band.departure, 2), formatInterval(band.departureLow, band.departureHigh, (value) => formatFixed(value, 2)), formatFixed(column.detectable, 2), formatP(column.test?.p), formatP(column.pAdjusted), verdictWords[column.verdict]]),
    ))]),
    ...(detail.datasets.length === 0 ? [] : [tableBlock('Spread, shape and order of the residuals (described)', cellTable(
      ['Dataset', '>n', '>Slope of outcome on prediction', '>SD, lowest → highest band', '>Breusch–Pagan p', '>Skewness', '>Excess kurtosis', '>Largest 1 %: share of squares', '>Lag one', '>Durbin–Watson', '>Ljung–Box p'],
      detail.datasets.slice(0, most).map((dataset) => shapeRow(dataset)),
    ))]),
    ...(shown === undefined ? [] : [paragraph(sentenceOn(shown, detail.alpha)), tableBlock(`Rows of ${shown.label} that bend the line of the outcome on the prediction most`, cellTable(
      ['Row', '>Prediction', '>Outcome', '>Residual', '>Cook\'s distance', '>Share of squared residuals'],
      shown.described.influential.map((row) => [row.name, formatNumber(row.predicted), formatNumber(row.outcome), formatNumber(row.outcome - row.predicted), formatNumber(row.cook, 3), formatPercent(row.share)]),
    ))]),
    ...closing(result),
  ]
}

const verdictWords: Readonly<Record<Verdict, string>> = { different: 'depends', equivalent: 'within the limit', inconclusive: 'not shown', described: 'described' }

function shapeRow({ label, n, described, predictionBands, spread, overTime }: DatasetDetail): readonly string[] {
  return [
    label, formatCount(n), described.slope === null ? absent : `${formatFixed(described.slope.estimate, 2)} ${formatInterval(described.slope.low, described.slope.high, (value) => formatFixed(value, 2))}`,
    predictionBands.length < 2 ? absent : `${formatNumber(predictionBands[0]!.sd, 3)} → ${formatNumber(predictionBands.at(-1)!.sd, 3)}`, formatP(spread?.p), formatFixed(described.skewness, 2), formatFixed(described.excessKurtosis, 2),
    formatPercent(described.topShare), formatFixed(overTime?.lagOne, 2), formatFixed(overTime?.durbinWatson, 2), formatP(overTime?.ljungBox.p),
  ]
}

/** What spread and order mean for whoever reads intervals. */
function sentenceOn({ label, predictionBands, spread, spreadAdjusted, overTime, orderAdjusted }: DatasetDetail, alpha: number): string {
  const parts = [
    spread === null || spreadAdjusted === null ? '' : spreadAdjusted < alpha
      ? `the spread of the residual ${spread.direction > 0 ? 'grows' : 'falls'} with the prediction (SD ${formatNumber(predictionBands[0]!.sd, 3)} in the lowest band, ${formatNumber(predictionBands.at(-1)!.sd, 3)} in the highest), so one ± for all predictions is too wide for some and too narrow for others`
      : 'no dependence of the spread on the prediction is shown',
    overTime === null || orderAdjusted === null ? '' : orderAdjusted < alpha
      ? `mean residuals of neighbouring dates are correlated by ${formatFixed(overTime.lagOne, 2)} (${countOf(overTime.dates, 'date')} of ${overTime.column})`
      : `no autocorrelation over ${countOf(overTime.dates, 'date')} is shown`,
  ].filter((part) => part !== '')
  return parts.length === 0 ? `In ${label} neither spread nor order could be looked at.` : `In ${label} ${parts.join('; ')}.`
}
