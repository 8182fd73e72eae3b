import type { AnalysisResult, FindingProposal, NamedValue, Verdict } from '../../../contract/analysis'
import type { Block, FigureSpec } from '../../../contract/figure'
import { cellTable, closing, detailOf, figureBlocks, opening, paragraph, tableBlock } from '../../common/blocks'
import { countOf, formatCount, formatFixed, formatInterval, formatNumber, formatP, formatPercent, formatPoints, pAgainst, pPhrase } from '../../common/format'
import type { Relation, Shift } from './relation'
import type { Part, Split } from './split'

export interface JudgedRelation extends Relation {
  readonly key: string
  readonly label: string
  readonly n: number
  readonly events: number
  readonly pAdjusted: number
  /** What matters, in the unit of the outcome. */
  readonly delta: number
  readonly verdict: Verdict
}

export interface WindowSplit {
  readonly key: string
  readonly label: string
  readonly effective: number
  readonly rowsReference: number
  readonly rowsWindow: number
  readonly measures: readonly { readonly id: string; readonly name: string; readonly split: Split }[]
}

export interface Detail {
  readonly reference: string
  readonly n: number
  readonly binary: boolean
  readonly alpha: number
  readonly relations: readonly JudgedRelation[]
  readonly splits: readonly WindowSplit[]
}

const places: Readonly<Record<Shift['at'], string>> = { mean: 'on average', low: 'at low scores', high: 'at high scores' }
const print = (detail: Detail, value: number): string => (detail.binary ? formatPoints(value) : formatNumber(value))
const printLevel = (detail: Detail, value: number): string => (detail.binary ? formatPercent(value) : formatNumber(value))
const shiftText = (detail: Detail, shift: Shift): string => `${print(detail, shift.estimate)} ${formatInterval(shift.low, shift.high, (value) => print(detail, value!))}`
export const largest = ({ shifts }: Pick<Relation, 'shifts'>): Shift => shifts.reduce((most, each) => (Math.abs(each.estimate) > Math.abs(most.estimate) ? each : most))
const shiftAt = (relation: Relation, at: Shift['at']): Shift => relation.shifts.find((shift) => shift.at === at)!

/** Significant after Holm, and larger somewhere than what matters. */
export const moved = (relation: JudgedRelation, alpha: number): boolean => relation.pAdjusted < alpha && Math.abs(largest(relation).estimate) > relation.delta

const strongest = (relations: readonly JudgedRelation[]): JudgedRelation => relations.reduce((most, each) => (Math.abs(largest(each).estimate) > Math.abs(largest(most).estimate) ? each : most))
const atSameScores = (detail: Detail, relation: JudgedRelation): string => `${detail.binary ? 'the event rate' : 'the mean outcome'} in ${relation.label} is ${printLevel(detail, relation.observed)}, at the same scores it was ${printLevel(detail, relation.expected)} in ${detail.reference}`

export function headlineOf(detail: Detail): string {
  if (detail.relations.length === 0) return 'No production window has enough outcomes to test how they follow the score.'
  const affected = detail.relations.filter((relation) => moved(relation, detail.alpha))
  const worst = strongest(affected.length > 0 ? affected : detail.relations)
  const text = `${atSameScores(detail, worst)}; largest shift ${shiftText(detail, largest(worst))} ${places[largest(worst).at]} (${pAgainst(worst.pAdjusted, detail.alpha)})`
  return affected.length === 0
    ? `Outcomes follow the score as in ${detail.reference}, as far as ${countOf(detail.relations.length, 'window')} can tell; furthest: ${text}.`
    : `Outcomes follow the score otherwise in ${String(affected.length)} of ${countOf(detail.relations.length, 'window')}: ${text}.`
}

export function valuesOf(detail: Detail): readonly NamedValue[] {
  return [
    ...detail.relations.flatMap((relation): readonly NamedValue[] => [
      { id: `observed/${relation.key}`, label: `${detail.binary ? 'Event rate' : 'Mean outcome'}, ${relation.label}`, value: relation.observed, n: relation.n, tolerance: 1e-10 },
      { id: `expected/${relation.key}`, label: `${detail.binary ? 'Event rate' : 'Mean outcome'} that the relation of ${detail.reference} gives at the scores of ${relation.label}`, value: relation.expected, n: relation.n, tolerance: 1e-6 },
      ...relation.shifts.map((shift): NamedValue => ({ id: `shift-${shift.at}/${relation.key}`, label: `Outcome at the same score, ${relation.label} less ${detail.reference}, ${places[shift.at]}`, value: shift.estimate, low: shift.low, high: shift.high, n: relation.n, limit: relation.delta, verdict: relation.verdict, tolerance: 1e-6 })),
    ]),
    ...detail.splits.flatMap((window): readonly NamedValue[] => [
      { id: `effective/${window.key}`, label: `Effective rows of ${detail.reference} reweighted to ${window.label}`, value: window.effective, n: window.rowsReference, tolerance: 1e-6 },
      ...window.measures.flatMap(({ id, name, split }): readonly NamedValue[] => (['total', 'cases', 'relation'] as const).map((part) => ({ id: `${part}-${id}/${window.key}`, label: `Change of ${name} in ${window.label}${part === 'total' ? '' : part === 'cases' ? ', from other cases' : ', from another relation'}`, value: split[part].estimate, low: split[part].low, high: split[part].high, n: window.rowsWindow, tolerance: 1e-6 }))),
    ]),
  ]
}

