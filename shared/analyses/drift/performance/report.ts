import type { AnalysisResult, FindingProposal, NamedValue } from '../../../contract/analysis'
import type { Block, FigureSpec } from '../../../contract/figure'
import { cellTable, closing, detailOf, figureBlocks, opening, paragraph, tableBlock } from '../../common/blocks'
import { countOf, formatCount, formatFixed, formatInterval, formatNumber, formatP, formatPercent, formatPointLimit, formatPoints, listWords, pAgainst, pPhrase } from '../../common/format'
import type { PerformanceMeasure } from '../../common/performance-measures'
import type { JudgedChange, Level } from './measure'

/** What is printed of one measure. */
export interface Followed {
  readonly id: PerformanceMeasure['id']
  readonly name: string
  readonly scale: PerformanceMeasure['scale']
  readonly worse: PerformanceMeasure['worse']
  /** Deciding measures are in the confirmatory family; the others are looked at beside them. */
  readonly deciding: boolean
  readonly delta: number
  readonly reference: Level
  readonly changes: readonly JudgedChange[]
}

export interface Detail {
  readonly reference: string
  readonly n: number
  readonly events: number | null
  readonly alpha: number
  readonly measures: readonly Followed[]
}

type Measure = Pick<Followed, 'id' | 'scale'>

const sign = (text: string, value: number): string => (value > 0 ? `+${text}` : text)
export const printChange = ({ id, scale }: Measure, value: number): string => id === 'wrong' ? formatPoints(value) : sign(scale === 'ratio' ? formatPercent(value) : id === 'bias' ? formatNumber(value) : formatFixed(value), value)
const printLevel = ({ id }: Measure, value: number): string => (id === 'auc' ? formatFixed(value) : id === 'wrong' ? formatPercent(value) : formatNumber(value))
const level = (measure: Measure, at: Level): string => `${printLevel(measure, at.value)} ${formatInterval(at.low, at.high, (value) => printLevel(measure, value!))}`
const change = (measure: Measure, at: JudgedChange): string => `${printChange(measure, at.change)} ${formatInterval(at.low, at.high, (value) => printChange(measure, value!))}`

/** How far the change goes the wrong way; a bias is wrong both ways. */
export const harm = ({ worse }: Pick<Followed, 'worse'>, value: number): number => (worse === 'lower' ? -value : worse === 'higher' ? value : Math.abs(value))

/** Deciding, significant after Holm, worse, and by more than what matters. */
export const worsened = (measure: Followed, at: JudgedChange, alpha: number): boolean => measure.deciding && at.pAdjusted < alpha && harm(measure, at.change) > at.delta

const worstOf = (measure: Followed, changes: readonly JudgedChange[]): JudgedChange => changes.reduce((most, each) => (harm(measure, each.change) > harm(measure, most.change) ? each : most))

export function headlineOf(detail: Detail): string {
  const deciding = detail.measures.filter((measure) => measure.deciding && measure.changes.length > 0)
  if (deciding.length === 0) return 'No production window has enough outcomes to compare performance.'
  const windows = Math.max(...deciding.map((measure) => measure.changes.length))
  const affected = deciding.flatMap((measure) => {
    const changes = measure.changes.filter((each) => worsened(measure, each, detail.alpha))
    return changes.length === 0 ? [] : [{ measure, changes }]
  })
  if (affected.length === 0) {
    const [first] = deciding
    const worst = worstOf(first!, first!.changes)
    const open = deciding.flatMap((measure) => measure.changes).filter((each) => each.verdict !== 'equivalent').length
    return `${open === 0 ? 'Performance did not change by as much as matters' : 'Performance is not shown to have worsened by more than matters, nor ruled out to have'} in ${countOf(windows, 'window')} with outcomes; furthest: ${first!.name} ${printLevel(first!, worst.level.value)} in ${worst.label} against ${printLevel(first!, first!.reference.value)} in ${detail.reference} (${change(first!, worst)}, ${pAgainst(worst.pAdjusted, detail.alpha)}).`
  }
  return `Performance worsened: ${affected.map(({ measure, changes }) => {
    const worst = worstOf(measure, changes)
    return `${measure.name} in ${String(changes.length)} of ${countOf(measure.changes.length, 'window')}, ${printLevel(measure, measure.reference.value)} in ${detail.reference} and ${printLevel(measure, worst.level.value)} in ${worst.label} (${change(measure, worst)}, adjusted ${pPhrase(worst.pAdjusted)})`
  }).join('; ')}.`
}

