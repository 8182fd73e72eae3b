import type { AnalysisResult, FindingProposal, NamedValue, Verdict } from '../../../contract/analysis'
import type { Block, FigureSpec } from '../../../contract/figure'
import { cellTable, closing, detailOf, figureBlocks, heading, opening, paragraph, tableBlock } from '../../common/blocks'
import { countOf, formatCount, formatFixed, formatInterval, formatNumber, formatP, formatPercent, formatPointLimit, formatPoints, listWords, pPhrase } from '../../common/format'
import type { CalibrationMeasures } from './measure'

export interface Detail {
  readonly alpha: number
  readonly levelDelta: number
  readonly slopeDelta: number
  readonly datasets: readonly (CalibrationMeasures & { readonly adjusted: { readonly fit: number | null; readonly hosmer: number | null; readonly spiegelhalter: number | null } })[]
}

type Judged = Detail['datasets'][number]

const smallestP = (dataset: Judged): number => Math.min(...[dataset.adjusted.fit, dataset.adjusted.hosmer, dataset.adjusted.spiegelhalter].map((p) => p ?? 1))
const matters = (detail: Detail, dataset: Judged): boolean => Math.abs(dataset.level) > detail.levelDelta || (dataset.slope !== null && Math.abs(dataset.slope - 1) > detail.slopeDelta)

/** Of several classes, each has a key of its own behind that of its dataset. */
export const ofDevelopment = ({ key }: Pick<CalibrationMeasures, 'key'>): boolean => key === 'development' || key.startsWith('development/')

/** What is judged: datasets outside development where there are any, since a model is nearly always off on the very rows it was fitted to. */
export function judgedOf(detail: Detail): readonly Judged[] {
  const outside = detail.datasets.filter((dataset) => !ofDevelopment(dataset))
  return outside.length > 0 ? outside : detail.datasets
}

const miscalibrated = (detail: Detail): readonly Judged[] => judgedOf(detail).filter((dataset) => smallestP(dataset) < detail.alpha && matters(detail, dataset))

/** Level and slope with their whole intervals inside what does not matter. */
function within({ slopeLow, slopeHigh, levelLow, levelHigh }: Judged, { slopeDelta, levelDelta }: Detail): boolean {
  return slopeLow !== null && slopeHigh !== null && slopeLow > 1 - slopeDelta && slopeHigh < 1 + slopeDelta && levelLow > -levelDelta && levelHigh < levelDelta
}

export function verdictOf(detail: Detail): Verdict {
  const judged = judgedOf(detail)
  if (judged.length === 0) return 'described'
  if (miscalibrated(detail).length > 0) return 'different'
  return judged.every((dataset) => within(dataset, detail)) ? 'equivalent' : 'inconclusive'
}

/** Most lines of the table in the pack. */
const mostListed = 12

const percent = (value: number | null | undefined): string => formatPercent(value)

function describe(dataset: Judged): string {
  return `mean score ${formatPercent(dataset.level + dataset.rate)} against ${formatPercent(dataset.rate)} events (${formatPoints(dataset.level)} ${formatInterval(dataset.levelLow, dataset.levelHigh, (value) => formatPoints(value))}), slope ${formatFixed(dataset.slope, 2)} ${formatInterval(dataset.slopeLow, dataset.slopeHigh, (value) => formatFixed(value, 2))}`
}

export function headlineOf(detail: Detail): string {
  const worst = miscalibrated(detail)[0]
  if (worst !== undefined) return `Miscalibrated in ${worst.label}: ${describe(worst)}, n ${formatCount(worst.n)}, adjusted ${pPhrase(smallestP(worst))}.`
  const main = detail.datasets.find((dataset) => !ofDevelopment(dataset)) ?? detail.datasets[0]
  if (main === undefined) return 'No dataset has enough events to judge calibration.'
  const slight = judgedOf(detail).filter((dataset) => smallestP(dataset) < detail.alpha)[0]
  if (slight !== undefined) return `Not exactly calibrated in ${slight.label}, but by less than what matters: ${describe(slight)}, n ${formatCount(slight.n)}, adjusted ${pPhrase(smallestP(slight))}.`
  return `No miscalibration that matters was found in ${listWords([...new Set(judgedOf(detail).map((dataset) => dataset.label))])}; ${main.label}: ${describe(main)}, n ${formatCount(main.n)}.`
}

