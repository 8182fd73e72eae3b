import type { AnalysisResult, FindingProposal, NamedValue, Verdict } from '../../../contract/analysis'
import type { Block, FigureSpec } from '../../../contract/figure'
import { cellTable, closing, detailOf, figureBlocks, opening, paragraph, tableBlock } from '../../common/blocks'
import { countOf, formatCount, formatInterval, formatNumber, formatP, formatPercent, formatPoints, pPhrase } from '../../common/format'

/** One measure in both arms. */
export interface Compared {
  readonly id: string
  readonly name: string
  /** Printed as a share, with differences in percentage points. */
  readonly share: boolean
  readonly control: number
  readonly treatment: number
  readonly difference: number
  readonly low: number
  readonly high: number
  readonly test: string
  readonly p: number
  readonly pAdjusted: number
  readonly deciding: boolean
  readonly verdict: Verdict
}

export interface Detail {
  readonly dataset: string
  readonly column: string
  readonly arms: readonly [string, string]
  readonly rows: readonly [number, number]
  readonly alpha: number
  readonly effect: number
  readonly power: number
  readonly share: boolean
  readonly planned: readonly [number, number]
  readonly detectable: number | null
  readonly looks: number
  readonly peekingError: number
  readonly mismatchP: number
  readonly expectedShare: number
  readonly measures: readonly Compared[]
}

/** Arms dealt in other proportions than planned are a defect of the test; the customary limit. */
export const mismatchLimit = 0.001

const level = (measure: Pick<Compared, 'share'>, value: number | null): string => (measure.share ? formatPercent(value, 2) : formatNumber(value))
const change = (measure: Pick<Compared, 'share'>, value: number | null): string => (measure.share ? formatPoints(value, 2) : formatNumber(value))
const text = (measure: Compared): string => `${change(measure, measure.difference)} ${formatInterval(measure.low, measure.high, (value) => change(measure, value!))}`
export const reached = (detail: Detail): boolean => detail.rows[0] >= detail.planned[0] && detail.rows[1] >= detail.planned[1]

export function headlineOf(detail: Detail): string {
  const main = detail.measures.find((measure) => measure.deciding)
  if (main === undefined) return 'The arms cannot be compared: one of them has no outcomes.'
  const size = reached(detail) ? 'The planned size is reached' : `The planned size of ${formatCount(detail.planned[0])} and ${formatCount(detail.planned[1])} rows is not reached`
  return `${main.name} is ${level(main, main.control)} in ${detail.arms[0]} and ${level(main, main.treatment)} in ${detail.arms[1]}: ${text(main)} on ${formatCount(detail.rows[0])} and ${countOf(detail.rows[1], 'row')} (adjusted ${pPhrase(main.pAdjusted)}). ${size}${detail.mismatchP < mismatchLimit ? '; the arms were not dealt as planned' : ''}.`
}

export function valuesOf(detail: Detail): readonly NamedValue[] {
  const n = detail.rows[0] + detail.rows[1]
  return [
    ...detail.measures.flatMap((measure): readonly NamedValue[] => [
      { id: `control/${measure.id}`, label: `${measure.name}, ${detail.arms[0]}`, value: measure.control, n: detail.rows[0], tolerance: 1e-9 },
      { id: `treatment/${measure.id}`, label: `${measure.name}, ${detail.arms[1]}`, value: measure.treatment, n: detail.rows[1], tolerance: 1e-9 },
      { id: `difference/${measure.id}`, label: `${measure.name}, ${detail.arms[1]} less ${detail.arms[0]}`, value: measure.difference, low: measure.low, high: measure.high, n, verdict: measure.verdict, ...(measure.deciding ? { limit: detail.effect } : {}), tolerance: 1e-9 },
    ]),
    { id: 'planned/control', label: `Rows planned, ${detail.arms[0]}`, value: detail.planned[0] },
    { id: 'planned/treatment', label: `Rows planned, ${detail.arms[1]}`, value: detail.planned[1] },
    { id: 'detectable', label: `Least difference found with a power of ${formatPercent(detail.power, 0)} at these sizes`, value: detail.detectable, n, tolerance: 1e-9 },
    { id: 'peeking', label: `Chance of a false alarm at ${countOf(detail.looks, 'look')} without adjustment`, value: detail.peekingError, tolerance: 1e-9 },
    { id: 'mismatch', label: 'p of the split into arms', value: detail.mismatchP, n, limit: mismatchLimit, tolerance: 1e-9 },
  ]
}

