import { z } from 'zod'
import type { Analysis, AnalysisContext, AnalysisDataset, AnalysisInput, AnalysisResult } from '../../contract/analysis'
import type { Json } from '../../contract/json'
import { sampleWithoutReplacement } from '../../stats/shuffle'
import { moments, varianceOf } from '../../stats/sums'
import { columnsWithRole, datasetsOf, judgedDatasets, labelOf, scoreOf } from '../common/datasets'
import { countOf, formatCount, formatNumber } from '../common/format'
import { schemesFor } from '../common/group-params'
import type { Schemes } from '../common/group-params'
import { confirmatoryFamily } from '../common/ledger'
import type { RawTest } from '../common/ledger'
import { keepOrdered, orderedRows } from '../common/ordered-rows'
import type { OrderedRows } from '../common/ordered-rows'
import { rankScores } from '../common/ranked-scores'
import { areProbabilities, logLossRows } from '../common/row-loss'
import { weightsNote } from '../common/weights'
import { rankPairs } from '../performance/regression/measure'
import { rowError } from '../subpopulations/slice-discovery/row-error'
import { lossGap, overfitRegions } from './metric-stability/overfit'
import type { Gap, Region, Side } from './metric-stability/overfit'
import { figures, findings, gapShows, headlineOf, regionId, section, slicesDiffer, valuesOf } from './metric-stability/report'
import type { Detail, RegionLine } from './metric-stability/report'
import { metricsFor, resample } from './metric-stability/resample'
import type { Ranked } from './metric-stability/resample'
import { homogeneity, timeSlices } from './metric-stability/slices'

const params = z.strictObject({
  replicates: z.number().int().min(50).max(100_000).default(200).meta({ title: 'Bootstrap replicates', description: 'Samples drawn with replacement.' }),
  folds: z.number().int().min(2).max(100).default(10).meta({ title: 'Folds', description: 'Random parts that each figure is computed on.' }),
  resampledRows: z.number().int().min(100).max(1e9).default(50_000).meta({ title: 'Rows resampled at most', description: 'Drawn at random where there are more; the bootstrap is then narrowed to what all rows give.' }),
  slices: z.number().int().min(2).max(60).default(6).meta({ title: 'Slices of time', description: 'Parts of about equal size that a dataset with a date column and no period is cut into.' }),
  sliceDelta: z.number().gt(0).max(10).default(0.03).meta({ title: 'Change of the AUC over time that matters', description: 'Standard deviation between slices beyond chance.' }),
  sliceShare: z.number().gt(0).max(10).default(0.1).meta({ title: 'Change of the error over time that matters', description: 'The same for models of a number, as a share of the mean error over the slices.' }),
  gapLimit: z.number().gt(0).max(10).default(0.1).meta({ title: 'Overfit gap that matters', description: 'Loss in test above that in development, as a share of the latter.' }),
  maxConditions: z.number().int().min(1).max(2).default(2).meta({ title: 'Most conditions', description: 'Conditions that describe a region of overfitting.' }),
  minShare: z.number().gt(0).max(0.5).default(0.03).meta({ title: 'Smallest region', description: 'As a share of the rows; never under 50 rows of a half.' }),
  regionDelta: z.number().min(0).max(5).default(0.2).meta({ title: 'Regional excess that matters', description: 'In standard deviations of the error of a row.' }),
})
type Params = z.infer<typeof params>

/** Steps of the search for regions above which single conditions only are looked at: some three seconds. */
const workLimit = 1e9
const mostRegions = 3

const judgedDataset = (input: AnalysisInput): AnalysisDataset | undefined => judgedDatasets(input)[0]

/** Development beside the dataset judged, where both have what an error needs. */
function developmentOf(input: AnalysisInput, dataset: AnalysisDataset): AnalysisDataset | string {
  const found = datasetsOf(input, 'development').find((one) => one !== dataset && scoreOf(one) !== null && one.outcome !== null)
  if (found === undefined) return 'there is no development dataset with scores and outcomes beside the one judged'
  const honest = input.task === 'regression' || [found, dataset].every((one) => areProbabilities(scoreOf(one)!))
  return honest ? found : 'the scores are not probabilities, so rows have no loss'
}

