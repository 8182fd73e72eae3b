import type { AnalysisResult, FindingProposal, NamedValue } from '../../../contract/analysis'
import type { Block, FigureSpec } from '../../../contract/figure'
import { cellTable, closing, detailOf, figureBlocks, heading, opening, paragraph, tableBlock } from '../../common/blocks'
import { idPart } from '../../common/datasets'
import { favourableWords } from '../../common/decisions'
import { countOf, formatCount, formatFixed, formatInterval, formatNumber, formatPercent } from '../../common/format'
import type { BoundedComparison, BoundedRate, ScreenAnswer } from './measure'

export const fourFifths = 0.8
const leastShare = 0.01

export interface BoundedRow {
  readonly group: string
  readonly n: number
  readonly reference: boolean
  readonly favourable: BoundedRate
  readonly tpr: BoundedRate
  readonly fpr: BoundedRate
  /** Against the largest group; null for itself. */
  readonly comparison: BoundedComparison | null
  readonly answer: ScreenAnswer | null
}

export interface ColumnBounds {
  readonly key: string
  readonly dataset: string
  readonly column: string
  readonly n: number
  readonly unknown: number
  readonly rows: readonly BoundedRow[]
}

export interface Detail {
  readonly threshold: number
  readonly favourable: 'above' | 'below'
  readonly columns: readonly ColumnBounds[]
}

interface Open {
  readonly column: ColumnBounds
  readonly row: BoundedRow & { readonly comparison: BoundedComparison }
}

/** Groups whose ratio could lie on either side of four fifths. */
const open = (detail: Detail): readonly Open[] => detail.columns.flatMap((column) => column.rows.flatMap((row) => (row.comparison !== null && row.comparison.ratio !== null && row.answer === 'depends on them' ? [{ column, row: { ...row, comparison: row.comparison } }] : [])))

const ratioRange = (comparison: BoundedComparison): string => formatInterval(comparison.ratioLowest, comparison.ratioHighest, (each) => formatFixed(each, 2))
const share = (column: ColumnBounds): string => formatPercent(column.unknown / column.n)

export function headlineOf(detail: Detail): string {
  const [first] = detail.columns
  if (first === undefined) return 'No row with a decision has a missing group code.'
  const [undecided] = open(detail)
  const rows = `${countOf(first.unknown, 'row')} of unknown ${first.column} in ${first.dataset} (${share(first)})`
  if (undecided === undefined) return `${rows}${detail.columns.length > 1 ? `, and ${countOf(detail.columns.length - 1, 'other column or dataset', 'other columns or datasets')},` : ''} cannot move any ratio to the largest group across 0.80, whatever they are.`
  return `Whether ${undecided.column.column} = ${undecided.row.group} lies under 0.80 in ${undecided.column.dataset} depends on ${countOf(undecided.column.unknown, 'row')} of unknown group (${share(undecided.column)}): ratio ${formatFixed(undecided.row.comparison.ratio, 2)} for the known, ${ratioRange(undecided.row.comparison)} over all they could be.`
}

export function valuesOf(detail: Detail): readonly NamedValue[] {
  return detail.columns.flatMap((column): readonly NamedValue[] => [
    { id: `unknown/${column.key}`, label: `Rows of unknown group, ${column.column} in ${column.dataset}`, value: column.unknown, n: column.n },
    ...column.rows.flatMap((row): readonly NamedValue[] => {
      const id = `${column.key}/${idPart(row.group)}`
      const name = `${column.column} = ${row.group}, ${column.dataset}`
      const rates = ([['favourable', 'Favourable rate'], ['tpr', 'True positive rate'], ['fpr', 'False positive rate']] as const).flatMap(([key, label]): readonly NamedValue[] => (row[key].known === null ? [] : [
        { id: `${key}/${id}`, label: `${label}, known group, with bounds over all the unknown rows could be, ${name}`, value: row[key].known, low: row[key].lowest, high: row[key].highest, n: row.n },
        { id: `${key}-all-here/${id}`, label: `${label} if every unknown row were of this group, ${name}`, value: row[key].allHere, n: row.n + column.unknown },
      ]))
      const { comparison } = row
      return [...rates, ...(comparison === null ? [] : [
        { id: `ratio/${id}`, label: `Ratio of favourable rates to the largest group, with bounds, ${name}`, value: comparison.ratio, low: comparison.ratioLowest, high: comparison.ratioHighest, n: row.n, limit: fourFifths },
        { id: `ratio-outer/${id}`, label: `The same with the outer ends of sampling error at 95 %, ${name}`, value: comparison.ratio, low: comparison.ratioLow, high: comparison.ratioHigh, n: row.n, tolerance: 1e-12 },
        { id: `gap/${id}`, label: `Difference of favourable rates from the largest group, with bounds, ${name}`, value: comparison.gap, low: comparison.gapLowest, high: comparison.gapHighest, n: row.n },
      ])]
    }),
  ])
}

