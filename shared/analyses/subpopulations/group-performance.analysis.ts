import { z } from 'zod'
import type { Analysis, AnalysisContext, AnalysisInput, AnalysisResult } from '../../contract/analysis'
import type { Json } from '../../contract/json'
import { detailOf } from '../common/blocks'
import { judgedClasses } from '../common/classes'
import { columnsWithRole, datasetKey, idPart, judgedDatasets, labelOf, scoreOf } from '../common/datasets'
import { countOf } from '../common/format'
import { groupFields, schemesFor } from '../common/group-params'
import { confirmatoryFamily } from '../common/ledger'
import type { RawTest } from '../common/ledger'
import { rankScores } from '../common/ranked-scores'
import { weightOf, weightsApplied, weightsMethod } from '../common/weights'
import { measureLosses, rowLosses } from './group-performance/loss-measure'
import type { LossRow } from './group-performance/loss-measure'
import { lossFigures, lossFindings, lossHeadline, lossSection, lossValues, lossVerdict } from './group-performance/loss-report'
import type { LossColumn, LossDetail } from './group-performance/loss-report'
import { measureGroups } from './group-performance/measure'
import { figures, findings, headlineOf, section, valuesOf } from './group-performance/report'
import type { ColumnDetail, Detail } from './group-performance/report'

const params = z.strictObject({
  ...groupFields,
  aucDelta: z.number().gt(0).lt(0.5).default(0.05).meta({ title: 'AUC difference that matters', description: 'A group is called weak when its AUC lies below that of the other rows by more than this and the difference is significant.' }),
  errorRatio: z.number().gt(1).max(10).default(1.25).meta({ title: 'Error ratio that matters', description: 'Predicted numbers: a group is called weak when its mean absolute error is more than so many times that of the other rows and the difference is significant.' }),
  biasDelta: z.number().gt(0).max(5).default(0.1).meta({ title: 'Bias difference that matters', description: 'Predicted numbers: in standard deviations of the outcome.' }),
  accuracyDelta: z.number().gt(0).lt(1).default(0.05).meta({ title: 'Accuracy difference that matters', description: 'Several classes: a group is called weak when its accuracy lies below that of the other rows by more than this share of rows and the difference is significant.' }),
})
type Params = z.infer<typeof params>

/** Datasets that can be judged, by score or by class. */
const judgedOf = (input: AnalysisInput): AnalysisInput['datasets'] => (input.task === 'multiclass' ? judgedClasses(input) : judgedDatasets(input))

function compute(input: AnalysisInput, given: Params, context: AnalysisContext): AnalysisResult {
  return input.task === 'binary' ? computeBinary(input, given, context) : computeLosses(input, given, context)
}

/** Predicted numbers and classes: the error of each row, group against the other rows. */
function computeLosses(input: AnalysisInput, given: Params, context: AnalysisContext): AnalysisResult {
  const judged = judgedOf(input)
  const checkpoint = (): void => context.checkpoint()
  const { schemes, notes, notTested } = schemesFor(input, columnsWithRole(input, 'segment', 'protected'), judged, given)
  const columns: (Omit<LossColumn, 'rows'> & { readonly rows: readonly LossRow[] })[] = []
  let used = 0
  for (const dataset of judged) {
    const losses = rowLosses(dataset)
    checkpoint()
    for (let row = 0; row < dataset.table.rows; row += 1) if (losses.usable(row)) used += 1
    for (const [index, scheme] of schemes.entries()) {
      context.progress({ phase: `Comparing groups in ${labelOf(dataset)}`, done: index, total: schemes.length, unit: 'columns' })
      const key = `${datasetKey(input, dataset)}/${idPart(scheme.column)}`
      columns.push({ key, dataset: labelOf(dataset), column: scheme.column, scale: losses.scale, rows: measureLosses(losses, scheme.assign(dataset.table), scheme.labels, context.rng.fork(key), checkpoint) })
    }
  }
  // With two groups the comparison of either with the rest is the same test; it is run once.
  const testId = (column: (typeof columns)[number], index: number, figure: string): string => `${figure}/${column.key}/${idPart(column.rows[column.rows.length === 2 ? 0 : index]!.group)}`
  const tests = confirmatoryFamily('subpopulations.group-performance', columns.flatMap((column) => (column.rows.length === 2 ? column.rows.slice(0, 1) : column.rows).flatMap((row, index) => row.figures.flatMap((figure): readonly RawTest[] => (figure.difference === null ? [] : [{
    id: testId(column, index, figure.id), label: `${{ rmse: 'RMSE', mae: 'Mean absolute error', bias: 'Bias', accuracy: 'Accuracy', 'log-loss': 'Log loss' }[figure.id]} of ${row.group} equal to that of the other rows, ${column.column} in ${column.dataset}`,
    test: figure.difference.test, p: figure.difference.p, n: column.rows.reduce((total, each) => total + each.n, 0),
  }])))))
  const adjusted = new Map(tests.map((test) => [test.id, test.pAdjusted]))
  const detail: LossDetail = {
    kind: 'loss', alpha: context.alpha, limits: { mae: given.errorRatio, bias: given.biasDelta, accuracy: given.accuracyDelta },
    columns: columns.map((column) => ({ ...column, rows: column.rows.map((row, index) => ({ ...row, figures: row.figures.map((figure) => ({ ...figure, pAdjusted: figure.difference === null ? null : (adjusted.get(testId(column, index, figure.id)) ?? null) })) })) })),
  }
  const small = columns.flatMap((column) => column.rows.filter((row) => row.small).map((row) => `${column.column} = ${row.group} in ${column.dataset}: ${countOf(row.n, 'row')}; too few to judge.`))
  return {
    headline: lossHeadline(detail),
    verdict: lossVerdict(detail),
    values: lossValues(detail),
    tests,
    detail: detail as unknown as Json,
    rowsUsed: used,
    rowsTotal: judged.reduce((total, dataset) => total + dataset.table.rows, 0),
    warnings: [...notes, ...weightsApplied(input, judged)],
    notTested: [...notTested, ...small],
  }
}

