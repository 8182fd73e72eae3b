import type { AnalysisResult, FindingProposal, NamedValue } from '../../../contract/analysis'
import type { Block, FigureSpec } from '../../../contract/figure'
import type { Shift } from '../../../stats/smallest-shift'
import { cellTable, closing, detailOf, figureBlocks, opening, paragraph, tableBlock } from '../../common/blocks'
import { countOf, formatCount, formatFixed, formatInterval, formatNumber, formatPercent } from '../../common/format'
import type { KnownPoint } from './measure'

export interface Curve extends KnownPoint {
  /** Mean of the worst share of the rows whatever they are: the bound. */
  readonly bound: number
}

export interface Detail {
  readonly dataset: string
  readonly lossName: string
  readonly rows: number
  readonly today: number
  readonly limit: number
  readonly any: { readonly kl: Shift | null; readonly chi2: Shift | null; readonly share: number }
  readonly known: { readonly kl: Shift | null; readonly chi2: Shift | null; readonly share: number }
  readonly curve: readonly Curve[]
  readonly region: { readonly words: string; readonly n: number; readonly share: number; readonly loss: number; readonly low: number; readonly high: number } | null
  readonly worstShare: number
  readonly worstLimit: number | null
  readonly worst: KnownPoint
  readonly exceeded: boolean
}

/** A log loss with three decimals; a squared error, whose size is that of the outcome, with four digits. */
const print = (detail: Pick<Detail, 'lossName'>, value: number | null): string => (detail.lossName === 'log loss' ? formatFixed(value) : formatNumber(value))
const range = (detail: Pick<Detail, 'lossName'>, one: { readonly low: number; readonly high: number }): string => formatInterval(one.low, one.high, (value) => print(detail, value ?? null))
const shareOf = (share: number): string => (share <= 0 ? 'no share of the rows' : share >= 1 ? 'all rows' : `the worst ${formatPercent(share)}`)

export function headlineOf(detail: Detail): string {
  const shift = detail.known.chi2 === null ? 'no other mix of what is known of the rows reaches the limit' : `a mix that leaves ${formatPercent(detail.known.chi2.effectiveShare, 0)} of the rows effective reaches the limit`
  return `The worst ${formatPercent(detail.worst.share, 0)} that the features can tell have a ${detail.lossName} of ${print(detail, detail.worst.loss)} ${range(detail, detail.worst)} against ${print(detail, detail.today)} overall; for a mean of ${print(detail, detail.limit)}, ${shift}.`
}

export function valuesOf(detail: Detail): readonly NamedValue[] {
  const shifts = (key: 'any' | 'known', words: string): readonly NamedValue[] => [
    { id: `kl/${key}`, label: `Smallest shift to the limit, ${words} (none: it cannot be reached)`, value: detail[key].kl?.size ?? null, unit: 'nats', n: detail.rows, tolerance: 1e-6 },
    { id: `chi2/${key}`, label: `Smallest shift to the limit in χ², ${words}`, value: detail[key].chi2?.size ?? null, n: detail.rows, tolerance: 1e-6 },
    { id: `share/${key}`, label: `Largest share whose mean is at the limit, ${words}`, value: detail[key].share, n: detail.rows, tolerance: 1e-6 },
  ]
  return [
    { id: 'today', label: `Mean ${detail.lossName}, ${detail.dataset}`, value: detail.today, n: detail.rows, limit: detail.limit, tolerance: 1e-9 },
    ...detail.curve.flatMap((point): readonly NamedValue[] => [
      { id: `known/${String(point.share)}`, label: `Mean ${detail.lossName} of the worst ${formatPercent(point.share, 0)} that features can tell`, value: point.loss, low: point.low, high: point.high, n: detail.rows, tolerance: 1e-9 },
      { id: `bound/${String(point.share)}`, label: `Mean ${detail.lossName} of the worst ${formatPercent(point.share, 0)} of rows (no subpopulation is worse)`, value: point.bound, n: detail.rows, tolerance: 1e-9 },
    ]),
    { id: 'worst', label: `Mean ${detail.lossName} of the worst ${formatPercent(detail.worst.share, 0)} held to the limit`, value: detail.worst.loss, low: detail.worst.low, high: detail.worst.high, n: detail.rows, ...(detail.worstLimit === null ? {} : { limit: detail.worstLimit, verdict: detail.exceeded ? 'different' as const : 'inconclusive' as const }), tolerance: 1e-9 },
    ...shifts('any', 'any rows'),
    ...shifts('known', 'rows as features tell them apart'),
    ...(detail.region === null ? [] : [{ id: 'region', label: `Mean ${detail.lossName} where ${detail.region.words}, half it was not found on`, value: detail.region.loss, low: detail.region.low, high: detail.region.high, n: detail.region.n, tolerance: 1e-9 }]),
  ]
}