export function valuesOf(detail: Detail): readonly NamedValue[] {
  return detail.measures.flatMap((measure): readonly NamedValue[] => [
    { id: `${measure.id}/reference`, label: `${measure.name}, ${detail.reference}`, value: measure.reference.value, low: measure.reference.low, high: measure.reference.high, n: detail.n, tolerance: 1e-10 },
    ...measure.changes.flatMap((each): readonly NamedValue[] => [
      { id: `${measure.id}/${each.window}`, label: `${measure.name}, ${each.label}`, value: each.level.value, low: each.level.low, high: each.level.high, n: each.n, tolerance: 1e-10 },
      { id: `${measure.id}-change/${each.window}`, label: `${measure.name} of ${each.label} ${measure.scale === 'ratio' ? 'over' : 'less'} that of ${detail.reference}${measure.scale === 'ratio' ? ', less 1' : ''}`, value: each.change, low: each.low, high: each.high, n: each.n, limit: each.delta, verdict: each.verdict, tolerance: 1e-9 },
    ]),
  ])
}

export function findings(result: AnalysisResult): readonly FindingProposal[] {
  const detail = detailOf(result) as Detail
  const hit = detail.measures.flatMap((measure) => {
    const affected = measure.changes.filter((each) => worsened(measure, each, detail.alpha))
    return affected.length === 0 ? [] : [{ measure, affected, worst: worstOf(measure, affected) }]
  })
  const first = hit[0]
  if (first === undefined) return []
  const windows = new Set(hit.flatMap(({ affected }) => affected.map((each) => each.window))).size
  const text = ({ measure, worst, affected }: (typeof hit)[number]): string => `${measure.name} of ${worst.label} is ${level(measure, worst.level)} on ${countOf(worst.n, 'row')}, ${change(measure, worst)} against ${detail.reference} (${level(measure, measure.reference)}, n ${formatCount(detail.n)}), adjusted ${pPhrase(worst.pAdjusted)}; ${String(affected.length)} of ${countOf(measure.changes.length, 'window')} with outcomes ${affected.length === 1 ? 'is' : 'are'} affected.`
  // One problem seen by several measures is one finding: the first measure names it, the others stand in its condition.
  return [{
    key: 'performance',
    title: `${first.measure.name} ${first.measure.worse === 'either' ? 'moved' : 'worsened'} in production: ${printLevel(first.measure, first.measure.reference.value)} in ${detail.reference}, ${printLevel(first.measure, first.worst.level.value)} in ${first.worst.label}`,
    severity: hit.some(({ measure, worst }) => harm(measure, worst.change) > 2 * worst.delta) ? 'high' : 'medium',
    condition: hit.map(text).join(' '),
    criterion: `A change for the worse of at most ${listWords(hit.map(({ measure, worst }) => `${measure.scale === 'ratio' ? formatPercent(worst.delta) : measure.id === 'wrong' ? formatPointLimit(worst.delta) : formatNumber(worst.delta)} (${measure.name})`))}, or no significant one after Holm's adjustment.`,
    consequence: `The model no longer performs in ${windows === 1 ? 'this window' : `these ${countOf(windows, 'window')}`} as it did when it was tested; what rests on its figures (limits, prices, provisions, intervals) rests on figures that do not hold.`,
    recommendation: 'See in the concept drift analysis how much of it is another population and how much another relation; recalibrate or redevelop accordingly, and look again with the next outcomes.',
    evidence: hit.flatMap(({ measure, affected }) => [`${measure.id}/reference`, ...affected.flatMap((each) => [`${measure.id}/${each.window}`, `${measure.id}-change/${each.window}`])]),
  }]
}