export function valuesOf(detail: Detail): readonly NamedValue[] {
  return detail.datasets.flatMap((dataset): readonly NamedValue[] => {
    const { key, label, n } = dataset
    return [
      { id: `slope/${key}`, label: `Calibration slope, ${label}`, value: dataset.slope, low: dataset.slopeLow, high: dataset.slopeHigh, n, tolerance: 1e-9 },
      { id: `in-the-large/${key}`, label: `Calibration in the large (logit), ${label}`, value: dataset.inTheLarge, low: dataset.inTheLargeLow, high: dataset.inTheLargeHigh, n, tolerance: 1e-9 },
      { id: `intercept/${key}`, label: `Calibration intercept beside the slope (logit), ${label}`, value: dataset.intercept, n, tolerance: 1e-9 },
      ...(dataset.certain.n === 0 ? [] : [{ id: `certain/${key}`, label: `Rows with a score of exactly 0 or 1 that turned out otherwise, ${label}`, value: dataset.certain.wrong, n: dataset.certain.n }]),
      { id: `level/${key}`, label: `Mean score minus event rate, ${label}`, value: dataset.level, low: dataset.levelLow, high: dataset.levelHigh, n, limit: detail.levelDelta, tolerance: 1e-12 },
      { id: `hosmer-lemeshow/${key}`, label: `Hosmer–Lemeshow statistic (${String(dataset.hosmerDf)} df), ${label}`, value: dataset.hosmer, n, tolerance: 1e-9 },
      { id: `spiegelhalter/${key}`, label: `Spiegelhalter z, ${label}`, value: dataset.spiegelhalter, n, tolerance: 1e-9 },
      { id: `ece/${key}`, label: `Expected calibration error, ${label}`, value: dataset.ece, n, tolerance: 1e-9 },
      { id: `ece-debiased/${key}`, label: `Expected calibration error, de-biased, ${label}`, value: dataset.eceDebiased, n, tolerance: 1e-9 },
      { id: `brier/${key}`, label: `Brier score, ${label}`, value: dataset.corp.brier, n, tolerance: 1e-9 },
      { id: `brier-miscalibration/${key}`, label: `Part of the Brier score that recalibration would take away, ${label}`, value: dataset.corp.miscalibration, n, tolerance: 1e-9 },
      { id: `brier-discrimination/${key}`, label: `Part of the Brier score that telling rows apart gains, ${label}`, value: dataset.corp.discrimination, n, tolerance: 1e-9 },
      { id: `brier-uncertainty/${key}`, label: `Brier score of the event rate for every row, ${label}`, value: dataset.corp.uncertainty, n, tolerance: 1e-9 },
      { id: `outside-band/${key}`, label: `Share of rows whose isotonic recalibration lies outside the 95 % consistency band, ${label}`, value: dataset.corp.outside, n, tolerance: 1e-9 },
      ...dataset.bins.map((bin, index) => ({ id: `observed/${key}/${String(index + 1)}`, label: `Observed rate of group ${String(index + 1)}, ${label}`, value: bin.observed, low: bin.low, high: bin.high, n: bin.n })),
    ]
  })
}

export function findings(result: AnalysisResult): readonly FindingProposal[] {
  const detail = detailOf(result) as Detail
  return [...offOnAverage(detail), ...tooCertain(detail)]
}

