import type { AnalysisResult, FindingProposal, NamedValue, Verdict } from '../../../contract/analysis'
import type { Block, FigureSpec } from '../../../contract/figure'
import { cellTable, closing, detailOf, figureBlocks, opening, paragraph, tableBlock } from '../../common/blocks'
import { absent, countOf, formatCount, formatFixed, formatInterval, formatNumber, formatP, formatPercent, listWords, pPhrase } from '../../common/format'
import type { PerformanceMeasure } from '../../common/performance-measures'
import type { Part } from '../concept/split'
import { harm, printChange } from '../performance/report'
import type { Estimate } from './expected'

/** One measure of one window without outcomes. */
export interface Estimated {
  readonly window: string
  readonly label: string
  readonly n: number
  /** From the window's own scores, recalibrated on the reference; null where refused. */
  readonly expected: Estimate | null
  /** From the reference's rows, reweighted to the window; null where refused. */
  readonly reweighted: Estimate | null
  /** What other cases alone do to the measure. */
  readonly cases: Part | null
  readonly pAdjusted: number | null
  readonly verdict: Verdict
}

export interface Followed {
  readonly id: PerformanceMeasure['id']
  readonly name: string
  readonly scale: PerformanceMeasure['scale']
  readonly worse: PerformanceMeasure['worse']
  readonly reference: number
  /** What matters, as a difference in the measure's own unit. */
  readonly delta: number
  readonly windows: readonly Estimated[]
  /** Windows with outcomes, on which the first way can be seen to hold or not. */
  readonly checks: readonly { readonly label: string; readonly seen: number; readonly expected: Estimate }[]
}

/** Whether the reference may stand for a window. */
export interface Advice {
  readonly window: string
  readonly label: string
  readonly effective: number
  readonly rows: number
  readonly largest: number
  readonly unsupported: number
  readonly beyond: readonly { readonly column: string; readonly share: number }[]
  readonly advice: string
}

export interface Detail {
  readonly reference: string
  readonly n: number
  readonly alpha: number
  readonly measures: readonly Followed[]
  readonly advice: readonly Advice[]
}

const print = ({ id }: Pick<Followed, 'id'>, value: number): string => (id === 'auc' ? formatFixed(value) : formatNumber(value))
const band = (measure: Followed, estimate: Estimate | null): string => (estimate === null ? 'refused' : `${print(measure, estimate.value)} ${formatInterval(estimate.low, estimate.high, (value) => print(measure, value!))}`)
const difference = { id: 'auc', scale: 'difference' } as const
const casesText = (part: Part): string => `${printChange(difference, part.estimate)} ${formatInterval(part.low, part.high, (value) => printChange(difference, value!))}`

/** Significant, for the worse and larger than what matters. */
export const lost = (measure: Followed, window: Estimated, alpha: number): boolean => window.pAdjusted !== null && window.pAdjusted < alpha && harm(measure, window.cases!.estimate) > measure.delta

export function headlineOf(detail: Detail): string {
  const [first] = detail.measures
  const estimates = first?.windows.flatMap((window) => (window.expected ?? window.reweighted) === null ? [] : [{ window, estimate: (window.expected ?? window.reweighted)! }]) ?? []
  if (first === undefined || estimates.length === 0) return 'Performance cannot be estimated for any window without outcomes: they overlap too little with the reference.'
  const worst = estimates.reduce((most, each) => (harm(first, each.estimate.value) > harm(first, most.estimate.value) ? each : most))
  const affected = detail.measures.flatMap((measure) => measure.windows.filter((window) => lost(measure, window, detail.alpha)).map((window) => `${measure.name} in ${window.label} (${casesText(window.cases!)})`))
  const own = `${first.name} of ${detail.reference}: ${print(first, first.reference)}`
  const text = estimates.length === 1
    ? `${first.name} in ${worst.window.label}, a window without outcomes, is expected at ${band(first, worst.estimate)} (${own})`
    : `${first.name} in ${countOf(estimates.length, 'window')} without outcomes is expected at ${print(first, Math.min(...estimates.map(({ estimate }) => estimate.value)))} to ${print(first, Math.max(...estimates.map(({ estimate }) => estimate.value)))} (${own}), worst in ${worst.window.label}: ${band(first, worst.estimate)}`
  return affected.length === 0 ? `${text}; if outcomes still follow the score.` : `${text}; the cases alone cost ${listWords(affected)}.`
}

