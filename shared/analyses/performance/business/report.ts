import type { AnalysisResult, NamedValue } from '../../../contract/analysis'
import type { Block, FigureSpec } from '../../../contract/figure'
import type { CostMatrix } from '../../../stats/classification'
import type { LiftBand } from '../../../stats/lift'
import { cellTable, closing, detailOf, figureBlocks, opening, paragraph, tableBlock } from '../../common/blocks'
import { absent, countOf, formatCount, formatFixed, formatNumber, formatPercent } from '../../common/format'
import type { ThresholdPoint } from './measure'

export interface ValueDetail {
  readonly costs: CostMatrix
  /** Value per row when nobody, or everybody, is predicted positive. */
  readonly nobody: number
  readonly everybody: number
  readonly best: ThresholdPoint
  readonly today: ThresholdPoint | null
  readonly threshold: number | null
  readonly curve: readonly ThresholdPoint[]
}

export interface Detail {
  readonly dataset: string
  readonly n: number
  readonly events: number
  readonly currency: string
  readonly lift: readonly LiftBand[]
  readonly value: ValueDetail | null
}

const money = (detail: Detail, value: number): string => `${formatNumber(value)}${detail.currency === '' ? '' : ` ${detail.currency}`}`
const thresholdText = (point: ThresholdPoint): string => (point.threshold === Number.MAX_VALUE ? 'above every score' : formatNumber(point.threshold))

export function headlineOf(detail: Detail): string {
  const [top] = detail.lift
  const lift = top === undefined ? `No event in ${detail.dataset}` : `The highest ${formatPercent(top.n / detail.n, 0)} of scores in ${detail.dataset} hold ${formatPercent(top.cumulativeGain)} of ${countOf(detail.events, 'event')} (lift ${formatFixed(top.lift, 2)})`
  const { value } = detail
  if (value === null) return `${lift}; business value is not computed, since the plan states none.`
  const today = value.today === null ? '' : ` At the threshold of ${formatNumber(value.threshold)} a decision is worth ${money(detail, value.today.perRow)} on average;`
  return `${lift}.${today} ${value.today === null ? 'The' : 'the'} best threshold on these rows is ${thresholdText(value.best)}, with ${money(detail, value.best.perRow)}.`
}

export function valuesOf(detail: Detail): readonly NamedValue[] {
  const { value } = detail
  return [
    ...detail.lift.flatMap((band, index): readonly NamedValue[] => [
      { id: `lift/${String(index + 1)}`, label: `Lift of band ${String(index + 1)}, highest scores first`, value: band.lift, n: band.n, tolerance: 1e-12 },
      { id: `gain/${String(index + 1)}`, label: `Share of events in the first ${countOf(index + 1, 'band')}`, value: band.cumulativeGain, n: detail.n, tolerance: 1e-12 },
    ]),
    ...(value === null ? [] : [
      { id: 'value/nobody', label: 'Value per row when nobody is predicted positive', value: value.nobody, n: detail.n, tolerance: 1e-12 },
      { id: 'value/everybody', label: 'Value per row when everybody is predicted positive', value: value.everybody, n: detail.n, tolerance: 1e-12 },
      { id: 'value/best', label: 'Value per row at the best threshold on these rows', value: value.best.perRow, n: detail.n, tolerance: 1e-12 },
      ...(value.today === null ? [] : [{ id: 'value/today', label: 'Value per row at the operating threshold', value: value.today.perRow, n: detail.n, tolerance: 1e-12 }]),
    ]),
  ]
}

export function figures(result: AnalysisResult): readonly FigureSpec[] {
  const detail = detailOf(result) as Detail
  return [...gain(detail), ...value(detail)]
}