interface Overfit {
  readonly gap: (Gap & { readonly developmentLoss: number; readonly testLoss: number }) | null
  readonly regions: readonly (Region & { readonly conditions: readonly string[] })[]
  readonly lossSd: number
  readonly notTested: readonly string[]
  readonly warnings: readonly string[]
}

function overfit(input: AnalysisInput, dataset: AnalysisDataset, development: AnalysisDataset, given: Params, context: AnalysisContext): Overfit {
  const checkpoint = (): void => context.checkpoint()
  const names = columnsWithRole(input, 'feature', 'segment')
  const schemes = schemesFor(input, names, [development, dataset], { bands: 4, cuts: {}, maxGroups: 12 })
  const rows = [development, dataset].map((one): OrderedRows => {
    const all = orderedRows({ ...one, score: scoreOf(one), recorded: null }, names, null, context.rng, checkpoint)
    return keepOrdered(all, (row) => Number.isFinite(all.score![row]!) && Number.isFinite(all.outcome![row]!))
  })
  const [own, other] = rows as [OrderedRows, OrderedRows]
  const loss = (one: OrderedRows): Float64Array => (input.task === 'regression' ? absolute(one) : logLossRows(one.score!, one.outcome!))
  const [developmentLoss, testLoss] = [loss(own), loss(other)]
  const gap = lossGap(developmentLoss, testLoss)
  const sides = rows.map((one) => sideOf(one, schemes, input.task === 'regression' ? absolute(one) : rowError(one.score!, one.outcome!, input.task))) as [Side, Side]
  const k = schemes.schemes.length
  const pairs = (k * (k - 1)) / 2
  const maxConditions = pairs * (own.table.rows + other.table.rows) > workLimit ? 1 : given.maxConditions
  const regions = overfitRegions(sides[0], sides[1], { minShare: given.minShare, maxConditions, most: mostRegions }, context.rng.fork('halves'), checkpoint)
  return {
    gap: gap === null ? null : { ...gap, developmentLoss: moments(developmentLoss).mean, testLoss: moments(testLoss).mean },
    regions: regions.map((region) => ({ ...region, conditions: region.candidate.conditions.map(({ column, group }) => {
      const scheme = schemes.schemes[column]!
      return `${scheme.column} ${group === scheme.labels.length ? 'missing' : `= ${scheme.labels[group]!}`}`
    }) })),
    lossSd: sides[1].loss.length < 2 ? 0 : Math.sqrt(varianceOf(moments(sides[1].loss))),
    notTested: [...schemes.notTested, ...(maxConditions < given.maxConditions ? [`Regions of overfitting of two conditions: ${formatCount(k)} columns are more than the limit of this search (${formatNumber(workLimit)} steps).`] : [])],
    // Where numbers are cut is told by the regions' own words.
    warnings: schemes.notes.filter((note) => note.includes('pooled')),
  }
}

const absolute = (rows: OrderedRows): Float64Array => rows.score!.map((value, row) => Math.abs(value - rows.outcome![row]!))

function sideOf(rows: OrderedRows, { schemes }: Schemes, loss: Float64Array): Side {
  return { loss, columns: schemes.map((scheme) => ({ codes: Uint8Array.from(scheme.assign(rows.table), (group) => (group < 0 ? scheme.labels.length : group)), size: scheme.labels.length + 1 })) }
}

