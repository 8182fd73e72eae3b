import type { AnalysisResult, FindingProposal, NamedValue, Verdict } from '../../../contract/analysis'
import type { Block, FigureSpec } from '../../../contract/figure'
import { cellTable, closing, detailOf, figureBlocks, opening, paragraph, tableBlock } from '../../common/blocks'
import { countOf, formatCount, formatFixed, formatInterval, formatNumber, formatPercent } from '../../common/format'

export interface Reach {
  /** Cost in robust standard deviations. */
  readonly within: number
  readonly flipped: number
  readonly share: number
  readonly low: number
  readonly high: number
}

export interface Flip {
  /** Row of the file, from 1, the header not counted. */
  readonly row: number
  readonly cost: number
  readonly changes: string
  readonly before: number
  readonly after: number
}

export interface Detail {
  readonly dataset: string
  readonly reference: string
  readonly rows: number
  /** Searched decisions that were unfavourable, and favourable. */
  readonly unfavourable: number
  readonly tried: number
  readonly mostChanges: number
  readonly within: number
  readonly limit: number | null
  readonly verdict: Verdict
  readonly reach: readonly Reach[]
  /** Unfavourable decisions that a change within reach turns favourable. */
  readonly gained: readonly Reach[]
  readonly features: readonly { readonly feature: string; readonly rows: number }[]
  readonly cheapest: readonly Flip[]
}

const range = (one: Reach): string => formatInterval(one.low, one.high, (value) => formatPercent(value))
const at = (detail: Detail): Reach => detail.reach.find((one) => one.within === detail.within)!
const sd = (within: number): string => `${formatNumber(within)} SD`

export function headlineOf(detail: Detail): string {
  const one = at(detail)
  const gained = detail.gained.find((other) => other.within === detail.within)!
  return `The cheapest realistic change flips ${formatPercent(one.share)} ${range(one)} of ${countOf(detail.rows, 'decision')} within ${sd(detail.within)}; of the unfavourable ones it turns ${formatPercent(gained.share)} ${range(gained)} favourable.`
}

export function valuesOf(detail: Detail): readonly NamedValue[] {
  return [
    ...detail.reach.map((one): NamedValue => ({ id: `flipped/${String(one.within)}`, label: `Decisions that a change of ${sd(one.within)} flips`, value: one.share, low: one.low, high: one.high, n: detail.rows, ...(one.within === detail.within && detail.limit !== null ? { limit: detail.limit, verdict: detail.verdict } : {}), tolerance: 1e-9 })),
    ...detail.gained.map((one): NamedValue => ({ id: `gained/${String(one.within)}`, label: `Unfavourable decisions that a change of ${sd(one.within)} turns favourable`, value: one.share, low: one.low, high: one.high, n: detail.unfavourable, tolerance: 1e-9 })),
    { id: 'tried', label: 'Changed rows that were scored', value: detail.tried, unit: 'rows' },
  ]
}

export function findings(result: AnalysisResult): readonly FindingProposal[] {
  const detail = detailOf(result) as Detail
  if (detail.verdict !== 'different') return []
  const one = at(detail)
  const first = detail.features[0]
  return [{
    key: 'flippable',
    title: `Changes of ${sd(detail.within)} flip ${formatPercent(one.share)} of the decisions`,
    severity: 'medium',
    condition: `For ${formatPercent(one.share)} ${range(one)} of ${countOf(detail.rows, 'decision')} of ${detail.dataset}, drawn at random, a change of up to ${countOf(detail.mostChanges, 'feature')} to observed values, worth at most ${sd(detail.within)}, flips the decision${first === undefined ? '' : `; most often by ${first.feature}`}.`,
    criterion: `At most ${formatPercent(detail.limit, 0)} of the decisions can be flipped by a change of ${sd(detail.within)}.`,
    consequence: 'Who knows the model can get the decision wanted by a small change of what is declared; errors of this size decide by themselves.',
    recommendation: 'Check the features that flip most at their source, and consider a grey zone around the threshold.',
    evidence: [`flipped/${String(detail.within)}`, `gained/${String(detail.within)}`],
  }]
}

export function figures(result: AnalysisResult): readonly FigureSpec[] {
  const detail = detailOf(result) as Detail
  const x = detail.reach.map((one) => one.within)
  return [{
    id: 'reach',
    title: headlineOf(detail),
    alt: `Share of decisions flipped by the size of the change in robust standard deviations: ${detail.reach.map((one) => `${formatNumber(one.within)}: ${formatPercent(one.share)}`).join('; ')}.`,
    plot: {
      x: { title: 'Size of the change [robust SD]' },
      y: { title: 'Decisions that flip', percent: true },
      marks: [
        { mark: 'band', name: '95 %', x, low: detail.reach.map((one) => one.low), high: detail.reach.map((one) => one.high), tone: 'current' },
        { mark: 'line', name: 'All decisions', x, y: detail.reach.map((one) => one.share), tone: 'current' },
        { mark: 'line', name: 'Unfavourable to favourable', x, y: detail.gained.map((one) => one.share), tone: 'reference', dashed: true },
        ...(detail.limit === null ? [] : [{ mark: 'rule', name: 'Limit', y: detail.limit, tone: 'limit' } as const]),
      ],
      aspect: 0.45,
    },
    table: cellTable(['Size [SD]', '>All decisions', '>95 % interval', '>Unfavourable to favourable', '>95 % interval'], detail.reach.map((one, index) => [formatNumber(one.within), formatPercent(one.share), range(one), formatPercent(detail.gained[index]!.share), range(detail.gained[index]!)])),
  }]
}

export function section(result: AnalysisResult): readonly Block[] {
  const detail = detailOf(result) as Detail
  return [
    ...opening(result),
    ...figureBlocks(figures(result)),
    ...(detail.features.length === 0 ? [] : [paragraph(`Features of the cheapest changes: ${detail.features.slice(0, 6).map((one) => `${one.feature} (${countOf(one.rows, 'row')})`).join(', ')}. ${countOf(detail.tried, 'changed row')} were scored.`)]),
    ...(detail.cheapest.length === 0 ? [] : [tableBlock('The cheapest flips found (rows counted without the header)', cellTable(
      ['>Row', '>Size [SD]', 'Change', '>Score before', '>Score after'],
      detail.cheapest.map((flip) => [formatCount(flip.row), formatFixed(flip.cost), flip.changes, formatNumber(flip.before), formatNumber(flip.after)]),
    ))]),
    ...closing(result),
  ]
}
