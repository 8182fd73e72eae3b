import { z } from 'zod'
import type { Analysis, AnalysisContext, AnalysisInput, AnalysisResult } from '../../contract/analysis'
import type { Json } from '../../contract/json'
import { threeWayVerdict } from '../../stats/equivalence'
import { tInterval } from '../../stats/influence'
import { columnsWithRole, datasetKey, labelOf, scoreOf } from '../common/datasets'
import { countOf, formatPercent } from '../common/format'
import { comparableWindows, isJudged, judgedReference, labelledRows } from '../common/labelled-rows'
import { adjustedById, confirmatoryFamily } from '../common/ledger'
import { drawnNote } from '../common/ordered-rows'
import { performanceMeasures } from '../common/performance-measures'
import type { PerformanceMeasure } from '../common/performance-measures'
import { areProbabilities } from '../common/row-loss'
import { weightsApplied, weightsMethod } from '../common/weights'
import { densityRatio } from './reweight/density-ratio'
import { affordableRows, drawnRows } from './reweight/drawn-rows'
import { adviceOn, tooLittleOverlap } from './reweight/overlap'
import { scoreCurve } from './reweight/score-curve'
import { calibrate, expectedPerformance } from './without-labels/expected'
import type { Calibration, Estimate } from './without-labels/expected'
import { figures, findings, headlineOf, section, valuesOf } from './without-labels/report'
import type { Advice, Detail, Estimated, Followed } from './without-labels/report'
import { reweightedPerformance } from './without-labels/reweighted'
import type { ReweightedPerformance } from './without-labels/reweighted'
import { risingScores } from './without-labels/rising-scores'

const params = z.strictObject({
  aucDelta: z.number().gt(0).lt(0.5).default(0.03).meta({ title: 'Loss of AUC that matters' }),
  lossDelta: z.number().gt(0).lt(1).default(0.1).meta({ title: 'Rise of a loss that matters', description: 'As a share of the loss in the reference.' }),
  minEffective: z.number().int().min(20).default(200).meta({ title: 'Least effective rows', description: 'The reference is reweighted only when it is worth so many rows then.' }),
  maxUnsupported: z.number().min(0).max(1).default(0.05).meta({ title: 'Most rows beyond the reference', description: 'Nothing is estimated when more than this share of a window holds values, or scores, that the reference never has.' }),
  maxRows: z.number().int().min(1000).default(20_000).meta({ title: 'Most rows for the weights', description: 'Of each side, drawn at random; the estimate from the scores uses all rows.' }),
})
type Params = z.infer<typeof params>

/** Scores are recalibrated on at least so many rows of each class. */
const fewestOfAClass = 30
const fewestRows = 50

