import type { AnalysisResult, FindingProposal, NamedValue, Verdict } from '../../../contract/analysis'
import type { Block, FigureSpec } from '../../../contract/figure'
import { cellTable, closing, detailOf, figureBlocks, opening, paragraph, tableBlock } from '../../common/blocks'
import { idPart } from '../../common/datasets'
import { absent, countOf, formatCount, formatInterval, formatNumber, formatPercent } from '../../common/format'
import type { Direction } from './measure'

export interface Witness {
  /** Row of the file, from 1, the header not counted. */
  readonly row: number
  readonly from: string
  readonly to: string
  readonly scoreFrom: number
  readonly scoreTo: number
}

export interface Line {
  readonly feature: string
  readonly direction: Direction
  /** Who asks for the direction; null where none is asked for and the better of both is described. */
  readonly origin: 'plan' | 'artifact' | null
  readonly rows: number
  readonly violating: number
  readonly share: number
  readonly low: number
  readonly high: number
  readonly largest: number
  readonly witness: Witness | null
  readonly verdict: Verdict
}

export interface Detail {
  readonly dataset: string
  readonly tolerance: number
  readonly shareLimit: number
  readonly lines: readonly Line[]
}

const asked = (line: Line): boolean => line.origin !== null
const percent = (line: Line): string => `${formatPercent(line.share)} ${formatInterval(line.low, line.high, (value) => formatPercent(value))}`
const idOf = (line: Line): string => `violating/${idPart(line.feature)}`

export function headlineOf(detail: Detail): string {
  const constrained = detail.lines.filter(asked)
  const broken = constrained.filter((line) => line.violating > 0).sort((a, b) => b.share - a.share)
  const free = detail.lines.filter((line) => !asked(line))
  const monotone = free.filter((line) => line.violating === 0).length
  const described = free.length === 0 ? '' : `${constrained.length === 0 ? 'No direction is asked for; of' : ' Of'} ${countOf(free.length, 'feature')}${constrained.length === 0 ? '' : ' without a direction'}, ${formatCount(monotone)} ${monotone === 1 ? 'moves' : 'move'} the score of every row in one direction only.`
  if (detail.lines.length === 0) return 'No feature could be checked.'
  if (constrained.length === 0) return described
  const first = broken[0]
  return first === undefined
    ? `${countOf(constrained.length, 'direction')} asked for ${constrained.length === 1 ? 'holds' : 'hold'} on every one of ${countOf(Math.min(...constrained.map((line) => line.rows)), 'row')} tried.${described}`
    : `${countOf(broken.length, 'direction')} of ${formatCount(constrained.length)} asked for ${broken.length === 1 ? 'is' : 'are'} broken: the score should be ${first.direction} in ${first.feature}, and is not for ${percent(first)} of ${countOf(first.rows, 'row')}.${described}`
}

export function valuesOf(detail: Detail): readonly NamedValue[] {
  return detail.lines.flatMap((line): readonly NamedValue[] => [
    { id: idOf(line), label: `Rows whose score is not ${line.direction} in ${line.feature}${asked(line) ? '' : ' (no direction asked for; the better of both)'}`, value: line.share, low: line.low, high: line.high, n: line.rows, verdict: line.verdict, ...(asked(line) ? { limit: detail.shareLimit } : {}), tolerance: 1e-9 },
    { id: `largest/${idPart(line.feature)}`, label: `Largest move against it, ${line.feature}`, value: line.largest, n: line.rows, tolerance: 1e-6 },
  ])
}

export function findings(result: AnalysisResult): readonly FindingProposal[] {
  const detail = detailOf(result) as Detail
  return detail.lines.filter((line) => asked(line) && line.verdict === 'different').map((line): FindingProposal => {
    const witness = line.witness!
    return {
      key: `direction/${line.feature}`,
      title: `The score is not ${line.direction} in ${line.feature} for ${formatPercent(line.share)} of the rows`,
      severity: line.origin === 'artifact' || line.low > 0.05 ? 'high' : 'medium',
      condition: `On ${countOf(line.rows, 'row')} of ${detail.dataset}, ${percent(line)} have a score that moves against the direction by more than ${formatNumber(detail.tolerance)}. Witness: row ${formatCount(witness.row)}, ${line.feature} from ${witness.from} to ${witness.to} with all else as it is takes the score from ${formatNumber(witness.scoreFrom)} to ${formatNumber(witness.scoreTo)}.`,
      criterion: `The score is ${line.direction} in ${line.feature}, all else equal (${line.origin === 'artifact' ? 'declared by the artifact' : 'asked for by the plan'}).`,
      consequence: 'Who improves in this respect may be judged worse; such a decision cannot be explained and invites wrong incentives.',
      recommendation: 'Refit with the constraint, or have the developer show why the direction does not hold.',
      evidence: [idOf(line), `largest/${idPart(line.feature)}`],
    }
  })
}

export function figures(result: AnalysisResult): readonly FigureSpec[] {
  const detail = detailOf(result) as Detail
  const lines = [...detail.lines].sort((a, b) => Number(asked(b)) - Number(asked(a)) || b.share - a.share).slice(0, 30)
  if (lines.length === 0) return []
  const names = lines.map((line) => `${line.feature}, ${line.direction}${asked(line) ? '' : ' (described)'}`)
  return [{
    id: 'violations',
    title: headlineOf(detail),
    alt: `Share of rows whose score moves against the direction, with 95 % interval: ${lines.slice(0, 8).map((line, index) => `${names[index]!} ${formatPercent(line.share)}`).join('; ')}.`,
    plot: {
      x: { title: 'Rows whose score moves against the direction', percent: true },
      y: { title: '', scale: 'category', categories: names },
      marks: [
        { mark: 'intervals', name: 'Share, 95 %', x: lines.map((line) => line.share), y: names, low: lines.map((line) => line.low), high: lines.map((line) => line.high), tone: 'current', horizontal: true },
        ...(lines.some(asked) ? [{ mark: 'rule', name: `Limit ${formatPercent(detail.shareLimit)}`, x: detail.shareLimit, tone: 'limit' } as const] : []),
      ],
      aspect: Math.min(1.2, 0.2 + 0.04 * lines.length),
    },
    table: cellTable(['Feature and direction', '>Rows against it', '>95 % interval'], lines.map((line, index) => [names[index]!, formatPercent(line.share), formatInterval(line.low, line.high, (value) => formatPercent(value))])),
  }]
}

export function section(result: AnalysisResult): readonly Block[] {
  const detail = detailOf(result) as Detail
  const shown = [...detail.lines].sort((a, b) => Number(asked(b)) - Number(asked(a)) || b.share - a.share).slice(0, 12)
  return [
    ...opening(result),
    ...figureBlocks(figures(result)),
    ...(shown.length === 0 ? [] : [tableBlock(`Directions in ${detail.dataset}, each violation with a witness row (counted without the header)`, cellTable(
      ['Feature', 'Direction', 'Asked for by', '>Rows against it', '>Largest move', '>Witness row', 'From … to', '>Score from … to'],
      shown.map((line) => [line.feature, line.direction, line.origin ?? 'nobody', formatPercent(line.share), formatNumber(line.largest), line.witness === null ? absent : formatCount(line.witness.row), line.witness === null ? absent : `${line.witness.from} … ${line.witness.to}`, line.witness === null ? absent : `${formatNumber(line.witness.scoreFrom)} … ${formatNumber(line.witness.scoreTo)}`]),
    ))]),
    ...(detail.lines.length > shown.length ? [paragraph(`${countOf(detail.lines.length - shown.length, 'feature')} more in the evidence.`)] : []),
    ...closing(result),
  ]
}
