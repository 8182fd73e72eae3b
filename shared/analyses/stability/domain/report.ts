import type { AnalysisResult, FindingProposal, NamedValue, Verdict } from '../../../contract/analysis'
import type { Block, FigureSpec } from '../../../contract/figure'
import { cellTable, closing, detailOf, figureBlocks, opening, paragraph, tableBlock } from '../../common/blocks'
import { idPart } from '../../common/datasets'
import { countOf, formatCount, formatInterval, formatNumber, formatPercent, listWords } from '../../common/format'
import type { FeatureOutside, Outside } from './measure'
import type { PairCount } from './pairs'

export interface Window extends Omit<Outside, 'features' | 'pairs'> {
  readonly key: string
  readonly label: string
  readonly share: number
  readonly low: number
  readonly high: number
  readonly verdict: Verdict
}

export interface Detail {
  readonly reference: string
  readonly referenceRows: number
  readonly limit: number
  readonly tail: number
  readonly benchmark: { readonly rows: number; readonly share: number; readonly low: number; readonly high: number }
  readonly windows: readonly Window[]
  /** Over all windows. */
  readonly features: readonly FeatureOutside[]
  readonly pairs: readonly PairCount[]
}

const shown = 12
const percent = (window: { readonly share: number; readonly low: number; readonly high: number }): string => `${formatPercent(window.share)} ${formatInterval(window.low, window.high, (value) => formatPercent(value))}`
const countOutside = (feature: FeatureOutside): number => feature.below + feature.above + feature.unseen + feature.missing
const worstOf = (detail: Detail): Window | undefined => detail.windows.reduce<Window | undefined>((most, window) => (most === undefined || window.share > most.share ? window : most), undefined)

export function headlineOf(detail: Detail): string {
  const worst = worstOf(detail)
  if (worst === undefined) return 'There is no dataset beside development to compare.'
  const over = detail.windows.filter((window) => window.verdict === 'different')
  const beside = `of development itself ${formatPercent(detail.benchmark.share)} would`
  return over.length === 0
    ? `At most ${percent(worst)} of ${countOf(worst.rows, 'row')} lie outside what development shows (${worst.label}); ${beside}.`
    : `In ${countOf(over.length, 'dataset')} of ${formatCount(detail.windows.length)} more than ${formatPercent(detail.limit, 0)} of the rows lie outside what development shows, most in ${worst.label}: ${percent(worst)} of ${countOf(worst.rows, 'row')}; ${beside}.`
}

export function valuesOf(detail: Detail): readonly NamedValue[] {
  return [
    { id: 'benchmark', label: `Development rows that would lie outside had they been left out, ${detail.reference}`, value: detail.benchmark.share, low: detail.benchmark.low, high: detail.benchmark.high, n: detail.benchmark.rows, tolerance: 1e-9 },
    ...detail.windows.flatMap((window): readonly NamedValue[] => [
      { id: `outside/${window.key}`, label: `Rows outside the domain of development, ${window.label}`, value: window.share, low: window.low, high: window.high, n: window.rows, limit: detail.limit, verdict: window.verdict, tolerance: 1e-9 },
      { id: `by-feature/${window.key}`, label: `Rows with a value, level or missing cell never seen, ${window.label}`, value: window.byFeature, n: window.rows, unit: 'rows' },
      { id: `by-pair/${window.key}`, label: `Rows with a pair of groups never seen together, ${window.label}`, value: window.byPair, n: window.rows, unit: 'rows' },
      { id: `by-distance/${window.key}`, label: `Rows farther out than ${formatPercent(1 - detail.tail, 0)} of development, ${window.label}`, value: window.byDistance, n: window.rows, unit: 'rows' },
    ]),
    ...detail.features.map((feature): NamedValue => ({ id: `feature/${idPart(feature.feature)}`, label: `Cells never seen in development, ${feature.feature}, all datasets`, value: countOutside(feature), unit: 'rows' })),
  ]
}