function computeBinary(input: AnalysisInput, given: Params, context: AnalysisContext): AnalysisResult {
  const judged = judgedDatasets(input)
  const names = columnsWithRole(input, 'segment', 'protected')
  const { schemes, notes, notTested } = schemesFor(input, names, judged, given)
  const threshold = input.decision.threshold
  const columns: ColumnDetail[] = []
  let used = 0
  for (const dataset of judged) {
    const ranked = rankScores(scoreOf(dataset)!, dataset.outcome!, () => context.checkpoint(), weightOf(dataset))
    used += ranked.rows.length
    for (const [index, scheme] of schemes.entries()) {
      context.progress({ phase: `Comparing groups in ${labelOf(dataset)}`, done: index, total: schemes.length, unit: 'columns' })
      context.checkpoint()
      const key = datasetKey(input, dataset)
      const measured = measureGroups(ranked, scheme.assign(dataset.table), scheme.labels, threshold, context.rng.fork(`${key}/${scheme.column}`), () => context.checkpoint())
      columns.push({ key: `${key}/${idPart(scheme.column)}`, dataset: labelOf(dataset), column: scheme.column, ...measured })
    }
  }
  const tests = confirmatoryFamily('subpopulations.group-performance', columns.flatMap(testsOf))
  const adjusted = new Map(tests.map((test) => [test.id, test.pAdjusted]))
  const detail: Detail = {
    threshold, alpha: context.alpha, delta: given.aucDelta,
    columns: columns.map((column) => ({ ...column, rows: column.rows.map((row, index) => ({ ...row, pAdjusted: adjusted.get(aucTestId(column, index)) ?? null })) })),
  }
  const small = columns.flatMap((column) => column.rows.filter((row) => row.small).map((row) => `${column.column} = ${row.group} in ${column.dataset}: ${countOf(row.n, 'row')}, ${countOf(row.events, 'event')}; too few to judge.`))
  return {
    headline: headlineOf(detail),
    verdict: verdictOf(detail),
    values: valuesOf(detail),
    tests,
    detail: detail as unknown as Json,
    rowsUsed: used,
    rowsTotal: judged.reduce((total, dataset) => total + dataset.table.rows, 0),
    warnings: [...notes, ...weightsApplied(input, judged)],
    notTested: [...notTested, ...small, ...(threshold === null ? ['Error rates by group: no decision threshold is set.'] : [])],
  }
}

function verdictOf(detail: Detail): AnalysisResult['verdict'] {
  const rows = detail.columns.flatMap((column) => column.rows).filter((row) => row.difference !== null)
  if (rows.length === 0) return 'described'
  if (rows.some((row) => row.pAdjusted !== null && row.pAdjusted < detail.alpha)) return 'different'
  return rows.every((row) => row.difference!.low > -detail.delta && row.difference!.high < detail.delta) ? 'equivalent' : 'inconclusive'
}

/** With two groups the comparison of either with the rest is the same test; it is run once. */
function aucTestId(column: ColumnDetail, index: number): string {
  return `auc/${column.key}/${idPart(column.rows[column.rows.length === 2 ? 0 : index]!.group)}`
}

