import { z } from 'zod'
import type { Analysis, AnalysisContext, AnalysisDataset, AnalysisInput, AnalysisResult } from '../../contract/analysis'
import type { Json } from '../../contract/json'
import { againstRest, probabilitiesOf } from '../common/classes'
import { datasetKey, datasetsOf, idPart, labelOf, scoreOf } from '../common/datasets'
import { countOf } from '../common/format'
import { confirmatoryFamily, exploratoryFamily } from '../common/ledger'
import type { RawTest } from '../common/ledger'
import { rankScores } from '../common/ranked-scores'
import { weightOf, weightsApplied, weightsMethod } from '../common/weights'
import { measureCalibration } from './calibration/measure'
import type { CalibrationMeasures } from './calibration/measure'
import { figures, findings, headlineOf, ofDevelopment, section, valuesOf, verdictOf } from './calibration/report'
import type { Detail } from './calibration/report'

const params = z.strictObject({
  bins: z.number().int().min(2).max(100).default(10).meta({ title: 'Groups', description: 'Groups of about equal size by rising score.' }),
  levelDelta: z.number().gt(0).lt(1).default(0.02).meta({ title: 'Level error that matters', description: 'Difference of mean forecast and event rate, as a share of rows, that is of practical weight.' }),
  slopeDelta: z.number().gt(0).lt(1).default(0.2).meta({ title: 'Slope error that matters', description: 'Distance of the calibration slope from one that is of practical weight.' }),
})
type Params = z.infer<typeof params>

const isProbability = (value: number): boolean => Number.isNaN(value) || (value >= 0 && value <= 1)

/** A forecast to be judged: that of a dataset, or of one class of it against the others. */
interface Forecast {
  readonly dataset: AnalysisDataset
  readonly key: string
  readonly label: string
  readonly probability: Float64Array
  readonly outcome: Float64Array
}

/** Why a dataset has no forecasts to be judged, or those it has. */
function forecastsOf(input: AnalysisInput, dataset: AnalysisDataset): readonly Forecast[] | string {
  const { outcome } = dataset
  const several = input.task === 'multiclass'
  const probabilities = several ? probabilitiesOf(dataset) : [scoreOf(dataset)].filter((score) => score !== null)
  if (outcome === null) return 'it has no outcomes'
  if (probabilities === null || probabilities.length === 0) return several ? 'it has no probabilities of the classes' : 'it has no scores'
  if (!probabilities.every((values) => values.every(isProbability))) return 'it has scores outside [0, 1]'
  const key = datasetKey(input, dataset)
  const label = labelOf(dataset)
  return several
    ? probabilities.map((probability, index) => ({ dataset, key: `${key}/${idPart(input.classes[index]!)}`, label: `${label}, ${input.classes[index]!}`, probability, outcome: againstRest(outcome, index) }))
    : [{ dataset, key, label, probability: probabilities[0]!, outcome }]
}

const judgeable = (input: AnalysisInput, dataset: AnalysisDataset): boolean => typeof forecastsOf(input, dataset) !== 'string'
const inOrder = (input: AnalysisInput): readonly AnalysisDataset[] => (['development', 'test', 'production'] as const).flatMap((role) => datasetsOf(input, role))

function compute(input: AnalysisInput, given: Params, context: AnalysisContext): AnalysisResult {
  const datasets: CalibrationMeasures[] = []
  const notTested: string[] = []
  const used = new Map<AnalysisDataset, number>()
  for (const { dataset, key, label, probability, outcome } of inOrder(input).flatMap((each) => { const forecasts = forecastsOf(input, each); return typeof forecasts === 'string' ? [] : forecasts })) {
    context.checkpoint()
    const ranked = rankScores(probability, outcome, () => context.checkpoint(), weightOf(dataset))
    context.checkpoint()
    if (ranked.events < 5 || ranked.rows.length - ranked.events < 5) {
      notTested.push(`${label}: ${countOf(ranked.events, 'event')} in ${countOf(ranked.rows.length, 'row')}; five of each class are needed.`)
      continue
    }
    datasets.push({ key, label, ...measureCalibration(ranked, given.bins, context.rng.fork(key), () => context.checkpoint()) })
    used.set(dataset, Math.max(used.get(dataset) ?? 0, ranked.rows.length))
  }
  const outside = datasets.filter((dataset) => !ofDevelopment(dataset))
  const judged = outside.length > 0 ? outside : datasets
  const tests = [...confirmatoryFamily('performance.calibration', judged.flatMap(testsOf)), ...exploratoryFamily('performance.calibration.development', datasets.filter((dataset) => !judged.includes(dataset)).flatMap(testsOf))]
  const adjusted = new Map(tests.map((test) => [test.id, test.pAdjusted]))
  const detail: Detail = {
    alpha: context.alpha, levelDelta: given.levelDelta, slopeDelta: given.slopeDelta,
    datasets: datasets.map((dataset) => ({
      ...dataset,
      adjusted: { fit: adjusted.get(`fit/${dataset.key}`) ?? null, hosmer: adjusted.get(`hosmer-lemeshow/${dataset.key}`) ?? null, spiegelhalter: adjusted.get(`spiegelhalter/${dataset.key}`) ?? null },
    })),
  }
  return {
    headline: headlineOf(detail),
    verdict: verdictOf(detail),
    values: valuesOf(detail),
    tests,
    detail: detail as unknown as Json,
    rowsUsed: [...used.values()].reduce((total, rows) => total + rows, 0),
    rowsTotal: input.datasets.reduce((total, dataset) => total + dataset.table.rows, 0),
    warnings: [...weightsApplied(input, [...used.keys()]), ...datasets.filter((dataset) => dataset.certain.n > 0).map((dataset) => `${dataset.label}: ${countOf(dataset.certain.n, 'row')} with a score of exactly 0 or 1 ${dataset.certain.n === 1 ? 'has' : 'have'} no log odds and ${dataset.certain.n === 1 ? 'is' : 'are'} left out of slope and intercept.`)],
    notTested: [
      ...notTested,
      ...input.datasets.flatMap((dataset) => { const forecasts = forecastsOf(input, dataset); return typeof forecasts === 'string' ? [`${labelOf(dataset)}: ${forecasts}.`] : [] }),
    ],
  }
}