export function valuesOf(detail: Detail): readonly NamedValue[] {
  return [
    ...detail.measures.flatMap((measure): readonly NamedValue[] => [
      { id: `${measure.id}/reference`, label: `${measure.name}, ${detail.reference}`, value: measure.reference, n: detail.n, tolerance: 1e-10 },
      ...measure.windows.flatMap((window): readonly NamedValue[] => [
        ...(window.expected === null ? [] : [{ id: `${measure.id}-expected/${window.window}`, label: `${measure.name} expected from the scores, ${window.label} (band for what will be seen)`, value: window.expected.value, low: window.expected.low, high: window.expected.high, n: window.n, tolerance: 1e-6 }]),
        ...(window.reweighted === null ? [] : [{ id: `${measure.id}-reweighted/${window.window}`, label: `${measure.name} of ${detail.reference} reweighted to ${window.label} (band for what will be seen)`, value: window.reweighted.value, low: window.reweighted.low, high: window.reweighted.high, n: window.n, tolerance: 1e-6 }]),
        ...(window.cases === null ? [] : [{ id: `${measure.id}-cases/${window.window}`, label: `Change of ${measure.name} that other cases alone bring, ${window.label}`, value: window.cases.estimate, low: window.cases.low, high: window.cases.high, n: window.n, limit: measure.delta, verdict: window.verdict, tolerance: 1e-6 }]),
      ]),
    ]),
    ...detail.advice.flatMap((each): readonly NamedValue[] => [
      { id: `effective/${each.window}`, label: `Effective rows of ${detail.reference} reweighted to ${each.label}`, value: each.effective, n: each.rows, tolerance: 1e-6 },
      { id: `unsupported/${each.window}`, label: `Share of ${each.label} beyond the values of ${detail.reference}`, value: each.unsupported, tolerance: 1e-12 },
    ]),
  ]
}

export function findings(result: AnalysisResult): readonly FindingProposal[] {
  const detail = detailOf(result) as Detail
  return detail.measures.flatMap((measure): readonly FindingProposal[] => {
    const affected = measure.windows.filter((window) => lost(measure, window, detail.alpha))
    if (affected.length === 0) return []
    const worst = affected.reduce((most, each) => (harm(measure, each.cases!.estimate) > harm(measure, most.cases!.estimate) ? each : most))
    return [{
      key: `expected-${measure.id}`,
      title: `${measure.name} is expected to worsen with the cases of ${worst.label}: ${print(measure, measure.reference)} in ${detail.reference}, ${band(measure, worst.reweighted)} expected`,
      severity: harm(measure, worst.cases!.estimate) > 2 * measure.delta ? 'high' : 'medium',
      condition: `Outcomes of ${worst.label} are not known. ${detail.reference} reweighted to its cases has ${measure.name} ${band(measure, worst.reweighted)}, ${casesText(worst.cases!)} against ${detail.reference} as it is, adjusted ${pPhrase(worst.pAdjusted)}; expected from the scores: ${band(measure, worst.expected)}.`,
      criterion: `A loss of at most ${formatNumber(measure.delta)} by other cases, or no significant one after Holm's adjustment.`,
      consequence: 'Before any outcome is known, the model can be expected to do worse on the cases that it meets now.',
      recommendation: 'Have outcomes of these cases collected first, and set limits by the expected performance until they are there.',
      evidence: [`${measure.id}/reference`, ...affected.flatMap((window) => [`${measure.id}-cases/${window.window}`, `${measure.id}-reweighted/${window.window}`])],
    }]
  })
}

