import { z } from 'zod'
import type { Analysis, AnalysisContext, AnalysisDataset, AnalysisInput, AnalysisResult, FindingProposal, NamedValue } from '../../contract/analysis'
import { CancelledError, ExpectedError } from '../../contract/errors'
import type { Block, FigureSpec } from '../../contract/figure'
import type { Json } from '../../contract/json'
import { permutation } from '../../stats/shuffle'
import { selectColumn } from '../../table/select-rows'
import { withColumn } from '../../table/with-column'
import { cellTable, closing, detailOf, figureBlocks, opening, tableBlock } from '../common/blocks'
import { columnsWithRole, datasetsOf, findColumn, idPart, labelOf } from '../common/datasets'
import { countOf, formatCount, formatInterval, formatNumber, listWords } from '../common/format'
import { drawnNote, keepOrdered, orderedRows } from '../common/ordered-rows'
import { weightsNote } from '../common/weights'
import { aucAccuracy, changeAccuracy, lossOf, rmseAccuracy } from './permutation/measure'
import type { Accuracy, Loss } from './permutation/measure'

const params = z.strictObject({
  replicates: z.number().int().min(2).max(100).default(5).meta({ title: 'Shuffles per feature', description: 'How often each feature is shuffled among the rows; the same shuffles serve every feature.' }),
  maxRows: z.number().int().min(100).nullable().default(null).meta({ title: 'Most rows', description: 'Rows drawn at random from the dataset; all rows where left empty.' }),
  protectedLimit: z.number().gt(0).lt(1).default(0.01).meta({ title: 'Limit for protected columns', description: 'A protected column among the features is a finding when shuffling it costs more than this: AUC for a decision, share of the RMSE for a number.' }),
})
type Params = z.infer<typeof params>

type Measure = 'AUC' | 'RMSE' | 'change'

interface Importance extends Loss {
  readonly feature: string
  readonly protected: boolean
}

interface Detail {
  readonly dataset: string
  readonly measure: Measure
  readonly base: number
  readonly rows: number
  readonly replicates: number
  readonly limit: number
  readonly importances: readonly Importance[]
}

const lossWords: Readonly<Record<Measure, string>> = { AUC: 'fall of the AUC', RMSE: 'rise of the RMSE', change: 'mean absolute change of the score' }

/** Scored rows with outcomes of use before scored rows without; test before development before production. */
function subject(input: AnalysisInput): { readonly dataset: AnalysisDataset; readonly measure: Measure } | undefined {
  const scored = [...datasetsOf(input, 'test'), ...datasetsOf(input, 'development'), ...datasetsOf(input, 'production')].filter((dataset) => dataset.score !== null)
  const told = scored.find(({ outcome }) => outcome !== null && (input.task === 'regression' ? outcome.some((value) => Number.isFinite(value)) : outcome.includes(0) && outcome.includes(1)))
  if (told !== undefined) return { dataset: told, measure: input.task === 'regression' ? 'RMSE' : 'AUC' }
  return scored[0] === undefined ? undefined : { dataset: scored[0], measure: 'change' }
}

/** Rows under which the interval of a rise of the RMSE covers less than it says: 87 % with 30 rows. */
const fewestForRmse = 60

function inapplicable(input: AnalysisInput): string | null {
  const found = subject(input)
  if (found === undefined) return 'No dataset has scores of the artifact.'
  if (found.measure !== 'RMSE') return null
  const { score, outcome } = found.dataset
  const rows = score!.reduce((count, value, row) => count + (Number.isFinite(value) && Number.isFinite(outcome![row]!) ? 1 : 0), 0)
  return rows >= fewestForRmse ? null : `${labelOf(found.dataset)} has ${countOf(rows, 'row')} with scores and outcomes; the interval of a rise of the RMSE covers what it says from ${formatCount(fewestForRmse)} on.`
}

function accuracyOf(measure: Measure, score: Float64Array, before: Float64Array, outcome: Float64Array | null): Accuracy {
  if (measure === 'change' || outcome === null) return changeAccuracy(score, before)
  return measure === 'AUC' ? aucAccuracy(score, outcome) : rmseAccuracy(score, outcome)
}