function compute(input: AnalysisInput, given: Params, context: AnalysisContext): AnalysisResult {
  const reference = judgedReference(input)!
  const binary = input.task === 'binary'
  const checkpoint = (): void => context.checkpoint()
  const columns = columnsWithRole(input, 'feature', 'segment', 'protected')
  const { windows, notTested } = comparableWindows(input, reference)
  const refused = [...notTested]
  const blind = windows.filter((window) => !isJudged(window))
  const basis = labelledRows(reference, binary, checkpoint)
  const probabilities = binary && areProbabilities(basis.score) && windows.every((window) => areProbabilities(scoreOf(window)!))
  const curve = scoreCurve(basis.score, probabilities, checkpoint)
  const enough = Math.min(basis.events, basis.score.length - basis.events) >= fewestOfAClass
  const calibration = binary && enough ? calibrate(basis, curve, checkpoint) : null
  if (binary && calibration === null) refused.push(`Expected from the scores: ${labelOf(reference)} has too few of one class, or scores that cannot be recalibrated.`)
  if (!binary) refused.push('Expected from the scores: this way is for decisions; a number is estimated by reweighting alone.')
  const measures = performanceMeasures(binary, probabilities, null).deciding.filter(({ id }) => id !== 'bias')
  const most = affordableRows(columns.length, given.maxRows)
  const held = drawnRows(reference, columns, most, binary ? 'binary' : 'number', context.rng.fork('reference'), checkpoint)
  const advice: Advice[] = []
  const estimated = blind.map((dataset, index) => {
    context.progress({ phase: 'Estimating performance without outcomes', done: index, total: blind.length, unit: 'windows' })
    const [key, label] = [datasetKey(input, dataset), labelOf(dataset)]
    const scores = risingScores(dataset, checkpoint)
    const outside = shareOutside(scores.score, basis.score)
    if (calibration !== null && outside > given.maxUnsupported) refused.push(`Expected from the scores, ${label}: refused, ${formatPercent(outside)} of its scores lie outside those of ${labelOf(reference)}.`)
    const window = drawnRows({ ...dataset, outcome: null }, columns, most, 'no', context.rng.fork(key), checkpoint)
    const ratio = columns.length === 0 || window.rows.table.rows < fewestRows || held.rows.table.rows < fewestRows ? null : densityRatio(held.rows, window.rows, columns, [held.weight, window.weight], checkpoint)
    const why = ratio === null ? 'there are too few rows, or no column that both sides hold' : tooLittleOverlap(ratio, held.rows.table.rows, given)
    if (why !== null) refused.push(`Reweighting, ${label}: refused, ${why}.`)
    if (ratio !== null) advice.push({ window: key, label, effective: ratio.effective, rows: held.rows.table.rows, largest: ratio.largest, unsupported: ratio.unsupported, beyond: ratio.beyond, advice: adviceOn(ratio, held.rows.table.rows, why) })
    return {
      key, label, n: scores.score.length,
      of: (measure: PerformanceMeasure): { readonly expected: Estimate | null; readonly reweighted: ReweightedPerformance | null } => ({
        expected: calibration === null || outside > given.maxUnsupported ? null : expect(measure, scores, calibration, checkpoint),
        reweighted: ratio === null || why !== null ? null : reweightedPerformance(measure, held.rows, ratio, held.weight, scores.score.length, 0.95, checkpoint),
      }),
    }
  })
  const all = measures.map((measure) => ({ measure, reference: measure.of(basis, basis.weight).value, windows: estimated.map((window) => ({ window, ...window.of(measure) })) }))
  const tests = confirmatoryFamily('drift.without-labels', all.flatMap(({ measure, windows: each }) => each.flatMap(({ window, reweighted }) => (reweighted === null || Number.isNaN(reweighted.cases.p) ? [] : [{ id: `${measure.id}/${window.key}`, label: `The cases of ${window.label} leave ${measure.name} as it is in ${labelOf(reference)}`, test: 't of the reweighted difference', p: reweighted.cases.p, n: held.rows.table.rows + window.n }]))))
  const adjusted = adjustedById(tests)
  const checks = calibration === null ? [] : windows.filter(isJudged).map((window) => ({ label: labelOf(window), rows: labelledRows(window, binary, checkpoint) })).filter(({ rows }) => Math.min(rows.events, rows.score.length - rows.events) >= 5)
  const followed = all.map(({ measure, reference: value, windows: each }): Followed => {
    const delta = measure.id === 'auc' ? given.aucDelta : given.lossDelta * value
    return {
      id: measure.id, name: measure.name, scale: measure.scale, worse: measure.worse, reference: value, delta,
      windows: each.map(({ window, expected, reweighted }): Estimated => {
        const pAdjusted = adjusted.get(`${measure.id}/${window.key}`) ?? null
        const cases = reweighted?.cases ?? null
        return {
          window: window.key, label: window.label, n: window.n, expected, reweighted: reweighted?.estimate ?? null, cases, pAdjusted,
          verdict: cases === null || pAdjusted === null ? 'described' : threeWayVerdict({ ...tInterval(cases.estimate, cases.se, cases.df, 1 - 2 * context.alpha), delta, p: pAdjusted, alpha: context.alpha }),
        }
      }),
      checks: checks.map(({ label, rows }) => ({ label, seen: measure.of(rows, rows.weight).value, expected: expect(measure, rows, calibration!, checkpoint) })),
    }
  })
  const detail: Detail = { reference: labelOf(reference), n: basis.score.length, alpha: context.alpha, measures: followed, advice }
  const verdicts = followed.flatMap((measure) => measure.windows.map((window) => window.verdict)).filter((verdict) => verdict !== 'described')
  const largest = Math.max(reference.table.rows, ...blind.map((window) => window.table.rows))
  return {
    headline: headlineOf(detail),
    verdict: verdicts.length === 0 ? 'described' : verdicts.includes('different') ? 'different' : verdicts.includes('inconclusive') ? 'inconclusive' : 'equivalent',
    values: valuesOf(detail),
    tests,
    detail: detail as unknown as Json,
    rowsUsed: basis.score.length + estimated.reduce((total, window) => total + window.n, 0),
    rowsTotal: reference.table.rows + blind.reduce((total, window) => total + window.table.rows, 0),
    warnings: [...weightsApplied(input, [reference, ...blind]), ...drawnNote(Math.min(most, largest), largest).map((text) => `Weights, per dataset at most: ${text}`)],
    notTested: [...refused, ...(blind.length < windows.length ? [`${countOf(windows.length - blind.length, 'window')} with outcomes: performance there is seen, not estimated.`] : [])],
  }
}

