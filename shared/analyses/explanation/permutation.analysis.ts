import { z } from 'zod'
import type { Analysis, AnalysisContext, AnalysisDataset, AnalysisInput, AnalysisResult } from '../../contract/analysis'
import type { Block, FigureSpec } from '../../contract/figure'
import type { Json } from '../../contract/json'
import { cellTable, closing, detailOf, figureBlocks, opening, tableBlock } from '../common/blocks'
import { columnsWithRole, datasetsOf, idPart, labelOf } from '../common/datasets'
import { absent, countOf, formatCount, formatFixed, formatInterval, formatNumber, listWords } from '../common/format'
import { measureImportance } from './permutation/measure'
import type { Importance, LossKind } from './permutation/measure'

const params = z.strictObject({
  replicates: z.number().int().min(2).max(100).default(5).meta({ title: 'Shuffles per feature', description: 'How often each feature is dealt anew among the rows.' }),
})
type Params = z.infer<typeof params>

interface Detail {
  readonly dataset: string
  readonly kind: LossKind
  readonly replicates: number
  readonly rows: number
  readonly importances: readonly Importance[]
}

const lossWords: Readonly<Record<LossKind, string>> = { brier: 'Brier score', 'squared-error': 'mean squared error', 'output-change': 'mean absolute change of the score' }

/** Scored rows with outcomes before scored rows without; test before production before development. */
function subject(input: AnalysisInput): AnalysisDataset | undefined {
  const scored = [...datasetsOf(input, 'test'), ...datasetsOf(input, 'production'), ...datasetsOf(input, 'development')].filter((dataset) => dataset.score !== null)
  return scored.find((dataset) => dataset.outcome !== null) ?? scored[0]
}

function kindOf(input: AnalysisInput, dataset: AnalysisDataset): LossKind {
  if (dataset.outcome === null) return 'output-change'
  if (input.task === 'regression') return 'squared-error'
  return dataset.score!.every((value) => Number.isNaN(value) || (value >= 0 && value <= 1)) ? 'brier' : 'output-change'
}

/** Importance that its interval tells from none. */
const matters = (importance: Importance): boolean => importance.low !== null && importance.low > 0
const range = (importance: Importance): string => formatInterval(importance.low, importance.high, (value) => formatNumber(value))

function headlineOf(detail: Detail): string {
  const first = detail.importances[0]
  if (first === undefined) return 'No feature could be shuffled.'
  const none = detail.importances.filter((importance) => !matters(importance))
  return `The model leans most on ${listWords(detail.importances.filter(matters).slice(0, 3).map((importance) => importance.feature)) || 'no feature'}; shuffling ${first.feature} raises the ${lossWords[detail.kind]} by ${formatNumber(first.increase)} ${range(first)} on ${countOf(detail.rows, 'row')}; ${countOf(none.length, 'feature')} of ${String(detail.importances.length)} cannot be told from unused.`
}

async function compute(input: AnalysisInput, given: Params, context: AnalysisContext): Promise<AnalysisResult> {
  const dataset = subject(input)!
  const named = columnsWithRole(input, 'feature')
  const features = named.filter((name) => dataset.table.columns.some((column) => column.name === name))
  const kind = kindOf(input, dataset)
  const importances = await measureImportance({ table: dataset.table, score: dataset.score!, outcome: dataset.outcome, kind, binary: input.task === 'binary' }, features, given.replicates, context.score!, context)
  const detail: Detail = { dataset: labelOf(dataset), kind, replicates: given.replicates, rows: importances[0]?.rows ?? 0, importances }
  return {
    headline: headlineOf(detail),
    verdict: 'described',
    values: importances.flatMap((importance) => [
      { id: `importance/${idPart(importance.feature)}`, label: `Increase of the ${lossWords[kind]} when ${importance.feature} is shuffled`, value: importance.increase, low: importance.low, high: importance.high, n: importance.rows, tolerance: 1e-6 },
      ...(importance.aucFall === null ? [] : [{ id: `auc-fall/${idPart(importance.feature)}`, label: `Fall of the AUC when ${importance.feature} is shuffled`, value: importance.aucFall, n: importance.rows, tolerance: 1e-6 }]),
    ]),
    tests: [],
    detail: detail as unknown as Json,
    rowsUsed: detail.rows,
    rowsTotal: dataset.table.rows,
    warnings: importances.filter((importance) => importance.increase === null).map((importance) => `${importance.feature}: some shuffled rows get no score.`),
    notTested: named.filter((name) => !features.includes(name)).map((name) => `${name}: ${labelOf(dataset)} does not have the column.`),
  }
}

