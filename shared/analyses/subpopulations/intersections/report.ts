import type { AnalysisResult, Decision, FindingProposal, NamedValue } from '../../../contract/analysis'
import type { Block, FigureSpec } from '../../../contract/figure'
import { cellTable, closing, detailOf, figureBlocks, opening, paragraph, tableBlock } from '../../common/blocks'
import { idPart } from '../../common/datasets'
import { absent, countOf, formatCount, formatNumber, formatP, formatPercent, formatPointLimit, formatPoints, pAgainst, pPhrase } from '../../common/format'
import type { CrossCell } from './measure'

export interface Measure {
  readonly id: 'residual' | 'favourable'
  readonly title: string
  readonly confirmatory: boolean
}

/** One crossing and one measure. */
export interface Pair {
  readonly first: string
  readonly second: string
  readonly measure: Measure['id']
  readonly gap: number
  readonly chance: number
  readonly chanceHigh: number
  readonly p: number
  readonly pAdjusted: number
  readonly lowestLabel: string
  readonly highestLabel: string
  readonly cells: readonly CrossCell[]
}

/** What the mean of a cell is of: event less probability, outcome less predicted number, right less expected to be right, or right alone. */
export type Quantity = 'event' | 'number' | 'class' | 'hit'

export interface Detail {
  readonly quantity: Quantity
  readonly dataset: string
  readonly alpha: number
  readonly delta: number
  readonly minCell: number
  readonly deals: number
  readonly rows: number
  readonly decision: Decision
  readonly pairs: readonly Pair[]
}

const titles: Readonly<Record<Quantity, string>> = { event: 'Observed less predicted', number: 'Outcome less predicted', class: 'Right less expected to be right', hit: 'Share of right classes' }

/** What is wrong with the rows always; the favourable rate where there is a threshold. */
export function measures(quantity: Quantity, decision: Decision): readonly Measure[] {
  const residual: Measure = { id: 'residual', title: titles[quantity], confirmatory: true }
  return quantity !== 'event' || decision.threshold === null ? [residual] : [residual, { id: 'favourable', title: 'Favourable rate', confirmatory: false }]
}

export const testId = (measure: Measure['id'], first: string, second: string): string => `gap/${measure}/${idPart(first)}/${idPart(second)}`

const cross = (pair: Pair): string => `${pair.first} × ${pair.second}`
const ofMeasure = (detail: Detail, id: Measure['id']): readonly Pair[] => detail.pairs.filter((pair) => pair.measure === id).sort((a, b) => a.pAdjusted - b.pAdjusted || b.gap - b.chance - (a.gap - a.chance))
const isFinding = (detail: Detail, pair: Pair): boolean => pair.measure === 'residual' && pair.pAdjusted < detail.alpha && pair.gap - pair.chance > detail.delta

export function headlineOf(detail: Detail): string {
  const residual = ofMeasure(detail, 'residual')
  const first = residual[0]
  const size = sizeIn(detail)
  if (first === undefined) return 'No crossing of two columns has two cells that are large enough to be compared.'
  const gap = `${size(first.gap)} between ${first.lowestLabel} and ${first.highestLabel}, where chance alone gives ${size(first.chance)} (${pAgainst(first.pAdjusted, detail.alpha)})`
  return first.pAdjusted < detail.alpha
    ? `${subject(detail)} are further off in some intersections than chance explains: in ${cross(first)}, ${whatOf(detail)} differs by ${gap}; ${countOf(residual.length, 'crossing')} of ${detail.dataset}.`
    : `No intersection is further off than chance explains in ${countOf(residual.length, 'crossing')} of ${detail.dataset}; nearest is ${cross(first)} with ${gap}.`
}

const subject = ({ quantity }: Detail): string => (quantity === 'event' ? 'Scores' : quantity === 'number' ? 'Predictions' : 'Classes')
const whatOf = ({ quantity }: Detail): string => titles[quantity].charAt(0).toLowerCase() + titles[quantity].slice(1)
/** A size as it is printed: percentage points, or the unit of the outcome. */
const sizeIn = ({ quantity }: Pick<Detail, 'quantity'>) => (value: number): string => (quantity === 'number' ? formatNumber(value, 3) : formatPointLimit(round(value)))

const round = (share: number): number => Math.round(share * 1000) / 1000

export function valuesOf(detail: Detail): readonly NamedValue[] {
  return detail.pairs.flatMap((pair): readonly NamedValue[] => [
    { id: testId(pair.measure, pair.first, pair.second), label: `Gap of ${pair.measure === 'residual' ? whatOf(detail) : 'the favourable rate'} across ${cross(pair)}`, value: pair.gap, n: detail.rows, limit: pair.chanceHigh, verdict: pair.measure === 'favourable' ? 'described' : pair.pAdjusted < detail.alpha ? 'different' : 'inconclusive', tolerance: 1e-9 },
    { id: `chance/${testId(pair.measure, pair.first, pair.second)}`, label: `What chance gives as gap across ${cross(pair)}, mean of ${formatCount(detail.deals)} deals`, value: pair.chance, tolerance: 1e-9 },
  ])
}