export function findings(result: AnalysisResult): readonly FindingProposal[] {
  const detail = detailOf(result) as Detail
  const affected = detail.relations.filter((relation) => moved(relation, detail.alpha))
  if (affected.length === 0) return []
  const worst = strongest(affected)
  const shift = largest(worst)
  return [{
    key: 'relation',
    title: `Outcomes no longer follow the score as in ${detail.reference}: ${print(detail, shift.estimate)} ${places[shift.at]} in ${worst.label}`,
    severity: Math.abs(shift.estimate) > 2 * worst.delta ? 'high' : 'medium',
    condition: `At the same scores ${detail.binary ? 'events are' : 'outcomes lie'} ${worst.shifts.map((each) => `${shiftText(detail, each)} ${places[each.at]}`).join(', ')} in ${worst.label} against ${detail.reference} (n ${formatCount(worst.n)} against ${formatCount(detail.n)}, ${worst.test}, adjusted ${pPhrase(worst.pAdjusted)}); ${String(affected.length)} of ${countOf(detail.relations.length, 'window')} ${affected.length === 1 ? 'is' : 'are'} affected.`,
    criterion: `A shift of at most ${print(detail, worst.delta).replace('+', '')}, or no significant one after Holm's adjustment.`,
    consequence: 'What the score means has changed: probabilities, and whatever was set from them, are off by as much, and no reweighting of cases brings it back.',
    recommendation: 'Check the definition and the maturity of outcomes first; if the change is real, recalibrate on recent outcomes, and redevelop where the order of scores suffers too.',
    evidence: affected.flatMap((relation) => [`observed/${relation.key}`, `expected/${relation.key}`, ...relation.shifts.map((each) => `shift-${each.at}/${relation.key}`)]),
  }]
}

export function figures(result: AnalysisResult): readonly FigureSpec[] {
  const detail = detailOf(result) as Detail
  if (detail.relations.length === 0) return []
  const labels = detail.relations.map((relation) => relation.label)
  const means = detail.relations.map((relation) => shiftAt(relation, 'mean'))
  const delta = detail.relations[0]!.delta
  return [{
    id: 'shift',
    title: headlineOf(detail),
    alt: `Outcome at the same score, window less ${detail.reference}, with 95 % interval: ${detail.relations.map((relation, index) => `${relation.label} ${shiftText(detail, means[index]!)}`).join('; ')}.`,
    plot: {
      x: { title: 'Window', scale: 'category', categories: labels },
      y: { title: detail.binary ? 'Events at the same score' : 'Outcome at the same score', percent: detail.binary },
      marks: [
        { mark: 'intervals', name: 'Shift, 95 %', x: labels, y: means.map((shift) => shift.estimate), low: means.map((shift) => shift.low), high: means.map((shift) => shift.high), tone: 'current' },
        { mark: 'rule', name: 'No shift', y: 0, tone: 'reference' },
        { mark: 'rule', name: 'Matters above', y: delta, tone: 'limit' },
        { mark: 'rule', name: 'Matters below', y: -delta, tone: 'limit' },
      ],
      aspect: 0.4,
    },
    table: cellTable(['Window', '>n', '>On average', '>At low scores', '>At high scores', '>Adjusted p', 'Verdict'], detail.relations.map((relation) => [relation.label, formatCount(relation.n), ...(['mean', 'low', 'high'] as const).map((at) => shiftText(detail, shiftAt(relation, at))), formatP(relation.pAdjusted), relation.verdict])),
  }]
}

/** Windows printed; all are in the evidence. */
const most = 12

export function section(result: AnalysisResult): readonly Block[] {
  const detail = detailOf(result) as Detail
  const shown = detail.relations.length <= most ? detail.relations : [...detail.relations].sort((a, b) => a.pAdjusted - b.pAdjusted || Math.abs(largest(b).estimate) - Math.abs(largest(a).estimate)).slice(0, most)
  const cell = (part: Part): string => `${formatFixed(part.estimate)} ${formatInterval(part.low, part.high)}`
  const splits = detail.splits.flatMap((window) => window.measures.map(({ name, split }) => ({ window, name, split })))
  const largestSplits = splits.length <= most ? splits : [...splits].sort((a, b) => Math.abs(b.split.total.estimate) - Math.abs(a.split.total.estimate)).slice(0, most)
  return [
    ...opening(result),
    paragraph(`Reference: ${detail.reference}, ${countOf(detail.n, 'row')}. Error budget of this analysis: ${formatNumber(detail.alpha)}.`),
    ...figureBlocks(figures(result)),
    ...(shown.length === 0 ? [] : [tableBlock(`Outcome at the same score, window less ${detail.reference}, 95 %${shown.length < detail.relations.length ? `; the ${String(most)} clearest windows of ${String(detail.relations.length)}, all are in the evidence` : ''}`, cellTable(
      ['Window', '>n', '>Expected', '>Observed', '>On average', '>At low scores', '>At high scores', '>Adjusted p', 'Verdict'],
      shown.map((relation) => [relation.label, formatCount(relation.n), printLevel(detail, relation.expected), printLevel(detail, relation.observed), ...(['mean', 'low', 'high'] as const).map((at) => shiftText(detail, shiftAt(relation, at))), formatP(relation.pAdjusted), relation.verdict]),
    ))]),
    ...(splits.length === 0 ? [] : [tableBlock(`What the change of performance comes from, 95 % intervals${largestSplits.length < splits.length ? `; the ${String(most)} largest of ${String(splits.length)}, all are in the evidence` : ''}`, cellTable(
      ['Window', 'Measure', '>Change', '>From other cases, P(X)', '>From another relation, P(Y|X)', '>Effective rows'],
      largestSplits.map(({ window, name, split }) => [window.label, name, cell(split.total), cell(split.cases), cell(split.relation), `${formatCount(window.effective)} of ${formatCount(window.rowsReference)}`]),
    ))]),
    ...closing(result),
  ]
}
