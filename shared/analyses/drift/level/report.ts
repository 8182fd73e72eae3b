import type { AnalysisResult, FindingProposal, Verdict } from '../../../contract/analysis'
import type { Block, FigureSpec } from '../../../contract/figure'
import { cellTable, closing, detailOf, figureBlocks, opening, tableBlock } from '../../common/blocks'
import { absent, countOf, formatCount, formatFixed, formatInterval, formatNumber, formatP, formatPercent, formatPointLimit, formatPoints, pAgainst, pPhrase } from '../../common/format'
import type { Level, LevelChange } from './compare'

/** The words of one level analysis. */
export interface LevelWords {
  /** "Share of scores at or above the threshold". */
  readonly quantity: string
  /** What of several classes is followed: "Predicted classes". */
  readonly classes: string
  /** "has outcomes": completes "No window beside the reference …" in the negative. */
  readonly lacking: string
  /** "has no outcomes": why a dataset is not compared. */
  readonly lacks: string
  readonly findingKey: string
  readonly consequence: string
  readonly recommendation: string
}

export interface Detail {
  readonly alpha: number
  readonly delta: number
  readonly kind: 'share' | 'mean'
  readonly reference: Level | null
  readonly windows: readonly (LevelChange & { readonly pAdjusted: number; readonly verdict: Verdict })[]
}

type Window = Detail['windows'][number]

const print = (detail: Detail, value: number | null | undefined): string => (detail.kind === 'share' ? formatPercent(value) : formatNumber(value))
const printChange = (detail: Detail, value: number | null | undefined): string => (detail.kind === 'share' ? formatPoints(value) : `${formatFixed(value, 2)} SD`)
const range = (detail: Detail, level: Level): string => formatInterval(level.low, level.high, (value) => print(detail, value))
const changed = (detail: Detail, window: Window): boolean => window.pAdjusted < detail.alpha && Math.abs(window.effect) > detail.delta
const largest = (windows: readonly Window[]): Window => windows.reduce((most, window) => (Math.abs(window.effect) > Math.abs(most.effect) ? window : most))

/** What may be said where no change is both significant and large: shown to be small, not decided, or real but not shown to matter. */
export function unchanged(windows: readonly { readonly verdict: Verdict }[]): string {
  const of = countOf(windows.length, 'window')
  const some = (verdict: Verdict): number => windows.filter((window) => window.verdict === verdict).length
  if (some('different') > 0) return `a change shows in ${String(some('different'))} of ${of}, not by more than matters`
  return some('inconclusive') === 0 ? `no change by as much as matters in ${of}` : `no change is shown in ${of}, and one that matters is not ruled out in ${String(some('inconclusive'))}`
}

export function headlineOf(words: LevelWords, detail: Detail): string {
  if (detail.windows.length === 0) return 'No window could be compared.'
  const affected = detail.windows.filter((window) => changed(detail, window))
  const worst = largest(affected.length > 0 ? affected : detail.windows)
  const text = `${print(detail, detail.reference?.value)} in ${detail.reference?.label ?? absent}, ${print(detail, worst.value)} ${range(detail, worst)} in ${worst.label} (${countOf(worst.n, 'row')}, ${pAgainst(worst.pAdjusted, detail.alpha)})`
  return affected.length === 0
    ? `${words.quantity}: ${unchanged(detail.windows)}; furthest: ${text}.`
    : `${words.quantity} changed in ${String(affected.length)} of ${countOf(detail.windows.length, 'window')}: ${text}.`
}

export function findings(words: LevelWords, result: AnalysisResult): readonly FindingProposal[] {
  const detail = detailOf(result) as Detail
  const affected = detail.windows.filter((window) => changed(detail, window))
  const first = affected[0]
  if (first === undefined) return []
  const worst = largest(affected)
  return [{
    key: words.findingKey,
    title: `${words.quantity} went from ${print(detail, detail.reference?.value)} to ${print(detail, worst.value)}, ${affected.length === 1 ? `in ${first.label}` : `first beyond the limit in ${first.label}`}`,
    severity: Math.abs(worst.effect) > 3 * detail.delta ? 'high' : 'medium',
    condition: `Largest in ${worst.label}: ${print(detail, worst.value)} ${range(detail, worst)} of ${countOf(worst.n, 'row')}, ${printChange(detail, worst.effect)} ${formatInterval(worst.effectLow, worst.effectHigh, (value) => printChange(detail, value))} against the reference (n ${formatCount(worst.nReference)}), adjusted ${pPhrase(worst.pAdjusted)}; ${String(affected.length)} of ${countOf(detail.windows.length, 'window')} beyond the limit.`,
    criterion: `A change of at most ${detail.kind === 'share' ? formatPointLimit(detail.delta) : `${formatNumber(detail.delta)} SD`}, or no significant one.`,
    consequence: words.consequence,
    recommendation: words.recommendation,
    evidence: affected.flatMap((window) => [`level/${window.key}`, `change/${window.key}`]),
  }]
}

export function figures(words: LevelWords, result: AnalysisResult): readonly FigureSpec[] {
  const detail = detailOf(result) as Detail
  if (detail.windows.length === 0 || detail.reference === null) return []
  const labels = detail.windows.map((window) => window.label)
  return [{
    id: 'course',
    title: headlineOf(words, detail),
    alt: `${words.quantity} with 95 % interval by window, beside ${print(detail, detail.reference.value)} in the reference: ${detail.windows.map((window) => `${window.label} ${print(detail, window.value)}`).join('; ')}.`,
    plot: {
      x: { title: 'Window', scale: 'category', categories: labels },
      y: { title: words.quantity, percent: detail.kind === 'share' },
      marks: [
        { mark: 'intervals', name: 'Window, 95 %', x: labels, y: detail.windows.map((window) => window.value), low: detail.windows.map((window) => window.low), high: detail.windows.map((window) => window.high), tone: 'current' },
        { mark: 'rule', name: detail.reference.label, y: detail.reference.value, tone: 'reference' },
      ],
      aspect: 0.4,
    },
    table: levelTable(detail),
  }]
}

function levelTable(detail: Detail): FigureSpec['table'] {
  return cellTable(['Dataset', '>n', '>Level', '>95 % interval', '>Change', '>95 % interval', '>Adjusted p', 'Verdict'], [
    ...(detail.reference === null ? [] : [[`${detail.reference.label} (reference)`, formatCount(detail.reference.n), print(detail, detail.reference.value), range(detail, detail.reference), absent, absent, absent, absent]]),
    ...detail.windows.map((window) => [window.label, formatCount(window.n), print(detail, window.value), range(detail, window), printChange(detail, window.effect), formatInterval(window.effectLow, window.effectHigh, (value) => printChange(detail, value)), formatP(window.pAdjusted), window.verdict]),
  ])
}

export function section(words: LevelWords, result: AnalysisResult): readonly Block[] {
  return [...opening(result), ...figureBlocks(figures(words, result)), tableBlock(`${words.quantity} by window`, levelTable(detailOf(result) as Detail)), ...closing(result)]
}