export function findings(result: AnalysisResult): readonly FindingProposal[] {
  const detail = detailOf(result) as Detail
  const size = sizeIn(detail)
  const what = whatOf(detail)
  return ofMeasure(detail, 'residual').filter((pair) => isFinding(detail, pair)).slice(0, 1).map((pair): FindingProposal => ({
    key: `gap/${pair.first}/${pair.second}`,
    title: `${subject(detail)} are off where ${pair.first} and ${pair.second} meet: ${what} differs by ${size(pair.gap)}`,
    severity: pair.gap - pair.chance > 3 * detail.delta ? 'high' : 'medium',
    condition: `In ${detail.dataset} ${what} is lowest for ${pair.lowestLabel} and highest for ${pair.highestLabel}, ${size(pair.gap)} apart; chance alone gives ${size(pair.chance)} on average and more than ${size(pair.chanceHigh)} once in twenty; adjusted ${pPhrase(pair.pAdjusted)}.`,
    criterion: `A gap no larger than chance, or by at most ${detail.quantity === 'number' ? formatNumber(detail.delta, 3) : formatPointLimit(detail.delta)}.`,
    consequence: consequences[detail.quantity],
    recommendation: 'Look at the cells named with those who know the cases; check calibration within them on new rows before changing anything.',
    evidence: [testId('residual', pair.first, pair.second), `chance/${testId('residual', pair.first, pair.second)}`],
  }))
}

const consequences: Readonly<Record<Quantity, string>> = {
  event: 'People in one intersection are scored too high and in another too low, which neither column shows alone.',
  number: 'Cases in one intersection are predicted too high and in another too low, which neither column shows alone.',
  class: 'Cases in one intersection are classed worse than the model says and in another better, which neither column shows alone.',
  hit: 'Cases in one intersection are classed worse than in another, which neither column shows alone.',
}

export function figures(result: AnalysisResult): readonly FigureSpec[] {
  const detail = detailOf(result) as Detail
  return (['residual', 'favourable'] as const).flatMap((measure) => {
    const pair = ofMeasure(detail, measure)[0]
    return pair === undefined ? [] : [heat(detail, pair)]
  })
}

function heat(detail: Detail, pair: Pair): FigureSpec {
  const rows = [...new Set(pair.cells.map((cell) => cell.first))]
  const columns = [...new Set(pair.cells.map((cell) => cell.second))]
  const at = new Map(pair.cells.map((cell) => [`${cell.first}\u0000${cell.second}`, cell]))
  const z = rows.map((row) => columns.map((column) => at.get(`${row}\u0000${column}`)?.mean ?? null))
  const size = sizeIn(detail)
  const what = pair.measure === 'residual' ? titles[detail.quantity] : 'Favourable rate'
  const print = pair.measure === 'favourable' || detail.quantity === 'hit' ? formatPercent : detail.quantity === 'number' ? (value: number): string => formatNumber(value, 3) : formatPoints
  return {
    id: pair.measure,
    title: `${what} across ${cross(pair)}: ${size(pair.gap)} apart, chance gives ${size(pair.chance)}`,
    alt: `${what} by ${pair.first} and ${pair.second}; lowest for ${pair.lowestLabel}, highest for ${pair.highestLabel}. Cells with too few rows are left white.`,
    plot: {
      x: { title: pair.second, scale: 'category', categories: columns },
      y: { title: pair.first, scale: 'category', categories: rows },
      marks: [{ mark: 'heatmap', name: what, x: columns, y: rows, z }],
      aspect: Math.min(1, 0.25 + 0.07 * rows.length),
    },
    table: cellTable([pair.first, ...columns.map((column) => `>${column}`)], rows.map((row) => [row, ...columns.map((column) => {
      const cell = at.get(`${row}\u0000${column}`)
      return cell === undefined ? absent : cell.mean === null ? `${absent} (n ${formatCount(cell.n)})` : `${print(cell.mean)} (n ${formatCount(cell.n)})`
    })])),
  }
}

export function section(result: AnalysisResult): readonly Block[] {
  const detail = detailOf(result) as Detail
  const size = sizeIn(detail)
  return [
    ...opening(result),
    paragraph(`${countOf(detail.rows, 'row')} of ${detail.dataset}; cells of at least ${countOf(detail.minCell, 'row')} are judged; ${formatCount(detail.deals)} random deals. Error budget of this analysis: ${formatNumber(detail.alpha)}.`),
    ...figureBlocks(figures(result)),
    ...measures(detail.quantity, detail.decision).filter(({ id }) => detail.pairs.some((pair) => pair.measure === id)).map(({ id, title, confirmatory }) => tableBlock(`${title}: largest gap against what chance gives${confirmatory ? '' : ' (exploratory)'}`, cellTable(
      ['Crossing', '>Cells judged', 'Lowest', 'Highest', '>Gap', '>Chance', '>Chance, 1 in 20', '>p', '>Adjusted p'],
      ofMeasure(detail, id).map((pair) => [cross(pair), formatCount(pair.cells.filter((cell) => cell.mean !== null).length), pair.lowestLabel, pair.highestLabel, size(pair.gap), size(pair.chance), size(pair.chanceHigh), formatP(pair.p), formatP(pair.pAdjusted)]),
    ))),
    ...closing(result),
  ]
}
