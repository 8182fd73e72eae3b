import type { AnalysisResult, FindingProposal, NamedValue } from '../../../contract/analysis'
import type { Block, FigureSpec } from '../../../contract/figure'
import { dateText } from '../../../table/column-access'
import { cellTable, closing, detailOf, figureBlocks, opening, tableBlock } from '../../common/blocks'
import { absent, countOf, formatCount, formatFixed, formatInterval, formatNumber, formatP, formatPercent, pPhrase } from '../../common/format'
import type { Against, Benchmark, ForecastMeasure } from './measure'

export interface JudgedAgainst extends Against {
  readonly pAdjusted: number
  /** True for the benchmark that the verdict rests on. */
  readonly decides: boolean
  readonly verdict: 'better' | 'worse' | 'equivalent' | 'inconclusive'
}

export interface Judged extends Omit<ForecastMeasure, 'against'> {
  readonly key: string
  readonly label: string
  readonly against: readonly JudgedAgainst[]
  readonly step: string
  readonly season: number | null
  readonly series: number
  readonly dates: number
  readonly first: number
  readonly last: number
}

export interface Detail {
  readonly alpha: number
  readonly loss: 'absolute' | 'squared'
  readonly horizon: number
  /** Difference that matters, as a share of the benchmark's loss. */
  readonly margin: number
  readonly judged: readonly Judged[]
}

const names: Readonly<Record<Benchmark, string>> = { naive: 'the naive forecast', seasonal: 'the seasonal naive forecast' }
const lossName = (detail: Detail): string => (detail.loss === 'absolute' ? 'mean absolute error' : 'mean squared error')
const decisive = (judged: Judged): JudgedAgainst | undefined => judged.against.find(({ decides }) => decides)
const maseOf = (judged: Judged, benchmark: Benchmark): number | undefined => judged.scaled.find((each) => each.benchmark === benchmark)?.mase

export function headlineOf(detail: Detail): string {
  const parts = detail.judged.flatMap((judged) => {
    const one = decisive(judged)
    if (one === undefined) return []
    const words = { better: 'better than', worse: 'worse than', equivalent: `within ${formatPercent(detail.margin)} of`, inconclusive: 'not shown to differ from' }[one.verdict]
    const could = one.verdict === 'inconclusive' ? `; a difference of ${formatPercent(one.detectable / one.other)} would have been found` : ''
    return [{ order: ['worse', 'inconclusive', 'equivalent', 'better'].indexOf(one.verdict), text: `${words} ${names[one.benchmark]} in ${judged.label} (${lossName(detail)} ${formatFixed(one.own / one.other, 2)} times its, ${countOf(one.dates, 'date')}, adjusted ${pPhrase(one.pAdjusted)}${could}; MASE ${formatFixed(maseOf(judged, one.benchmark), 2)})` }]
  }).sort((a, b) => a.order - b.order).map(({ text }) => text)
  if (parts.length === 0) return 'No dataset has enough dates to hold the forecasts against naive ones.'
  return `Forecasts are ${parts.slice(0, 3).join('; ')}${parts.length > 3 ? `; and ${String(parts.length - 3)} more` : ''}.`
}

export function valuesOf(detail: Detail): readonly NamedValue[] {
  return detail.judged.flatMap((judged): readonly NamedValue[] => {
    const { key, label, dates: n, bias, tracking } = judged
    const value = (id: string, name: string, number: number | null, more: Partial<NamedValue> = {}): NamedValue => ({ id: `${id}/${key}`, label: `${name}, ${label}`, value: number, n, tolerance: 1e-9, ...more })
    return [
      ...judged.against.flatMap((one): readonly NamedValue[] => [
        value(`ratio/${one.benchmark}`, `Loss of the forecast over that of ${names[one.benchmark]}`, one.own / one.other, { n: one.dates, limit: 1 + detail.margin }),
        value(`detectable/${one.benchmark}`, `Difference of loss from ${names[one.benchmark]} found with 80 % power, share of its loss`, one.detectable / one.other, { n: one.dates }),
        value(`advantage/${one.benchmark}`, `Scaled loss of ${names[one.benchmark]} less that of the forecast`, one.advantage, { n: one.dates, low: one.low, high: one.high, verdict: one.verdict === 'better' || one.verdict === 'worse' ? 'different' : one.verdict }),
        value(`diebold-mariano/${one.benchmark}`, `Diebold–Mariano statistic (Harvey, Leybourne, Newbold) against ${names[one.benchmark]}`, one.corrected?.t ?? null, { n: one.dates }),
      ]),
      ...judged.scaled.flatMap((one): readonly NamedValue[] => [value(`mase/${one.benchmark}`, `MASE, scaled by ${names[one.benchmark]}`, one.mase), value(`rmsse/${one.benchmark}`, `RMSSE, scaled by ${names[one.benchmark]}`, one.rmsse)]),
      value('theil-u', 'Theil\'s U', judged.theilU),
      value('bias', 'Mean over dates of forecast − actual', bias.estimate, { low: bias.low, high: bias.high }),
      value('tracking', 'Tracking signal at the last date', tracking.last, { limit: 4 }), value('tracking-largest', 'Farthest tracking signal at any date', tracking.largest, { limit: 4 }),
      value('roughness', 'Roughness of the forecast curve over that of the actuals', judged.roughness), value('jumps', 'Jumps of the forecast that the actual did not take', judged.jumpCount),
    ]
  })
}