export function findings(result: AnalysisResult): readonly FindingProposal[] {
  const detail = detailOf(result) as Detail
  if (!detail.exceeded) return []
  return [{
    key: 'worst',
    title: `The worst ${formatPercent(detail.worst.share, 0)} have a ${detail.lossName} of ${print(detail, detail.worst.loss)}`,
    severity: 'high',
    condition: `Mean ${detail.lossName} ${print(detail, detail.worst.loss)} ${range(detail, detail.worst)} over the ${formatPercent(detail.worst.share, 0)} of ${detail.dataset} that features tell to be worst, ${print(detail, detail.today)} over all ${countOf(detail.rows, 'row')}.${detail.region === null ? '' : ` Worst region: ${detail.region.words}.`}`,
    criterion: `At most ${print(detail, detail.worstLimit)} for the worst ${formatPercent(detail.worst.share, 0)}.`,
    consequence: 'Should these cases become more frequent, the model fails while its overall figures were good.',
    recommendation: 'Restrict the use for these cases, or refit with more of them.',
    evidence: ['worst', 'today'],
  }]
}

export function figures(result: AnalysisResult): readonly FigureSpec[] {
  const detail = detailOf(result) as Detail
  const { curve } = detail
  return [{
    id: 'worst-case',
    title: `The worst ${formatPercent(detail.worst.share, 0)} that features can tell lose ${print(detail, detail.worst.loss)}, all rows ${print(detail, detail.today)}`,
    alt: `Mean ${detail.lossName} of the worst share of rows, as features tell them: ${curve.map((point) => `${formatPercent(point.share, 0)} ${print(detail, point.loss)}`).join('; ')}.`,
    plot: {
      x: { title: 'Worst share of the rows', range: [0, 1], percent: true },
      y: { title: `Mean ${detail.lossName}` },
      marks: [
        { mark: 'band', name: '95 %', x: curve.map((point) => point.share), low: curve.map((point) => point.low), high: curve.map((point) => point.high), tone: 'current' },
        { mark: 'line', name: 'As features tell them', x: curve.map((point) => point.share), y: curve.map((point) => point.loss), tone: 'current' },
        { mark: 'line', name: 'Bound: any rows', x: curve.map((point) => point.share), y: curve.map((point) => point.bound), tone: 'neutral', dashed: true },
        { mark: 'rule', name: 'Limit of the mean', y: detail.limit, tone: 'limit' },
      ],
      aspect: 0.5,
    },
    table: cellTable(['Worst share', '>As features tell', '>95 % interval', '>Bound'], curve.map((point) => [formatPercent(point.share, 0), print(detail, point.loss), range(detail, point), print(detail, point.bound)])),
  }]
}

export function section(result: AnalysisResult): readonly Block[] {
  const detail = detailOf(result) as Detail
  const line = (words: string, one: Detail['any']): readonly string[] => [words, one.kl === null ? 'not reached' : formatNumber(one.kl.size), one.chi2 === null ? 'not reached' : formatNumber(one.chi2.size), one.chi2 === null ? 'not reached' : formatPercent(one.chi2.effectiveShare, 0), shareOf(one.share)]
  return [
    ...opening(result),
    ...figureBlocks(figures(result)),
    tableBlock(`Smallest shift that takes the mean ${detail.lossName} from ${print(detail, detail.today)} to ${print(detail, detail.limit)}`, cellTable(
      ['Rows may be reweighted', '>KL [nats]', '>χ²', '>Effective rows left', 'Mean at the limit for'], [line('in any way, outcomes known', detail.any), line('as features tell them apart', detail.known)],
    )),
    ...(detail.region === null ? [] : [paragraph(`Worst region, found on one half and measured on the other: ${detail.region.words} (${countOf(detail.region.n, 'row')}, ${formatPercent(detail.region.share)} of the half): ${print(detail, detail.region.loss)} ${range(detail, detail.region)}.`)]),
    paragraph(`${formatCount(detail.rows)} rows of ${detail.dataset}. The bound looks at outcomes and so contains their chance; what features can tell is found on the other half of the rows.`),
    ...closing(result),
  ]
}
