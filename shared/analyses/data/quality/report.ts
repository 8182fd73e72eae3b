import type { AnalysisResult, FindingProposal } from '../../../contract/analysis'
import type { Block, CellTable, FigureSpec } from '../../../contract/figure'
import { countOf, formatCount, formatPercent, listWords } from '../../common/format'
import type { ColumnQuality } from './column-quality'

/** Most rows of a printed table; the evidence holds all. */
const printed = 12

export interface DatasetQuality {
  readonly key: string
  readonly label: string
  readonly reference: boolean
  readonly rows: number
  readonly columns: readonly ColumnQuality[]
  /** Outcome columns of a production window: they come later, so that their missing cells are no damage. */
  readonly maturing: readonly string[]
  readonly labelled: number | null
  readonly classes: readonly { readonly label: string; readonly count: number }[]
}

export interface Detail {
  readonly reference: string
  readonly datasets: readonly DatasetQuality[]
  /** Columns that keep leading zeros in some datasets and are numbers in others. */
  readonly lostZeros: readonly string[]
}

export type Issue = 'excel' | 'zeros' | 'outside' | 'missing' | 'rejected' | 'constant' | 'personal'

/** One thing wrong with one column, in the dataset where it is worst. */
export interface Found {
  readonly issue: Issue
  readonly column: string
  readonly dataset: DatasetQuality
  readonly count: number
  readonly share: number
}

export interface Limits {
  readonly missing: number
  readonly outside: number
  readonly rejected: number
}

/** A small reference has a narrow range: rows outside it are proposed only where, over all columns, chance would hardly bring them. */
const chance = 0.001

/** What is beyond the limits: per kind and column the dataset in which it is worst; sorted by share. */
export function issuesOf(detail: Detail, limits: Limits): readonly Found[] {
  const found = new Map<string, Found>()
  const take = (issue: Issue, dataset: DatasetQuality, { column, rows }: ColumnQuality, count: number): void => {
    const share = rows === 0 ? 0 : count / rows
    const key = `${issue} ${column}`
    if ((found.get(key)?.share ?? -1) < share) found.set(key, { issue, column, dataset, count, share })
  }
  const looked = detail.datasets.reduce((sum, dataset) => sum + (dataset.reference ? 0 : dataset.columns.length), 0)
  for (const dataset of detail.datasets) for (const column of dataset.columns) {
    const { rows } = column
    if (column.excelDates + column.eNotation > 0) take('excel', dataset, column, column.excelDates + column.eNotation)
    if (detail.lostZeros.includes(column.column) && column.numeric) take('zeros', dataset, column, rows - column.missing)
    if (column.outside > limits.outside * rows && column.outsideP * looked < chance) take('outside', dataset, column, column.outside)
    if (column.missing > limits.missing * rows && !dataset.maturing.includes(column.column)) take('missing', dataset, column, column.missing)
    if (column.rejected > limits.rejected * rows) take('rejected', dataset, column, column.rejected)
    if (dataset.reference && column.constant) take('constant', dataset, column, rows - column.missing)
    if (column.personal) take('personal', dataset, column, rows - column.missing)
  }
  return [...found.values()].sort((a, b) => b.share - a.share || (a.issue + a.column < b.issue + b.column ? -1 : 1))
}

/** Id of the value an issue rests on. */
export function valueIdOf({ issue, column, dataset }: Found): string {
  return `${issue}/${dataset.key}/${column.replaceAll('/', '∕')}`
}

export const issueWords: Readonly<Record<Issue, string>> = {
  excel: 'numbers a spreadsheet turned into dates or E-notation', zeros: 'numbers where other datasets keep leading zeros', outside: 'values outside those of the reference',
  missing: 'missing cells', rejected: 'cells that did not parse', constant: 'one value only', personal: 'possible personal data',
}

const findingText: Readonly<Record<Issue, Omit<FindingProposal, 'key' | 'title' | 'condition' | 'evidence'>>> = {
  excel: { severity: 'medium', criterion: 'Numbers reach the review as they were recorded.', consequence: 'The values cannot be told back for sure; rows with them are lost or wrong, in every analysis of the column.', recommendation: 'Ask for an export that did not pass through a spreadsheet.' },
  zeros: { severity: 'medium', criterion: 'A code is the same text in every dataset.', consequence: 'Codes do not match between the datasets: levels look new, joins fail.', recommendation: 'Read the column as category in every dataset, or ask for an export with the zeros.' },
  outside: { severity: 'low', criterion: 'The model is used on values it was developed on.', consequence: 'For these rows the model extrapolates; its performance there was never seen.', recommendation: 'Find out whether the values are real; limit the use, or treat them before scoring.' },
  missing: { severity: 'low', criterion: 'Columns under review hold values.', consequence: 'What is said of the column rests on the other rows, which may differ from those without it.', recommendation: 'Ask why the values are missing and how the model treats them.' },
  rejected: { severity: 'low', criterion: 'Every cell is what its column is.', consequence: 'The cells count as missing in every analysis.', recommendation: 'Look at the rejected cells in Inputs; set the type or the missing codes.' },
  constant: { severity: 'observation', criterion: 'A column says something.', consequence: 'The model cannot have learnt anything from it.', recommendation: 'Ask whether the extract is right.' },
  personal: { severity: 'observation', criterion: 'The review holds no personal data it does not need.', consequence: 'Names or numbers of persons may be in the files under review.', recommendation: 'Ask for pseudonymised data, or record why it is needed.' },
}

