import { z } from 'zod'
import type { Analysis, AnalysisContext, AnalysisDataset, AnalysisInput, AnalysisResult } from '../../contract/analysis'
import type { Json } from '../../contract/json'
import { permutation } from '../../stats/shuffle'
import { asErrors, classErrorOf } from '../common/class-errors'
import { columnsWithRole, judgedDatasets, labelOf, scoreOf } from '../common/datasets'
import { formatCount, formatNumber } from '../common/format'
import { schemesFor } from '../common/group-params'
import type { Schemes } from '../common/group-params'
import { confirmatoryFamily } from '../common/ledger'
import { keepOrdered, orderedRows } from '../common/ordered-rows'
import type { OrderedRows } from '../common/ordered-rows'
import { weightsNote } from '../common/weights'
import { confirmSlice } from './slice-discovery/confirm'
import { kindsOf, noRowError, rowError, tooHigh } from './slice-discovery/row-error'
import type { ErrorKind } from './slice-discovery/row-error'
import { figures, findings, headlineOf, section, sliceId, valuesOf } from './slice-discovery/report'
import type { Detail, Slice } from './slice-discovery/report'
import { membersOf, mergeOverlapping, searchSlices } from './slice-discovery/search'
import type { CodedColumn } from './slice-discovery/search'

const params = z.strictObject({
  maxConditions: z.number().int().min(1).max(3).default(3).meta({ title: 'Most conditions', description: 'A slice is described by up to so many conditions on different columns.' }),
  bands: z.number().int().min(2).max(10).default(4).meta({ title: 'Bands', description: 'Quantile bands (of the reference) that a numeric column is cut into.' }),
  maxGroups: z.number().int().min(2).max(30).default(12).meta({ title: 'Most groups', description: 'Above this many levels the rarest are pooled.' }),
  minShare: z.number().gt(0).max(0.5).default(0.02).meta({ title: 'Smallest slice', description: 'As a share of the rows; never under 50 rows of a half.' }),
  maxSlices: z.number().int().min(1).max(20).default(3).meta({ title: 'Most slices', description: 'So many are put to the test at most for each kind of error; each costs power.' }),
  delta: z.number().min(0).max(5).default(0.2).meta({ title: 'Excess that matters', description: 'In standard deviations of the error of a row; 0.2 is Cohen\'s small effect.' }),
})
type Params = z.infer<typeof params>

/** Rows counted and cells made above which one condition fewer is looked at: some six seconds. */
const workLimit = 1e9

/** Steps of looking at every slice of exactly so many conditions: each combination of columns counts the rows into its cells. */
function workOf(conditions: number, columns: readonly CodedColumn[], rows: number): number {
  const size = columns.reduce((sum, column) => sum + column.size, 0) / Math.max(1, columns.length)
  const combinations = Array.from({ length: conditions }, (_, i) => (columns.length - i) / (i + 1)).reduce((product, factor) => product * factor, 1)
  return combinations * (rows + size ** conditions)
}
const minZ = 2.5

/** Several classes are judged by the error of each row. */
const judgedInput = (input: AnalysisInput): AnalysisInput => (input.task === 'multiclass' ? asErrors(input, true) : input)
const judgedDataset = (input: AnalysisInput): AnalysisDataset | undefined => judgedDatasets(input).find((dataset) => noRowError(scoreOf(dataset)!, input.task) === null)

interface Half {
  readonly rows: OrderedRows
  readonly errors: ReadonlyMap<ErrorKind, Float64Array>
  readonly score: Float64Array
  readonly outcome: Float64Array
  readonly columns: readonly CodedColumn[]
}

/** Groups of every column with missing cells as a group of their own. */
function halfOf(rows: OrderedRows, { schemes }: Schemes, task: AnalysisInput['task']): Half {
  const score = (rows.score ?? rows.recorded)!
  const outcome = rows.outcome!
  return {
    rows, score, outcome,
    errors: new Map(kindsOf(task).map((kind) => [kind, kind === 'loss' ? rowError(score, outcome, task) : tooHigh(score, outcome)])),
    columns: schemes.map((scheme) => ({ codes: Uint8Array.from(scheme.assign(rows.table), (group) => (group < 0 ? scheme.labels.length : group)), size: scheme.labels.length + 1 })),
  }
}

