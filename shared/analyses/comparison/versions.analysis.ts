import { z } from 'zod'
import type { Analysis, AnalysisContext, AnalysisDataset, AnalysisInput, AnalysisResult, Verdict } from '../../contract/analysis'
import type { Json } from '../../contract/json'
import { columnsWithRole, datasetKey, idPart, labelOf } from '../common/datasets'
import { countOf, formatCount } from '../common/format'
import { confirmatoryFamily } from '../common/ledger'
import { orderedRows } from '../common/ordered-rows'
import { predictionsOf } from '../common/predictions'
import { areProbabilities } from '../common/row-loss'
import { weightsNote } from '../common/weights'
import { measureVersions } from './versions/measure'
import type { Measure, Measured } from './versions/measure'
import { bestOf, differs, figures, findings, headlineOf, section, valuesOf } from './versions/report'
import type { Detail, JudgedPair, Window } from './versions/report'
import { mostVersions, versionsOf } from './versions/versions'
import type { Versions } from './versions/versions'

const params = z.strictObject({
  primary: z.enum(['auc', 'loss']).default('auc').meta({ title: 'Deciding measure', description: 'Fixed before the run; a model of numbers is always decided by its squared error.' }),
  margin: z.number().gt(0).lt(0.5).default(0.01).meta({ title: 'Margin of the AUC', description: 'A smaller difference between two versions does not matter.' }),
  lossMargin: z.number().gt(0).lt(1).default(0.02).meta({ title: 'Margin of the loss', description: 'As a share of the earlier version\'s loss.' }),
})
type Params = z.infer<typeof params>

const fewestRows = 30
const fewestOfClass = 20

interface Held {
  readonly dataset: AnalysisDataset
  readonly measured: Measured
  readonly rows: number
}

function compute(input: AnalysisInput, given: Params, context: AnalysisContext): AnalysisResult {
  const versions = versionsOf(input)
  if (typeof versions === 'string') throw new Error(versions)
  const names = versions.names.slice(-mostVersions)
  const measure = measureOf(input, versions, given)
  const notTested: string[] = [
    ...weightsNote(input, 'paired tests compare the versions row by row'),
    ...(versions.own === null ? [] : [`${versions.own}: it holds the artifact's own scores and is no version apart.`]),
    ...(names.length < versions.names.length ? [`${versions.names.slice(0, -mostVersions).join(', ')}: the newest ${formatCount(mostVersions)} versions are compared.`] : []),
  ]
  const held = versions.datasets.flatMap((dataset, index): readonly Held[] => {
    context.progress({ phase: 'Comparing versions', done: index, total: versions.datasets.length, unit: 'windows' })
    const found = measureWindow(input, dataset, names, { measure, given, context })
    if (typeof found !== 'string') return [found]
    notTested.push(`${labelOf(dataset)}: ${found}`)
    return []
  })
  return resultOf(input, held, { names, measure, context, notTested, total: versions.datasets.reduce((sum, dataset) => sum + dataset.table.rows, 0) })
}

function measureOf(input: AnalysisInput, { names, datasets }: Versions, given: Params): Measure {
  if (input.task !== 'binary') return 'squared error'
  if (given.primary === 'auc') return 'AUC'
  return datasets.every((dataset) => predictionsOf(input, dataset).every(({ name, values }) => !names.includes(name) || areProbabilities(values))) ? 'log loss' : 'squared error'
}

interface Around {
  readonly measure: Measure
  readonly given: Params
  readonly context: AnalysisContext
}

/** The versions a dataset holds, on the rows that all of them and the outcome hold; a sentence where that does not go. */
function measureWindow(input: AnalysisInput, dataset: AnalysisDataset, names: readonly string[], { measure, given, context }: Around): Held | string {
  const checkpoint = (): void => context.checkpoint()
  const present = predictionsOf(input, dataset).filter(({ name }) => names.includes(name))
  if (present.length < 2) return 'it holds the predictions of one version only.'
  const features = [...columnsWithRole(input, 'feature', 'segment', 'protected'), ...present.map(({ name }) => name)]
  // Sums are taken in an order that does not depend on the file's.
  const ordered = orderedRows(dataset, features, null, context.rng, checkpoint)
  const binary = input.task === 'binary'
  const known = Int32Array.from(ordered.rows.filter((row) => {
    const y = dataset.outcome![row]!
    return (binary ? y === 0 || y === 1 : Number.isFinite(y)) && present.every(({ values }) => Number.isFinite(values[row]!))
  }))
  checkpoint()
  const outcome = Float64Array.from(known, (row) => dataset.outcome![row]!)
  if (known.length < fewestRows) return `${countOf(known.length, 'row')} hold all versions and the outcome, ${String(fewestRows)} are needed.`
  const events = outcome.reduce((total, y) => total + y, 0)
  if (measure === 'AUC' && Math.min(events, known.length - events) < fewestOfClass) return `there are fewer than ${String(fewestOfClass)} rows of one outcome among those that hold all versions.`
  const picked = present.map(({ name, values }) => ({ name, values: Float64Array.from(known, (row) => values[row]!) }))
  picked.sort((a, b) => names.indexOf(a.name) - names.indexOf(b.name))
  return { dataset, rows: known.length, measured: measureVersions(picked, outcome, { measure, margin: given.margin, lossMargin: given.lossMargin, alpha: context.alpha, checkpoint }) }
}