export function figures(result: AnalysisResult): readonly FigureSpec[] {
  const detail = detailOf(result) as Detail
  const measure = detail.measures.find((each) => each.windows.some((window) => lost(each, window, detail.alpha))) ?? detail.measures[0]
  const known = measure?.windows.filter((window) => window.expected !== null || window.reweighted !== null) ?? []
  if (measure === undefined || known.length === 0) return []
  const marks = (name: string, of: (window: Estimated) => Estimate | null, tone: 'group-1' | 'group-2'): FigureSpec['plot']['marks'][number] => ({
    mark: 'intervals', name, x: known.map((window) => window.label), y: known.map((window) => of(window)?.value ?? null), low: known.map((window) => of(window)?.low ?? null), high: known.map((window) => of(window)?.high ?? null), tone,
  })
  return [{
    id: 'expected',
    title: headlineOf(detail),
    alt: `${measure.name} expected without outcomes, with its band, by window: ${known.map((window) => `${window.label} from scores ${band(measure, window.expected)}, reweighted ${band(measure, window.reweighted)}`).join('; ')}.`,
    plot: {
      x: { title: 'Window', scale: 'category', categories: known.map((window) => window.label) },
      y: { title: measure.name },
      marks: [
        ...(known.some((window) => window.expected !== null) ? [marks('From the scores', (window) => window.expected, 'group-1')] : []),
        ...(known.some((window) => window.reweighted !== null) ? [marks('Reference reweighted', (window) => window.reweighted, 'group-2')] : []),
        { mark: 'rule', name: detail.reference, y: measure.reference, tone: 'reference' },
      ],
      aspect: 0.4,
    },
    table: cellTable(['Window', '>n', '>From the scores', '>Reference reweighted'], known.map((window) => [window.label, formatCount(window.n), band(measure, window.expected), band(measure, window.reweighted)])),
  }]
}

/** Rows printed; all are in the evidence. */
const most = 12

export function section(result: AnalysisResult): readonly Block[] {
  const detail = detailOf(result) as Detail
  const rows = detail.measures.flatMap((measure) => measure.windows.map((window) => ({ measure, window })))
  const shown = rows.slice(0, most)
  const advice = detail.advice.slice(0, most)
  const checks = detail.measures.filter((measure) => measure.checks.length > 0).map((measure) => {
    const held = measure.checks.filter(({ seen, expected }) => seen >= expected.low && seen <= expected.high).length
    return `${measure.name} in ${String(held)} of ${countOf(measure.checks.length, 'window')}`
  })
  return [
    ...opening(result),
    paragraph(`Reference: ${detail.reference}, ${countOf(detail.n, 'row')} with outcomes. Error budget of this analysis: ${formatNumber(detail.alpha)}.${checks.length === 0 ? '' : ` Where outcomes are known, the estimate from the scores held what was seen: ${checks.join(', ')} within the 95 % band.`}`),
    ...figureBlocks(figures(result)),
    ...(shown.length === 0 ? [] : [tableBlock(`Performance without outcomes, with 95 % bands for what will be seen${shown.length < rows.length ? `; ${String(shown.length)} of ${String(rows.length)} rows, all are in the evidence` : ''}`, cellTable(
      ['Measure', 'Window', '>n', '>Reference', '>From the scores', '>Reference reweighted', '>Other cases alone', '>Adjusted p'],
      shown.map(({ measure, window }) => [measure.name, window.label, formatCount(window.n), print(measure, measure.reference), band(measure, window.expected), band(measure, window.reweighted), window.cases === null ? absent : casesText(window.cases), formatP(window.pAdjusted)]),
    ))]),
    ...(advice.length === 0 ? [] : [tableBlock(`May ${detail.reference} stand for a window?${advice.length < detail.advice.length ? ` ${String(advice.length)} of ${String(detail.advice.length)} windows, all are in the evidence` : ''}`, cellTable(
      ['Window', '>Effective rows', '>Of', '>Largest weight', '>Beyond the reference', 'Advice'],
      advice.map((each) => [each.label, formatCount(each.effective), formatCount(each.rows), formatPercent(each.largest, 2), formatPercent(each.unsupported), each.advice]),
    ))]),
    ...closing(result),
  ]
}