function gain(detail: Detail): readonly FigureSpec[] {
  const [top] = detail.lift
  if (top === undefined) return []
  let rows = 0
  const points = [{ x: 0, y: 0 }, ...detail.lift.map((band) => { rows += band.n; return { x: rows / detail.n, y: band.cumulativeGain } })]
  return [{
    id: 'gain',
    title: `The highest ${formatPercent(top.n / detail.n, 0)} of scores hold ${formatPercent(top.cumulativeGain)} of the events`,
    alt: `Share of all events found among the highest scores: ${points.slice(1).map(({ x, y }) => `${formatPercent(x, 0)} of rows ${formatPercent(y)}`).join('; ')}.`,
    plot: {
      x: { title: 'Share of rows, highest scores first', range: [0, 1], percent: true },
      y: { title: 'Share of events', range: [0, 1], percent: true },
      marks: [
        { mark: 'line', name: detail.dataset, x: points.map(({ x }) => x), y: points.map(({ y }) => y), tone: 'current' },
        { mark: 'line', name: 'At random', x: [0, 1], y: [0, 1], tone: 'neutral', dashed: true },
      ],
      aspect: 0.7,
    },
    table: cellTable(['>Rows', '>Events'], points.map(({ x, y }) => [formatPercent(x), formatPercent(y)])),
  }]
}

function value(detail: Detail): readonly FigureSpec[] {
  const held = detail.value
  if (held === null) return []
  return [{
    id: 'value',
    title: `A decision is worth most at a threshold of ${thresholdText(held.best)}: ${money(detail, held.best.perRow)}`,
    alt: `Value per row by threshold, from ${money(detail, held.everybody)} for predicting everybody to ${money(detail, held.nobody)} for nobody; best ${money(detail, held.best.perRow)} at ${thresholdText(held.best)}.`,
    plot: {
      x: { title: 'Threshold' },
      y: { title: `Value per row${detail.currency === '' ? '' : ` [${detail.currency}]`}` },
      marks: [
        { mark: 'line', name: 'Value', x: held.curve.map((point) => point.threshold), y: held.curve.map((point) => point.perRow), tone: 'current' },
        ...(held.threshold === null ? [] : [{ mark: 'rule', name: 'Operating threshold', x: held.threshold, tone: 'limit' } as const]),
      ],
      aspect: 0.5,
    },
    table: cellTable(['>Threshold', '>Predicted positive', '>Value per row'], held.curve.map((point) => [formatNumber(point.threshold), formatPercent(point.predicted), money(detail, point.perRow)])),
  }]
}

export function section(result: AnalysisResult): readonly Block[] {
  const detail = detailOf(result) as Detail
  const held = detail.value
  return [
    ...opening(result),
    ...(held === null ? [] : [paragraph(`Values of the plan: ${money(detail, held.costs.tp)} for an event predicted, ${money(detail, held.costs.fp)} for a non-event predicted as event, ${money(detail, held.costs.fn)} for an event missed, ${money(detail, held.costs.tn)} for a non-event let through.`)]),
    ...figureBlocks(figures(result)),
    ...(detail.lift.length === 0 ? [] : [tableBlock(`Lift by band, ${detail.dataset}, highest scores first`, cellTable(
      ['>Band', '>Lowest score', '>n', '>Events', '>Event rate', '>Lift', '>Gain'],
      detail.lift.map((band, index) => [String(index + 1), formatNumber(band.lowestScore), formatCount(band.n), formatCount(band.events), formatPercent(band.rate), formatFixed(band.lift, 2), formatPercent(band.cumulativeGain)]),
    ))]),
    ...(held === null ? [] : [tableBlock('Value of deciding', cellTable(['Rule', '>Threshold', '>Predicted positive', '>Value per row', '>Value in all'], [
      ['As operated', held.today === null ? absent : formatNumber(held.threshold), formatPercent(held.today?.predicted), held.today === null ? absent : money(detail, held.today.perRow), held.today === null ? absent : money(detail, held.today.perRow * detail.n)],
      ['Best on these rows', thresholdText(held.best), formatPercent(held.best.predicted), money(detail, held.best.perRow), money(detail, held.best.perRow * detail.n)],
      ['Everybody positive', absent, formatPercent(1), money(detail, held.everybody), money(detail, held.everybody * detail.n)],
      ['Nobody positive', absent, formatPercent(0), money(detail, held.nobody), money(detail, held.nobody * detail.n)],
    ]))]),
    ...closing(result),
  ]
}