/** Scores of exactly 0 or 1 that turned out otherwise: no recalibration on the log odds can mend them. */
function tooCertain(detail: Detail): readonly FindingProposal[] {
  const wrong = judgedOf(detail).filter((dataset) => dataset.certain.wrong > 0).sort((a, b) => b.certain.wrong - a.certain.wrong)
  const first = wrong[0]
  if (first === undefined) return []
  return [{
    key: 'certain',
    title: `Scores of exactly 0 or 1 that turned out otherwise: ${countOf(first.certain.wrong, 'row')} of ${first.label}`,
    severity: 'low',
    condition: `${listWords(wrong.map((dataset) => `${dataset.label}: ${formatCount(dataset.certain.wrong)} of ${countOf(dataset.certain.n, 'row')} with a score of exactly 0 or 1`))} ended as the score says they cannot.`,
    criterion: 'A score of 0 or 1 says that the outcome is certain.',
    consequence: 'The log loss of such a row has no bound (it is cut at a score of 2^−52), so a mean of it says little; slope and intercept leave these rows out.',
    recommendation: 'Have scores kept away from 0 and 1 (smoothing, a floor), or read the score as a rank and not as a probability.',
    evidence: wrong.map((dataset) => `certain/${dataset.key}`),
  }]
}

function offOnAverage(detail: Detail): readonly FindingProposal[] {
  const worst = miscalibrated(detail)
  const first = worst[0]
  if (first === undefined) return []
  const direction = first.level > detail.levelDelta ? 'too high' : first.level < -detail.levelDelta ? 'too low' : first.slope !== null && first.slope < 1 ? 'too extreme' : 'too timid'
  return [{
    key: 'miscalibrated',
    title: `Scores are ${direction} in ${first.label}${worst.length > 1 ? ` and ${formatCount(worst.length - 1)} more` : ''}`,
    severity: 'medium',
    condition: `${first.label}, ${countOf(first.n, 'row')}, ${countOf(first.events, 'event')}: ${describe(first)}; smallest adjusted ${pPhrase(smallestP(first))}.`,
    criterion: `Mean score within ${formatPointLimit(detail.levelDelta)} of the event rate and a slope within ${formatNumber(detail.slopeDelta)} of one, or no significant deviation.`,
    consequence: 'Whatever takes the score at its word (pricing, provisions, expected loss, cut-offs set from it) is off by as much.',
    recommendation: 'Recalibrate on recent data (intercept alone where only the level is off) and check the calibration by segment.',
    evidence: worst.flatMap((dataset) => [`level/${dataset.key}`, `slope/${dataset.key}`]),
  }]
}

function reliability(dataset: Judged): FigureSpec {
  const forecasts = dataset.bins.map((bin) => bin.forecast)
  const top = Math.min(1, Math.max(...dataset.bins.map((bin) => Math.max(bin.high, bin.forecast))) * 1.05)
  const places = dataset.corp.curve.filter((point) => point.forecast <= top)
  const x = places.map((point) => point.forecast)
  const off = dataset.bins.filter((bin) => bin.forecast < bin.low || bin.forecast > bin.high).length
  return {
    id: `reliability-${dataset.key}`,
    title: `${dataset.label}: the mean score lies outside the interval of the observed rate in ${String(off)} of ${countOf(dataset.bins.length, 'group')}`,
    alt: `Observed event rate with 95 % interval against mean score by group: ${dataset.bins.map((bin) => `${formatPercent(bin.forecast)} forecast, ${formatPercent(bin.observed)} observed`).join('; ')}. The isotonic curve lies outside its consistency band for ${formatPercent(dataset.corp.outside)} of the rows.`,
    plot: {
      x: { title: 'Score, or mean score of a group', percent: true, range: [0, top] },
      y: { title: 'Observed event rate', percent: true, range: [0, top] },
      marks: [
        { mark: 'band', name: 'Consistent with right scores, 95 %', x, low: places.map((point) => point.low), high: places.map((point) => point.high), tone: 'neutral' },
        { mark: 'line', name: 'Isotonic', x, y: places.map((point) => point.recalibrated), tone: 'reference' },
        { mark: 'intervals', name: 'Observed, 95 %', x: forecasts, y: dataset.bins.map((bin) => bin.observed), low: dataset.bins.map((bin) => bin.low), high: dataset.bins.map((bin) => bin.high), tone: 'current' },
        { mark: 'line', name: 'Perfect calibration', x: [0, top], y: [0, top], tone: 'neutral', dashed: true },
      ],
      aspect: 0.8,
    },
    table: binTable(dataset),
  }
}

