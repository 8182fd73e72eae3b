import type { AnalysisResult, NamedValue } from '../../../contract/analysis'
import type { Block } from '../../../contract/figure'
import { studentTQuantile } from '../../../stats/distributions'
import { cellTable, closing, detailOf, figureBlocks, opening, tableBlock } from '../../common/blocks'
import { idPart } from '../../common/datasets'
import { absent, countOf, formatCount, formatNumber } from '../../common/format'
import { methodWords } from '../shap/report'
import { amountOf } from '../shap/unit'
import { figures } from './figures'
import type { Decision, Detail, Driver } from './types'

/** A row by its identifier and number. */
export const decisionName = ({ identity, row }: Pick<Decision, 'identity' | 'row'>): string => (identity === '' ? `row ${formatCount(row)}` : `${identity} (row ${formatCount(row)})`)

const signed = (value: number): string => `${value > 0 ? '+' : ''}${formatNumber(value, 3)}`

/** The driver that spoke loudest for the side the decision fell on; without a threshold the strongest one. */
function leading({ reasons, favourable }: Decision, against: 'up' | 'down'): Driver | undefined {
  if (reasons === null) return undefined
  if (favourable !== null) return reasons[(against === 'up') === favourable ? 'down' : 'up'][0]
  return [...reasons.up.slice(0, 1), ...reasons.down.slice(0, 1)].sort((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution))[0]
}

const sideWords = (favourable: boolean | null): string => (favourable === null ? '' : favourable ? 'favourable' : 'unfavourable')

export function headlineOf(detail: Detail): string {
  const { audit, decisions } = detail
  const flips = decisions.filter((decision) => decision.flip !== null).length
  const changes = detail.threshold === null ? '' : `; one other value would change ${formatCount(flips)} of ${countOf(decisions.length, 'decision')}`
  if (audit.refused !== null) return `Reasons for single decisions are refused: ${audit.refused}${changes}.`
  const focus = decisions[detail.whatIf.decision]!
  const lead = leading(focus, detail.favourable === 'below' ? 'up' : 'down')
  const side = sideWords(focus.favourable)
  return `${countOf(decisions.length, 'decision')} explained: the one ${focus.why === 'at random' ? 'drawn' : focus.why === 'named' ? 'named first' : focus.why === 'highest score' || focus.why === 'lowest score' ? `with the ${focus.why}` : focus.why} (${formatNumber(focus.score)}${side === '' ? '' : `, ${side}`}) ${lead === undefined ? 'was moved by no feature to its side' : `rests most on ${lead.feature} = ${lead.value} (${lead.contribution > 0 ? '+' : ''}${amountOf(lead.contribution, detail.unit)})`}${changes}; contributions add up on every one (largest gap ${formatNumber(audit.largest, 2)}).`
}

/** 95 % interval of a sampled contribution by Student's t over the draws; none where it is exact. */
function interval({ contribution, error }: Driver, draws: number): { readonly low?: number; readonly high?: number } {
  if (error === null || draws < 2) return {}
  const reach = -studentTQuantile(0.025, draws - 1) * error
  return { low: contribution - reach, high: contribution + reach }
}

export function valuesOf(detail: Detail): readonly NamedValue[] {
  const { audit, unit, whatIf } = detail
  const focus = detail.decisions[whatIf.decision]!
  return [
    { id: 'audit/failed', label: 'Decisions on which base and contributions do not add up', value: audit.failed, n: audit.rows, limit: 0, unit: 'rows' },
    // What is left over is rounding: its size is evidence, its digits are not.
    { id: 'audit/largest', label: 'Largest |f(x) − E − Σφ|', value: audit.largest, n: audit.rows, limit: audit.tolerance, tolerance: 1 },
    ...(audit.refused !== null ? [] : [{ id: 'base', label: `Expected output when nothing is known [${unit}]`, value: detail.base, unit, tolerance: 1e-9 }]),
    ...detail.decisions.flatMap((decision): readonly NamedValue[] => [
      { id: `score/${decision.key}`, label: `Score, ${decision.why}`, value: decision.score, tolerance: 1e-9 },
      ...(decision.recorded === null ? [] : [{ id: `recorded/${decision.key}`, label: `Recorded prediction, ${decision.why}`, value: decision.recorded }]),
      ...(decision.reasons === null ? [] : [...decision.reasons.up, ...decision.reasons.down].map((driver): NamedValue => ({
        id: `contribution/${decision.key}/${idPart(driver.feature)}`, label: `Contribution of ${driver.feature}, ${decision.why}`, value: driver.contribution, ...interval(driver, detail.backgroundRows), unit, tolerance: 1e-9,
      }))),
      ...(decision.flip === null ? [] : [{ id: `flip/${decision.key}`, label: `Score with the cheapest single change (${decision.flip.feature}), ${decision.why}`, value: decision.flip.score, tolerance: 1e-9 }]),
    ]),
    ...whatIf.reaches.flatMap(({ feature, points }): readonly NamedValue[] => [
      { id: `what-if/${idPart(feature)}/lowest`, label: `Lowest score with another ${feature}, ${focus.why}`, value: points.reduce((least, point) => Math.min(least, point.score), Infinity), tolerance: 1e-9 },
      { id: `what-if/${idPart(feature)}/highest`, label: `Highest score with another ${feature}, ${focus.why}`, value: points.reduce((most, point) => Math.max(most, point.score), -Infinity), tolerance: 1e-9 },
    ]),
  ]
}