async function compute(input: AnalysisInput, given: Params, context: AnalysisContext): Promise<AnalysisResult> {
  const { dataset, measure } = subject(input)!
  const features = columnsWithRole(input, 'feature')
  const checkpoint = (): void => context.checkpoint()
  const all = orderedRows(measure === 'change' ? { ...dataset, outcome: null } : dataset, features, given.maxRows, context.rng.fork('rows'), checkpoint)
  const data = keepOrdered(all, (row) => Number.isFinite(all.score![row]!) && (all.outcome === null || Number.isFinite(all.outcome[row]!)))
  const { outcome } = data
  const score = data.score!
  const before = accuracyOf(measure, score, score, outcome)
  const shuffles = Array.from({ length: given.replicates }, (_, replicate) => Int32Array.from(permutation(data.table.rows, context.rng.fork(`shuffle ${String(replicate)}`))))
  const events = outcome?.reduce((sum, value) => sum + (value === 1 ? 1 : 0), 0) ?? 0
  const rarer = measure === 'AUC' ? Math.min(events, data.table.rows - events) : data.table.rows
  const guarded = columnsWithRole(input, 'protected')
  const notTested: string[] = [...weightsNote(input, 'importance is the effect on the rows as they are, drawn alike')]
  const importances: Importance[] = []
  for (const [index, feature] of features.entries()) {
    context.progress({ phase: 'Shuffling features', done: index, total: features.length, unit: 'features' })
    const column = findColumn(data.table, feature)
    if (column === undefined) {
      notTested.push(`${feature}: ${labelOf(dataset)} does not have the column.`)
      continue
    }
    try {
      const after: Accuracy[] = []
      for (const shuffle of shuffles) {
        checkpoint()
        const shuffled = await context.score!(withColumn(data.table, selectColumn(column, shuffle)))
        checkpoint()
        after.push(accuracyOf(measure, shuffled, score, outcome))
      }
      const loss = lossOf(before, after, shuffles, rarer - 1)
      if (Number.isFinite(loss.value) && Number.isFinite(loss.low)) importances.push({ feature, protected: guarded.includes(feature), ...loss })
      else notTested.push(`${feature}: too few rows of one outcome for an interval.`)
    } catch (thrown) {
      if (!(thrown instanceof ExpectedError) || thrown instanceof CancelledError) throw thrown
      notTested.push(`${feature}: the artifact refuses it: ${thrown.message}`)
    }
  }
  importances.sort((a, b) => b.value - a.value || (a.feature < b.feature ? -1 : 1))
  const detail: Detail = { dataset: labelOf(dataset), measure, base: Math.abs(before.value), rows: data.table.rows, replicates: given.replicates, limit: given.protectedLimit, importances }
  return {
    headline: headlineOf(detail), verdict: 'described', values: valuesOf(detail), tests: [], detail: detail as unknown as Json,
    rowsUsed: data.table.rows, rowsTotal: dataset.table.rows,
    warnings: given.maxRows === null ? [] : drawnNote(Math.min(given.maxRows, dataset.table.rows), dataset.table.rows),
    notTested: [...notTested, ...(measure === 'change' ? ['Loss of accuracy: no scored dataset has outcomes, so only the change of the score is shown.'] : [])],
  }
}

/** Importance that its interval tells from none. */
const matters = (importance: Importance): boolean => importance.low > 0
const range = (importance: Importance): string => formatInterval(importance.low, importance.high, (value) => formatNumber(value, 3))

function headlineOf(detail: Detail): string {
  const first = detail.importances[0]
  if (first === undefined) return 'No feature could be shuffled.'
  const none = detail.importances.filter((importance) => !matters(importance))
  const verb = detail.measure === 'AUC' ? `lowers the AUC of ${formatNumber(detail.base)} by` : detail.measure === 'RMSE' ? `raises the RMSE of ${formatNumber(detail.base)} by` : 'moves the score on average by'
  return `The model leans most on ${listWords(detail.importances.filter(matters).slice(0, 3).map((importance) => importance.feature)) || 'no feature'}; shuffling ${first.feature} ${verb} ${formatNumber(first.value, 3)} ${range(first)} on ${countOf(detail.rows, 'row')}; ${none.length === 0 ? `each of ${countOf(detail.importances.length, 'feature')} can be told from unused` : `${countOf(none.length, 'feature')} of ${formatCount(detail.importances.length)} cannot be told from unused`}.`
}

function valuesOf(detail: Detail): readonly NamedValue[] {
  return [
    ...(detail.measure === 'change' ? [] : [{ id: 'base', label: `${detail.measure} before shuffling, ${detail.dataset}`, value: detail.base, n: detail.rows, tolerance: 1e-9 }]),
    ...detail.importances.flatMap((importance): readonly NamedValue[] => [
      { id: `importance/${idPart(importance.feature)}`, label: `${importance.feature} shuffled: ${lossWords[detail.measure]}`, value: importance.value, low: importance.low, high: importance.high, n: detail.rows, tolerance: 1e-9 },
      { id: `shuffle-error/${idPart(importance.feature)}`, label: `${importance.feature} shuffled: standard error from the shuffles alone`, value: importance.shuffleError, n: detail.replicates, tolerance: 1e-9 },
    ]),
  ]
}