function testsOf(column: ColumnDetail): readonly RawTest[] {
  const where = `${column.column} in ${column.dataset}`
  const global = column.global.map((test): RawTest => ({
    id: `${test.rate}/${column.key}`, label: `${test.rate === 'tpr' ? 'True' : 'False'} positive rate equal across ${where}`,
    test: test.monteCarlo ? 'k×2 χ², Monte Carlo' : 'k×2 χ²', p: test.p, n: test.n,
  }))
  const rows = column.rows.length === 2 ? column.rows.slice(0, 1) : column.rows
  const auc = rows.flatMap((row, index): readonly RawTest[] => (row.difference === null ? [] : [{
    id: aucTestId(column, index), label: `AUC of ${row.group} equal to that of the other rows, ${where}`,
    test: 'unpaired DeLong, Student t', p: row.difference.p, n: column.rows.reduce((total, each) => total + each.n, 0),
  }]))
  return [...global, ...auc]
}

const ofLosses = (result: AnalysisResult): boolean => (detailOf(result) as Partial<LossDetail>).kind === 'loss'

const analysis: Analysis<Params> = {
  id: 'subpopulations.group-performance',
  version: 1,
  group: 'subpopulations',
  title: 'Performance by group',
  answers: 'Is there a segment or a protected group for which the model works worse than for the others?',
  needs: { tasks: ['binary', 'multiclass', 'regression'], datasets: [['development', 'test', 'production']], columns: ['segment', 'protected'], scores: 'scores', minimumRows: 60, threshold: false },
  tests: true,
  params,
  inapplicable: (input) => (judgedOf(input).length > 0 ? null : 'No dataset has both scores and outcomes.'),
  compute: (input, given, context) => Promise.resolve().then(() => compute(input, given, context)),
  findings: (result) => (ofLosses(result) ? lossFindings : findings)(result),
  figures: (result) => (ofLosses(result) ? lossFigures : figures)(result),
  section: (result) => (ofLosses(result) ? lossSection : section)(result),
  method: [
    'Rows with a finite score and a known outcome of every test dataset (without one: production, else development) are grouped by each segment and protected column. Numeric columns are cut at quantiles of the reference or at the cuts of the plan; the band includes its upper end. Rows without a group are counted as unknown and belong neither to a group nor to the rest.',
    'AUC is the probability that an event outranks a non-event, ties half, with DeLong\'s variance and an interval on the logit scale. Its difference from the other rows is tested with the unpaired DeLong statistic against Student\'s t (Satterthwaite degrees of freedom on the rarer class).',
    'A score at or above the threshold counts as predicted positive. True positive rate = TP/(TP+FN), false positive rate = FP/(FP+TN), selection rate = (TP+FP)/n; Wilson intervals (Clopper–Pearson with fewer than five on either side), differences from the rest with Newcombe\'s interval.',
    'One k×2 χ² test per column asks whether the true (or false) positive rate is the same in all groups; where expected counts are too small (Cochran\'s rule) its p comes from random tables with the same margins.',
    'Predicted numbers: RMSE, mean absolute error and bias (predicted − actual) of each group: Hall\'s interval of a skewed mean (RMSE: of the mean squared error, its root taken), Student\'s t for the bias. Mean absolute error and bias are tested against the other rows: by Welch\'s t, and where one side has at most 300 rows by dealing the rows at random and judging each deal by Welch\'s t (studentised permutation, 999 deals, 19,999 where fewer than ten reach the observed value). Groups with fewer than 30 rows are never judged.',
    'Several classes: accuracy of each group with Wilson\'s interval against the other rows by the pooled z test (the mid-p of Fisher\'s exact test where an expected count is under five), difference with Newcombe\'s interval; mean log loss where there are probabilities, with Hall\'s interval.',
    'All tests of all columns and datasets form one family, adjusted by Holm. With two groups the two AUC comparisons are one test. Groups with fewer than 30 rows, 5 events or 5 non-events are listed and never judged.',
    weightsMethod,
  ],
  references: [
    { text: 'Hall, P. (1992). On the removal of skewness by transformation. Journal of the Royal Statistical Society B 54, 221–228.' },
    { text: 'DeLong, E. R., DeLong, D. M., Clarke-Pearson, D. L. (1988). Comparing the areas under two or more correlated ROC curves. Biometrics 44, 837–845.' },
    { text: 'Newcombe, R. G. (1998). Interval estimation for the difference between independent proportions. Statistics in Medicine 17, 873–890.' },
    { text: 'Holm, S. (1979). A simple sequentially rejective multiple test procedure. Scandinavian Journal of Statistics 6, 65–70.' },
  ],
}

export default analysis
