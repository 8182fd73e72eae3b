import type { AnalysisResult, FindingProposal, NamedValue } from '../../../contract/analysis'
import type { Block, FigureSpec } from '../../../contract/figure'
import { cellTable, closing, detailOf, figureBlocks, opening, paragraph, tableBlock } from '../../common/blocks'
import { absent, countOf, formatCount, formatFixed, formatInterval, formatNumber, formatP, formatPercent, formatPoints, listWords, pPhrase } from '../../common/format'
import type { ChartPoint, LevelChange } from './measure'
import type { Series } from './series'

/** A series with its chart, its trend and what is made of it. */
export interface Followed {
  readonly id: string
  readonly title: string
  readonly kind: Series['kind']
  readonly unit: Series['unit']
  readonly reference: number
  readonly sd: number
  readonly points: readonly ChartPoint[]
  readonly signal: number
  readonly tau: number | null
  readonly p: number | null
  readonly pAdjusted: number | null
  readonly windows: number
  readonly change: number | null
  readonly largestStep: number | null
  readonly level: (LevelChange & { readonly pAdjusted: number | null }) | null
  readonly delta: number
}

export interface Detail {
  readonly reference: string
  readonly windows: readonly string[]
  readonly alpha: number
  readonly minWindows: number
  readonly series: readonly Followed[]
}

/** A trend beyond chance and larger than what matters. */
export const slow = (series: Followed, detail: Detail): boolean => series.pAdjusted !== null && series.pAdjusted < detail.alpha && Math.abs(sizeOf(series)) > series.delta

/** Change in the unit of `delta`. */
const sizeOf = ({ change }: Followed): number => change ?? 0
const inSd = ({ unit }: Followed): boolean => unit === 'sd'
const changeText = (series: Followed): string => (series.change === null ? absent : inSd(series) ? `${formatFixed(series.change, 2)} SD` : formatPoints(series.change))
const levelText = (series: Followed, value: number | null): string => (series.unit === 'share' ? formatPercent(value) : formatNumber(value))
const course = (series: Followed): string => {
  const known = series.points.filter((point) => point.mean !== null)
  return known.length === 0 ? absent : `${levelText(series, known[0]!.mean)} → ${levelText(series, known.at(-1)!.mean)}`
}
/** Series whose level changes beyond chance (exploratory), clearest first. */
const changing = (detail: Detail): readonly Followed[] => detail.series.filter(({ level }) => level !== null && level.pAdjusted !== null && level.pAdjusted < exploratory).sort((a, b) => a.level!.p! - b.level!.p!)
const exploratory = 0.05
const levelsOf = (series: Followed): string => `${levelText(series, series.level!.before)} → ${levelText(series, series.level!.after)}`
const byTrend = (detail: Detail): readonly Followed[] => [...detail.series].sort((a, b) => (a.pAdjusted ?? 2) - (b.pAdjusted ?? 2) || Math.abs(b.tau ?? 0) - Math.abs(a.tau ?? 0))

export function headlineOf(detail: Detail): string {
  const tested = detail.series.filter((series) => series.pAdjusted !== null)
  const moving = byTrend(detail).filter((series) => slow(series, detail))
  const scope = `${countOf(tested.length, 'series', 'series')} over ${countOf(detail.windows.length, 'window')}, Mann–Kendall, Holm`
  if (moving.length > 0) return `Steady drift of ${listWords(moving.map((series) => `${series.title} (${course(series)})`))} (${scope}).`
  const signals = detail.series.filter((series) => series.signal >= 0)
  if (tested.length === 0) return `No trend is tested: no quantity is known in ${countOf(detail.minWindows, 'window')}.`
  return `No quantity drifts steadily by more than matters (${scope})${signals.length === 0 ? '' : `; ${countOf(signals.length, 'cumulative sum')} ${signals.length === 1 ? 'leaves its limit' : 'leave their limits'}`}${levelWords(detail)}.`
}

function levelWords(detail: Detail): string {
  const [first, ...others] = changing(detail)
  if (first === undefined) return ''
  return `; ${first.title} changes its level in ${detail.windows[first.level!.window]!} (${levelsOf(first)}, exploratory)${others.length === 0 ? '' : `, as ${others.length === 1 ? 'does' : 'do'} ${countOf(others.length, 'other')}`}`
}

export function valuesOf(detail: Detail): readonly NamedValue[] {
  return detail.series.flatMap((series): readonly NamedValue[] => [
    { id: `change/${series.id}`, label: `Change of ${series.title}, last third of the windows less the first`, value: series.change, n: series.windows, limit: series.delta, ...(inSd(series) ? { unit: 'SD' } : {}), verdict: series.pAdjusted === null ? 'described' : slow(series, detail) ? 'different' : 'inconclusive', tolerance: 1e-9 },
    { id: `tau/${series.id}`, label: `Kendall's tau of ${series.title} over the windows`, value: series.tau, n: series.windows },
    ...(series.level === null ? [] : [
      { id: `level-before/${series.id}`, label: `Level of ${series.title} before ${detail.windows[series.level.window]!}, where it changes most clearly`, value: series.level.before, tolerance: 1e-9 },
      { id: `level-after/${series.id}`, label: `Level of ${series.title} from ${detail.windows[series.level.window]!} on`, value: series.level.after, tolerance: 1e-9 },
    ]),
    { id: `signal/${series.id}`, label: `Windows until the cumulative sum of ${series.title} leaves its limit (none: it does not)`, value: series.signal < 0 ? null : series.signal + 1, n: series.windows },
  ])
}

