import { z } from 'zod'
import type { Analysis, AnalysisContext, AnalysisDataset, AnalysisInput, AnalysisResult, FindingProposal, NamedValue } from '../../contract/analysis'
import type { Block, CellTable, FigureSpec } from '../../contract/figure'
import type { Json } from '../../contract/json'
import { duplicateRows } from '../../table'
import { columnsWithRole, datasetKey, labelOf, referenceDataset } from '../common/datasets'
import { countOf, formatCount, formatPercent } from '../common/format'
import { idsOf, sharedRows } from './overlap/shared-rows'

const params = z.strictObject({
  limit: z.number().min(0).max(1).default(0.01).meta({ title: 'Repeated or shared rows, limit', description: 'A larger share of rows that repeat another, or that the reference has too, is proposed as a finding.' }),
})
type Params = z.infer<typeof params>
const printed = 12

interface Line {
  readonly key: string
  readonly label: string
  readonly rows: number
  /** Rows equal to an earlier row of the same dataset. */
  readonly duplicates: number
  readonly repeatedIds: number
  /** Different rows that the reference has too; null for the reference itself. */
  readonly shared: number | null
  readonly sharedIds: number | null
  /** Same content as the reference under another hash, or the same file picked apart. */
  readonly sameContent: boolean
}
interface Detail {
  readonly reference: string
  readonly ids: readonly string[]
  readonly lines: readonly Line[]
}

const shareOf = (count: number | null, rows: number): number | null => (count === null || rows === 0 ? null : count / rows)
const detailOf = (result: AnalysisResult): Detail => result.detail as unknown as Detail

function compared(input: AnalysisInput, settings: Params, context: AnalysisContext): AnalysisResult {
  const reference = referenceDataset(input) ?? input.datasets[0]!
  const ids = columnsWithRole(input, 'id')
  const own = ids.map((name) => idsOf(reference.table, name, context))
  const lines = input.datasets.map((dataset, index): Line => {
    context.progress({ phase: 'Comparing rows', done: index, total: input.datasets.length, unit: 'datasets' })
    context.checkpoint()
    const held = ids.map((name) => idsOf(dataset.table, name, context))
    const between = dataset === reference ? null : sharedRows(reference.table, dataset.table, ids, context)
    return {
      key: datasetKey(input, dataset), label: labelOf(dataset), rows: dataset.table.rows,
      duplicates: duplicateRows(dataset.table, context).count, repeatedIds: held.reduce((sum, found) => sum + (found?.repeated ?? 0), 0),
      shared: between?.shared ?? null, sharedIds: dataset === reference || ids.length === 0 ? null : held.reduce((sum, found, at) => sum + common(own[at]?.ids, found?.ids), 0),
      sameContent: between !== null && sameAs(reference, dataset, between.same),
    }
  })
  const detail: Detail = { reference: labelOf(reference), ids, lines }
  const values = lines.flatMap((line): readonly NamedValue[] => [
    { id: `duplicates/${line.key}`, label: `Rows of ${line.label} that repeat an earlier one`, value: line.duplicates, n: line.rows },
    ...(ids.length === 0 ? [] : [{ id: `repeated-ids/${line.key}`, label: `Rows of ${line.label} whose identifier an earlier row has`, value: line.repeatedIds, n: line.rows }]),
    ...(line.shared === null ? [] : [{ id: `shared/${line.key}`, label: `Different rows of ${line.label} that ${detail.reference} has too`, value: line.shared, n: line.rows }]),
    ...(line.sharedIds === null ? [] : [{ id: `shared-ids/${line.key}`, label: `Identifiers of ${line.label} that ${detail.reference} has too`, value: line.sharedIds, n: line.rows }]),
  ])
  const rows = input.datasets.reduce((sum, { table }) => sum + table.rows, 0)
  return {
    headline: headlineOf(detail, settings), verdict: 'described', values, tests: [], detail: detail as unknown as Json, rowsUsed: rows, rowsTotal: rows, warnings: [],
    notTested: ['Rows that are nearly but not wholly the same.', ...(ids.length === 0 ? ['Identifiers: no column has that role.'] : []), 'Windows beside each other: each is compared with the reference only.'],
  }
}

function common(a: ReadonlySet<string> | undefined, b: ReadonlySet<string> | undefined): number {
  let count = 0
  if (a !== undefined && b !== undefined) for (const id of b) if (a.has(id)) count++
  return count
}

/** Two files of other bytes may still say the same. */
const sameAs = (a: AnalysisDataset, b: AnalysisDataset, sameRows: boolean): boolean => sameRows && a.sha256 !== b.sha256

interface Issue {
  readonly key: 'duplicates' | 'repeated-ids' | 'shared' | 'shared-ids'
  readonly line: Line
  readonly share: number
}

function issuesOf({ lines }: Detail, { limit }: Params): readonly Issue[] {
  const parts = (line: Line): readonly (readonly [Issue['key'], number | null])[] => [['shared', shareOf(line.shared, line.rows)], ['shared-ids', shareOf(line.sharedIds, line.rows)], ['repeated-ids', shareOf(line.repeatedIds, line.rows)], ['duplicates', shareOf(line.duplicates, line.rows)]]
  return lines.flatMap((line) => parts(line).flatMap(([key, share]): readonly Issue[] => (share !== null && share > limit ? [{ key, line, share }] : [])))
}

