import { z } from 'zod'
import type { Analysis, AnalysisContext, AnalysisDataset, AnalysisInput, AnalysisResult } from '../../contract/analysis'
import type { Json } from '../../contract/json'
import { newcombe } from '../../stats/intervals'
import { columnsWithRole, datasetKey, datasetsOf, findColumn, idPart, labelOf, referenceDataset } from '../common/datasets'
import { countOf, listWords } from '../common/format'
import { weightsNote } from '../common/weights'
import { dateOrder } from './leakage/dates'
import { againstEvents, againstNumber } from './leakage/inputs'
import type { InputStrength } from './leakage/inputs'
import { sharedRows } from './leakage/shared-rows'
import { figures, findings, headlineOf, questionsOf, section, valuesOf } from './leakage/report'
import type { DateCheck, Detail, OverlapCheck } from './leakage/report'

const params = z.strictObject({
  aucLimit: z.number().gt(0.5).lt(1).default(0.95).meta({ title: 'AUC of one input that asks for leakage', description: 'An input is asked about when the lower end of its AUC lies above this.' }),
  correlationLimit: z.number().gt(0).lt(1).default(0.99).meta({ title: 'Correlation of one input that asks for leakage', description: 'The same for a numeric outcome.' }),
  sharedLimit: z.number().gt(0).lt(1).default(0.01).meta({ title: 'Excess share of test rows known to development', description: 'Beyond the share of development rows that repeat each other.' }),
})
type Params = z.infer<typeof params>

/** The dataset whose inputs are looked at: development where it has outcomes, else the first that does. */
function outcomeDataset(input: AnalysisInput): AnalysisDataset | null {
  const reference = referenceDataset(input)
  return reference?.outcome != null ? reference : (input.datasets.find((dataset) => dataset.outcome !== null) ?? null)
}

function inputStrengths(input: AnalysisInput, decide: number, context: AnalysisContext): readonly InputStrength[] {
  const dataset = outcomeDataset(input)
  if (dataset === null || input.task === 'multiclass') return []
  const features = columnsWithRole(input, 'feature')
  const outcome = dataset.outcome!
  const usable = Uint32Array.from(outcome, (_, row) => row).filter((row) => outcome[row] === 0 || outcome[row] === 1)
  return features.flatMap((feature, index) => {
    context.progress({ phase: 'Looking at single inputs', done: index, total: features.length, unit: 'features' })
    context.checkpoint()
    const column = findColumn(dataset.table, feature)
    if (column === undefined) return []
    return input.task === 'binary' ? againstEvents(column, outcome, usable, decide) : againstNumber(column, outcome, decide, () => context.checkpoint())
  }).sort((a, b) => b.value - a.value || (a.feature < b.feature ? -1 : 1))
}

/** Features that no line could be made of, in one sentence; nothing where all have one. */
function silent(input: AnalysisInput, dataset: AnalysisDataset | null, features: readonly string[], inputs: readonly InputStrength[]): readonly string[] {
  if (dataset === null || input.task !== 'binary') return []
  const said = new Set(inputs.map(({ feature }) => feature))
  const unsaid = features.filter((name) => { const kind = findColumn(dataset.table, name)?.kind; return (kind === 'number' || kind === 'category') && !said.has(name) })
  return unsaid.length === 0 ? [] : [`${listWords(unsaid)} against the outcome: a single value, levels of under 20 rows each, or fewer than five rows of an outcome.`]
}