export function findings(result: AnalysisResult): readonly FindingProposal[] {
  const detail = detailOf(result) as Detail
  return byTrend(detail).filter((series) => slow(series, detail)).map((series): FindingProposal => {
    const quiet = (series.largestStep ?? 0) < 3
    return {
      key: `trend/${series.id}`,
      title: `Steady drift of ${series.title}: ${course(series)} over ${countOf(series.windows, 'window')}`,
      severity: series.kind === 'score' || series.kind === 'outcome' ? 'high' : 'medium',
      condition: `From the first to the last third of ${countOf(series.windows, 'window')} ${series.title} changes by ${changeText(series)}, Kendall's tau ${formatFixed(series.tau, 2)}, adjusted ${pPhrase(series.pAdjusted)}; ${quiet ? 'no single step from one window to the next is as large as three standard errors' : `the largest single step is ${formatFixed(series.largestStep, 1)} standard errors`}${series.signal < 0 ? '' : `; the cumulative sum leaves its limit in ${detail.windows[series.signal]!}`}.`,
      criterion: `No trend beyond chance, or a change of at most ${inSd(series) ? `${formatNumber(series.delta)} SD` : formatPoints(series.delta)}.`,
      consequence: 'What moves steadily goes on moving: the model meets other cases each month, and limits checked window by window are passed late.',
      recommendation: 'Find the cause and say where it will end; set the next date of review by the speed of the drift, not by the calendar.',
      evidence: [`change/${series.id}`, `tau/${series.id}`],
    }
  })
}

export function figures(result: AnalysisResult): readonly FigureSpec[] {
  const detail = detailOf(result) as Detail
  const ranked = byTrend(detail)
  const always = ranked.filter((series) => series.kind === 'score' || series.kind === 'outcome')
  return [...new Set([...always, ...ranked.filter((series) => slow(series, detail))])].filter((series) => series.points.some((point) => point.mean !== null)).slice(0, 6).map((series) => chart(detail, series))
}

function chart(detail: Detail, series: Followed): FigureSpec {
  const outside = series.points.filter((point) => point.outside).length
  const name = `${series.title[0]!.toUpperCase()}${series.title.slice(1)}`
  return {
    id: `chart-${series.id}`,
    title: `${name}: ${course(series)}, ${countOf(outside, 'window')} outside three standard errors of ${detail.reference}`,
    alt: `${name} by window with control limits: ${series.points.map((point, index) => `${detail.windows[index]!} ${levelText(series, point.mean)}`).join('; ')}.`,
    plot: {
      x: { title: 'Window', scale: 'category', categories: detail.windows },
      y: { title: name },
      marks: [
        { mark: 'band', name: 'Control limits', x: detail.windows, low: series.points.map((point) => point.low), high: series.points.map((point) => point.high), tone: 'reference' },
        { mark: 'line', name: name, x: detail.windows, y: series.points.map((point) => point.mean), tone: 'current' },
        { mark: 'rule', name: detail.reference, y: series.reference, tone: 'reference' },
      ],
      aspect: 0.4,
    },
    table: cellTable(['Window', '>n', '>Value', '>Control limits', '>Cumulative up', '>Cumulative down'], series.points.map((point, index) => [detail.windows[index]!, formatCount(point.n), levelText(series, point.mean), formatInterval(point.low, point.high, (value) => levelText(series, value ?? null)), formatFixed(point.up, 1), formatFixed(point.down, 1)])),
  }
}

/** Series printed; the others are in the evidence. */
const most = 40
const mostLevels = 12

export function section(result: AnalysisResult): readonly Block[] {
  const detail = detailOf(result) as Detail
  return [
    ...opening(result),
    paragraph(`Reference: ${detail.reference}. Windows: ${listWords(detail.windows, 24)}. Error budget of this analysis: ${formatNumber(detail.alpha)}.`),
    ...figureBlocks(figures(result)),
    ...(detail.series.length === 0 ? [] : [tableBlock(detail.series.length > most ? `The ${String(most)} clearest trends of ${String(detail.series.length)}; all are in the evidence` : 'All series, clearest trend first', cellTable(
      ['Followed', '>Windows', '>First → last', '>Change', '>Matters above', '>Tau', '>p', '>Adjusted p', '>Largest step [SE]', 'Cumulative sum leaves its limit'],
      byTrend(detail).slice(0, most).map((series) => [series.title, formatCount(series.windows), course(series), changeText(series), inSd(series) ? `${formatNumber(series.delta)} SD` : formatPoints(series.delta), formatFixed(series.tau, 2), formatP(series.p), formatP(series.pAdjusted), formatFixed(series.largestStep, 1), series.signal < 0 ? 'no' : detail.windows[series.signal]!]),
    ))]),
    ...levelTable(detail),
    ...closing(result),
  ]
}

function levelTable(detail: Detail): readonly Block[] {
  const found = changing(detail)
  if (found.length === 0) return []
  return [tableBlock(found.length > mostLevels ? `The ${String(mostLevels)} clearest of ${String(found.length)} changes of level (exploratory); all are in the evidence` : 'Changes of level (exploratory)', cellTable(
    ['Followed', 'New level from', '>Before', '>After', '>p', '>Adjusted p'],
    found.slice(0, mostLevels).map((series) => [series.title, detail.windows[series.level!.window]!, levelText(series, series.level!.before), levelText(series, series.level!.after), formatP(series.level!.p), formatP(series.level!.pAdjusted)]),
  ))]
}
