import type { AnalysisResult, NamedValue } from '../../../contract/analysis'
import type { Block, FigureSpec } from '../../../contract/figure'
import { cellTable, closing, detailOf, figureBlocks, opening, paragraph, tableBlock } from '../../common/blocks'
import { idPart } from '../../common/datasets'
import { countOf, formatCount, formatFixed, formatInterval, formatNumber, formatPercent, listWords } from '../../common/format'
import type { MetricId as EventMetricId } from './measure'
import type { NumberMetricId } from './numbers'
import type { WorstPoint } from './worst'

export type MetricId = EventMetricId | NumberMetricId

/** One group and one metric under another mix. */
export interface MixRow {
  readonly column: string
  readonly group: string
  readonly metric: MetricId
  readonly share: number
  readonly n: number
  readonly today: number
  readonly limit: number
  readonly breakEven: number | null
  readonly effective: number | null
  readonly curve: readonly (readonly [share: number, value: number | null])[]
}

export interface Detail {
  readonly dataset: string
  readonly rows: number
  readonly columns: readonly string[]
  readonly limits: readonly { readonly metric: MetricId; readonly value: number; readonly limit: number }[]
  /** The figure of performance with its interval: AUC, or mean absolute error of a predicted number. */
  readonly today: { readonly metric: 'auc' | 'mae'; readonly value: number | null; readonly low: number | null; readonly high: number | null }
  /** Loss of the worst-case curve. */
  readonly lossName: 'log loss' | 'absolute error'
  readonly mixes: readonly MixRow[]
  readonly worst: readonly WorstPoint[]
}

/** What the figures are called. */
export const metricWords: Readonly<Record<MetricId, string>> = { 'event-rate': 'event rate', 'favourable-rate': 'favourable rate', auc: 'AUC', mae: 'mean absolute error', 'bias-low': 'mean of outcome less predicted', 'bias-high': 'mean of outcome less predicted' }
const ofNumbers = (metric: MetricId): boolean => metric === 'mae' || metric === 'bias-low' || metric === 'bias-high'
const print = (metric: MetricId, value: number | null): string => (metric === 'auc' ? formatFixed(value) : ofNumbers(metric) ? formatNumber(value, 3) : formatPercent(value))
const printLoss = ({ lossName }: Detail, value: number): string => (lossName === 'log loss' ? formatFixed(value) : formatNumber(value, 3))
const idOf = (row: MixRow): string => `break-even/${row.metric}/${idPart(row.column)}/${idPart(row.group)}`

/** Mixes that break a limit, the smallest change of share first. */
const breaking = (detail: Detail, metric: MetricId): readonly (MixRow & { readonly breakEven: number })[] => detail.mixes
  .flatMap((row) => (row.metric === metric && row.breakEven !== null ? [{ ...row, breakEven: row.breakEven }] : []))
  .sort((a, b) => Math.abs(a.breakEven - a.share) - Math.abs(b.breakEven - b.share))

export function headlineOf(detail: Detail): string {
  const parts = detail.limits.map(({ metric, value, limit }) => {
    const first = breaking(detail, metric)[0]
    const move = `${metricWords[metric]} ${print(metric, value)} → ${print(metric, limit)}`
    return first === undefined ? `${move}: no mix of one group does it` : `${move}: when ${first.column} = ${first.group} goes from ${formatPercent(first.share)} to ${formatPercent(first.breakEven)}`
  })
  if (parts.length === 0) return `No figure of ${detail.dataset} has a limit that a mix could break.`
  return `Smallest change of mix that breaks each limit in ${detail.dataset}: ${parts.join('; ')}.`
}

export function valuesOf(detail: Detail): readonly NamedValue[] {
  return [
    ...detail.limits.map(({ metric, value, limit }): NamedValue => ({ id: `today/${metric}`, label: `Today's ${metricWords[metric]}, ${detail.dataset}`, value, ...(metric === detail.today.metric ? { low: detail.today.low, high: detail.today.high } : {}), n: detail.rows, limit, tolerance: 1e-12 })),
    ...detail.mixes.map((row): NamedValue => ({ id: idOf(row), label: `Share of ${row.column} = ${row.group} at which the ${metricWords[row.metric]} meets ${print(row.metric, row.limit)} (none: no share does)`, value: row.breakEven, n: row.n, tolerance: 1e-9 })),
    ...detail.worst.map((point): NamedValue => ({ id: `worst/${String(point.share)}`, label: `Mean ${detail.lossName} of the worst ${formatPercent(point.share, 0)} by group`, value: point.loss, n: point.n, tolerance: 1e-9 })),
  ]
}