function rankedRows(input: AnalysisInput, dataset: AnalysisDataset, most: number, context: AnalysisContext): { readonly rows: Ranked; readonly total: number } {
  const score = scoreOf(dataset)!
  const pairs = input.task === 'regression' ? rankPairs(score, dataset.outcome!) : null
  const all: Ranked = pairs === null ? rankScores(score, dataset.outcome!, () => context.checkpoint()) : { score: pairs.predicted, outcome: pairs.actual }
  const total = all.score.length
  if (total <= most) return { rows: all, total }
  const places = sampleWithoutReplacement(total, most, context.rng.fork('resampled'))
  return { rows: { score: Float64Array.from(places, (place) => all.score[place]!), outcome: Float64Array.from(places, (place) => all.outcome[place]!) }, total }
}

function compute(input: AnalysisInput, given: Params, context: AnalysisContext): AnalysisResult {
  const checkpoint = (): void => context.checkpoint()
  const dataset = judgedDataset(input)!
  const { rows, total } = rankedRows(input, dataset, given.resampledRows, context)
  const spreads = resample(rows, metricsFor(rows, input.task, input.decision.threshold), { replicates: given.replicates, folds: given.folds, total }, context.rng.fork('resample'), checkpoint)
  const inTime = [...datasetsOf(input, 'test'), ...datasetsOf(input, 'production')].filter((one) => scoreOf(one) !== null && one.outcome?.some((value) => Number.isFinite(value)) === true)
  const { slices, small } = timeSlices(input, inTime.length > 0 ? inTime : [dataset], given.slices, checkpoint)
  const same = homogeneity(slices)
  const development = developmentOf(input, dataset)
  const fit = typeof development === 'string' ? null : overfit(input, dataset, development, given, context)
  const raw: RawTest[] = [
    ...(same === null ? [] : [{ id: 'slices', label: `Figure the same in every slice of time`, test: 'Cochran\'s Q', p: same.p, n: slices.reduce((sum, slice) => sum + slice.n, 0) }]),
    ...(fit?.gap == null ? [] : [{ id: 'overfit-gap', label: `Loss in ${labelOf(dataset)} no larger than in development`, test: 'difference of skewed means (Hall), one-sided', p: fit.gap.p, n: fit.gap.n }]),
    ...(fit?.regions ?? []).map((region) => ({ id: regionId(region.conditions), label: `Loss grows no more where ${region.conditions.join(' and ')}`, test: 'difference of differences, skewed means (Hall), one-sided, on the half not searched', p: region.confirmed.p, n: region.confirmed.n })),
  ]
  const tests = confirmatoryFamily('stability.metric-stability', raw)
  const adjusted = new Map(tests.map((test) => [test.id, test.pAdjusted]))
  const detail: Detail = {
    task: input.task, dataset: labelOf(dataset), rows: total, resampled: rows.score.length, replicates: given.replicates, folds: given.folds, alpha: context.alpha, spreads,
    slices, homogeneity: same === null ? null : { ...same, pAdjusted: adjusted.get('slices')! }, sliceDelta: given.sliceDelta, sliceShare: given.sliceShare, windowed: inTime.some((one) => one.role === 'production'),
    development: typeof development === 'string' ? null : labelOf(development),
    gap: fit?.gap == null ? null : { ...fit.gap, pAdjusted: adjusted.get('overfit-gap')! }, gapLimit: given.gapLimit,
    regions: (fit?.regions ?? []).map(({ conditions, candidate, confirmed, developmentLoss, testLoss }): RegionLine => ({ ...confirmed, conditions, foundN: candidate.n, foundZ: candidate.z, developmentLoss, testLoss, pAdjusted: adjusted.get(regionId(conditions))! })),
    regionDelta: given.regionDelta, lossSd: fit?.lossSd ?? 1,
  }
  const different = slicesDiffer(detail) || gapShows(detail) || detail.regions.some((region) => region.pAdjusted < context.alpha)
  return {
    headline: headlineOf(detail),
    verdict: tests.length === 0 ? 'described' : different ? 'different' : 'inconclusive',
    values: valuesOf(detail),
    tests,
    detail: detail as unknown as Json,
    rowsUsed: total + (typeof development === 'string' ? 0 : development.table.rows) + slices.filter((slice) => !slice.label.startsWith(labelOf(dataset))).reduce((sum, slice) => sum + slice.n, 0),
    rowsTotal: input.datasets.reduce((sum, one) => sum + one.table.rows, 0),
    warnings: [
      ...(rows.score.length < total ? [`Bootstrap and folds: ${formatCount(rows.score.length)} of ${countOf(total, 'row')}, drawn at random with the seed of the review; standard errors and intervals are scaled to all rows.`] : []),
      ...(fit?.warnings ?? []),
    ],
    notTested: [
      ...weightsNote(input, 'this analysis asks how figures move from row to row'), ...small,
      ...(same === null ? ['Change over time: fewer than two slices with enough rows.'] : []),
      ...(typeof development === 'string' ? [`Overfitting: ${development}.`] : fit!.notTested),
    ],
  }
}

