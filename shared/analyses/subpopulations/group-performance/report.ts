import type { AnalysisResult, FindingProposal, NamedValue } from '../../../contract/analysis'
import type { Block, FigureSpec } from '../../../contract/figure'
import { cellTable, closing, detailOf, figureBlocks, heading, opening, tableBlock } from '../../common/blocks'
import { idPart } from '../../common/datasets'
import { countOf, formatCount, formatFixed, formatInterval, formatP, formatPercent, formatPoints, pPhrase } from '../../common/format'
import { tellingFirst } from '../../common/telling-first'
import type { ColumnGroups, GroupRow, Rate } from './measure'

export interface ColumnDetail extends ColumnGroups {
  readonly key: string
  readonly dataset: string
  readonly column: string
}

/** A group with the adjusted p of its AUC difference; null where it was not tested. */
export type JudgedRow = GroupRow & { readonly pAdjusted: number | null }

export interface Detail {
  readonly threshold: number | null
  readonly alpha: number
  readonly delta: number
  readonly columns: readonly (Omit<ColumnDetail, 'rows'> & { readonly rows: readonly JudgedRow[] })[]
}

interface Weak {
  readonly column: Detail['columns'][number]
  readonly row: JudgedRow
}

/** Groups whose AUC is lower than that of the rest by more than delta, significantly; worst first. */
function weakGroups(detail: Detail): readonly Weak[] {
  return detail.columns
    .flatMap((column) => column.rows.map((row) => ({ column, row })))
    .filter(({ row }) => row.difference !== null && row.pAdjusted !== null && row.pAdjusted < detail.alpha && row.difference.difference < -detail.delta)
    .sort((a, b) => a.row.difference!.difference - b.row.difference!.difference)
}

const aucInterval = (row: GroupRow): string => formatInterval(row.aucLow, row.aucHigh)

export function headlineOf(detail: Detail): string {
  const weak = weakGroups(detail)[0]
  const judged = detail.columns.flatMap((column) => column.rows).filter((row) => row.difference !== null).length
  if (judged === 0) return 'No group is large enough to be judged.'
  if (weak === undefined) {
    const [apart] = detail.columns.flatMap((column) => column.rows.filter((row) => row.pAdjusted !== null && row.pAdjusted < detail.alpha).map((row) => ({ column, row })))
    if (apart !== undefined) return `Groups differ, none by an AUC more than ${formatFixed(detail.delta, 2)} below the other rows: ${apart.column.column} = ${apart.row.group} in ${apart.column.dataset} has ${formatFixed(apart.row.auc)} ${aucInterval(apart.row)} on ${countOf(apart.row.n, 'row')} against ${formatFixed(apart.row.restAuc)} (adjusted ${pPhrase(apart.row.pAdjusted)}).`
    return `None of ${countOf(judged, 'group')} has an AUC significantly lower than the other rows by more than ${formatFixed(detail.delta, 2)}.`
  }
  const { column, row } = weak
  return `The model is weak for ${column.column} = ${row.group} in ${column.dataset}: AUC ${formatFixed(row.auc)} ${aucInterval(row)} on ${countOf(row.n, 'row')} against ${formatFixed(row.restAuc)} for the others (adjusted ${pPhrase(row.pAdjusted)}).`
}

export function valuesOf(detail: Detail): readonly NamedValue[] {
  return detail.columns.flatMap((column) => column.rows.flatMap((row): readonly NamedValue[] => {
    const id = `${column.key}/${idPart(row.group)}`
    const name = `${column.column} = ${row.group}, ${column.dataset}`
    const rate = (key: string, label: string, value: Rate | null): readonly NamedValue[] => (value === null ? [] : [
      { id: `${key}/${id}`, label: `${label}, ${name}`, value: value.value, low: value.low, high: value.high, n: value.n },
      { id: `${key}-difference/${id}`, label: `${label} minus that of the other rows, ${name}`, value: value.difference, low: value.differenceLow, high: value.differenceHigh, n: value.n },
    ])
    const outside = row.difference === null ? 'described'
      : row.pAdjusted !== null && row.pAdjusted < detail.alpha ? 'different'
        : row.difference.low > -detail.delta && row.difference.high < detail.delta ? 'equivalent' : 'inconclusive'
    return [
      { id: `n/${id}`, label: `Rows, ${name}`, value: row.n },
      { id: `events/${id}`, label: `Events, ${name}`, value: row.events, n: row.n },
      { id: `auc/${id}`, label: `AUC, ${name}`, value: row.auc, low: row.aucLow, high: row.aucHigh, n: row.n, verdict: outside, tolerance: 1e-12 },
      ...(row.difference === null ? [] : [{ id: `auc-difference/${id}`, label: `AUC minus that of the other rows, ${name}`, value: row.difference.difference, low: row.difference.low, high: row.difference.high, n: row.n, limit: -detail.delta, verdict: outside, tolerance: 1e-12 } as const]),
      ...rate('tpr', 'True positive rate', row.tpr),
      ...rate('fpr', 'False positive rate', row.fpr),
      ...rate('selection', 'Selection rate', row.selection),
    ]
  }))
}

