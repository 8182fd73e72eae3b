import type { AnalysisResult, FindingProposal, NamedValue } from '../../../contract/analysis'
import type { Block, FigureSpec, Tone } from '../../../contract/figure'
import { cellTable, closing, detailOf, figureBlocks, opening, paragraph, tableBlock } from '../../common/blocks'
import { idPart } from '../../common/datasets'
import { absent, countOf, formatCount, formatInterval, formatNumber, formatP, listWords, pPhrase } from '../../common/format'
import type { Mark, Measure, Pair } from './measure'

export interface JudgedPair extends Pair {
  readonly pAdjusted: number
}

/** All versions on the same rows of one window. */
export interface Window {
  readonly key: string
  readonly label: string
  readonly rows: number
  readonly total: number
  readonly marks: readonly Mark[]
  readonly pairs: readonly JudgedPair[]
  readonly best: string
  /** Better than every other version after adjustment. */
  readonly clearly: boolean
}

export interface Detail {
  readonly measure: Measure
  readonly alpha: number
  readonly versions: readonly string[]
  readonly windows: readonly Window[]
}

/** Version with the best figure of a window; the later one of equals. */
export function bestOf(measure: Measure, marks: readonly Mark[]): string {
  return marks.reduce((best, mark) => ((measure === 'AUC' ? mark.value >= best.value : mark.value <= best.value) ? mark : best)).version
}

export const differs = (pair: JudgedPair, detail: Pick<Detail, 'alpha'>): boolean => pair.pAdjusted <= detail.alpha

/** Windows on which the newest version loses against an earlier one by more than the margin, whole interval. */
function setbacks(detail: Detail): readonly { readonly window: Window; readonly pair: JudgedPair }[] {
  const newest = detail.versions.at(-1)!
  return detail.windows.flatMap((window) => window.pairs
    .filter((pair) => pair.later === newest && differs(pair, detail) && pair.decideHigh < -pair.margin)
    .map((pair) => ({ window, pair })))
}

const signed = (value: number): string => `${value > 0 ? '+' : ''}${formatNumber(value, 3)}`
const range = (pair: { readonly low: number; readonly high: number }): string => formatInterval(pair.low, pair.high, (value) => formatNumber(value, 3))
const markOf = (window: Window, version: string): Mark | undefined => window.marks.find((mark) => mark.version === version)
const largest = (held: readonly { readonly window: Window; readonly pair: JudgedPair }[]): { readonly window: Window; readonly pair: JudgedPair } => held.reduce((most, each) => (Math.abs(each.pair.advantage) > Math.abs(most.pair.advantage) ? each : most))

export function headlineOf(detail: Detail): string {
  const { windows, versions, measure } = detail
  if (windows.length === 0) return `${countOf(versions.length, 'version')} are recorded, but no window holds enough rows of two of them to compare.`
  const wins = versions.map((version) => ({ version, windows: windows.filter((window) => window.best === version) })).filter((each) => each.windows.length > 0).sort((a, b) => b.windows.length - a.windows.length)
  const best = `best by ${measure}: ${listWords(wins.map((each) => `${each.version} in ${formatCount(each.windows.length)}${each.windows.some((window) => window.clearly) ? ` (clearly in ${formatCount(each.windows.filter((window) => window.clearly).length)})` : ''}`))} of ${countOf(windows.length, 'window')}`
  const told = windows.flatMap((window) => window.pairs.filter((pair) => differs(pair, detail)).map((pair) => ({ window, pair })))
  if (told.length === 0) return `${countOf(versions.length, 'version')}, ${best}; no difference between two versions stands after Holm's adjustment over ${countOf(windows.reduce((total, window) => total + window.pairs.length, 0), 'test')}.`
  const { window, pair } = largest(told)
  return `${countOf(versions.length, 'version')}, ${best}; the largest difference that stands is ${pair.later} against ${pair.earlier} in ${window.label}: advantage ${signed(pair.advantage)} ${range(pair)}, adjusted ${pPhrase(pair.pAdjusted)}.`
}

export function valuesOf(detail: Detail): readonly NamedValue[] {
  return detail.windows.flatMap((window): readonly NamedValue[] => [
    ...window.marks.map((mark): NamedValue => ({ id: `version/${window.key}/${idPart(mark.version)}`, label: `${detail.measure} of ${mark.version}, ${window.label}`, value: mark.value, low: mark.low, high: mark.high, n: window.rows, tolerance: 1e-9 })),
    ...window.pairs.map((pair): NamedValue => ({ id: `advantage/${window.key}/${idPart(pair.later)}/${idPart(pair.earlier)}`, label: `Advantage of ${pair.later} over ${pair.earlier} in ${detail.measure}, ${window.label}`, value: pair.advantage, low: pair.low, high: pair.high, n: window.rows, limit: pair.margin, tolerance: 1e-9 })),
  ])
}

