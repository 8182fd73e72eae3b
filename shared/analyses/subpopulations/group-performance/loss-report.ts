import type { AnalysisResult, FindingProposal, NamedValue } from '../../../contract/analysis'
import type { Block, FigureSpec } from '../../../contract/figure'
import { cellTable, closing, detailOf, figureBlocks, opening, paragraph, tableBlock } from '../../common/blocks'
import { idPart } from '../../common/datasets'
import { absent, countOf, formatCount, formatFixed, formatInterval, formatNumber, formatP, formatPercent, formatPointLimit, formatPoints, pPhrase } from '../../common/format'
import type { LossFigure, LossRow } from './loss-measure'

/** A figure with the adjusted p of its difference; null where it was not tested. */
export type JudgedFigure = LossFigure & { readonly pAdjusted: number | null }
export type JudgedLossRow = Omit<LossRow, 'figures'> & { readonly figures: readonly JudgedFigure[] }

export interface LossColumn {
  readonly key: string
  readonly dataset: string
  readonly column: string
  /** Standard deviation of the outcome in the dataset. */
  readonly scale: number
  readonly rows: readonly JudgedLossRow[]
}

/** Performance by group where the outcome is a number or one of several classes. */
export interface LossDetail {
  readonly kind: 'loss'
  readonly alpha: number
  /** What matters: MAE over that of the rest, bias in SD of the outcome, accuracy as a share of rows. */
  readonly limits: { readonly mae: number; readonly bias: number; readonly accuracy: number }
  readonly columns: readonly LossColumn[]
}

interface Judged {
  readonly column: LossColumn
  readonly row: JudgedLossRow
  readonly figure: JudgedFigure
}

const words: Readonly<Record<LossFigure['id'], string>> = { rmse: 'RMSE', mae: 'MAE', bias: 'Bias (predicted − actual)', accuracy: 'Accuracy', 'log-loss': 'Log loss' }
const mostListed = 12

const print = (figure: Pick<LossFigure, 'id'>, value: number | null | undefined): string => (figure.id === 'accuracy' ? formatPercent(value) : figure.id === 'log-loss' ? formatFixed(value) : formatNumber(value))
const printChange = (figure: Pick<LossFigure, 'id'>, value: number | null | undefined): string => (figure.id === 'accuracy' ? formatPoints(value) : formatNumber(value))
const range = (figure: LossFigure): string => formatInterval(figure.low, figure.high, (value) => print(figure, value))

/** The difference in units of its limit, positive where the group is worse. */
export function excess(detail: LossDetail, { column, figure }: Pick<Judged, 'column' | 'figure'>): number {
  const by = figure.difference?.estimate ?? 0
  if (figure.id === 'accuracy') return -by / detail.limits.accuracy
  if (figure.id === 'mae') return figure.rest !== null && figure.rest > 0 ? by / figure.rest / (detail.limits.mae - 1) : 0
  return figure.id === 'bias' && column.scale > 0 ? Math.abs(by) / column.scale / detail.limits.bias : 0
}

function judged(detail: LossDetail): readonly Judged[] {
  return detail.columns.flatMap((column) => column.rows.flatMap((row) => row.figures.filter((figure) => figure.difference !== null).map((figure) => ({ column, row, figure }))))
}

const weak = (detail: LossDetail): readonly Judged[] => judged(detail)
  .filter((each) => each.figure.pAdjusted !== null && each.figure.pAdjusted < detail.alpha && excess(detail, each) > 1)
  .sort((a, b) => excess(detail, b) - excess(detail, a))

const name = ({ column, row }: Pick<Judged, 'column' | 'row'>): string => `${column.column} = ${row.group} in ${column.dataset}`
const compared = ({ figure, row }: Judged): string => `${words[figure.id]} ${print(figure, figure.value)} ${range(figure)} on ${countOf(row.n, 'row')} against ${print(figure, figure.rest)} for the others (adjusted ${pPhrase(figure.pAdjusted)})`