function compute(review: AnalysisInput, given: Params, context: AnalysisContext): AnalysisResult {
  const input = judgedInput(review)
  const dataset = judgedDataset(input)!
  const checkpoint = (): void => context.checkpoint()
  const names = columnsWithRole(input, 'feature', 'segment', 'protected')
  const schemes = schemesFor(input, names, [dataset], { bands: given.bands, cuts: {}, maxGroups: given.maxGroups })
  checkpoint()
  const score = scoreOf(dataset)!
  const all = orderedRows({ ...dataset, score, recorded: null }, names, null, context.rng, checkpoint)
  const usable = keepOrdered(all, (row) => Number.isFinite(all.score![row]!) && Number.isFinite(all.outcome![row]!))
  const place = new Uint32Array(usable.table.rows)
  permutation(usable.table.rows, context.rng.fork('halves')).forEach((row, index) => (place[row] = index % 2))
  const search = halfOf(keepOrdered(usable, (row) => place[row] === 0), schemes, input.task)
  const confirm = halfOf(keepOrdered(usable, (row) => place[row] === 1), schemes, input.task)
  const minSize = Math.max(50, Math.ceil(given.minShare * search.outcome.length))
  const k = schemes.schemes.length
  let maxConditions = given.maxConditions
  while (maxConditions > 1 && workOf(maxConditions, search.columns, search.outcome.length) > workLimit) maxConditions--
  const options = { minSize, maxConditions, minZ, keep: 500, most: given.maxSlices }
  const tried = kindsOf(input.task).flatMap((kind, index) => {
    context.progress({ phase: 'Searching slices', done: index, total: kindsOf(input.task).length, unit: 'kinds of error' })
    const sought = search.errors.get(kind)!
    return mergeOverlapping(searchSlices(search.columns, sought, options, checkpoint), search.columns, sought, options, checkpoint)
      .map((candidate) => ({ kind, candidate, confirmation: confirmSlice(membersOf(confirm.columns, candidate.conditions, confirm.outcome.length), confirm.errors.get(kind)!, confirm.score, confirm.outcome) }))
  })
  const labels = tried.map(({ candidate }) => candidate.conditions.map(({ column, group }) => {
    const scheme = schemes.schemes[column]!
    return `${scheme.column} ${group === scheme.labels.length ? 'missing' : `= ${scheme.labels[group]!}`}`
  }))
  const raw = tried.flatMap(({ kind, confirmation }, index) => (confirmation === null ? [] : [{ id: sliceId(kind, labels[index]!), label: `${kind === 'loss' ? 'Error' : 'Score less outcome'} no larger than elsewhere where ${labels[index]!.join(' and ')}`, test: 'difference of skewed means (Hall), one-sided, on the half not searched', p: confirmation.p, n: confirm.outcome.length }]))
  const tests = confirmatoryFamily('subpopulations.slice-discovery', raw)
  const adjusted = new Map(tests.map((test) => [test.id, test.pAdjusted]))
  const slices = tried.flatMap(({ kind, candidate, confirmation }, index): readonly Slice[] => {
    if (confirmation === null) return []
    const pAdjusted = adjusted.get(sliceId(kind, labels[index]!))!
    return [{ ...confirmation, kind, conditions: labels[index]!, foundN: candidate.n, foundZ: candidate.z, pAdjusted, confirmed: pAdjusted < context.alpha }]
  })
  const detail: Detail = { dataset: labelOf(dataset), task: input.task, alpha: context.alpha, delta: given.delta, columns: k, maxConditions: options.maxConditions, searchRows: search.outcome.length, confirmRows: confirm.outcome.length, minSize, slices }
  return {
    headline: headlineOf(detail),
    verdict: slices.some((slice) => slice.confirmed) ? 'different' : 'inconclusive',
    values: valuesOf(detail),
    tests,
    detail: detail as unknown as Json,
    rowsUsed: usable.table.rows,
    rowsTotal: dataset.table.rows,
    warnings: schemes.notes,
    notTested: [
      ...weightsNote(input, 'slices are searched by numbers of rows; see performance by group for weighted figures'),
      ...schemes.notTested,
      ...judgedDatasets(input).filter((other) => other !== dataset).map((other) => `${labelOf(other)}: ${noRowError(scoreOf(other)!, input.task) ?? `slices are sought in ${labelOf(dataset)} only.`}`),
      ...(maxConditions < given.maxConditions ? [`Slices of more than ${formatCount(maxConditions)} ${maxConditions === 1 ? 'condition' : 'conditions'}: ${formatCount(k)} columns on ${formatCount(search.outcome.length)} rows are more than the limit of this search (${formatNumber(workLimit)} steps).`] : []),
      ...(tried.length > slices.length ? [`${formatCount(tried.length - slices.length)} found slices: under 30 rows in the other half.`] : []),
    ],
  }
}

