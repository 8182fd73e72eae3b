import type { AnalysisResult, FindingProposal, NamedValue } from '../../../contract/analysis'
import type { Block, FigureSpec } from '../../../contract/figure'
import type { Task } from '../../../contract/model'
import { cellTable, closing, detailOf, figureBlocks, opening, paragraph, tableBlock } from '../../common/blocks'
import { idPart } from '../../common/datasets'
import { countOf, formatCount, formatFixed, formatInterval, formatNumber, formatP, formatPercent, pPhrase } from '../../common/format'
import type { Confirmation } from './confirm'
import type { ErrorKind } from './row-error'

/** A slice that was found on one half and put to the test on the other. */
export interface Slice extends Confirmation {
  readonly kind: ErrorKind
  readonly conditions: readonly string[]
  readonly foundN: number
  readonly foundZ: number
  readonly pAdjusted: number
  readonly confirmed: boolean
}

export interface Detail {
  readonly dataset: string
  readonly task: Task
  readonly alpha: number
  readonly delta: number
  readonly columns: number
  readonly maxConditions: number
  readonly searchRows: number
  readonly confirmRows: number
  readonly minSize: number
  readonly slices: readonly Slice[]
}

export const sliceId = (kind: ErrorKind, conditions: readonly string[]): string => `${kind === 'loss' ? 'slice' : 'slice-too-high'}/${idPart(conditions.join(' and '))}`

const where = (slice: Slice): string => slice.conditions.join(' and ')
/** How wrong the model is there, in the unit a reader knows: the rate, the root mean squared error, or the share of wrong classes. */
function outcomeWords(detail: Detail, slice: Slice): string {
  if (detail.task === 'binary') return `${formatPercent(slice.observed)} observed where the score says ${formatPercent(slice.predicted)}`
  if (detail.task === 'multiclass') return `${formatPercent(1 - slice.observed)} of the classes wrong against ${formatPercent(1 - slice.observedElsewhere)} elsewhere`
  return `RMSE ${formatNumber(Math.sqrt(slice.inside))} against ${formatNumber(Math.sqrt(slice.outside))} elsewhere (mean outcome ${formatNumber(slice.observed)}, predicted ${formatNumber(slice.predicted)})`
}
const errorName = (slice: Slice): string => (slice.kind === 'loss' ? 'error' : 'score less outcome')
const effectWords = (slice: Slice): string => `${errorName(slice)} ${formatFixed(slice.effect, 2)} ${formatInterval(slice.low, slice.high, (value) => formatFixed(value, 2))} standard deviations above that of other rows`

export function headlineOf(detail: Detail): string {
  const scope = `${countOf(detail.columns, 'column')}, up to ${countOf(detail.maxConditions, 'condition')}, at least ${countOf(detail.minSize, 'row')} of ${formatCount(detail.searchRows)}`
  const confirmed = detail.slices.filter((slice) => slice.confirmed)
  if (confirmed.length > 0) {
    const worst = confirmed.reduce((most, slice) => (slice.effect > most.effect ? slice : most))
    return `${countOf(confirmed.length, 'slice')} of ${formatCount(detail.slices.length)} found ${confirmed.length === 1 ? 'shows' : 'show'} again on rows not searched: worst where ${where(worst)} (n ${formatCount(worst.n)}), ${outcomeWords(detail, worst)}, ${effectWords(worst)}, adjusted ${pPhrase(worst.pAdjusted)} (${scope}).`
  }
  return detail.slices.length === 0
    ? `No slice of ${detail.dataset} stands out enough to be tested (${scope}).`
    : `No slice of ${detail.dataset} is confirmed: ${countOf(detail.slices.length, 'was', 'were')} found on one half and none shows again on the other (${scope}).`
}

export function valuesOf(detail: Detail): readonly NamedValue[] {
  return detail.slices.flatMap((slice): readonly NamedValue[] => [
    { id: sliceId(slice.kind, slice.conditions), label: `Mean ${errorName(slice)} where ${where(slice)} less that of other rows, half not searched`, value: slice.effect, low: slice.low, high: slice.high, n: slice.n, unit: 'SD', limit: detail.delta, verdict: slice.confirmed ? 'different' : 'inconclusive', tolerance: 1e-9 },
    { id: `${sliceId(slice.kind, slice.conditions)}/observed`, label: `${detail.task === 'multiclass' ? 'Share of right classes' : 'Mean outcome'} where ${where(slice)}`, value: slice.observed, n: slice.n, tolerance: 1e-12 },
    { id: `${sliceId(slice.kind, slice.conditions)}/predicted`, label: `${detail.task === 'multiclass' ? 'Mean log loss above what the probabilities expect' : 'Mean score'} where ${where(slice)}`, value: slice.predicted, n: slice.n, tolerance: 1e-12 },
    ...(detail.task !== 'regression' ? [] : [
      { id: `${sliceId(slice.kind, slice.conditions)}/inside`, label: `Mean squared error where ${where(slice)}`, value: slice.inside, n: slice.n, tolerance: 1e-9 },
      { id: `${sliceId(slice.kind, slice.conditions)}/outside`, label: `Mean squared error of the other rows`, value: slice.outside, n: detail.confirmRows - slice.n, tolerance: 1e-9 },
    ]),
  ])
}