const binTable = (dataset: Judged): FigureSpec['table'] => cellTable(['>Group', '>n', '>Events', '>Mean score', '>Observed rate', '>95 % interval'], dataset.bins.map((bin, index) => [
  String(index + 1), formatCount(bin.n), formatCount(bin.events), formatPercent(bin.forecast, 2), formatPercent(bin.observed, 2), formatInterval(bin.low, bin.high, percent),
]))

/** Reliability diagrams of at most four datasets, those outside development first. */
export function figures(result: AnalysisResult): readonly FigureSpec[] {
  const detail = detailOf(result) as Detail
  return [...detail.datasets].sort((a, b) => Number(ofDevelopment(a)) - Number(ofDevelopment(b))).slice(0, 4).map(reliability)
}

export function section(result: AnalysisResult): readonly Block[] {
  const detail = detailOf(result) as Detail
  const drawn = figures(result)
  const listed = detail.datasets.length <= mostListed ? detail.datasets : [...detail.datasets].sort((a, b) => Number(ofDevelopment(a)) - Number(ofDevelopment(b))).slice(0, mostListed)
  const shown = detail.datasets.filter((dataset) => drawn.some((figure) => figure.id === `reliability-${dataset.key}`))
  return [
    ...opening(result),
    tableBlock('Calibration by dataset', cellTable(
      ['Dataset', '>n', '>Events', '>Mean score − rate', '>95 % interval', '>Slope', '>95 % interval', '>In the large', '>ECE', '>De-biased ECE', '>Adj. p fit', '>Adj. p H–L', '>Adj. p Spiegelhalter'],
      listed.map((dataset) => [
        dataset.label, formatCount(dataset.n), formatCount(dataset.events), formatPoints(dataset.level, 2), formatInterval(dataset.levelLow, dataset.levelHigh, (value) => formatPoints(value, 2)),
        formatFixed(dataset.slope), formatInterval(dataset.slopeLow, dataset.slopeHigh), formatFixed(dataset.inTheLarge), formatFixed(dataset.ece, 4), formatFixed(dataset.eceDebiased, 4),
        formatP(dataset.adjusted.fit), formatP(dataset.adjusted.hosmer), formatP(dataset.adjusted.spiegelhalter),
      ]),
    )),
    tableBlock('What the Brier score is made of', cellTable(
      ['Dataset', '>Brier score', '>Miscalibration', '>Discrimination', '>Uncertainty', '>Outside the band', '>Intercept'],
      listed.map(({ label, corp, intercept }) => [label, formatFixed(corp.brier, 4), formatFixed(corp.miscalibration, 4), formatFixed(corp.discrimination, 4), formatFixed(corp.uncertainty, 4), formatPercent(corp.outside), formatFixed(intercept)]),
    )),
    ...(listed.length < detail.datasets.length ? [paragraph(`${String(listed.length)} of ${countOf(detail.datasets.length, 'forecast')} are listed, those outside development first; the others are in the evidence.`)] : []),
    ...shown.flatMap((dataset): readonly Block[] => [
      heading(dataset.label),
      ...figureBlocks(drawn.filter((figure) => figure.id === `reliability-${dataset.key}`)),
      tableBlock(`Reliability, ${dataset.label}`, binTable(dataset)),
    ]),
    ...closing(result),
  ]
}
