import type { AnalysisResult, FindingProposal, NamedValue } from '../../../contract/analysis'
import type { Block, FigureSpec } from '../../../contract/figure'
import { cellTable, closing, detailOf, figureBlocks, opening, paragraph, tableBlock } from '../../common/blocks'
import { idPart } from '../../common/datasets'
import { absent, countOf, formatCount, formatFixed, formatInterval, formatP, formatPercent, formatPointLimit, formatPoints, pAgainst } from '../../common/format'
import type { MixChange, MixLevel } from './class-mix'
import { unchanged } from './report'
import type { LevelWords } from './report'

/** What the level analyses find out about classes. */
export interface MixDetail {
  readonly kind: 'classes'
  readonly alpha: number
  readonly delta: number
  readonly labels: readonly string[]
  readonly reference: MixLevel
  readonly windows: readonly (MixChange & { readonly pAdjusted: number })[]
}

type Window = MixDetail['windows'][number]

const mostListed = 12
const tones = ['group-1', 'group-2', 'group-3', 'group-4'] as const

/** The class that moved most. */
const furthest = (window: Window): number => window.differences.reduce((best, each, index) => (Math.abs(each.value) > Math.abs(window.differences[best]!.value) ? index : best), 0)
const size = (window: Window): number => Math.abs(window.differences[furthest(window)]!.value)
const changed = (detail: MixDetail, window: Window): boolean => window.pAdjusted < detail.alpha && size(window) > detail.delta
const largest = (windows: readonly Window[]): Window => windows.reduce((most, window) => (size(window) > size(most) ? window : most))

function describe(detail: MixDetail, window: Window): string {
  const index = furthest(window)
  return `${detail.labels[index]!} went from ${formatPercent(detail.reference.shares[index]!.value)} in ${detail.reference.label} to ${formatPercent(window.shares[index]!.value)} in ${window.label} (${formatPoints(window.differences[index]!.value)} ${formatInterval(window.differences[index]!.low, window.differences[index]!.high, (value) => formatPoints(value))}, ${countOf(window.n, 'row')}, ${pAgainst(window.pAdjusted, detail.alpha)})`
}

export function mixHeadline(words: LevelWords, detail: MixDetail): string {
  if (detail.windows.length === 0) return 'No window could be compared.'
  const affected = detail.windows.filter((window) => changed(detail, window))
  return affected.length === 0
    ? `${words.classes}: ${unchanged(detail.windows)}; furthest: ${describe(detail, largest(detail.windows))}.`
    : `${words.classes}: shares changed in ${String(affected.length)} of ${countOf(detail.windows.length, 'window')}; furthest: ${describe(detail, largest(affected))}.`
}

export function mixValues(words: LevelWords, detail: MixDetail): readonly NamedValue[] {
  return [
    ...[detail.reference, ...detail.windows].flatMap((level) => level.shares.map((share, index): NamedValue => ({ id: `level/${level.key}/${idPart(detail.labels[index]!)}`, label: `${words.classes}: share of ${detail.labels[index]!}, ${level.label}`, value: share.value, low: share.low, high: share.high, n: level.n, tolerance: 1e-12 }))),
    ...detail.windows.flatMap((window) => [
      ...window.differences.map((change, index): NamedValue => ({ id: `change/${window.key}/${idPart(detail.labels[index]!)}`, label: `${words.classes}: share of ${detail.labels[index]!} less that in the reference, ${window.label}`, value: change.value, low: change.low, high: change.high, n: window.n, limit: detail.delta, verdict: window.verdict, tolerance: 1e-12 })),
      { id: `v/${window.key}`, label: `${words.classes}: Cramér's V, ${window.label}`, value: window.cramersV, n: window.n, tolerance: 1e-12 } satisfies NamedValue,
    ]),
  ]
}

