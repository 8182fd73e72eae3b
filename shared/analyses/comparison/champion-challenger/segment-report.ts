import type { FindingProposal, NamedValue } from '../../../contract/analysis'
import type { Block, FigureSpec } from '../../../contract/figure'
import { cellTable, paragraph, tableBlock } from '../../common/blocks'
import { idPart } from '../../common/datasets'
import { countOf, formatCount, formatInterval, formatNumber, formatP, formatPercent, listWords, pPhrase } from '../../common/format'
import type { SegmentDuel } from './segments'

export interface JudgedSegment extends SegmentDuel {
  readonly pAdjusted: number
}

/** What of the detail the segments need. */
interface Segmented {
  readonly dataset: string
  readonly champion: string
  readonly challenger: string
  readonly alpha: number
  readonly lossMargin: number
  readonly lossName: string
  readonly segments: readonly JudgedSegment[]
}

export interface Edges {
  readonly loses: readonly JudgedSegment[]
  readonly wins: readonly JudgedSegment[]
}

/** Rows of the table in the pack, and dots of the figure. */
const mostListed = 12
const mostDrawn = 40

/** Whether the challenger loses or wins a segment significantly and by more than the margin. */
export const edgeOf = (segment: JudgedSegment, alpha: number): 'loses' | 'wins' | null => (segment.pAdjusted <= alpha ? segment.beyond : null)

/** The segments lost and won, by the size of the difference in units of the champion's loss. */
export function edgesOf({ segments, alpha }: Segmented): Edges {
  const of = (edge: 'loses' | 'wins'): readonly JudgedSegment[] => segments.filter((segment) => edgeOf(segment, alpha) === edge).sort((a, b) => Math.abs(relative(b)) - Math.abs(relative(a)))
  return { loses: of('loses'), wins: of('wins') }
}

const relative = (segment: SegmentDuel): number => segment.gain / segment.champion
const named = (segment: SegmentDuel): string => `${segment.column} = ${segment.group}`
const idOf = (segment: SegmentDuel): string => `segment/${idPart(segment.column)}/${idPart(segment.group)}`
const signed = (value: number): string => `${value > 0 ? '+' : ''}${formatNumber(value, 3)}`
const range = ({ low, high }: SegmentDuel): string => formatInterval(low, high, (value) => formatNumber(value, 3))

/** A sentence on the segments that the challenger loses, none where it loses none. */
export function segmentWords({ loses, wins }: Edges): string {
  if (loses.length === 0) return ''
  return ` It loses where ${listWords(loses.map(named), 3)}${wins.length === 0 ? '' : ` and wins where ${listWords(wins.map(named), 3)}`}.`
}

export function segmentValues({ segments, lossName, lossMargin, alpha }: Segmented): readonly NamedValue[] {
  return segments.flatMap((segment): readonly NamedValue[] => [
    { id: idOf(segment), label: `Reduction of the ${lossName} by the challenger, ${named(segment)}`, value: segment.gain, low: segment.low, high: segment.high, n: segment.n, limit: -lossMargin * segment.champion, verdict: edgeOf(segment, alpha) === null ? 'inconclusive' : 'different', tolerance: 1e-9 },
    { id: `champion/${idOf(segment)}`, label: `${lossName} of the champion, ${named(segment)}`, value: segment.champion, n: segment.n, tolerance: 1e-9 },
  ])
}

/** One finding for all segments lost, where the challenger is not worse over all rows. */
export function lostFinding(detail: Segmented, overall: string): readonly FindingProposal[] {
  const { loses } = edgesOf(detail)
  const worst = loses[0]
  if (worst === undefined) return []
  return [{
    key: 'segments-lost',
    title: `The ${detail.challenger} loses to the champion (${detail.champion}) where ${listWords(loses.map(named), 2)}`,
    severity: -relative(worst) > 5 * detail.lossMargin ? 'high' : 'medium',
    condition: `Over all rows of ${detail.dataset} the challenger ${overall} the champion; within ${countOf(loses.length, 'segment')} it loses. ${loses.slice(0, 3).map((segment) => `${named(segment)}: ${detail.lossName} ${formatNumber(segment.challenger)} against ${formatNumber(segment.champion)}, advantage ${signed(segment.gain)} ${range(segment)} on ${countOf(segment.n, 'row')}, adjusted ${pPhrase(segment.pAdjusted)}`).join('; ')}.`,
    criterion: `In no segment a ${detail.lossName} more than ${formatPercent(detail.lossMargin)} above the champion's.`,
    consequence: 'What the challenger gains on average is paid for by the cases of these segments.',
    recommendation: 'Keep the champion for these segments, or have the developer explain and repair the loss before the challenger replaces it.',
    evidence: loses.slice(0, 12).flatMap((segment) => [idOf(segment), `champion/${idOf(segment)}`]),
  }]
}