/** One finding per kind of issue, naming its columns from the worst on. */
export function findingsOf(detail: Detail, limits: Limits): readonly FindingProposal[] {
  const all = issuesOf(detail, limits)
  return (Object.keys(findingText) as readonly Issue[]).flatMap((issue): readonly FindingProposal[] => {
    const found = all.filter((one) => one.issue === issue)
    const [worst] = found
    if (worst === undefined) return []
    return [{
      key: issue, ...findingText[issue],
      title: `${listWords([...found.map(({ column }) => column)], 4)}: ${issueWords[issue]}`,
      condition: `${found.map(({ column, dataset, count, share }) => `${column} in ${dataset.label}: ${formatCount(count)} cells (${formatPercent(share)})`).slice(0, printed).join('; ')}${found.length > printed ? `; and ${formatCount(found.length - printed)} more columns` : ''}.`,
      evidence: found.slice(0, printed).map(valueIdOf),
    }]
  })
}

export function headlineOf(detail: Detail, limits: Limits): string {
  const found = issuesOf(detail, limits)
  const columns = new Set(found.map(({ column }) => column)).size
  const scope = `${countOf(detail.datasets[0]?.columns.length ?? 0, 'column')} in ${countOf(detail.datasets.length, 'dataset')}`
  const [worst] = found
  return worst === undefined ? `No column is damaged, beyond the limits or outside the values of ${detail.reference} (${scope}).` : `${formatCount(columns)} of ${scope} ${columns === 1 ? 'needs' : 'need'} a look; most of all ${worst.column} in ${worst.dataset.label}: ${issueWords[worst.issue]}, ${formatPercent(worst.share)} of its rows.`
}

const right = (title: string) => ({ title, align: 'right' as const })
const left = (title: string) => ({ title, align: 'left' as const })

function issueTable(found: readonly Found[]): CellTable {
  return { columns: [left('Column'), left('Dataset'), left('What'), right('Cells'), right('Share of rows')], rows: found.map(({ column, dataset, issue, count, share }) => [column, dataset.label, issueWords[issue], formatCount(count), formatPercent(share)]) }
}

function datasetTable(detail: Detail): CellTable {
  const sum = (dataset: DatasetQuality, of: (column: ColumnQuality) => number): string => formatCount(dataset.columns.reduce((total, column) => total + of(column), 0))
  return {
    columns: [left('Dataset'), right('Rows'), right('Missing cells'), right('Outside'), right('Outliers'), left('Outcomes')],
    rows: detail.datasets.slice(0, printed).map((dataset) => [
      dataset.label, formatCount(dataset.rows), sum(dataset, ({ missing }) => missing), sum(dataset, ({ outside }) => outside), sum(dataset, ({ outliers }) => outliers),
      dataset.labelled === null ? 'none' : dataset.classes.length === 0 ? `${formatCount(dataset.labelled)} known` : dataset.classes.slice(0, 4).map(({ label, count }) => `${label}: ${formatCount(count)} (${formatPercent(dataset.labelled === 0 ? null : count / dataset.labelled!)})`).join(', '),
    ]),
  }
}

export function figuresOf(detail: Detail, limits: Limits): readonly FigureSpec[] {
  const found = issuesOf(detail, limits).filter(({ issue }) => issue !== 'constant' && issue !== 'personal').slice(0, printed)
  if (found.length === 0) return []
  const names = found.map(({ column, issue }) => `${column}: ${issue}`)
  return [{
    id: 'data.quality.issues', title: `Share of rows with something wrong, the ${countOf(found.length, 'worst column')}`,
    alt: `Bars of the share of rows per column; the longest is ${names[0]!} at ${formatPercent(found[0]!.share)}.`,
    plot: { x: { title: 'Share of rows', percent: true }, y: { title: '', scale: 'category', categories: names }, marks: [{ mark: 'bars', name: 'Share of rows', x: found.map(({ share }) => share), y: names, tone: 'alarm', horizontal: true }] },
    table: issueTable(found),
  }]
}

export function sectionOf(result: AnalysisResult, detail: Detail, limits: Limits): readonly Block[] {
  const found = issuesOf(detail, limits)
  return [
    { block: 'paragraph', text: result.headline },
    ...figuresOf(detail, limits).map((figure): Block => ({ block: 'figure', figure })),
    ...(found.length === 0 ? [] : [{ block: 'table', caption: `What needs a look${found.length > printed ? `: the first ${printed} of ${formatCount(found.length)}, the others are in the evidence` : ''}`, table: issueTable(found.slice(0, printed)) } as const]),
    { block: 'table', caption: `Datasets; outside and outliers by the values of ${detail.reference}${detail.datasets.length > printed ? `; the first ${printed}` : ''}`, table: datasetTable(detail) },
  ]
}