function findings(result: AnalysisResult): readonly FindingProposal[] {
  const detail = detailOf(result) as Detail
  if (detail.measure === 'change') return []
  const limit = detail.limit * (detail.measure === 'AUC' ? 1 : detail.base)
  return detail.importances.filter((importance) => importance.protected && importance.low > limit).map((importance): FindingProposal => ({
    key: `protected/${importance.feature}`,
    title: `The protected column ${importance.feature} carries part of the score: ${lossWords[detail.measure]} ${formatNumber(importance.value, 3)} when it is shuffled`,
    severity: 'medium',
    condition: `On ${countOf(detail.rows, 'row')} of ${detail.dataset}, ${lossWords[detail.measure]} (${formatNumber(detail.base)} before) of ${formatNumber(importance.value, 3)} ${range(importance)} when ${importance.feature} is shuffled.`,
    criterion: `A protected column carries at most ${formatNumber(limit, 3)} of the ${detail.measure}, or its use is justified and documented.`,
    consequence: 'Decisions rest on a protected characteristic; in some jurisdictions and uses this needs a legal basis.',
    recommendation: 'Ask for the justification of the use; measure what accuracy is left without the column and which decisions change.',
    evidence: [`importance/${idPart(importance.feature)}`, 'base'],
  }))
}

function figures(result: AnalysisResult): readonly FigureSpec[] {
  const detail = detailOf(result) as Detail
  const shown = detail.importances.slice(0, 40)
  if (shown.length === 0) return []
  const names = shown.map((importance) => importance.feature)
  return [{
    id: 'importance',
    title: headlineOf(detail),
    alt: `By shuffled feature, ${lossWords[detail.measure]} with 95 % interval, largest first: ${shown.slice(0, 10).map((importance) => `${importance.feature} ${formatNumber(importance.value, 3)}`).join('; ')}.`,
    plot: {
      x: { title: `${lossWords[detail.measure][0]!.toUpperCase()}${lossWords[detail.measure].slice(1)}` },
      y: { title: '', scale: 'category', categories: names },
      marks: [
        { mark: 'intervals', name: 'Importance, 95 %', x: shown.map((importance) => importance.value), y: names, low: shown.map((importance) => importance.low), high: shown.map((importance) => importance.high), tone: 'current', horizontal: true },
        { mark: 'rule', name: 'No importance', x: 0, tone: 'neutral' },
      ],
      aspect: Math.min(1.4, 0.2 + 0.04 * shown.length),
    },
    table: importanceTable(detail),
  }]
}

function importanceTable(detail: Detail): FigureSpec['table'] {
  return cellTable(['Feature', '>Importance', '>95 % interval', '>Error from shuffling', 'Protected'], detail.importances.map((importance) => [
    importance.feature, formatNumber(importance.value, 3), range(importance), formatNumber(importance.shuffleError, 2), importance.protected ? 'yes' : 'no',
  ]))
}

function section(result: AnalysisResult): readonly Block[] {
  const detail = detailOf(result) as Detail
  return [
    ...opening(result),
    ...figureBlocks(figures(result)),
    ...(detail.importances.length === 0 ? [] : [tableBlock(`Permutation importance on ${detail.dataset}: ${lossWords[detail.measure]}, ${countOf(detail.replicates, 'shuffle')} per feature`, importanceTable(detail))]),
    { block: 'note', tone: 'limitation', text: 'Features that carry the same information stand in for each other: shuffling one of them alone understates both. Shuffling also makes rows that cannot occur.' },
    ...closing(result),
  ]
}

const analysis: Analysis<Params> = {
  id: 'explanation.permutation',
  version: 1,
  group: 'explanation',
  title: 'Permutation importance',
  answers: 'Which features does the performance of the model rest on?',
  needs: { tasks: ['binary', 'regression'], datasets: [], columns: ['feature'], scores: 'scorer', minimumRows: 30, threshold: false },
  tests: false,
  params,
  inapplicable,
  compute: (input, given, context) => {
    if (context.score === null) return Promise.reject(new Error('An analysis that needs a scorer was started without one.'))
    return compute(input, given, context)
  },
  findings,
  figures,
  section,
  method: [
    'The cells of one feature are shuffled among the rows of the test dataset (without outcomes there: development, else production) and the artifact scores again; missing cells are shuffled with the others. The importance is the mean loss over the shuffles: the fall of the AUC for a decision, the rise of the RMSE for a number, the mean absolute change of the score where no dataset has outcomes. It is multiplied by n/(n − 1), as one row in n keeps its own value in a shuffle.',
    'The same shuffles serve every feature (common random numbers), so that features are compared under the same draws. Shuffles belong to what rows hold, not to where they lie in the file.',
    'The 95 % interval holds both rows and shuffles: the influence of each row (its DeLong placement, or its linear part of the RMSE), where it stands and through the value it gives away, is averaged over the shuffles, and the sum of squares gives the variance, less what the pairing adds twice; Student\'s t with the size of the rarer class less one. For the RMSE 60 rows are needed: with fewer the interval would not cover. The error from shuffling is the standard error over the shuffles alone.',
    'Rows without a score or outcome are left out. The numbers describe what this score rests on, not what causes the outcome.',
  ],
  references: [
    { text: 'Breiman, L. (2001). Random forests. Machine Learning 45, 5–32.' },
    { text: 'Fisher, A., Rudin, C., Dominici, F. (2019). All models are wrong, but many are useful. JMLR 20(177).' },
    { text: 'DeLong, E. R. et al. (1988). Comparing the areas under two or more correlated ROC curves. Biometrics 44, 837–845.' },
  ],
}

export default analysis