export function findings(result: AnalysisResult): readonly FindingProposal[] {
  const detail = detailOf(result) as Detail
  const bad = detail.slices.filter((slice) => slice.confirmed && slice.effect > detail.delta)
  // A slice inside a confirmed one is the same problem told more narrowly.
  const within = (slice: Slice): boolean => bad.some((wider) => wider !== slice && wider.kind === slice.kind && wider.conditions.every((condition) => slice.conditions.includes(condition)))
  return bad.filter((slice) => !within(slice)).map((slice): FindingProposal => ({
    key: sliceId(slice.kind, slice.conditions),
    title: `The ${slice.kind === 'loss' ? 'model is off' : 'score is too high'} where ${where(slice)}: ${outcomeWords(detail, slice)}`,
    severity: slice.low > detail.delta ? 'high' : 'medium',
    condition: `On ${countOf(slice.n, 'row')} of the half of ${detail.dataset} that was not searched: ${outcomeWords(detail, slice)}; ${effectWords(slice)}, adjusted ${pPhrase(slice.pAdjusted)} over ${countOf(detail.slices.length, 'slice')} put to the test.`,
    criterion: `No slice of at least ${countOf(detail.minSize, 'row')} whose error, or whose score less outcome, lies more than ${formatNumber(detail.delta)} standard deviations above that of other rows.`,
    consequence: 'Decisions on these cases rest on a score that is wrong for them, which the figures for the whole population do not show.',
    recommendation: 'Find out what these cases have in common that the model does not know; restrict its use for them, or refit and test on new rows.',
    evidence: [sliceId(slice.kind, slice.conditions), `${sliceId(slice.kind, slice.conditions)}/observed`, `${sliceId(slice.kind, slice.conditions)}/predicted`],
  }))
}

export function figures(result: AnalysisResult): readonly FigureSpec[] {
  const detail = detailOf(result) as Detail
  if (detail.slices.length === 0) return []
  const names = detail.slices.map((slice) => `${where(slice)}${slice.kind === 'loss' ? '' : ', scored too high'}`)
  const confirmed = detail.slices.filter((slice) => slice.confirmed).length
  return [{
    id: 'slices',
    title: `${formatCount(confirmed)} of ${countOf(detail.slices.length, 'found slice')} confirmed on rows not searched`,
    alt: `Excess error of each slice on the half not searched, with 95 % interval: ${detail.slices.map((slice) => `${where(slice)} ${formatFixed(slice.effect, 2)}`).join('; ')}.`,
    plot: {
      x: { title: 'Error above that of other rows [SD]' },
      y: { title: '', scale: 'category', categories: names },
      marks: [
        { mark: 'intervals', name: 'Half not searched', x: detail.slices.map((slice) => slice.effect), y: names, low: detail.slices.map((slice) => slice.low), high: detail.slices.map((slice) => slice.high), tone: 'current', horizontal: true },
        { mark: 'rule', name: 'Matters above', x: detail.delta, tone: 'limit' },
      ],
      aspect: Math.min(1, 0.25 + 0.08 * names.length),
    },
    table: cellTable(['Slice', '>n', '>Excess [SD]', '>95 % interval'], detail.slices.map((slice, index) => [names[index]!, formatCount(slice.n), formatFixed(slice.effect, 2), formatInterval(slice.low, slice.high, (value) => formatFixed(value, 2))])),
  }]
}

export function section(result: AnalysisResult): readonly Block[] {
  const detail = detailOf(result) as Detail
  const share = (value: number): string => (detail.task === 'binary' ? formatPercent(value) : formatNumber(value))
  return [
    ...opening(result),
    paragraph(`Found on ${countOf(detail.searchRows, 'row')} of ${detail.dataset}, judged on the other ${formatCount(detail.confirmRows)}. Error budget of this analysis: ${formatNumber(detail.alpha)}.`),
    ...figureBlocks(figures(result)),
    ...(detail.slices.length === 0 ? [] : [tableBlock('Slices put to the test, all figures from the half not searched but the z they were found with', cellTable(
      ['Slice', 'Wrong by', '>z when found', '>n', detail.task === 'multiclass' ? '>Right classes' : '>Observed', detail.task === 'multiclass' ? '>Log loss above expectation' : '>Predicted', '>Excess [SD]', '>95 % interval', '>Shrunk', '>p', '>Adjusted p', 'Confirmed'],
      detail.slices.map((slice) => [where(slice), errorName(slice), formatFixed(slice.foundZ, 1), formatCount(slice.n), detail.task === 'multiclass' ? formatPercent(slice.observed) : share(slice.observed), share(slice.predicted), formatFixed(slice.effect, 2), formatInterval(slice.low, slice.high, (value) => formatFixed(value, 2)), formatFixed(slice.shrunk, 2), formatP(slice.p), formatP(slice.pAdjusted), slice.confirmed ? 'yes' : 'no']),
    ))]),
    ...closing(result),
  ]
}