export function mixFindings(words: LevelWords, result: AnalysisResult): readonly FindingProposal[] {
  const detail = detailOf(result) as MixDetail
  const affected = detail.windows.filter((window) => changed(detail, window))
  const first = affected[0]
  if (first === undefined) return []
  const worst = largest(affected)
  const index = furthest(worst)
  return [{
    key: words.findingKey,
    title: `${words.classes}: ${detail.labels[index]!} went from ${formatPercent(detail.reference.shares[index]!.value)} to ${formatPercent(worst.shares[index]!.value)}, ${affected.length === 1 ? `in ${first.label}` : `first beyond the limit in ${first.label}`}`,
    severity: size(worst) > 3 * detail.delta ? 'high' : 'medium',
    condition: `Furthest in ${worst.label}: ${describe(detail, worst)}; ${String(affected.length)} of ${countOf(detail.windows.length, 'window')} beyond the limit.`,
    criterion: `No class whose share changes by more than ${formatPointLimit(detail.delta)}, or no significant change.`,
    consequence: words.consequence,
    recommendation: words.recommendation,
    evidence: affected.flatMap((window) => [`change/${window.key}/${idPart(detail.labels[furthest(window)]!)}`, `v/${window.key}`]),
  }]
}

export function mixFigures(words: LevelWords, result: AnalysisResult): readonly FigureSpec[] {
  const detail = detailOf(result) as MixDetail
  if (detail.windows.length === 0) return []
  const levels = [detail.reference, ...detail.windows]
  const labels = levels.map((level) => level.label)
  const byChange = detail.labels.map((_, index) => index).sort((a, b) => Math.max(...detail.windows.map((window) => Math.abs(window.differences[b]!.value))) - Math.max(...detail.windows.map((window) => Math.abs(window.differences[a]!.value))) || a - b)
  const shown = byChange.slice(0, tones.length)
  return [{
    id: 'course',
    title: mixHeadline(words, detail),
    alt: `Share of ${shown.length < detail.labels.length ? 'the classes that moved most' : 'each class'} with 95 % interval by dataset: ${shown.map((index) => `${detail.labels[index]!} ${levels.map((level) => `${level.label} ${formatPercent(level.shares[index]!.value)}`).join(', ')}`).join('; ')}.`,
    plot: {
      x: { title: 'Dataset', scale: 'category', categories: labels },
      y: { title: 'Share of rows', percent: true },
      marks: shown.map((index, place) => ({ mark: 'intervals', name: detail.labels[index]!, x: labels, y: levels.map((level) => level.shares[index]!.value), low: levels.map((level) => level.shares[index]!.low), high: levels.map((level) => level.shares[index]!.high), tone: tones[place]! }) as const),
      aspect: 0.4,
    },
    table: cellTable(['Dataset', 'Class', '>Share', '>95 % interval'], levels.flatMap((level) => shown.map((index) => [level.label, detail.labels[index]!, formatPercent(level.shares[index]!.value), formatInterval(level.shares[index]!.low, level.shares[index]!.high, (value) => formatPercent(value))]))),
  }]
}

export function mixSection(words: LevelWords, result: AnalysisResult): readonly Block[] {
  const detail = detailOf(result) as MixDetail
  const windows = detail.windows.slice(-mostListed)
  return [
    ...opening(result),
    ...figureBlocks(mixFigures(words, result)),
    tableBlock(`${words.classes} by window`, cellTable(
      ['Window', '>n', 'Class that moved most', '>Share', '>Change', '>95 % interval', '>V', '>χ² (df)', '>Adjusted p', 'Verdict'],
      [
        [`${detail.reference.label} (reference)`, formatCount(detail.reference.n), absent, absent, absent, absent, absent, absent, absent, absent],
        ...windows.map((window) => { const index = furthest(window); const change = window.differences[index]!; return [window.label, formatCount(window.n), detail.labels[index]!, formatPercent(window.shares[index]!.value), formatPoints(change.value), formatInterval(change.low, change.high, (value) => formatPoints(value)), formatFixed(window.cramersV), `${formatFixed(window.statistic, 1)} (${String(window.df)})`, formatP(window.pAdjusted), window.verdict] }),
      ],
    )),
    ...(windows.length < detail.windows.length ? [paragraph(`The last ${String(mostListed)} of ${String(detail.windows.length)} windows are listed; the others are in the evidence.`)] : []),
    ...closing(result),
  ]
}