export function findings(result: AnalysisResult): readonly FindingProposal[] {
  const detail = detailOf(result) as Detail
  if (!(detail.mismatchP < Math.min(mismatchLimit, detail.alpha))) return []
  const share = detail.rows[0] / (detail.rows[0] + detail.rows[1])
  return [{
    key: 'mismatch',
    title: `The arms were not dealt as planned: ${formatPercent(share)} of the rows are in ${detail.arms[0]}, ${formatPercent(detail.expectedShare)} were meant to be`,
    severity: 'high',
    condition: `${formatCount(detail.rows[0])} rows in ${detail.arms[0]} and ${formatCount(detail.rows[1])} in ${detail.arms[1]}; such a split happens by chance with ${pPhrase(detail.mismatchP)}.`,
    criterion: `Arms in the planned proportion; a p under ${formatNumber(mismatchLimit)} is a mismatch.`,
    consequence: 'Rows were lost or moved between the arms, so that they may differ in more than the treatment; the comparison does not answer its question.',
    recommendation: 'Find where rows are lost between assignment and outcome, and repeat the test.',
    evidence: ['mismatch'],
  }]
}

export function figures(result: AnalysisResult): readonly FigureSpec[] {
  const detail = detailOf(result) as Detail
  const main = detail.measures.find((measure) => measure.deciding)
  if (main === undefined) return []
  return [{
    id: 'difference',
    title: headlineOf(detail),
    alt: `Difference of ${main.name}, ${detail.arms[1]} less ${detail.arms[0]}: ${text(main)}; what matters is ${change(main, detail.effect)}.`,
    plot: {
      x: { title: `${main.name}, ${detail.arms[1]} less ${detail.arms[0]}`, percent: main.share },
      y: { title: '', scale: 'category', categories: [main.name] },
      marks: [
        { mark: 'intervals', name: 'Difference, 95 %', x: [main.difference], y: [main.name], low: [main.low], high: [main.high], tone: 'current', horizontal: true },
        { mark: 'rule', name: 'No difference', x: 0, tone: 'reference' },
        { mark: 'rule', name: 'Matters above', x: detail.effect, tone: 'limit' },
        { mark: 'rule', name: 'Matters below', x: -detail.effect, tone: 'limit' },
      ],
      aspect: 0.2,
    },
    table: armTable(detail),
  }]
}

function armTable(detail: Detail): FigureSpec['table'] {
  return cellTable(['Measure', `>${detail.arms[0]}`, `>${detail.arms[1]}`, '>Difference, 95 %', 'Test', '>Adjusted p', 'Verdict'], detail.measures.map((measure) => [
    measure.deciding ? `${measure.name} (deciding)` : measure.name, level(measure, measure.control), level(measure, measure.treatment), text(measure), measure.test, formatP(measure.pAdjusted), measure.verdict,
  ]))
}

export function section(result: AnalysisResult): readonly Block[] {
  const detail = detailOf(result) as Detail
  const unit = { share: detail.share }
  return [
    ...opening(result),
    ...figureBlocks(figures(result)),
    ...(detail.measures.length === 0 ? [] : [tableBlock(`Arms of ${detail.column} in ${detail.dataset}, ${formatCount(detail.rows[0])} and ${formatCount(detail.rows[1])} rows with outcomes`, armTable(detail))]),
    paragraph(`To find a difference of ${change(unit, detail.effect)} with a power of ${formatPercent(detail.power, 0)} at 5 %, ${formatCount(detail.planned[0])} and ${countOf(detail.planned[1], 'row')} are needed; these sizes find ${change(unit, detail.detectable)}. Split into arms: ${pPhrase(detail.mismatchP)} against the planned ${formatPercent(detail.expectedShare)} in ${detail.arms[0]}.`),
    ...closing(result),
  ]
}