function compute(input: AnalysisInput, given: Params, context: AnalysisContext): AnalysisResult {
  const features = columnsWithRole(input, 'feature')
  const [development] = datasetsOf(input, 'development')
  const tests = datasetsOf(input, 'test')
  const comparisons = Math.max(1, features.length + tests.length)
  const decide = 1 - (2 * context.alpha) / comparisons
  const inputs = inputStrengths(input, decide, context)
  const ids: OverlapCheck[] = []
  const rows: OverlapCheck[] = []
  const dates: DateCheck[] = []
  const notTested: string[] = []
  const overlap = (test: AnalysisDataset, names: readonly string[], what: string): OverlapCheck | null => {
    const held = names.filter((name) => findColumn(development!.table, name) !== undefined && findColumn(test.table, name) !== undefined)
    if (held.length === 0) return null
    const counts = sharedRows(development!.table, test.table, held, () => context.checkpoint())
    const excess = newcombe(counts.shared, counts.testRows, counts.twins, counts.developmentRows, decide)
    return { key: `${datasetKey(input, test)}/${idPart(what)}`, what, dataset: labelOf(test), ...counts, decideLow: Number.isFinite(excess.low) ? excess.low : null }
  }
  for (const test of development === undefined ? [] : tests) {
    for (const name of columnsWithRole(input, 'id')) {
      const check = overlap(test, [name], name)
      if (check !== null) ids.push(check)
    }
    if (features.length > 0) {
      const check = overlap(test, features, 'all features')
      if (check !== null) rows.push(check)
    }
    for (const name of columnsWithRole(input, 'date')) {
      const [own, other] = [findColumn(development!.table, name), findColumn(test.table, name)]
      const order = own?.kind === 'number' && other?.kind === 'number' ? dateOrder(own.values, other.values) : null
      if (order === null) notTested.push(`${name} of ${labelOf(test)} against development: it holds no dates on one side.`)
      else dates.push({ key: `${datasetKey(input, test)}/${idPart(name)}`, column: name, dataset: labelOf(test), isDate: own?.kind === 'number' && own.type === 'date', ...order })
    }
  }
  const idFeatures = features.filter((name) => input.roles[name]!.includes('id'))
  const dataset = outcomeDataset(input)
  const detail: Detail = { ...given, binary: input.task === 'binary', dataset: dataset === null ? null : labelOf(dataset), inputs, ids, rows, dates, idFeatures }
  const total = input.datasets.filter((each) => each === dataset || each === development || tests.includes(each)).reduce((sum, each) => sum + each.table.rows, 0)
  return {
    headline: headlineOf(detail), verdict: questionsOf(detail).length > 0 ? 'different' : 'described', values: valuesOf(detail), tests: [], detail: detail as unknown as Json,
    rowsUsed: total, rowsTotal: total, warnings: [],
    notTested: [
      ...weightsNote(input, 'single columns are ranked by how well they tell the outcome row by row'),
      ...notTested,
      ...(dataset === null ? ['Inputs against the outcome: no dataset has outcomes.'] : input.task === 'multiclass' ? ['Inputs against the outcome: not measured for more than two classes.'] : features.length === 0 ? ['Inputs against the outcome: no column has the role \'feature\'.'] : []),
      ...features.filter((name) => dataset !== null && findColumn(dataset.table, name)?.kind === 'text').map((name) => `${name} against the outcome: free text.`),
      ...silent(input, dataset, features, inputs),
      ...(development === undefined || tests.length === 0 ? ['Rows shared by development and test, and their dates: there is no pair of them.'] : [
        ...(columnsWithRole(input, 'id').length === 0 ? ['Identifiers shared by development and test: no column has the role \'id\'.'] : []),
        ...(columnsWithRole(input, 'date').length === 0 ? ['Time order of development and test: no column has the role \'date\'.'] : []),
      ]),
      `When each input is known in the life of a case: data cannot tell (${countOf(features.length, 'feature')}).`,
    ],
  }
}

const analysis: Analysis<Params> = {
  id: 'performance.leakage',
  version: 1,
  group: 'performance',
  title: 'Questions about leakage',
  answers: 'Do the inputs know what they should not: the outcome, rows of the test, or the future?',
  needs: { tasks: ['binary', 'multiclass', 'regression'], datasets: [], columns: ['feature', 'id', 'date'], scores: 'none', minimumRows: 30, threshold: false },
  tests: false,
  params,
  inapplicable: (input) => (outcomeDataset(input) === null && (datasetsOf(input, 'development').length === 0 || datasetsOf(input, 'test').length === 0) ? 'There are neither outcomes to hold inputs against nor a pair of development and test to compare.' : null),
  compute: (input, given, context) => Promise.resolve().then(() => compute(input, given, context)),
  findings,
  figures,
  section,
  method: [
    'Each input alone against the outcome, on development (else the first dataset with outcomes). Binary: AUC, turned to be at least one half, DeLong interval; a category is scored by the event rate of its levels (those under 20 rows pooled, so that identifiers do not look like leaks; with nothing else left it is not judged); missing numbers are an input of their own. Numeric outcome: correlation without sign, Fisher\'s interval. Beside it the share of rows in which the input equals the outcome cell for cell.',
    'Identifiers: test rows whose identifier development holds too, compared exactly. Rows: test rows that equal a row of development in every feature, beside the share of development rows that equal another of development, which is what chance and coarse columns give.',
    'Dates: share of test rows dated before the first row of development, within its dates, and after its last.',
    'A question is raised (a finding proposed) when an input\'s lower end, at the error budget shared over all inputs (Bonferroni), lies above its limit, or an input equals the outcome in every row; when any identifier is shared; when the share of known test rows exceeds that of repeated development rows by more than the limit, by the lower end of Newcombe\'s interval; when more than half of the test rows are older than all of development; or when an identifier is a feature.',
    'A near-perfect score as a whole is asked about on the page on discrimination. Whether an input is known when the decision is made cannot be seen in data: ask for the time stamp of each.',
  ],
  references: [
    { text: 'Kaufman, S., Rosset, S., Perlich, C., Stitelman, O. (2012). Leakage in data mining: formulation, detection, and avoidance. ACM TKDD 6(4), 15.' },
    { text: 'Kapoor, S., Narayanan, A. (2023). Leakage and the reproducibility crisis in machine-learning-based science. Patterns 4(9), 100804.' },
    { text: 'ISO/IEC TS 4213:2022, 5.3: information leakage.' },
  ],
}

export default analysis
