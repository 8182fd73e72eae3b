import type { AnalysisResult, FindingProposal, NamedValue } from '../../../contract/analysis'
import type { Block, FigureSpec } from '../../../contract/figure'
import { cellTable, closing, detailOf, figureBlocks, opening, paragraph, tableBlock } from '../../common/blocks'
import { idPart } from '../../common/datasets'
import { countOf, formatCount, formatInterval, formatPercent } from '../../common/format'
import { lossWords, printGap, printLoss } from './losses'
import type { BoundedId, BoundedMean, LossAnswer } from './losses'

/** One figure of one group with its bounds. */
export interface BoundedLoss extends BoundedMean {
  readonly key: string
  readonly dataset: string
  readonly column: string
  readonly group: string
  readonly figure: BoundedId
  /** Rows of known group, of the other groups, and of unknown group. */
  readonly n: number
  readonly others: number
  readonly unknown: number
  /** Difference from the other rows at which the screen stands. */
  readonly limit: number
  /** What it says of the rows of known group alone. */
  readonly weak: boolean
  readonly answer: LossAnswer
}

export interface LossBounds {
  readonly kind: 'loss'
  readonly rows: readonly BoundedLoss[]
}

const leastShare = 0.01
const mostListed = 12

const idOf = (row: BoundedLoss): string => `${row.figure}/${row.key}/${idPart(row.group)}`
const shareOf = (row: BoundedLoss): number => row.unknown / (row.n + row.others + row.unknown)
const nameOf = (row: BoundedLoss): string => `${row.column} = ${row.group} in ${row.dataset}`
const rangeOf = (row: BoundedLoss): string => formatInterval(row.gapLowest, row.gapHighest, (value) => printGap(row.figure, value))
/** How far the bounds reach beyond the known difference, in limits: what is printed first. */
const width = (row: BoundedLoss): number => ((row.gapHighest ?? 0) - (row.gapLowest ?? 0)) / (row.limit > 0 ? row.limit : 1)
/** The screen says one thing for the rows of known group and could say the other. */
const open = (detail: LossBounds): readonly BoundedLoss[] => detail.rows.filter((row) => row.answer === 'depends on them').sort((a, b) => Number(a.weak) - Number(b.weak) || width(b) - width(a))

export function lossHeadline(detail: LossBounds): string {
  const [first] = detail.rows
  if (first === undefined) return 'No row with a known error has a missing group code.'
  const [undecided] = open(detail)
  if (undecided === undefined) return `${countOf(first.unknown, 'row')} of unknown ${first.column} in ${first.dataset} (${formatPercent(shareOf(first))}) cannot change what is said of any group, whatever they are.`
  return `Whether ${nameOf(undecided)} is ${undecided.weak ? 'still ' : ''}weak depends on ${countOf(undecided.unknown, 'row')} of unknown group (${formatPercent(shareOf(undecided))}): ${lossWords[undecided.figure]} ${printGap(undecided.figure, undecided.gap)} from the other rows for the known, ${rangeOf(undecided)} over all they could be.`
}

export function lossValues(detail: LossBounds): readonly NamedValue[] {
  return detail.rows.flatMap((row): readonly NamedValue[] => [
    { id: idOf(row), label: `${lossWords[row.figure]}, known group, with bounds over all the unknown rows could be, ${nameOf(row)}`, value: row.known, low: row.lowest, high: row.highest, n: row.n, tolerance: 1e-10 },
    { id: `${row.figure}-gap/${row.key}/${idPart(row.group)}`, label: `${lossWords[row.figure]} less that of the other rows, with bounds, ${nameOf(row)}`, value: row.gap, low: row.gapLowest, high: row.gapHighest, n: row.n, limit: row.limit, tolerance: 1e-10 },
  ])
}