function figures(result: AnalysisResult): readonly FigureSpec[] {
  const detail = detailOf(result) as Detail
  const shown = detail.importances.slice(0, 40)
  if (shown.length === 0) return []
  const names = shown.map((importance) => importance.feature)
  return [{
    id: 'importance',
    title: headlineOf(detail),
    alt: `Increase of the ${lossWords[detail.kind]} with 95 % interval by shuffled feature: ${shown.slice(0, 10).map((importance) => `${importance.feature} ${formatNumber(importance.increase)}`).join('; ')}.`,
    plot: {
      x: { title: `Increase of the ${lossWords[detail.kind]}` },
      y: { title: '', scale: 'category', categories: names },
      marks: [
        { mark: 'intervals', name: 'Increase, 95 %', x: shown.map((importance) => importance.increase), y: names, low: shown.map((importance) => importance.low), high: shown.map((importance) => importance.high), tone: 'current', horizontal: true },
        { mark: 'rule', name: 'No importance', x: 0, tone: 'neutral' },
      ],
      aspect: Math.min(1.4, 0.2 + 0.04 * shown.length),
    },
    table: importanceTable(detail),
  }]
}

function importanceTable(detail: Detail): FigureSpec['table'] {
  return cellTable(['Feature', '>Increase', '>95 % interval', '>Monte-Carlo error', '>Fall of AUC', '>n'], detail.importances.map((importance) => [
    importance.feature, formatNumber(importance.increase), range(importance), formatNumber(importance.error), importance.aucFall === null ? absent : formatFixed(importance.aucFall, 4), formatCount(importance.rows),
  ]))
}

function section(result: AnalysisResult): readonly Block[] {
  const detail = detailOf(result) as Detail
  return [
    ...opening(result),
    ...figureBlocks(figures(result)),
    tableBlock(`Permutation importance on ${detail.dataset}, ${countOf(detail.replicates, 'shuffle')} per feature`, importanceTable(detail)),
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
  inapplicable: (input) => (subject(input) === undefined ? 'No dataset has scores of the artifact.' : null),
  compute: (input, given, context) => {
    if (context.score === null) return Promise.reject(new Error('An analysis that needs a scorer was started without one.'))
    return compute(input, given, context)
  },
  findings: () => [],
  figures,
  section,
  method: [
    'The cells of one feature are dealt anew among all rows of the test dataset (without one: production, else development) and the artifact scores again; missing cells are dealt with the others. The importance is the mean increase of the loss per row, averaged over the shuffles.',
    'The loss is the Brier score for probabilities with outcomes, the squared error for predicted values with outcomes, and the absolute change of the score otherwise. The fall of the AUC stands beside it.',
    'The interval is the t interval of the row-wise increase: how far another sample of rows would have moved it. The Monte-Carlo error is the standard error over the shuffles. Shuffles belong to what rows hold, not to where they lie in the file.',
  ],
  references: [
    { text: 'Breiman, L. (2001). Random forests. Machine Learning 45, 5–32.' },
    { text: 'Fisher, A., Rudin, C., Dominici, F. (2019). All models are wrong, but many are useful. JMLR 20(177).' },
  ],
}

export default analysis
