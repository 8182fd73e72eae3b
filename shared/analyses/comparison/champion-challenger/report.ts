import type { AnalysisResult, FindingProposal } from '../../../contract/analysis'
import { assertNever } from '../../../contract/errors'
import type { Block, FigureSpec } from '../../../contract/figure'
import { cellTable, closing, detailOf, figureBlocks, opening, tableBlock } from '../../common/blocks'
import { countOf, formatCount, formatInterval, formatNumber, formatP, formatPercent, pPhrase } from '../../common/format'
import type { Duel, Fight } from './measure'
import { edgesOf, lostFinding, segmentFigure, segmentRule, segmentTables, segmentWords } from './segment-report'
import type { JudgedSegment } from './segment-report'

export interface JudgedDuel extends Duel {
  readonly pAdjusted: number
}

/** What the rule, fixed before the run, says of the challenger. */
export type Ruling = 'superior' | 'inferior' | 'equivalent' | 'non-inferior' | 'undecided'

export interface Detail extends Pick<Fight, 'lossName' | 'wins' | 'losses' | 'ties'> {
  readonly dataset: string
  readonly champion: string
  readonly challenger: string
  /** The plan names at least one of the two. */
  readonly named: boolean
  readonly rows: number
  readonly differ: number
  readonly primary: Duel['key']
  readonly ruling: Ruling
  readonly alpha: number
  /** Share of the champion's loss that matters. */
  readonly lossMargin: number
  readonly duels: readonly JudgedDuel[]
  readonly segments: readonly JudgedSegment[]
}

const signed = (value: number | null): string => `${value !== null && value > 0 ? '+' : ''}${formatNumber(value, 3)}`
const range = (duel: { readonly low: number | null; readonly high: number | null }): string => formatInterval(duel.low, duel.high, (value) => formatNumber(value, 3))
export const primaryOf = (detail: Detail): JudgedDuel => detail.duels.find((duel) => duel.key === detail.primary)!

function rulingWords(ruling: Ruling): string {
  switch (ruling) {
    case 'superior': return 'is better than'
    case 'inferior': return 'is worse than'
    case 'equivalent': return 'is as good, within the margin, as'
    case 'non-inferior': return 'is no worse, within the margin, than'
    case 'undecided': return 'is shown neither better nor non-inferior to'
    default: return assertNever(ruling)
  }
}

export function headlineOf(detail: Detail): string {
  const duel = primaryOf(detail)
  return `The challenger (${detail.challenger}) ${rulingWords(detail.ruling)} the champion (${detail.champion}): ${duel.name} ${formatNumber(duel.challenger)} against ${formatNumber(duel.champion)}, advantage ${signed(duel.difference)} ${range(duel)} on ${countOf(detail.rows, 'row')} of ${detail.dataset}.${segmentWords(edgesOf(detail))}`
}

export function findings(result: AnalysisResult): readonly FindingProposal[] {
  const detail = detailOf(result) as Detail
  // That the challenger is worse over all rows says it; segments it loses are no second finding.
  if (detail.ruling !== 'inferior') return lostFinding(detail, rulingWords(detail.ruling))
  const duel = primaryOf(detail)
  return [{
    key: 'inferior',
    title: `The ${detail.challenger} is worse than the champion (${detail.champion})`,
    severity: 'high',
    condition: `On ${countOf(detail.rows, 'row')} of ${detail.dataset}, ${duel.name} ${formatNumber(duel.challenger)} against ${formatNumber(duel.champion)}: advantage ${signed(duel.difference)} ${range(duel)}, adjusted ${pPhrase(duel.pAdjusted)}.`,
    criterion: `The challenger is at least non-inferior within a margin of ${formatNumber(duel.margin, 3)}.`,
    consequence: 'Replacing the champion would cost accuracy.',
    recommendation: 'Keep the champion, or have the developer explain in which segments and why the challenger loses.',
    evidence: [`difference/${duel.key}`, `champion/${duel.key}`, `challenger/${duel.key}`],
  }]
}

export function figures(result: AnalysisResult): readonly FigureSpec[] {
  const detail = detailOf(result) as Detail
  const sized = detail.duels.filter((duel) => duel.difference !== null && duel.margin !== null && duel.margin > 0)
  const names = sized.map((duel) => duel.name)
  // The segments first: the pack draws one figure, and the table beside it already holds the advantages.
  return [
    ...segmentFigure(detail),
    ...(sized.length === 0 ? [] : [{
      id: 'advantage',
      title: headlineOf(detail),
      alt: `Advantage of the challenger with 95 % interval in units of the margin: ${sized.map((duel) => `${duel.name} ${formatNumber(duel.difference! / duel.margin!, 3)}`).join('; ')}.`,
      plot: {
        x: { title: 'Advantage of the challenger [margins]' },
        y: { title: '', scale: 'category' as const, categories: names },
        marks: [
          { mark: 'intervals' as const, name: 'Advantage, 95 %', x: sized.map((duel) => duel.difference! / duel.margin!), y: names, low: sized.map((duel) => duel.low! / duel.margin!), high: sized.map((duel) => duel.high! / duel.margin!), tone: 'current' as const, horizontal: true },
          { mark: 'rule' as const, name: 'Non-inferiority margin', x: -1, tone: 'limit' as const },
        ],
        aspect: 0.3,
      },
      table: cellTable(['Measure', '>Advantage', '>95 % interval', '>Margin'], sized.map((duel) => [duel.name, signed(duel.difference), range(duel), formatNumber(duel.margin, 3)])),
    } satisfies FigureSpec]),
  ]
}

export function section(result: AnalysisResult): readonly Block[] {
  const detail = detailOf(result) as Detail
  const { wins, losses, ties, rows } = detail
  return [
    ...opening(result),
    { block: 'paragraph', text: `The two differ on ${formatPercent(detail.differ / rows)} of the rows. The challenger has the smaller ${detail.lossName} on ${formatCount(wins)} rows, the larger on ${formatCount(losses)}, the same on ${formatCount(ties)}. The rule was fixed before the run: ${primaryOf(detail).name} decides. Who is champion and who challenger ${detail.named ? 'is said in the plan' : 'follows from the names: the first prediction column is the champion'}.` },
    ...segmentRule(detail),
    ...figureBlocks(figures(result)),
    tableBlock(`Champion (${detail.champion}) against challenger (${detail.challenger}); a positive advantage speaks for the challenger`, cellTable(
      ['Measure', 'Test', '>Champion', '>Challenger', '>Advantage', '>95 % interval', '>Margin', '>p', '>Adjusted p'],
      detail.duels.map((duel) => [duel.name, duel.test, formatNumber(duel.champion), formatNumber(duel.challenger), signed(duel.difference), range(duel), formatNumber(duel.margin, 3), formatP(duel.p), formatP(duel.pAdjusted)]),
    )),
    ...segmentTables(detail),
    ...closing(result),
  ]
}