export function findings(result: AnalysisResult): readonly FindingProposal[] {
  const detail = detailOf(result) as Detail
  const proposals = new Map<string, FindingProposal>()
  for (const { column, row } of weakGroups(detail)) {
    const key = `weak/${column.column}/${row.group}`
    if (proposals.has(key)) continue
    const difference = row.difference!
    const id = `${column.key}/${idPart(row.group)}`
    proposals.set(key, {
      key,
      title: `The model is weak for ${column.column} = ${row.group}: AUC ${formatFixed(row.auc, 2)} against ${formatFixed(row.restAuc, 2)}`,
      severity: difference.difference < -2 * detail.delta ? 'high' : 'medium',
      condition: `In ${column.dataset} the AUC for ${column.column} = ${row.group} is ${formatFixed(row.auc)} ${aucInterval(row)} (${countOf(row.n, 'row')}, ${countOf(row.events, 'event')}), ${formatFixed(-difference.difference)} ${formatInterval(-difference.high, -difference.low)} below that of the other rows; adjusted ${pPhrase(row.pAdjusted)}.`,
      criterion: `No group's AUC lies more than ${formatFixed(detail.delta, 2)} below that of the other rows (adjusted p under ${formatP(detail.alpha)}).`,
      consequence: `For ${formatPercent(row.n / column.rows.reduce((total, each) => total + each.n, 0))} of the rows the ranking, and with it every decision made from it, is worse than the overall figure says.`,
      recommendation: 'Find out why (other drivers, poorer data, few rows in development), and consider a segment model, an override or a restriction of use.',
      evidence: [`auc/${id}`, `auc-difference/${id}`, `n/${id}`, `events/${id}`],
    })
  }
  return [...proposals.values()]
}

export function figures(result: AnalysisResult): readonly FigureSpec[] {
  const detail = detailOf(result) as Detail
  return detail.columns.filter((column) => column.rows.some((row) => row.auc !== null)).map((column): FigureSpec => {
    const rows = column.rows.filter((row) => row.auc !== null)
    const names = rows.map((row) => `${row.group}${row.small ? ' (small)' : ''}`)
    const lowest = rows.reduce((worst, row) => (row.auc! < worst.auc! ? row : worst))
    return {
      id: `auc-${column.key}`,
      title: `AUC by ${column.column} in ${column.dataset}: lowest for ${lowest.group} (${formatFixed(lowest.auc, 2)}, n ${formatCount(lowest.n)})`,
      alt: `AUC with 95 % intervals by ${column.column}: ${rows.map((row) => `${row.group} ${formatFixed(row.auc)} ${aucInterval(row)}`).join('; ')}.`,
      plot: {
        x: { title: 'AUC' },
        y: { title: column.column, scale: 'category', categories: names },
        marks: [{ mark: 'intervals', name: 'AUC, 95 %', x: rows.map((row) => row.auc), y: names, low: rows.map((row) => row.aucLow), high: rows.map((row) => row.aucHigh), tone: 'current', horizontal: true }],
        aspect: Math.min(1.2, 0.2 + 0.05 * rows.length),
      },
      table: aucTable(column.rows),
    }
  })
}

function aucTable(rows: readonly JudgedRow[]): FigureSpec['table'] {
  return cellTable(['Group', '>n', '>Events', '>AUC', '>95 % interval', '>Against the rest', '>95 % interval', '>Adjusted p'], rows.map((row) => [
    row.small ? `${row.group} (small)` : row.group, formatCount(row.n), formatCount(row.events), formatFixed(row.auc), aucInterval(row),
    formatFixed(row.difference?.difference), formatInterval(row.difference?.low, row.difference?.high), formatP(row.pAdjusted),
  ]))
}

export function section(result: AnalysisResult): readonly Block[] {
  const detail = detailOf(result) as Detail
  const drawn = figures(result)
  const percent = (value: Rate | null): string => formatPercent(value?.value)
  const range = (value: Rate | null): string => formatInterval(value?.low, value?.high, (each) => formatPercent(each))
  const versus = (value: Rate | null): string => (value === null ? '–' : `${formatPoints(value.difference)} ${formatInterval(value.differenceLow, value.differenceHigh, (each) => formatPoints(each))}`)
  return [
    ...opening(result),
    ...tellingFirst(detail.columns).flatMap((column): readonly Block[] => [
      heading(`${column.column}, ${column.dataset}`),
      ...figureBlocks(drawn.filter((figure) => figure.id === `auc-${column.key}`)),
      tableBlock(`AUC by ${column.column}; ${countOf(column.unknown, 'row')} of unknown group left out`, aucTable(column.rows)),
      ...(detail.threshold === null ? [] : [tableBlock(`Rates at threshold ${formatFixed(detail.threshold, 3)} by ${column.column}; differences against the other rows`, cellTable(
        ['Group', '>n', '>TPR', '>95 % interval', '>Difference', '>FPR', '>95 % interval', '>Difference', '>Selection rate', '>Difference'],
        column.rows.map((row) => [row.small ? `${row.group} (small)` : row.group, formatCount(row.n), percent(row.tpr), range(row.tpr), versus(row.tpr), percent(row.fpr), range(row.fpr), versus(row.fpr), percent(row.selection), versus(row.selection)]),
      ))]),
    ]),
    ...closing(result),
  ]
}