export function findings(result: AnalysisResult): readonly FindingProposal[] {
  const detail = detailOf(result) as Detail
  return detail.judged.flatMap((judged): readonly FindingProposal[] => {
    const one = decisive(judged)
    if (one?.verdict !== 'worse' || one.own <= (1 + detail.margin) * one.other) return []
    return [{
      key: `worse/${judged.key}`,
      title: `Forecasts for ${judged.label} are worse than ${names[one.benchmark]}`,
      severity: 'high',
      condition: `On ${countOf(one.dates, 'date')} of ${judged.label} the ${lossName(detail)} is ${formatFixed(one.own / one.other, 2)} times that of ${names[one.benchmark]}${one.benchmark === 'seasonal' ? ` (season of ${countOf(judged.season ?? 0, 'step')})` : ''}, adjusted ${pPhrase(one.pAdjusted)}.`,
      criterion: `Forecasts are no worse than repeating what was, known at the same time before, by more than ${formatPercent(detail.margin)} of its loss.`,
      consequence: 'The model costs accuracy: repeating the past would forecast better.',
      recommendation: 'Ask the developer for a comparison with naive forecasts at the horizon of use; have level and season corrected, or use the simple forecast.',
      evidence: [`ratio/${one.benchmark}/${judged.key}`, `advantage/${one.benchmark}/${judged.key}`],
    }]
  })
}

/** Dates drawn at most: the last ones. */
const mostDates = 1000

/** The dataset shown in figures: the one that does worst against what decides. */
const shown = (detail: Detail): Judged | undefined => detail.judged.reduce<Judged | undefined>((worst, judged) => {
  const ratio = (each: Judged): number => { const one = decisive(each); return one === undefined ? 0 : one.own / one.other }
  return worst === undefined || ratio(judged) > ratio(worst) ? judged : worst
}, undefined)

export function figures(result: AnalysisResult): readonly FigureSpec[] {
  const judged = shown(detailOf(result) as Detail)
  if (judged === undefined) return []
  const drawn = judged.curve.slice(-mostDates)
  const x = drawn.map(({ date }) => dateText(date))
  const every = drawn.filter((_, index) => index % Math.ceil(drawn.length / 12) === 0)
  const what = `${judged.series > 1 ? `, mean of ${countOf(judged.series, 'series', 'series')}` : ''}${drawn.length < judged.curve.length ? `, the last ${formatCount(mostDates)} dates` : ''}`
  const table = cellTable(['Date', '>Actual', '>Forecast', '>Tracking signal'], every.map((point) => [dateText(point.date), formatNumber(point.actual), formatNumber(point.forecast), formatFixed(point.tracking, 1)]))
  const alt = every.map((point) => `${dateText(point.date)} ${formatNumber(point.actual)} against ${formatNumber(point.forecast)}`).join('; ')
  return [{
    id: 'curve',
    title: `${judged.label}${what}: forecasts lie ${formatNumber(Math.abs(judged.bias.estimate))} too ${judged.bias.estimate > 0 ? 'high' : 'low'} on average over ${countOf(judged.dates, 'date')}`,
    alt: `Actual against forecast by date: ${alt}.`,
    plot: {
      x: { title: 'Date', scale: 'category', categories: x }, y: { title: 'Mean per date [unit of the outcome]' },
      marks: [
        { mark: 'line', name: 'Actual', x, y: drawn.map(({ actual }) => actual), tone: 'reference' },
        { mark: 'line', name: 'Forecast', x, y: drawn.map(({ forecast }) => forecast), tone: 'current' },
      ],
      aspect: 0.4,
    },
    table,
  }, {
    id: 'tracking',
    title: `${judged.label}: tracking signal ${formatFixed(judged.tracking.last, 1)} at the last date, farthest ${formatFixed(judged.tracking.largest, 1)} on ${dateText(judged.tracking.at)}`,
    alt: `Sum of the errors so far over their mean size, by date: ${every.map((point) => `${dateText(point.date)} ${formatFixed(point.tracking, 1)}`).join('; ')}.`,
    plot: {
      x: { title: 'Date', scale: 'category', categories: x }, y: { title: 'Tracking signal' },
      marks: [
        { mark: 'line', name: 'Sum of errors over their mean size', x, y: drawn.map(({ tracking }) => tracking), tone: 'current' },
        { mark: 'rule', name: 'Customary limit 4', y: 4, tone: 'limit' }, { mark: 'rule', name: 'Customary limit −4', y: -4, tone: 'limit' },
      ],
      aspect: 0.3,
    },
    table,
  }]
}