export function figures(result: AnalysisResult): readonly FigureSpec[] {
  const detail = detailOf(result) as Detail
  return [...detail.limits.flatMap(({ metric }) => course(detail, metric)), ...worst(detail)]
}

/** The first letter large. */
export const capital = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1)
const tones = ['group-1', 'group-2', 'group-3', 'group-4'] as const

function course(detail: Detail, metric: MetricId): readonly FigureSpec[] {
  const shown = breaking(detail, metric).slice(0, tones.length)
  const first = shown[0]
  if (first === undefined) return []
  const name = (row: MixRow): string => `${row.column} = ${row.group}`
  return [{
    id: metric,
    title: `The ${metricWords[metric]} meets ${print(metric, first.limit)} when ${name(first)} is ${formatPercent(first.breakEven)} of all (today ${formatPercent(first.share)})`,
    alt: `The ${metricWords[metric]} by the share of a group: ${shown.map((row) => `${name(row)} breaks the limit at ${formatPercent(row.breakEven)}`).join('; ')}.`,
    plot: {
      x: { title: 'Share of the group', range: [0, 1], percent: true },
      y: metric === 'auc' || ofNumbers(metric) ? { title: capital(metricWords[metric]) } : { title: `Share of rows, ${metricWords[metric]}`, percent: true },
      marks: [
        ...shown.map((row, index) => ({ mark: 'line', name: name(row), x: row.curve.map(([x]) => x), y: row.curve.map(([, y]) => y), tone: tones[index]! }) as const),
        { mark: 'rule', name: 'Limit', y: first.limit, tone: 'limit' },
      ],
      aspect: 0.5,
    },
    table: cellTable(['Group', ...first.curve.map(([share]) => `>${formatPercent(share, 0)}`)], shown.map((row) => [name(row), ...row.curve.map(([, value]) => print(metric, value))])),
  }]
}

function worst(detail: Detail): readonly FigureSpec[] {
  const { worst: points, lossName } = detail
  if (points.length === 0) return []
  const first = points[0]!
  const all = points.at(-1)!
  return [{
    id: 'worst',
    title: `The worst ${formatPercent(first.share, 0)} by group lose ${printLoss(detail, first.loss)} where all rows lose ${printLoss(detail, all.loss)}`,
    alt: `Mean ${lossName} of the worst share of the rows by group: ${points.map((point) => `${formatPercent(point.share, 0)} ${printLoss(detail, point.loss)}`).join('; ')}.`,
    plot: {
      x: { title: 'Worst share of the rows', range: [0, 1], percent: true },
      y: { title: lossName === 'log loss' ? 'Mean log loss [nats]' : 'Mean absolute error' },
      marks: [{ mark: 'line', name: 'Worst case', x: points.map((point) => point.share), y: points.map((point) => point.loss), tone: 'current' }],
      aspect: 0.45,
    },
    table: cellTable(['Worst share', '>Rows', `>Mean ${lossName}`], points.map((point) => [formatPercent(point.share, 0), formatCount(point.n), printLoss(detail, point.loss)])),
  }]
}

export function section(result: AnalysisResult): readonly Block[] {
  const detail = detailOf(result) as Detail
  return [
    ...opening(result),
    paragraph(`${countOf(detail.rows, 'row')} of ${detail.dataset} by ${listWords(detail.columns, 12)}.${detail.today.value === null ? '' : ` Today's ${metricWords[detail.today.metric]} is ${print(detail.today.metric, detail.today.value)} ${formatInterval(detail.today.low, detail.today.high, (value) => print(detail.today.metric, value ?? null))}.`}`),
    ...figureBlocks(figures(result)),
    ...detail.limits.flatMap(({ metric, limit }): readonly Block[] => {
      const rows = breaking(detail, metric)
      return rows.length === 0 ? [paragraph(`No share of a single group brings the ${metricWords[metric]} to ${print(metric, limit)}.`)] : [tableBlock(`Mix at which the ${metricWords[metric]} meets ${print(metric, limit)}, nearest first`, cellTable(
        ['Group', '>Rows', '>Share today', '>Break-even share', '>Effective rows'],
        rows.slice(0, 20).map((row) => [`${row.column} = ${row.group}`, formatCount(row.n), formatPercent(row.share), formatPercent(row.breakEven), formatCount(row.effective)]),
      ))]
    }),
    ...closing(result),
  ]
}
