import { z } from 'zod'
import type { Analysis, AnalysisContext, AnalysisDataset, AnalysisInput, AnalysisResult, NamedValue, Verdict } from '../../contract/analysis'
import type { Json } from '../../contract/json'
import { threeWayVerdict } from '../../stats/equivalence'
import { columnsWithRole, datasetsOf, labelOf, scoreOf, scoreOrigin } from '../common/datasets'
import { formatCount } from '../common/format'
import { confirmatoryFamily } from '../common/ledger'
import { weightsNote } from '../common/weights'
import { compareWithBaselines } from './baseline/compare'
import type { Comparison } from './baseline/compare'
import { figures, findings, headlineOf, section } from './baseline/report'
import type { Detail, Judged } from './baseline/report'

const params = z.strictObject({
  margin: z.number().gt(0).lt(0.5).default(0.01).meta({ title: 'Margin of the AUC', description: 'Smaller differences of the AUC are of no practical weight.' }),
  lossMargin: z.number().gt(0).lt(1).default(0.02).meta({ title: 'Margin of the loss', description: 'Smaller differences of the log loss or squared error, as a share of the baseline\'s, are of no practical weight.' }),
  fitRows: z.number().int().min(100).default(100_000).meta({ title: 'Most rows to fit on', description: 'Rows of development that the simple models are fitted on; drawn at random when there are more. With more than 140 features at most 2 billion by the square of their number, 10,000 at least.' }),
})
type Params = z.infer<typeof params>

/** Outcomes of both kinds, or any spread for a number. */
function informative(dataset: AnalysisDataset, binary: boolean): boolean {
  const { outcome } = dataset
  if (outcome === null) return false
  if (!binary) return outcome.some((value) => Number.isFinite(value))
  return outcome.some((value) => value === 1) && outcome.some((value) => value === 0)
}

const fitted = (input: AnalysisInput): AnalysisDataset | undefined => datasetsOf(input, 'development').find((dataset) => informative(dataset, input.task === 'binary'))
const judged = (input: AnalysisInput): AnalysisDataset | undefined => [...datasetsOf(input, 'test'), ...datasetsOf(input, 'production')].find((dataset) => scoreOf(dataset) !== null && informative(dataset, input.task === 'binary'))

function inapplicable(input: AnalysisInput): string | null {
  if (fitted(input) === undefined) return 'The development dataset has no outcomes to fit simple models on.'
  return judged(input) === undefined ? 'No test dataset or production window has both scores and outcomes.' : null
}

/** True when the artifact's card shows an ensemble of trees, whose complexity a simple model can question. */
function isComplex(input: AnalysisInput): boolean {
  return input.model?.facts.some(({ label }) => label === 'Trees') ?? false
}

function verdictOf(comparison: Comparison, p: number, alpha: number): Judged['verdict'] {
  const verdict = threeWayVerdict({ estimate: comparison.difference, low: comparison.decideLow, high: comparison.decideHigh, delta: comparison.margin, p, alpha })
  return verdict === 'different' ? (comparison.difference > 0 ? 'better' : 'worse') : verdict
}

function compute(input: AnalysisInput, given: Params, context: AnalysisContext): AnalysisResult {
  const development = fitted(input)!
  const dataset = judged(input)!
  const features = columnsWithRole(input, 'feature')
  // What a fit costs grows with the square of the terms: hundreds of features are fitted on fewer rows.
  const fitRows = Math.min(given.fitRows, Math.max(10_000, Math.floor(2e9 / features.length ** 2)))
  const compared = compareWithBaselines(development, dataset, features, { binary: input.task === 'binary', ...given, fitRows }, context)
  const usable = compared.comparisons.filter((one) => !Number.isNaN(one.p))
  const tests = confirmatoryFamily('comparison.baseline', usable.map((one) => ({ id: `baseline/${one.kind}`, label: `The score is as good as ${one.name}`, test: one.test, p: one.p, n: one.n })))
  const comparisons = usable.map((one, index): Judged => ({ ...one, pAdjusted: tests[index]!.pAdjusted, verdict: verdictOf(one, tests[index]!.pAdjusted, context.alpha) }))
  const detail: Detail = {
    development: labelOf(development), dataset: labelOf(dataset), origin: scoreOrigin(dataset), alpha: context.alpha, complex: isComplex(input),
    comparisons, ladder: compared.ladder, single: compared.single, terms: compared.terms, fittedRows: compared.fittedRows, testRows: compared.testRows,
  }
  return {
    headline: headlineOf(detail), verdict: overall(comparisons), values: comparisons.flatMap(valuesOf), tests, detail: detail as unknown as Json,
    rowsUsed: compared.fittedRows + compared.testRows, rowsTotal: development.table.rows + dataset.table.rows,
    warnings: [...compared.warnings, ...(development.table.rows > fitRows ? [`The simple models are fitted on ${formatCount(fitRows)} of ${formatCount(development.table.rows)} rows of development, drawn at random with the seed of the review.`] : [])],
    notTested: [...weightsNote(input, 'the simple models are fitted and compared on rows that count alike'), ...compared.notTested, ...compared.comparisons.filter((one) => Number.isNaN(one.p)).map((one) => `Against ${one.name}: the test has no variance to rest on.`)],
  }
}