export function lossFindings(result: AnalysisResult): readonly FindingProposal[] {
  const detail = detailOf(result) as LossBounds
  const proposals = new Map<string, FindingProposal>()
  for (const row of open(detail)) {
    const key = `unknown/${row.column}/${row.group}`
    if (proposals.has(key) || shareOf(row) < leastShare) continue
    proposals.set(key, {
      key,
      title: `Missing codes of ${row.column} leave open whether the model is weak for ${row.group}`,
      severity: 'low',
      condition: `In ${row.dataset}, ${countOf(row.unknown, 'row')} of ${formatCount(row.n + row.others + row.unknown)} have no ${row.column}. For the others the ${lossWords[row.figure].toLowerCase()} of ${row.group} is ${printGap(row.figure, row.gap)} from that of the other rows; over all that the unknown rows could be it lies in ${rangeOf(row)}.`,
      criterion: `Conclusions about groups hold whatever the group of the rows with a missing code is (screen: a difference of ${printGap(row.figure, row.limit)}).`,
      consequence: 'Statements about this group rest on the assumption that codes are missing alike everywhere.',
      recommendation: 'Find out why codes are missing and for whom, and collect them where that is permitted.',
      evidence: [idOf(row), `${row.figure}-gap/${row.key}/${idPart(row.group)}`],
    })
  }
  return [...proposals.values()]
}

const listed = (detail: LossBounds): readonly BoundedLoss[] => [...detail.rows].sort((a, b) => Number(b.answer === 'depends on them') - Number(a.answer === 'depends on them') || width(b) - width(a)).slice(0, mostListed)

function boundsTable(rows: readonly BoundedLoss[]): FigureSpec['table'] {
  return cellTable(['Group', 'Figure', '>n', '>Unknown', '>Known', '>Bounds', '>Against others', '>Bounds', '>Limit', 'Weak'], rows.map((row) => [
    `${row.column} = ${row.group}, ${row.dataset}`, lossWords[row.figure], formatCount(row.n), formatCount(row.unknown), printLoss(row.figure, row.known),
    formatInterval(row.lowest, row.highest, (value) => printLoss(row.figure, value)), printGap(row.figure, row.gap), rangeOf(row), printGap(row.figure, row.limit), row.answer,
  ]))
}

export function lossFigures(result: AnalysisResult): readonly FigureSpec[] {
  const rows = listed(detailOf(result) as LossBounds).filter((row) => row.gap !== null && row.gapLowest !== null && row.limit > 0)
  if (rows.length === 0) return []
  const names = rows.map((row) => `${row.column} = ${row.group}, ${lossWords[row.figure]}, ${row.dataset}`)
  const units = (row: BoundedLoss, value: number | null): number => (value ?? 0) / row.limit
  return [{
    id: 'bounds',
    title: `What rows of unknown group could do to the differences of ${countOf(rows.length, 'group')}`,
    alt: `Difference from the other rows with bounds over all the unknown rows could be: ${rows.map((row, index) => `${names[index]!} ${printGap(row.figure, row.gap)} ${rangeOf(row)}`).join('; ')}.`,
    plot: {
      x: { title: 'Difference from the other rows [limits]' },
      y: { title: '', scale: 'category', categories: names },
      marks: [
        { mark: 'intervals', name: 'Known, bounds', x: rows.map((row) => units(row, row.gap)), y: names, low: rows.map((row) => units(row, row.gapLowest)), high: rows.map((row) => units(row, row.gapHighest)), tone: 'current', horizontal: true },
        { mark: 'rule', name: 'Limit', x: 1, tone: 'limit' },
        { mark: 'rule', name: 'Limit', x: -1, tone: 'limit' },
      ],
      aspect: Math.min(1.2, 0.25 + 0.05 * names.length),
    },
    table: boundsTable(rows),
  }]
}

export function lossSection(result: AnalysisResult): readonly Block[] {
  const detail = detailOf(result) as LossBounds
  const rows = listed(detail)
  return [
    ...opening(result),
    paragraph('Bounds run over every way to hand the rows of unknown group out to a group and to all others; both ends can happen. They hold no sampling error: that stands with performance by group.'),
    ...figureBlocks(lossFigures(result)),
    ...(rows.length === 0 ? [] : [tableBlock('Bounds by group, undecided ones first', boundsTable(rows))]),
    ...(detail.rows.length > rows.length ? [paragraph(`${countOf(detail.rows.length - rows.length, 'further figure')}: the numbers are in the evidence.`)] : []),
    ...closing(result),
  ]
}