function headlineOf(detail: Detail, settings: Params): string {
  const found = issuesOf(detail, settings)
  const same = detail.lines.filter(({ sameContent }) => sameContent)
  const [worst] = [...found].sort((a, b) => b.share - a.share || (a.line.key < b.line.key ? -1 : 1))
  if (same.length > 0) return `${same.map(({ label }) => label).join(', ')} ${same.length === 1 ? 'holds' : 'hold'} exactly the rows of ${detail.reference} in another file.`
  if (worst !== undefined) return `${words[worst.key].title} in ${worst.line.label}: ${formatPercent(worst.share)} of ${countOf(worst.line.rows, 'row')}.`
  const total = detail.lines.reduce((sum, { duplicates, shared }) => sum + duplicates + (shared ?? 0), 0)
  if (total === 0 && detail.lines.length === 1) return `No row is twice in ${detail.lines[0]!.label}.`
  return total === 0 ? `No row is there twice, neither within a dataset nor in ${detail.reference} and another.` : `Few rows are there twice: ${formatCount(detail.lines.reduce((sum, { duplicates }) => sum + duplicates, 0))} repeat one of their dataset, ${formatCount(detail.lines.reduce((sum, { shared }) => sum + (shared ?? 0), 0))} are in ${detail.reference} too.`
}

const words: Readonly<Record<Issue['key'], { readonly title: string } & Pick<FindingProposal, 'severity' | 'criterion' | 'consequence' | 'recommendation'>>> = {
  'shared': { title: 'Rows of the reference', severity: 'high', criterion: 'The model is judged on rows it has not learnt from.', consequence: 'Performance on these rows is better than on new ones.', recommendation: 'Leave the shared rows out by a filter, and measure again.' },
  'shared-ids': { title: 'Identifiers of the reference', severity: 'medium', criterion: 'A case is in development or in the data it is judged on, not in both.', consequence: 'What the model learnt of a case can help it on the same case.', recommendation: 'Ask how the split was made; split by identifier.' },
  'repeated-ids': { title: 'Repeated identifiers', severity: 'low', criterion: 'An identifier names one row.', consequence: 'Rows of one case are not independent: intervals are too narrow.', recommendation: 'Ask what a row stands for; keep one row of each case, or say why not.' },
  'duplicates': { title: 'Repeated rows', severity: 'low', criterion: 'A row is there once.', consequence: 'Repeated rows count as often as they are there: intervals are too narrow.', recommendation: 'Ask why rows repeat; without identifiers some may be chance.' },
}

function findings(result: AnalysisResult, settings: Params): readonly FindingProposal[] {
  const detail = detailOf(result)
  const found = issuesOf(detail, settings)
  return (Object.keys(words) as readonly Issue['key'][]).flatMap((key): readonly FindingProposal[] => {
    const mine = found.filter((issue) => issue.key === key).sort((a, b) => b.share - a.share)
    const { title, ...rest } = words[key]
    const [worst] = mine
    return worst === undefined ? [] : [{ key, title: `${title} in ${worst.line.label}${mine.length === 1 ? '' : ` and ${formatCount(mine.length - 1)} more`}`, condition: `${mine.slice(0, printed).map(({ line, share }) => `${line.label}: ${formatPercent(share)} of ${countOf(line.rows, 'row')}`).join('; ')}.`, ...rest, evidence: mine.slice(0, printed).map(({ line }) => `${key}/${line.key}`) }]
  })
}

const cell = (count: number | null): string => (count === null ? '–' : formatCount(count))

function tableOf(detail: Detail): CellTable {
  const right = (title: string) => ({ title, align: 'right' as const })
  return {
    columns: [{ title: 'Dataset', align: 'left' }, right('Rows'), right('Repeated rows'), right('Repeated identifiers'), right(`Also in ${detail.reference}`), right(`Identifiers also in ${detail.reference}`)],
    rows: detail.lines.slice(0, printed).map((line) => [line.label, formatCount(line.rows), formatCount(line.duplicates), detail.ids.length === 0 ? '–' : formatCount(line.repeatedIds), cell(line.shared), cell(line.sharedIds)]),
  }
}

const figures: readonly FigureSpec[] = []

const analysis: Analysis<Params> = {
  id: 'data.overlap', version: 1, group: 'data',
  title: 'Repeated and shared rows',
  answers: 'Are rows there more than once, within a dataset or in the reference and another?',
  needs: { tasks: ['binary', 'multiclass', 'regression'], datasets: [], columns: [], scores: 'none', minimumRows: 1, threshold: false },
  tests: false,
  params, findings,
  compute: (input, settings, context) => Promise.resolve().then(() => compared(input, settings, context)),
  figures: () => figures,
  section: (result): readonly Block[] => {
    const detail = detailOf(result)
    return [{ block: 'paragraph', text: result.headline }, { block: 'table', caption: `Rows that are there more than once${detail.lines.length > printed ? `: the first ${printed} of ${formatCount(detail.lines.length)} datasets, the others are in the evidence` : ''}`, table: tableOf(detail) }]
  },
  method: [
    'Repeated rows equal an earlier row of their dataset in every column, missing cells being equal when they are missing for the same reason.',
    'Shared rows are the different rows of a dataset that the reference (development, else test, else the first) has too, in all columns both have but identifiers: |A| + |B| − |A and B together|, counted exactly. A column of another kind in the two is compared as text.',
    'Identifiers (columns with that role) are compared as text; a row without one is left out.',
    'A dataset of other bytes but the very rows and columns of the reference is named. Whether the outcome has leaked into features is another analysis.',
    'No test is run; a share beyond the limit is proposed as a finding.',
  ],
  references: [{ text: 'Kapoor, S. & Narayanan, A. (2023). Leakage and the reproducibility crisis in machine-learning-based science. Patterns 4(9), 100804.', url: 'https://doi.org/10.1016/j.patter.2023.100804' }],
}
export default analysis