export function figures(result: AnalysisResult): readonly FigureSpec[] {
  const detail = detailOf(result) as Detail
  const followed = detail.measures.filter((measure) => measure.deciding && measure.changes.length > 0)
  const affected = followed.filter((measure) => measure.changes.some((each) => worsened(measure, each, detail.alpha)))
  return (affected.length > 0 ? affected : followed.slice(0, 1)).map((measure) => {
    const windows = measure.changes.map((each) => each.label)
    const outside = measure.changes.filter((each) => each.outside).length
    return {
      id: `course-${measure.id}`,
      title: `${measure.name}: ${printLevel(measure, measure.reference.value)} in ${detail.reference}, ${outside === 0 ? 'no window' : countOf(outside, 'window')} outside the control limits`,
      alt: `${measure.name} with 95 % interval by window and control limits: ${measure.changes.map((each) => `${each.label} ${level(measure, each.level)}`).join('; ')}.`,
      plot: {
        x: { title: 'Window', scale: 'category', categories: windows },
        y: { title: measure.name },
        marks: [
          { mark: 'band', name: 'Control limits', x: windows, low: measure.changes.map((each) => each.limits.low), high: measure.changes.map((each) => each.limits.high), tone: 'reference' },
          { mark: 'intervals', name: 'Window, 95 %', x: windows, y: measure.changes.map((each) => each.level.value), low: measure.changes.map((each) => each.level.low), high: measure.changes.map((each) => each.level.high), tone: 'current' },
          { mark: 'rule', name: detail.reference, y: measure.reference.value, tone: 'reference' },
        ],
        aspect: 0.4,
      },
      table: cellTable(['Window', '>n', `>${measure.name}`, '>Control limits', 'Outside'], measure.changes.map((each) => [each.label, formatCount(each.n), level(measure, each.level), formatInterval(each.limits.low, each.limits.high, (value) => printLevel(measure, value!)), each.outside ? 'yes' : 'no'])),
    } satisfies FigureSpec
  })
}

/** Windows printed; all are in the evidence. */
const most = 12

export function section(result: AnalysisResult): readonly Block[] {
  const detail = detailOf(result) as Detail
  const rows = detail.measures.flatMap((measure) => measure.changes.map((each) => ({ measure, each })))
  const shown = rows.length <= most ? rows : [...rows].sort((a, b) => Number(b.measure.deciding) - Number(a.measure.deciding) || a.each.pAdjusted - b.each.pAdjusted || harm(b.measure, b.each.change) - harm(a.measure, a.each.change)).slice(0, most)
  return [
    ...opening(result),
    paragraph(`Reference: ${detail.reference}, ${countOf(detail.n, 'row')}${detail.events === null ? '' : ` with ${countOf(detail.events, 'event')}`}; ${detail.measures.map((measure) => `${measure.name} ${level(measure, measure.reference)}`).join(', ')}. Error budget of this analysis: ${formatNumber(detail.alpha)}.`),
    ...figureBlocks(figures(result)),
    ...(shown.length === 0 ? [] : [tableBlock(rows.length <= most ? 'Every measure and window' : `The ${String(most)} clearest changes of ${String(rows.length)}; all are in the evidence`, cellTable(
      ['Measure', 'Window', '>n', '>Value, 95 %', '>Change, 95 %', '>Matters beyond', '>Adjusted p', 'Verdict'],
      shown.map(({ measure, each }) => [measure.deciding ? measure.name : `${measure.name} (exploratory)`, each.label, formatCount(each.n), level(measure, each.level), change(measure, each), measure.scale === 'ratio' ? formatPercent(each.delta, 0) : formatNumber(each.delta), formatP(each.pAdjusted), each.verdict]),
    ))]),
    ...closing(result),
  ]
}