const most = 12

export function section(result: AnalysisResult): readonly Block[] {
  const detail = detailOf(result) as Detail
  const judged = detail.judged.slice(0, most)
  const jumps = detail.judged.flatMap((each) => each.jumps.map((jump) => ({ ...jump, label: each.label })))
  const more = detail.judged.length > most ? ` (${String(most)} of ${String(detail.judged.length)} datasets; all are in the evidence)` : ''
  return [
    ...opening(result),
    ...figureBlocks(figures(result).slice(0, 1)),
    ...(judged.length === 0 ? [] : [tableBlock(`Forecasts against repeating what was, ${lossName(detail)} in units of the naive error${more}`, cellTable(
      ['Dataset', 'Against', '>Dates', '>Forecast', '>Benchmark', '>Ratio', '>Advantage', '>95 % interval', '>Detectable, share of its loss', '>p', '>Adjusted p', '>p, Harvey–Leybourne–Newbold', 'Verdict'],
      judged.flatMap((each) => each.against.map((one) => [each.label, `${names[one.benchmark]}${one.decides ? ' (decides)' : ''}`, formatCount(one.dates), formatNumber(one.own, 3), formatNumber(one.other, 3), formatFixed(one.own / one.other, 2), formatNumber(one.advantage, 3), formatInterval(one.low, one.high, (value) => formatNumber(value, 3)), formatPercent(one.detectable / one.other), formatP(one.test.p), formatP(one.pAdjusted), formatP(one.corrected?.p), one.verdict])),
    )), tableBlock(`Level and smoothness of the forecast curve${more}`, cellTable(
      ['Dataset', 'Dates', 'Step', '>Season', '>Series', '>MASE, naive', '>MASE, seasonal', '>RMSSE, naive', '>Theil\'s U', '>Bias', '>95 % interval', '>Tracking signal', '>Roughness over actual', '>Jumps'],
      judged.map((each) => [each.label, `${dateText(each.first)} to ${dateText(each.last)} (${formatCount(each.dates)})`, each.step, each.season === null ? absent : formatCount(each.season), formatCount(each.series), formatFixed(maseOf(each, 'naive'), 2), formatFixed(maseOf(each, 'seasonal'), 2), formatFixed(each.scaled.find(({ benchmark }) => benchmark === 'naive')?.rmsse, 2), formatFixed(each.theilU, 2), formatNumber(each.bias.estimate), formatInterval(each.bias.low, each.bias.high, (value) => formatNumber(value)), formatFixed(each.tracking.last, 1), formatFixed(each.roughness, 2), formatCount(each.jumpCount)]),
    ))]),
    ...(jumps.length === 0 ? [] : [tableBlock('Largest jumps of the forecast that the actual did not take', cellTable(['Dataset', 'Date', 'Series', '>Step of the forecast', '>Step of the actual'], jumps.slice(0, most).map((jump) => [jump.label, dateText(jump.date), jump.series === '' ? absent : jump.series, formatNumber(jump.step), formatNumber(jump.actualStep)])))]),
    ...closing(result),
  ]
}