const expect = (measure: PerformanceMeasure, rows: { readonly score: Float64Array; readonly weight: Float64Array | null }, calibration: Calibration, checkpoint: () => void): Estimate => expectedPerformance(measure.id as 'auc' | 'log-loss', rows.score, rows.weight, calibration, null, 0.95, checkpoint)

/** Share of rising scores outside the range of other rising scores. */
function shareOutside(window: Float64Array, reference: Float64Array): number {
  const [low, high] = [reference[0]!, reference.at(-1)!]
  return window.reduce((count, value) => count + (value < low || value > high ? 1 : 0), 0) / Math.max(1, window.length)
}

const analysis: Analysis<Params> = {
  id: 'drift.without-labels',
  version: 1,
  group: 'drift',
  title: 'Performance before outcomes are known',
  answers: 'How will the model have done in windows whose outcomes are not known yet, and may the reference stand for them?',
  needs: { tasks: ['binary', 'regression'], datasets: [['development', 'test'], ['production']], columns: ['outcome'], scores: 'scores', minimumRows: fewestRows, threshold: false },
  tests: true,
  params,
  inapplicable: (input) => {
    const reference = judgedReference(input)
    if (reference === null) return 'Neither a test nor a development dataset has scores and outcomes.'
    const { windows } = comparableWindows(input, reference)
    if (windows.length === 0) return 'No production window has scores of the same origin as the reference.'
    return windows.every(isJudged) ? 'Every production window has outcomes: performance there is seen, not estimated.' : null
  },
  compute: (input, given, context) => Promise.resolve().then(() => compute(input, given, context)),
  findings,
  figures,
  section,
  method: [
    'Reference: the first test dataset with outcomes, or development. Estimated are the production windows that have no outcome at all.',
    'From the scores (decisions): the reference\'s outcomes recalibrate the score by a natural cubic spline of its log odds; AUC and log loss of a window are their expectations over events that happen with these probabilities. This holds when outcomes follow the score as in the reference.',
    'Reference reweighted: the measure on the reference\'s rows, weighted to look like the window by a logistic regression of membership on every feature, segment and protected column and the score. This holds when outcomes follow the columns as in the reference. Neither can see a relation that has changed: the band says nothing about that.',
    'Bands are for what will be seen once outcomes are there: they hold the chance in the window\'s outcomes, the error of the recalibration or of the reweighted rows, and the fit of the weights (influence functions); AUC on the logit scale, losses on the log scale.',
    'Refused: from the scores, when too many scores of a window lie outside those of the reference; reweighting, when too many rows hold values that the reference never has, or when the reweighted reference is worth too few rows, (Σw)²/Σw².',
    'Other cases alone: reweighted less reference with its t test (of its variance is taken off what the scatter of the fitted weights adds to squared influences but not to the estimate), Holm over measures and windows. A finding is proposed when it is significant, for the worse, and larger than what matters.',
    'Windows with outcomes serve as a check of the first way: how often the band held what was seen.',
    weightsMethod,
  ],
  references: [
    { text: 'Guerra Perez, C. et al. (2024). Estimating model performance under covariate shift without labels. arXiv:2401.08348.' },
    { text: 'Shimodaira, H. (2000). Improving predictive inference under covariate shift. Journal of Statistical Planning and Inference 90, 227–244.' },
    { text: 'Sugiyama, M., Suzuki, T., Kanamori, T. (2012). Density Ratio Estimation in Machine Learning. Cambridge.' },
    { text: 'Kish, L. (1965). Survey Sampling. Wiley.' },
  ],
}

export default analysis