const analysis: Analysis<Params> = {
  id: 'subpopulations.slice-discovery',
  version: 1,
  group: 'subpopulations',
  title: 'Slices nobody thought of',
  answers: 'Is there a combination of up to three conditions under which the model is worse than elsewhere, and does it show again on rows it was not found on?',
  needs: { tasks: ['binary', 'multiclass', 'regression'], datasets: [['development', 'test', 'production']], columns: ['feature', 'segment', 'protected'], scores: 'scores', minimumRows: 400, threshold: false },
  tests: true,
  params,
  inapplicable: (review) => {
    if (review.task === 'multiclass' && classErrorOf(review) !== 'log loss') return 'There are no probabilities of the classes, so no error can be told from chance.'
    const input = judgedInput(review)
    if (judgedDatasets(input).length === 0) return `No dataset has both ${review.task === 'multiclass' ? 'predicted classes' : 'scores'} and outcomes.`
    return judgedDataset(input) === undefined ? 'No dataset has scores that are probabilities, so no error can be told from chance.' : null
  },
  compute: (input, given, context) => Promise.resolve().then(() => compute(input, given, context)),
  findings,
  figures,
  section,
  method: [
    'Rows with a score and an outcome of the first test dataset (without one: production, else development) are dealt at random into two halves. Slices are found on one and judged on the other alone.',
    'Error of a row: for probabilities the log loss less the loss that the score itself expects, (p − y)·ln(p/(1 − p)), which is zero on average wherever the score is right, so that a hard case that is honestly scored is no error; for regression the squared error; for several classes the log loss of the actual class less the entropy of the row\'s own probabilities, −ln p_y + Σ p ln p, which is zero on average wherever the probabilities are right. For probabilities a second search looks for score less outcome: slices that are scored too high.',
    'Every feature, segment and protected column is cut into groups (levels, or quantile bands of the reference; missing is a group). Every slice of up to three conditions on different columns with enough rows is looked at; nothing is pruned. Its z is the mean error less that of all rows over its standard error.',
    'A slice stays when its z is at least 2.5 and larger than that of each slice with one condition fewer. Overlapping slices are merged: one is kept only when it is still bad on the rows that no worse slice holds.',
    'The few that stay are tested on the other half: the mean of the slice against that of all other rows with unequal spread, one-sided, the t corrected for the skewness of errors by Hall\'s transformation (errors lean to the right, and an uncorrected t would rarely alarm), Holm over all that were put to the test. The effect is printed in standard deviations of the error, and also shrunk by 1 − 1/t².',
    'A finding is proposed when a slice is confirmed (adjusted p under the error budget) and its excess is larger than what matters. That no slice is confirmed does not show that there is none: see the smallest slice and the rows used.',
  ],
  references: [
    { text: 'Sagadeeva, S., Boehm, M. (2021). SliceLine: fast, linear-algebra-based slice finding for ML model debugging. SIGMOD.' },
    { text: 'Hall, P. (1992). On the removal of skewness by transformation. Journal of the Royal Statistical Society B 54, 221–228.' },
    { text: 'Cox, D. R. (1975). A note on data-splitting for the evaluation of significance levels. Biometrika 62, 441–444.' },
  ],
}

export default analysis