function driverText({ feature, value, contribution, error }: Driver): string {
  return `${feature} = ${value}: ${signed(contribution)}${error === null ? '' : ` ± ${formatNumber(error, 2)}`}`
}

export function section(result: AnalysisResult): readonly Block[] {
  const detail = detailOf(result) as Detail | null
  if (detail === null) return [...opening(result), ...closing(result)]
  const { threshold, decisions, recordedDiffer, whatIf } = detail
  const refused = detail.audit.refused !== null
  const against = detail.favourable === 'below' ? ' (against)' : ' (in favour)'
  const inFavour = detail.favourable === 'below' ? ' (in favour)' : ' (against)'
  const recorded = recordedDiffer !== null
  const focus = decisions[whatIf.decision]!
  return [
    ...opening(result),
    ...(refused ? [] : [{ block: 'facts', items: [
      { label: 'Method', value: methodWords(detail) },
      { label: 'Unit of contributions', value: `${detail.unit}${detail.method === 'sampling' ? ', ± Monte-Carlo standard error' : ''}` },
      { label: 'Expected output E', value: formatNumber(detail.base) },
      ...(recorded ? [{ label: 'Recorded prediction differs', value: `on ${formatCount(recordedDiffer)} of ${countOf(decisions.length, 'decision')}` }] : []),
    ] } satisfies Block]),
    ...figureBlocks(figures(result)),
    tableBlock(`Single decisions of ${detail.dataset}${threshold === null ? '' : `, threshold ${formatNumber(threshold)}`}; rows counted without the header`, cellTable(
      ['Row', 'Chosen as', '>Score', ...(recorded ? ['>Recorded'] : []), ...(threshold === null ? [] : ['Decision']), ...(refused ? [] : [`Raised the score${threshold === null ? '' : against}`, `Lowered the score${threshold === null ? '' : inFavour}`, '>All others']), ...(threshold === null ? [] : ['Would change it'])],
      decisions.map((decision) => [
        decisionName(decision), decision.why, formatNumber(decision.score), ...(recorded ? [formatNumber(decision.recorded)] : []), ...(threshold === null ? [] : [sideWords(decision.favourable)]),
        ...(refused ? [] : [decision.reasons!.up.map(driverText).join('; ') || absent, decision.reasons!.down.map(driverText).join('; ') || absent, formatNumber(decision.reasons!.rest, 3)]),
        ...(threshold === null ? [] : [decision.flip === null ? 'no single value found' : `${decision.flip.feature} ${decision.flip.from} → ${decision.flip.to}`]),
      ]),
    )),
    ...(whatIf.reaches.length === 0 ? [] : [tableBlock(`What if: ${decisionName(focus)}, score ${formatNumber(focus.score)}, with one value moved over what ${detail.reference} holds`, cellTable(
      ['Feature', 'Value', '>Lowest score', 'at', '>Highest score', 'at', ...(threshold === null ? [] : ['Decision changes at'])],
      whatIf.reaches.map(({ feature, value, points, flipsAt }) => {
        const lowest = points.reduce((least, point) => (point.score < least.score ? point : least))
        const highest = points.reduce((most, point) => (point.score > most.score ? point : most))
        return [feature, value, formatNumber(lowest.score), lowest.label, formatNumber(highest.score), highest.label, ...(threshold === null ? [] : [flipsAt ?? absent])]
      }),
    ))]),
    { block: 'note', tone: 'limitation', text: `Reasons say how this model arrived at a score, not what causes the outcome. What-if moves one value and leaves the others, so rows may arise that cannot occur${detail.fixed.length === 0 ? '' : '; protected and fixed features are moved in the what-if, but never named as what would change a decision'}.` },
    ...closing(result),
  ]
}