export function findings(result: AnalysisResult): readonly FindingProposal[] {
  const detail = detailOf(result) as Detail
  const proposals = new Map<string, FindingProposal>()
  for (const { column, row } of open(detail)) {
    const key = `unknown/${column.column}/${row.group}`
    if (proposals.has(key) || column.unknown / column.n < leastShare) continue
    const id = `${column.key}/${idPart(row.group)}`
    proposals.set(key, {
      key,
      title: `Missing codes of ${column.column} leave open whether ${row.group} lies under four fifths`,
      severity: 'low',
      condition: `In ${column.dataset}, ${countOf(column.unknown, 'row')} of ${formatCount(column.n)} have no ${column.column}. For the others the ratio of ${row.group} to the largest group is ${formatFixed(row.comparison.ratio)}; over all that the unknown rows could be it lies in ${formatInterval(row.comparison.ratioLowest, row.comparison.ratioHighest)}.`,
      criterion: 'Conclusions about groups hold whatever the group of the rows with a missing code is (screen: four fifths, 29 CFR 1607.4 D, United States, as of November 2026).',
      consequence: 'Statements about this group rest on the assumption that codes are missing alike everywhere.',
      recommendation: 'Find out why codes are missing and for whom, and collect them where that is permitted.',
      evidence: [`unknown/${column.key}`, `ratio/${id}`],
    })
  }
  return [...proposals.values()]
}

const percents = (rate: BoundedRate): string => (rate.known === null ? '–' : `${formatPercent(rate.known)} ${formatInterval(rate.lowest, rate.highest, (each) => formatPercent(each))}`)

function boundsTable(column: ColumnBounds): FigureSpec['table'] {
  return cellTable(['Group', '>n', '>Favourable rate, bounds', '>If all unknown', '>Ratio', '>Bounds', '>With sampling error', 'Under 0.80', '>TPR, bounds', '>FPR, bounds'], column.rows.map((row) => [
    `${row.group}${row.reference ? ' (largest)' : ''}`, formatCount(row.n), percents(row.favourable), formatPercent(row.favourable.allHere),
    formatFixed(row.comparison?.ratio), row.comparison === null ? '–' : formatInterval(row.comparison.ratioLowest, row.comparison.ratioHighest), formatInterval(row.comparison?.ratioLow, row.comparison?.ratioHigh),
    row.answer ?? '–', percents(row.tpr), percents(row.fpr),
  ]))
}

/** Ratios with their bounds, one figure for each of the first four columns. */
export function figures(result: AnalysisResult): readonly FigureSpec[] {
  const detail = detailOf(result) as Detail
  return detail.columns.slice(0, 4).flatMap((column): readonly FigureSpec[] => {
    const rows = column.rows.flatMap((row) => (row.comparison?.ratio == null ? [] : [{ group: row.group, ...row.comparison }]))
    if (rows.length === 0) return []
    const names = rows.map((row) => row.group)
    return [{
      id: `bounds-${column.key}`,
      title: `${column.column}, ${column.dataset}: what ${countOf(column.unknown, 'row')} of unknown group could do to the ratios`,
      alt: `Ratio of favourable rates to the largest group with bounds over all the unknown rows could be: ${rows.map((row) => `${row.group} ${formatFixed(row.ratio, 2)} ${ratioRange(row)}`).join('; ')}.`,
      plot: {
        x: { title: 'Favourable rate over that of the largest group' },
        y: { title: column.column, scale: 'category', categories: names },
        marks: [
          { mark: 'intervals', name: 'Known, bounds', x: rows.map((row) => row.ratio), y: names, low: rows.map((row) => row.ratioLowest), high: rows.map((row) => row.ratioHighest), tone: 'current', horizontal: true },
          { mark: 'rule', name: 'Four fifths', x: fourFifths, tone: 'limit' },
        ],
        aspect: Math.min(1.2, 0.25 + 0.05 * names.length),
      },
      table: boundsTable(column),
    }]
  })
}

const mostColumns = 4

export function section(result: AnalysisResult): readonly Block[] {
  const detail = detailOf(result) as Detail
  const drawn = figures(result)
  return [
    ...opening(result),
    paragraph(`The favourable decision is ${favourableWords(detail, formatNumber(detail.threshold))}. Bounds run over every way to hand the rows of unknown group out to the groups; ratios are against the largest group.`),
    ...detail.columns.slice(0, mostColumns).flatMap((column): readonly Block[] => [
      heading(`${column.column}, ${column.dataset}: ${countOf(column.unknown, 'row')} of unknown group, ${share(column)}`),
      ...figureBlocks(drawn.filter((figure) => figure.id === `bounds-${column.key}`)),
      tableBlock(`Bounds by ${column.column}`, boundsTable(column)),
    ]),
    ...(detail.columns.length > mostColumns ? [paragraph(`${countOf(detail.columns.length - mostColumns, 'further column or dataset', 'further columns or datasets')}: the numbers are in the evidence.`)] : []),
    ...closing(result),
  ]
}