export function lossHeadline(detail: LossDetail): string {
  const worst = weak(detail)[0]
  if (worst !== undefined) return `The model is weak for ${name(worst)}: ${compared(worst)}.`
  const all = judged(detail)
  const groups = new Set(all.map(({ column, row }) => `${column.key}/${row.group}`)).size
  if (groups === 0) return 'No group is large enough to be judged.'
  const apart = all.find(({ figure }) => figure.pAdjusted !== null && figure.pAdjusted < detail.alpha)
  return apart === undefined
    ? `None of ${countOf(groups, 'group')} is significantly worse than the other rows.`
    : `Groups differ, none by more than matters: ${name(apart)} has ${compared(apart)}.`
}

export function lossVerdict(detail: LossDetail): AnalysisResult['verdict'] {
  const all = judged(detail)
  if (all.length === 0) return 'described'
  if (all.some(({ figure }) => figure.pAdjusted !== null && figure.pAdjusted < detail.alpha)) return 'different'
  const within = ({ column, figure }: Judged): boolean => {
    const { low, high } = figure.difference!
    const limit = figure.id === 'accuracy' ? detail.limits.accuracy : figure.id === 'mae' ? (detail.limits.mae - 1) * (figure.rest ?? 0) : detail.limits.bias * column.scale
    return low > -limit && high < limit
  }
  return all.every(within) ? 'equivalent' : 'inconclusive'
}

export function lossValues(detail: LossDetail): readonly NamedValue[] {
  return detail.columns.flatMap((column) => column.rows.flatMap((row): readonly NamedValue[] => {
    const id = `${column.key}/${idPart(row.group)}`
    const where = `${column.column} = ${row.group}, ${column.dataset}`
    return [
      { id: `n/${id}`, label: `Rows, ${where}`, value: row.n },
      ...row.figures.flatMap((figure): readonly NamedValue[] => [
        { id: `${figure.id}/${id}`, label: `${words[figure.id]}, ${where}`, value: figure.value, low: figure.low, high: figure.high, n: row.n, tolerance: 1e-12 },
        ...(figure.difference === null ? [] : [{
          id: `${figure.id}-difference/${id}`, label: `${words[figure.id]} less that of the other rows, ${where}`, value: figure.difference.estimate, low: figure.difference.low, high: figure.difference.high, n: row.n, tolerance: 1e-12,
          verdict: figure.pAdjusted !== null && figure.pAdjusted < detail.alpha ? 'different' : 'inconclusive',
        } satisfies NamedValue]),
      ]),
    ]
  }))
}

export function lossFindings(result: AnalysisResult): readonly FindingProposal[] {
  const detail = detailOf(result) as LossDetail
  const seen = new Set<string>()
  return weak(detail).filter(({ column, row }) => { const key = `${column.key}/${row.group}`; const first = !seen.has(key); seen.add(key); return first }).map((worst): FindingProposal => {
    const { column, row, figure } = worst
    const id = `${column.key}/${idPart(row.group)}`
    return {
      key: `weak/${id}`,
      title: `The model is weaker for ${column.column} = ${row.group}: ${words[figure.id]} ${print(figure, figure.value)} against ${print(figure, figure.rest)}`,
      severity: excess(detail, worst) > 2 ? 'high' : 'medium',
      condition: `In ${column.dataset}: ${compared(worst)}; difference ${printChange(figure, figure.difference!.estimate)} ${formatInterval(figure.difference!.low, figure.difference!.high, (value) => printChange(figure, value))}, ${figure.difference!.test}.`,
      criterion: figure.id === 'accuracy' ? `No group's accuracy lies more than ${formatPointLimit(detail.limits.accuracy)} below that of the other rows.`
        : figure.id === 'mae' ? `No group's mean absolute error is more than ${formatNumber(detail.limits.mae)} times that of the other rows.`
          : `No group's bias differs from that of the other rows by more than ${formatNumber(detail.limits.bias)} standard deviations of the outcome.`,
      consequence: 'Decisions on this group rest on predictions that are further off than the overall figures say.',
      recommendation: 'Find out what the model does not know about this group; restrict its use for it, or refit and test on new rows.',
      evidence: [`${figure.id}/${id}`, `${figure.id}-difference/${id}`],
    }
  })
}