/** Equivalent when any baseline is as good, different when the score beats or loses to all of them clearly. */
function overall(comparisons: readonly Judged[]): Verdict {
  const verdicts = comparisons.map((one) => one.verdict)
  if (verdicts.length === 0) return 'described'
  if (verdicts.includes('worse')) return 'different'
  return verdicts.includes('inconclusive') ? 'inconclusive' : verdicts.includes('equivalent') ? 'equivalent' : 'different'
}

function valuesOf(one: Judged): readonly NamedValue[] {
  const verdict: Verdict = one.verdict === 'better' || one.verdict === 'worse' ? 'different' : one.verdict
  return [
    { id: `own/${one.kind}`, label: `${one.measure} of the model under review`, value: one.own, n: one.n, tolerance: 1e-9 },
    { id: `other/${one.kind}`, label: `${one.measure} of ${one.name}`, value: one.other, n: one.n, tolerance: 1e-6 },
    { id: `difference/${one.kind}`, label: `Advantage of the model under review over ${one.name}, ${one.measure}`, value: one.difference, low: one.low, high: one.high, n: one.n, limit: one.margin, verdict, tolerance: 1e-6 },
    { id: `detectable/${one.kind}`, label: `Difference found with 80 % power, ${one.measure} against ${one.name}`, value: one.detectable, n: one.n, tolerance: 1e-6 },
  ]
}

const analysis: Analysis<Params> = {
  id: 'comparison.baseline',
  version: 1,
  group: 'comparison',
  title: 'Against simple baselines',
  answers: 'Is the model better than what a simpler one would give?',
  needs: { tasks: ['binary', 'regression'], datasets: [['development'], ['test', 'production']], columns: ['feature'], scores: 'scores', minimumRows: 50, threshold: false },
  tests: true,
  params,
  inapplicable,
  compute: (input, given, context) => Promise.resolve().then(() => compute(input, given, context)),
  findings,
  figures,
  section,
  method: [
    'Three baselines are settled on development alone and judged on the test dataset (else the first production window with outcomes): the event rate or mean; the best single feature; a logistic regression (least squares for a number) on all features.',
    'Numbers are standardised with the mean and standard deviation of development; a missing one becomes the mean with an indicator. The 20 most frequent levels of a category become indicators against the most frequent; rarer, unseen and missing ones share one. The regression is fitted by Newton\'s method with a ridge of 10⁻⁸ per row, which matters only where terms repeat each other.',
    'The single feature is the one whose own regression has the highest AUC (lowest squared error) on development, so choosing it costs nothing on the test rows.',
    'Scores are compared on the same rows: AUC by the paired DeLong test, log loss and squared error by the paired t-test of the row-wise difference. Holm\'s adjustment over all of them.',
    'The verdict is "equivalent" when the 1 − 2α interval of the difference lies inside the margin, else "better" or "worse" when the adjusted p is at most α, else "inconclusive" with the difference that would have been found with 80 % power. No difference shown is never read as no difference.',
    'That a simple model does as well is a finding for an ensemble of trees, or when one feature or the event rate does as well; that one does better is a finding for every model.',
  ],
  references: [
    { text: 'DeLong, E. R. et al. (1988). Comparing the areas under two or more correlated ROC curves. Biometrics 44, 837–845.' },
    { text: 'Schuirmann, D. J. (1987). A comparison of the two one-sided tests procedure. Journal of Pharmacokinetics and Biopharmaceutics 15, 657–680.' },
    { text: 'ISO/IEC TS 4213:2022, 5.3: appropriate baselines.' },
    { text: 'ECB Guide to internal models (2025), machine learning: complexity justified by performance.' },
  ],
}

export default analysis