const analysis: Analysis<Params> = {
  id: 'stability.metric-stability',
  version: 1,
  group: 'stability',
  title: 'Stability of the figures',
  answers: 'How far do the performance figures move with the sample, over time, and from development to other rows, and where is the model overfitted?',
  needs: { tasks: ['binary', 'regression'], datasets: [['test', 'production', 'development']], columns: ['outcome'], scores: 'scores', minimumRows: 100, threshold: false },
  tests: true,
  params,
  inapplicable: (input) => (judgedDataset(input) === undefined ? 'No dataset has both scores and outcomes.' : null),
  compute: (input, given, context) => Promise.resolve().then(() => compute(input, given, context)),
  findings,
  figures,
  section,
  method: [
    'Rows with a score and an outcome of the first test dataset (without one: production, else development). Bootstrap: rows drawn with replacement, standard deviation of the figure, and its percentiles, expanded for the number of rows (Hesterberg 2015); where only n of N rows are resampled, both are scaled by √(n/N). Folds: each figure on each of the random parts alone, so that it shows how much a figure from so few rows can be trusted.',
    'Slices of time: production windows and test datasets by their period, a dataset without a period by its date column, in parts of about equal size with days kept whole. AUC with DeLong\'s standard error (mean absolute error for numbers); slices with fewer than 30 rows of either class are left out. Cochran\'s Q = Σ(v − v̄)²/se² against χ² with k − 1 degrees of freedom; beside it the standard deviation between slices beyond chance (DerSimonian and Laird).',
    'Overfit gap: mean log loss (absolute error for numbers) in test less that in development, one-sided, with unequal spread and the t corrected for skewness by Hall\'s transformation. Shown here; whether performance holds outside development is the finding of the performance analyses, and what moves between production windows that of performance in production.',
    'Regions of overfitting are sought on one random half of both datasets and judged on the other: features and segments are cut into groups, and every region of one or two conditions is ranked by how much more the error grows there from development to test than over all rows. Error of a row: for probabilities the log loss less the loss that the score itself expects; for numbers the absolute error. The few found (at most three, overlapping ones merged) are tested by the difference of differences inside and outside, one-sided t with Satterthwaite\'s degrees of freedom.',
    'All tests are one family, adjusted by Holm. A finding needs an adjusted p under the error budget and an effect larger than what matters.',
  ],
  references: [
    { text: 'Efron, B., Tibshirani, R. (1993). An Introduction to the Bootstrap. Chapman & Hall.' },
    { text: 'Hesterberg, T. C. (2015). What teachers should know about the bootstrap. The American Statistician 69, 371–386.' },
    { text: 'Cochran, W. G. (1954). The combination of estimates from different experiments. Biometrics 10, 101–129.' },
    { text: 'DerSimonian, R., Laird, N. (1986). Meta-analysis in clinical trials. Controlled Clinical Trials 7, 177–188.' },
    { text: 'Hall, P. (1992). On the removal of skewness by transformation. Journal of the Royal Statistical Society B 54, 221–228.' },
    { text: 'Cox, D. R. (1975). A note on data-splitting for the evaluation of significance levels. Biometrika 62, 441–444.' },
  ],
}

export default analysis