/** Lost first, then won, then the others by p. */
function tellingOrder({ segments, alpha }: Segmented): readonly JudgedSegment[] {
  const rank = (segment: JudgedSegment): number => ['loses', 'wins', null].indexOf(edgeOf(segment, alpha))
  return segments.toSorted((a, b) => rank(a) - rank(b) || a.p - b.p)
}

const looks = [['loses', 'Challenger loses', 'alarm'], ['wins', 'Challenger wins', 'current'], [null, 'Neither', 'neutral']] as const

/** Differences with their intervals, group by group, from the largest gain to the largest loss. */
export function segmentFigure(detail: Segmented): readonly FigureSpec[] {
  const drawn = tellingOrder(detail).slice(0, mostDrawn).toSorted((a, b) => b.gain - a.gain)
  if (drawn.length === 0) return []
  const { loses, wins } = edgesOf(detail)
  const names = drawn.map(named)
  return [{
    id: 'segments',
    title: loses.length + wins.length === 0
      ? `In none of ${countOf(detail.segments.length, 'segment')} champion and challenger differ by more than the margin`
      : `The challenger loses ${formatCount(loses.length)} and wins ${formatCount(wins.length)} of ${countOf(detail.segments.length, 'segment')}${loses.length > 0 ? `: it loses where ${listWords(loses.map(named), 2)}` : ''}`,
    alt: `Reduction of the ${detail.lossName} by the challenger with 95 % interval, by segment: ${drawn.slice(0, 10).map((segment) => `${named(segment)} ${formatNumber(segment.gain, 3)} ${range(segment)}`).join('; ')}.`,
    plot: {
      x: { title: `Reduction of the ${detail.lossName} by the challenger` },
      y: { title: '', scale: 'category', categories: names },
      marks: [
        ...looks.flatMap(([edge, name, tone]) => {
          const own = drawn.filter((segment) => edgeOf(segment, detail.alpha) === edge)
          return own.length === 0 ? [] : [{ mark: 'intervals', name: `${name}, 95 %`, x: own.map((segment) => segment.gain), y: own.map(named), low: own.map((segment) => segment.low), high: own.map((segment) => segment.high), tone, horizontal: true } as const]
        }),
        { mark: 'rule', name: 'No difference', x: 0, tone: 'neutral' },
      ],
      aspect: Math.min(1.4, 0.2 + 0.04 * drawn.length),
    },
    table: segmentTable(detail, drawn),
  }]
}

function segmentTable(detail: Segmented, rows: readonly JudgedSegment[]): FigureSpec['table'] {
  return cellTable(['Segment', '>Rows', '>Champion', '>Challenger', '>Reduction', '>95 % interval', '>p', '>Adjusted p', 'Challenger'], rows.map((segment) => [
    named(segment), formatCount(segment.n), formatNumber(segment.champion), formatNumber(segment.challenger), signed(segment.gain), range(segment), formatP(segment.p), formatP(segment.pAdjusted), edgeOf(segment, detail.alpha) ?? 'neither',
  ]))
}

/** When a segment counts as lost or won, in a sentence; none without segments. */
export function segmentRule({ segments, lossName, lossMargin }: Segmented): readonly Block[] {
  return segments.length === 0 ? [] : [paragraph(`The challenger loses or wins a segment when its mean ${lossName} there differs significantly from the champion's and by more than ${formatPercent(lossMargin)} of it.`)]
}

/** The segments that tell most, in one table. */
export function segmentTables(detail: Segmented): readonly Block[] {
  const rows = tellingOrder(detail)
  if (rows.length === 0) return []
  return [tableBlock(`Reduction of the ${detail.lossName} by the challenger within segments${rows.length > mostListed ? `; ${formatCount(mostListed)} of ${formatCount(rows.length)}, the others are in the evidence` : ''}`, segmentTable(detail, rows.slice(0, mostListed)))]
}