export function findings(result: AnalysisResult): readonly FindingProposal[] {
  const detail = detailOf(result) as Detail
  const over = detail.windows.filter((window) => window.verdict === 'different')
  const worst = [...over].sort((a, b) => b.share - a.share)[0]
  if (worst === undefined) return []
  const causes = [...detail.features].filter((feature) => countOutside(feature) > 0).sort((a, b) => countOutside(b) - countOutside(a)).map((feature) => `${feature.feature} (${formatCount(countOutside(feature))})`)
  return [{
    key: 'outside',
    title: `${formatPercent(worst.share)} of ${worst.label} lie outside what development shows`,
    severity: worst.low > 2 * detail.limit ? 'high' : 'medium',
    condition: `${percent(worst)} of ${countOf(worst.rows, 'row')} of ${worst.label} hold values, combinations or distances that ${detail.reference} does not${over.length > 1 ? `; so do more than ${formatPercent(detail.limit, 0)} in ${countOf(over.length - 1, 'other dataset')}` : ''}.${causes.length === 0 ? '' : ` Cells never seen: ${listWords(causes)}.`} Of development itself ${formatPercent(detail.benchmark.share)} ${formatInterval(detail.benchmark.low, detail.benchmark.high, (value) => formatPercent(value))} would.`,
    criterion: `At most ${formatPercent(detail.limit, 0)} of the rows lie outside the domain the model was developed on.`,
    consequence: 'For these rows the score is extrapolated; figures from development and test say nothing of them.',
    recommendation: 'Refuse or refer rows outside the domain, or extend development to them and validate again.',
    evidence: [`outside/${worst.key}`, `by-feature/${worst.key}`, `by-pair/${worst.key}`, `by-distance/${worst.key}`, 'benchmark'],
  }]
}

export function figures(result: AnalysisResult): readonly FigureSpec[] {
  const detail = detailOf(result) as Detail
  if (detail.windows.length === 0) return []
  const windows = detail.windows.slice(-40)
  const names = windows.map((window) => window.label)
  return [{
    id: 'outside',
    title: headlineOf(detail),
    alt: `Share of rows outside the domain of development with 95 % interval: ${windows.slice(-8).map((window) => `${window.label} ${formatPercent(window.share)}`).join('; ')}; development itself ${formatPercent(detail.benchmark.share)}.`,
    plot: {
      x: { title: 'Rows outside the domain', percent: true },
      y: { title: '', scale: 'category', categories: names },
      marks: [
        { mark: 'intervals', name: 'Share outside, 95 %', x: windows.map((window) => window.share), y: names, low: windows.map((window) => window.low), high: windows.map((window) => window.high), tone: 'current', horizontal: true },
        { mark: 'rule', name: 'Development', x: detail.benchmark.share, tone: 'reference' },
        { mark: 'rule', name: `Limit ${formatPercent(detail.limit, 0)}`, x: detail.limit, tone: 'limit' },
      ],
      aspect: Math.min(1, 0.2 + 0.04 * names.length),
    },
    table: cellTable(['Dataset', '>Rows', '>Outside', '>95 % interval', '>Value or level', '>Pair', '>Distance'], windows.map((window) => [window.label, formatCount(window.rows), formatPercent(window.share), formatInterval(window.low, window.high, (value) => formatPercent(value)), formatCount(window.byFeature), formatCount(window.byPair), formatCount(window.byDistance)])),
  }]
}

export function section(result: AnalysisResult): readonly Block[] {
  const detail = detailOf(result) as Detail
  const features = [...detail.features].filter((feature) => countOutside(feature) > 0).sort((a, b) => countOutside(b) - countOutside(a))
  return [
    ...opening(result),
    ...figureBlocks(figures(result)),
    ...(features.length === 0 ? [paragraph('No single value, level or missing cell lies outside what development shows.')] : [tableBlock('Cells never seen in development, all datasets', cellTable(
      ['Feature', '>Below', '>Above', '>Farthest', '>Unseen level', 'Levels', '>Newly missing'],
      features.slice(0, shown).map((feature) => [feature.feature, formatCount(feature.below), formatCount(feature.above), formatNumber(feature.extreme), formatCount(feature.unseen), listWords(feature.levels), formatCount(feature.missing)]),
    ))]),
    ...(detail.pairs.length === 0 ? [] : [paragraph(`Pairs never seen together, most frequent first: ${detail.pairs.slice(0, 3).map((pair) => `${pair.first} with ${pair.second} (${countOf(pair.rows, 'row')})`).join('; ')}${detail.pairs.length > 3 ? '; the others are in the evidence' : ''}.`)]),
    ...closing(result),
  ]
}