export function findings(result: AnalysisResult): readonly FindingProposal[] {
  const detail = detailOf(result) as Detail
  const lost = setbacks(detail)
  if (lost.length === 0) return []
  const { window, pair } = largest(lost)
  const where = [...new Set(lost.map((each) => each.window.label))]
  return [{
    key: 'setback',
    title: `An earlier version does better than the newest (${pair.later}) in ${listWords(where)}`,
    severity: where.length === detail.windows.length ? 'high' : 'medium',
    condition: `On ${countOf(window.rows, 'row')} of ${window.label}, ${detail.measure} ${formatNumber(markOf(window, pair.later)?.value)} of ${pair.later} against ${formatNumber(markOf(window, pair.earlier)?.value)} of ${pair.earlier}: advantage ${signed(pair.advantage)} ${range(pair)}, adjusted ${pPhrase(pair.pAdjusted)}.`,
    criterion: `A newer version is no worse than those before it, within a margin of ${formatNumber(pair.margin, 3)}.`,
    consequence: 'The change of version cost accuracy on these cases.',
    recommendation: 'Have the developer explain what the newest version lost and where; keep the earlier one for such cases until then.',
    evidence: lost.map((each) => `advantage/${each.window.key}/${idPart(each.pair.later)}/${idPart(each.pair.earlier)}`),
  }]
}

const tones: readonly Tone[] = ['reference', 'group-2', 'group-3', 'group-4', 'neutral']

export function figures(result: AnalysisResult): readonly FigureSpec[] {
  const detail = detailOf(result) as Detail
  const { windows, versions, measure } = detail
  if (windows.length === 0) return []
  const labels = windows.map((window) => window.label)
  const drawn = versions.map((version, index) => ({
    name: version, x: labels, y: windows.map((window) => markOf(window, version)?.value ?? null), tone: index === versions.length - 1 ? 'current' as const : tones[index % tones.length]!,
  }))
  return [{
    id: 'versions',
    title: `${measure} of ${countOf(versions.length, 'version')} over ${countOf(windows.length, 'window')}`,
    alt: `${measure} by window. ${drawn.map((each) => `${each.name}: ${each.y.slice(0, 8).map((value) => formatNumber(value, 3)).join(', ')}`).join('; ')}.`,
    plot: {
      x: { title: 'Window', scale: 'category', categories: labels },
      y: { title: measure === 'AUC' ? 'AUC' : `Mean ${measure}` },
      // A line between two windows and a point on each: one window alone is seen too.
      marks: drawn.flatMap((each) => [{ mark: 'line' as const, ...each }, { mark: 'points' as const, ...each }]),
      aspect: 0.45,
    },
    table: cellTable(['Window', ...versions.map((version) => `>${version}`)], windows.map((window) => [window.label, ...versions.map((version) => formatNumber(markOf(window, version)?.value))])),
  }]
}

export function section(result: AnalysisResult): readonly Block[] {
  const detail = detailOf(result) as Detail
  const { windows, versions, measure } = detail
  const pairs = windows.flatMap((window) => window.pairs.map((pair) => ({ window, pair }))).sort((a, b) => a.pair.pAdjusted - b.pair.pAdjusted)
  return [
    ...opening(result),
    ...(windows.length === 0 ? [] : [
      paragraph(`Versions, oldest first: ${versions.join(', ')}. All versions of a window are judged on the same rows. Error budget of this analysis: ${formatNumber(detail.alpha)}.`),
      ...figureBlocks(figures(result)),
      tableBlock(`${measure === 'AUC' ? 'AUC' : `Mean ${measure}`} by version and window; ${measure === 'AUC' ? 'higher' : 'lower'} is better`, cellTable(
        ['Window', '>Rows', ...versions.map((version) => `>${version}`), 'Best', 'Better than all others'],
        windows.map((window) => [window.label, formatCount(window.rows), ...versions.map((version) => { const mark = markOf(window, version); return mark === undefined ? absent : `${formatNumber(mark.value)} ${range(mark)}` }), window.best, window.clearly ? 'yes' : 'not shown']),
      )),
      tableBlock('Paired differences, smallest p first; a positive advantage speaks for the later version', cellTable(
        ['Window', 'Later', 'Earlier', '>Advantage', '>95 % interval', '>Margin', '>p', '>Adjusted p'],
        pairs.map(({ window, pair }) => [window.label, pair.later, pair.earlier, signed(pair.advantage), range(pair), formatNumber(pair.margin, 3), formatP(pair.p), formatP(pair.pAdjusted)]),
      )),
    ]),
    ...closing(result),
  ]
}