export function lossFigures(result: AnalysisResult): readonly FigureSpec[] {
  const detail = detailOf(result) as LossDetail
  const id = detail.columns[0]?.rows[0]?.figures.some((figure) => figure.id === 'accuracy') === true ? 'accuracy' : 'mae'
  const shown = detail.columns.map((column) => ({ column, rows: column.rows.flatMap((row) => { const figure = row.figures.find((each) => each.id === id); return figure === undefined || figure.value === null || row.small ? [] : [{ row, figure }] }) })).filter(({ rows }) => rows.length > 0)
    .sort((a, b) => spread(b.rows) - spread(a.rows))[0]
  if (shown === undefined) return []
  const { column, rows } = shown
  const names = rows.map(({ row }) => row.group)
  return [{
    id: 'groups',
    title: `${words[id]} by ${column.column} in ${column.dataset}: ${print({ id }, Math.min(...rows.map(({ figure }) => figure.value!)))} to ${print({ id }, Math.max(...rows.map(({ figure }) => figure.value!)))}`,
    alt: `${words[id]} with 95 % interval by group of ${column.column}: ${rows.map(({ row, figure }) => `${row.group} ${print(figure, figure.value)}`).join('; ')}.`,
    plot: {
      x: { title: words[id], percent: id === 'accuracy' },
      y: { title: '', scale: 'category', categories: names },
      marks: [{ mark: 'intervals', name: 'Group, 95 %', x: rows.map(({ figure }) => figure.value), y: names, low: rows.map(({ figure }) => figure.low), high: rows.map(({ figure }) => figure.high), tone: 'current', horizontal: true }],
      aspect: Math.min(1, 0.2 + 0.05 * names.length),
    },
    table: cellTable(['Group', '>n', `>${words[id]}`, '>95 % interval'], rows.map(({ row, figure }) => [row.group, formatCount(row.n), print(figure, figure.value), range(figure)])),
  }]
}

/** How far apart the groups of a column lie, relative to their level. */
function spread(rows: readonly { readonly figure: LossFigure }[]): number {
  const values = rows.map(({ figure }) => figure.value!)
  return (Math.max(...values) - Math.min(...values)) / Math.max(Number.MIN_VALUE, Math.abs(Math.max(...values)))
}

export function lossSection(result: AnalysisResult): readonly Block[] {
  const detail = detailOf(result) as LossDetail
  const all = detail.columns.flatMap((column) => column.rows.map((row) => ({ column, row })))
  const worst = (entry: (typeof all)[number]): number => Math.max(...entry.row.figures.map((figure) => (figure.difference === null ? -Infinity : excess(detail, { column: entry.column, figure }))))
  const shown = [...all].sort((a, b) => worst(b) - worst(a)).slice(0, mostListed)
  const figures = all[0]?.row.figures ?? []
  return [
    ...opening(result),
    ...figureBlocks(lossFigures(result)),
    ...(all.length === 0 ? [] : [tableBlock('Groups with 95 % intervals, the worst first; p against the other rows', cellTable(
      ['Group', '>n', ...figures.flatMap((figure) => [`>${words[figure.id]}`, '>Others', ...(figure.difference === null && all.every(({ row }) => row.figures.find((each) => each.id === figure.id)?.difference == null) ? [] : ['>Adj. p'])])],
      shown.map(({ column, row }) => [`${column.column} = ${row.group}, ${column.dataset}${row.small ? ' (few rows)' : ''}`, formatCount(row.n), ...row.figures.flatMap((figure, index) => [
        `${print(figure, figure.value)} ${range(figure)}`, print(figure, figure.rest),
        ...(figures[index]!.difference === null && all.every((entry) => entry.row.figures[index]!.difference === null) ? [] : [figure.pAdjusted === null ? absent : formatP(figure.pAdjusted)]),
      ])]),
    ))]),
    ...(all.length > shown.length ? [paragraph(`${countOf(all.length - shown.length, 'further group')} in the evidence.`)] : []),
    ...closing(result),
  ]
}