function testsOf(dataset: CalibrationMeasures): readonly RawTest[] {
  const test = (id: string, label: string, name: string, p: number | null): readonly RawTest[] => (p === null ? [] : [{ id: `${id}/${dataset.key}`, label: `${label}, ${dataset.label}`, test: name, p, n: dataset.n }])
  return [
    ...test('fit', 'Calibration intercept 0 and slope 1', 'likelihood ratio, 2 df', dataset.fitP),
    ...test('hosmer-lemeshow', 'Observed and expected events agree by group', `Hosmer–Lemeshow, ${String(dataset.hosmerDf)} df`, dataset.hosmerP),
    ...test('spiegelhalter', 'Brier score as the forecasts say', 'Spiegelhalter z', dataset.spiegelhalterP),
  ]
}

const analysis: Analysis<Params> = {
  id: 'performance.calibration',
  version: 1,
  group: 'performance',
  title: 'Calibration',
  answers: 'Do events happen as often as the score says?',
  needs: { tasks: ['binary', 'multiclass'], datasets: [], columns: ['outcome'], scores: 'scores', minimumRows: 50, threshold: false },
  tests: true,
  params,
  inapplicable: (input) => (input.datasets.some((dataset) => judgeable(input, dataset)) ? null : 'No dataset has outcomes and scores that are probabilities between 0 and 1.'),
  compute: (input, given, context) => Promise.resolve().then(() => compute(input, given, context)),
  findings,
  figures,
  section,
  method: [
    'Rows with a score in [0, 1] and a known outcome, by rising score, are cut into groups of about equal size; equal scores are never split. The observed rate of each group has a Wilson interval (Clopper–Pearson with fewer than five on either side).',
    'Slope and intercept are those of logit P(event) = a + b·logit(score) by maximum likelihood, with Wald intervals; calibration in the large is the intercept with the slope held at 1. The test of a = 0, b = 1 is the likelihood ratio with two degrees of freedom.',
    'Level error = mean score − event rate; its interval is Hall\'s of a skewed mean (a transformation of Student\'s t) of score − outcome.',
    'Hosmer–Lemeshow: Σ(observed − expected)²/(n·p(1−p)) over the groups, with as many degrees of freedom as groups, in development too: how the scores were fitted to these very rows is not known, and two fewer alarm twelve times in a hundred where they were not. Where a group expects fewer than five events or survivals, χ² is moved and scaled to the exact mean, variance and skewness of the sum (unweighted rows). Spiegelhalter: standardised difference of the Brier score from its expectation under the scores.',
    'Expected calibration error: mean absolute gap over the groups weighted by size; beside it the value with the part removed that sampling alone adds.',
    'Reliability without groups (CORP): event rate by distinct score, made to rise by pooling adjacent violators (isotonic regression). Its consistency band says where the curve lies at each place in 95 % of 200 simulated worlds in which every score is right (more than 400 distinct scores: neighbours together in at most 400 groups). Brier score = miscalibration − discrimination + uncertainty, each a difference of Brier scores: of the scores, of the recalibrated ones, and of the event rate for every row.',
    'Of several classes, each class\'s probability is judged against the rest as a forecast of its own.',
    'All tests of the datasets outside development are one family, adjusted by Holm; they alone give the verdict. Development stands beside them, exploratory, and is judged only where there is nothing else.',
    'A score of exactly 0 or 1 has no log odds: such rows take no part in slope and intercept, are counted, and are a finding where they turned out otherwise.',
    'Verdict: "different" when a test is significant and level or slope lies beyond what matters; "equivalent" when the 95 % intervals of both lie within it; else "inconclusive".',
    weightsMethod,
  ],
  references: [
    { text: 'Hall, P. (1992). On the removal of skewness by transformation. Journal of the Royal Statistical Society B 54, 221–228.' },
    { text: 'Cox, D. R. (1958). Two further applications of a model for binary regression. Biometrika 45, 562–565.' },
    { text: 'Hosmer, D. W., Lemeshow, S. (1980). Goodness of fit tests for the multiple logistic regression model. Communications in Statistics A9, 1043–1069.' },
    { text: 'Spiegelhalter, D. J. (1986). Probabilistic prediction in patient management and clinical trials. Statistics in Medicine 5, 421–433.' },
    { text: 'Dimitriadis, T., Gneiting, T., Jordan, A. I. (2021). Stable reliability diagrams for probabilistic classifiers. PNAS 118, e2016191118.' },
    { text: 'Kumar, A., Liang, P., Ma, T. (2019). Verified uncertainty calibration. NeurIPS 32.' },
  ],
}

export default analysis