interface Gathered {
  readonly names: readonly string[]
  readonly measure: Measure
  readonly context: AnalysisContext
  readonly notTested: readonly string[]
  readonly total: number
}

function resultOf(input: AnalysisInput, held: readonly Held[], { names, measure, context, notTested, total }: Gathered): AnalysisResult {
  const test = measure === 'AUC' ? 'paired DeLong' : `paired t of the ${measure}`
  const listed = held.flatMap(({ dataset, rows, measured }) => measured.pairs.map((pair) => ({ dataset, rows, pair })))
  const valid = listed.filter(({ pair }) => !Number.isNaN(pair.p))
  const tests = confirmatoryFamily('comparison.versions', valid.map(({ dataset, rows, pair }) => ({
    id: `pair/${datasetKey(input, dataset)}/${idPart(pair.later)}/${idPart(pair.earlier)}`, label: `${pair.later} and ${pair.earlier} do not differ in ${measure}, ${labelOf(dataset)}`, test, p: pair.p, n: rows,
  })))
  const adjusted = new Map(valid.map(({ pair }, index) => [pair, tests[index]!.pAdjusted]))
  const windows = held.map(({ dataset, rows, measured: { marks, pairs } }): Window => {
    const judged = pairs.filter((pair) => adjusted.has(pair)).map((pair): JudgedPair => ({ ...pair, pAdjusted: adjusted.get(pair)! }))
    const best = bestOf(measure, marks)
    const others = judged.filter((pair) => pair.later === best || pair.earlier === best)
    return {
      key: datasetKey(input, dataset), label: labelOf(dataset), rows, total: dataset.table.rows, marks, pairs: judged, best,
      clearly: others.length === marks.length - 1 && others.every((pair) => differs(pair, context)),
    }
  })
  const detail: Detail = { measure, alpha: context.alpha, versions: names, windows }
  return {
    headline: headlineOf(detail), verdict: verdictOf(detail), values: valuesOf(detail), tests, detail: detail as unknown as Json,
    rowsUsed: windows.reduce((sum, window) => sum + window.rows, 0), rowsTotal: total, warnings: [],
    notTested: [...notTested, ...listed.filter(({ pair }) => Number.isNaN(pair.p)).map(({ dataset, pair }) => `${pair.later} against ${pair.earlier}, ${labelOf(dataset)}: the test has no variance to rest on.`)],
  }
}

function verdictOf(detail: Detail): Verdict {
  const pairs = detail.windows.flatMap((window) => window.pairs)
  if (pairs.length === 0) return 'described'
  if (pairs.some((pair) => differs(pair, detail))) return 'different'
  return pairs.every((pair) => pair.decideLow > -pair.margin && pair.decideHigh < pair.margin) ? 'equivalent' : 'inconclusive'
}

const analysis: Analysis<Params> = {
  id: 'comparison.versions',
  version: 1,
  group: 'comparison',
  title: 'Versions over time',
  answers: 'Which version of the model is best in which window, and is any difference between two versions more than chance?',
  needs: { tasks: ['binary', 'regression'], datasets: [['test', 'production', 'development']], columns: ['outcome'], scores: 'scores', minimumRows: 30, threshold: false },
  tests: true,
  params,
  inapplicable: (input) => {
    const versions = versionsOf(input)
    return typeof versions === 'string' ? versions : null
  },
  compute: (input, given, context) => Promise.resolve().then(() => compute(input, given, context)),
  findings,
  figures,
  section,
  method: [
    'A version is a recorded prediction column or the artifact under review; columns are taken in the order of their names as oldest to newest, the artifact as the newest, else the last column. A column that differs from the artifact\'s scores on at most 5 % of the rows by more than rounding is the artifact\'s own and no version apart. At most six versions, the newest.',
    'Windows are the test datasets and the production windows that have outcomes; development only where there is nothing else. In each window all versions are judged on the rows that hold the outcome and every version there. Windows with fewer than 30 such rows, or for the AUC fewer than 20 of one outcome, are left out and listed.',
    'Figures: AUC with DeLong\'s interval, or the mean log loss (squared error where a score is no probability or the outcome is a number) with Hall\'s interval of a skewed mean. Differences: every pair of versions in every window, by the paired DeLong test or the paired t-test of the row-wise loss; Holm\'s adjustment over all of them. One measure decides and is fixed before the run.',
    'The best version of a window has the best figure; it is better than all others where each of its differences stands after adjustment. A finding is proposed where the newest version loses: adjusted p at most α, and the 1 − 2α interval of the difference wholly beyond the margin.',
    'Versions that were fitted on rows of a window look better there than they are; the analysis cannot know what each was fitted on.',
  ],
  references: [
    { text: 'Hall, P. (1992). On the removal of skewness by transformation. Journal of the Royal Statistical Society B 54, 221–228.' },
    { text: 'DeLong, E. R. et al. (1988). Comparing the areas under two or more correlated ROC curves. Biometrics 44, 837–845.' },
    { text: 'Holm, S. (1979). A simple sequentially rejective multiple test procedure. Scandinavian Journal of Statistics 6, 65–70.' },
  ],
}

export default analysis
