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

export interface Detail {
  readonly dataset: string
  readonly alpha: number
  readonly delta: number
  readonly minCell: number
  readonly deals: number
  readonly rows: number
  readonly decision: Decision
  readonly pairs: readonly Pair[]
}

/** Observed less predicted always; the favourable rate where there is a threshold. */
export function measures(decision: Decision): readonly Measure[] {
  const residual: Measure = { id: 'residual', title: 'Observed less predicted', confirmatory: true }
  return decision.threshold === null ? [residual] : [residual, { id: 'favourable', title: 'Favourable rate', confirmatory: false }]
}

export const testId = (measure: Measure['id'], first: string, second: string): string => `gap/${measure}/${idPart(first)}/${idPart(second)}`

const cross = (pair: Pair): string => `${pair.first} × ${pair.second}`
const ofMeasure = (detail: Detail, id: Measure['id']): readonly Pair[] => detail.pairs.filter((pair) => pair.measure === id).sort((a, b) => a.pAdjusted - b.pAdjusted || b.gap - b.chance - (a.gap - a.chance))
const isFinding = (detail: Detail, pair: Pair): boolean => pair.measure === 'residual' && pair.pAdjusted < detail.alpha && pair.gap - pair.chance > detail.delta

export function headlineOf(detail: Detail): string {
  const residual = ofMeasure(detail, 'residual')
  const first = residual[0]
  if (first === undefined) return 'No crossing of two columns has two cells that are large enough to be compared.'
  const gap = `${formatPointLimit(round(first.gap))} between ${first.lowestLabel} and ${first.highestLabel}, where chance alone gives ${formatPointLimit(round(first.chance))} (${pAgainst(first.pAdjusted, detail.alpha)})`
  return first.pAdjusted < detail.alpha
    ? `Scores are further off in some intersections than chance explains: in ${cross(first)}, observed less predicted differs by ${gap}; ${countOf(residual.length, 'crossing')} of ${detail.dataset}.`
    : `No intersection is further off than chance explains in ${countOf(residual.length, 'crossing')} of ${detail.dataset}; nearest is ${cross(first)} with ${gap}.`
}

const round = (share: number): number => Math.round(share * 1000) / 1000

export function valuesOf(detail: Detail): readonly NamedValue[] {
  return detail.pairs.flatMap((pair): readonly NamedValue[] => [
    { id: testId(pair.measure, pair.first, pair.second), label: `Gap of ${pair.measure === 'residual' ? 'observed less predicted' : 'the favourable rate'} across ${cross(pair)}`, value: pair.gap, n: detail.rows, limit: pair.chanceHigh, verdict: pair.measure === 'favourable' ? 'described' : pair.pAdjusted < detail.alpha ? 'different' : 'inconclusive', tolerance: 1e-9 },
    { id: `chance/${testId(pair.measure, pair.first, pair.second)}`, label: `What chance gives as gap across ${cross(pair)}, mean of ${formatCount(detail.deals)} deals`, value: pair.chance, tolerance: 1e-9 },
  ])
}

export function findings(result: AnalysisResult): readonly FindingProposal[] {
  const detail = detailOf(result) as Detail
  return ofMeasure(detail, 'residual').filter((pair) => isFinding(detail, pair)).slice(0, 1).map((pair): FindingProposal => ({
    key: `gap/${pair.first}/${pair.second}`,
    title: `Scores are off where ${pair.first} and ${pair.second} meet: observed less predicted differs by ${formatPointLimit(round(pair.gap))}`,
    severity: pair.gap - pair.chance > 3 * detail.delta ? 'high' : 'medium',
    condition: `In ${detail.dataset} observed less predicted is lowest for ${pair.lowestLabel} and highest for ${pair.highestLabel}, ${formatPointLimit(round(pair.gap))} apart; chance alone gives ${formatPointLimit(round(pair.chance))} on average and more than ${formatPointLimit(round(pair.chanceHigh))} once in twenty; adjusted ${pPhrase(pair.pAdjusted)}.`,
    criterion: `A gap no larger than chance, or by at most ${formatPointLimit(detail.delta)}.`,
    consequence: 'People in one intersection are scored too high and in another too low, which neither column shows alone.',
    recommendation: 'Look at the cells named with those who know the cases; check calibration within them on new rows before changing anything.',
    evidence: [testId('residual', pair.first, pair.second), `chance/${testId('residual', pair.first, pair.second)}`],
  }))
}

export function figures(result: AnalysisResult): readonly FigureSpec[] {
  const detail = detailOf(result) as Detail
  return (['residual', 'favourable'] as const).flatMap((measure) => {
    const pair = ofMeasure(detail, measure)[0]
    return pair === undefined ? [] : [heat(pair)]
  })
}

function heat(pair: Pair): FigureSpec {
  const rows = [...new Set(pair.cells.map((cell) => cell.first))]
  const columns = [...new Set(pair.cells.map((cell) => cell.second))]
  const at = new Map(pair.cells.map((cell) => [`${cell.first}\u0000${cell.second}`, cell]))
  const z = rows.map((row) => columns.map((column) => at.get(`${row}\u0000${column}`)?.mean ?? null))
  const what = pair.measure === 'residual' ? 'Observed less predicted' : 'Favourable rate'
  const print = pair.measure === 'residual' ? formatPoints : formatPercent
  return {
    id: pair.measure,
    title: `${what} across ${cross(pair)}: ${formatPointLimit(round(pair.gap))} apart, chance gives ${formatPointLimit(round(pair.chance))}`,
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
  return [
    ...opening(result),
    paragraph(`${countOf(detail.rows, 'row')} of ${detail.dataset}; cells of at least ${countOf(detail.minCell, 'row')} are judged; ${formatCount(detail.deals)} random deals. Error budget of this analysis: ${formatNumber(detail.alpha)}.`),
    ...figureBlocks(figures(result)),
    ...measures(detail.decision).filter(({ id }) => detail.pairs.some((pair) => pair.measure === id)).map(({ id, title, confirmatory }) => tableBlock(`${title}: largest gap against what chance gives${confirmatory ? '' : ' (exploratory)'}`, cellTable(
      ['Crossing', '>Cells judged', 'Lowest', 'Highest', '>Gap', '>Chance', '>Chance, 1 in 20', '>p', '>Adjusted p'],
      ofMeasure(detail, id).map((pair) => [cross(pair), formatCount(pair.cells.filter((cell) => cell.mean !== null).length), pair.lowestLabel, pair.highestLabel, formatPointLimit(round(pair.gap)), formatPointLimit(round(pair.chance)), formatPointLimit(round(pair.chanceHigh)), formatP(pair.p), formatP(pair.pAdjusted)]),
    ))),
    ...closing(result),
  ]
}
