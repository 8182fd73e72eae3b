import { z } from 'zod'
import type { Analysis, AnalysisContext, AnalysisInput, AnalysisResult } from '../../contract/analysis'
import type { Json } from '../../contract/json'
import { threeWayVerdict } from '../../stats/equivalence'
import { varianceOfInfluence } from '../../stats/influence'
import { datasetKey, labelOf } from '../common/datasets'
import { countOf } from '../common/format'
import { comparableWindows, isJudged, judgedReference, labelledRows } from '../common/labelled-rows'
import { adjustedById, confirmatoryFamily, exploratoryFamily } from '../common/ledger'
import { asErrors, classErrorOf } from '../common/class-errors'
import { classMeasures, performanceMeasures } from '../common/performance-measures'
import type { PerformanceMeasure } from '../common/performance-measures'
import { areProbabilities } from '../common/row-loss'
import { weightsApplied, weightsMethod } from '../common/weights'
import { changeOf, levelOf } from './performance/measure'
import type { Change } from './performance/measure'
import { figures, findings, headlineOf, section, valuesOf } from './performance/report'
import type { Detail, Followed } from './performance/report'

const params = z.strictObject({
  aucDelta: z.number().gt(0).lt(0.5).default(0.03).meta({ title: 'Change of the AUC that matters', description: 'Smaller changes are of no practical weight, however significant.' }),
  lossDelta: z.number().gt(0).lt(1).default(0.1).meta({ title: 'Change of a loss that matters', description: 'As a share of the loss in the reference; 0.1 is ten per cent. Also used for squared and absolute errors.' }),
  rateDelta: z.number().gt(0).lt(1).default(0.03).meta({ title: 'Change of the share of wrong decisions or classes that matters', description: 'As a share of rows.' }),
  biasDelta: z.number().gt(0).max(5).default(0.1).meta({ title: 'Change of the bias that matters', description: 'In standard deviations of the residual in the reference; models of a number only.' }),
})
type Params = z.infer<typeof params>

/** A window is compared with at least so many labelled rows, and of a binary outcome so many of each class. */
const fewestRows = 30
const fewestOfAClass = 5

function compute(review: AnalysisInput, given: Params, context: AnalysisContext): AnalysisResult {
  const input = judgedInput(review)
  const reference = judgedReference(input)!
  const binary = input.task === 'binary'
  const checkpoint = (): void => context.checkpoint()
  const { windows, notTested } = comparableWindows(input, reference)
  const lacking: string[] = [...notTested]
  const basis = labelledRows(reference, binary, checkpoint)
  const judged = windows.flatMap((window) => {
    checkpoint()
    const rows = labelledRows(window, binary, checkpoint)
    const few = rows.score.length < fewestRows || (binary && Math.min(rows.events, rows.score.length - rows.events) < fewestOfAClass)
    if (few) lacking.push(`${labelOf(window)}: ${rows.score.length === 0 ? 'it has no outcomes yet' : `it has ${countOf(rows.score.length, 'row')} with an outcome${binary ? ` and ${countOf(rows.events, 'event')}` : ''}, too few`}.`)
    return few ? [] : [{ key: datasetKey(input, window), label: labelOf(window), rows }]
  })
  const probabilities = areProbabilities(basis.score) && judged.every(({ rows }) => areProbabilities(rows.score))
  const { deciding, beside } = input.task === 'multiclass' ? classMeasures(classErrorOf(review) === 'log loss') : performanceMeasures(binary, probabilities, input.decision.threshold)
  const measures = [...deciding, ...beside].flatMap((measure) => {
    checkpoint()
    const estimate = measure.of(basis, basis.weight, checkpoint)
    if (!Number.isFinite(estimate.value) || !Number.isFinite(levelOf(measure, estimate).low)) {
      lacking.push(`${measure.name}: ${labelOf(reference)} gives no value with an interval${measure.id === 'auc' ? '; it needs two rows of both classes' : ''}.`)
      return []
    }
    const changes = judged.flatMap((window): readonly Change[] => {
      checkpoint()
      const change = changeOf(measure, basis, estimate, window.rows, window, context.alpha, checkpoint)
      if (change === null) lacking.push(`${measure.name}, ${window.label}: it has no variance to rest on.`)
      return change === null ? [] : [change]
    })
    checkpoint()
    const sd = Math.sqrt(varianceOfInfluence(estimate.influence) * basis.score.length)
    return [{ measure, level: levelOf(measure, estimate), changes, delta: deltaOf(measure, given, sd) }]
  })
  const n = (change: Change): number => change.n + basis.score.length
  const test = (measure: PerformanceMeasure, change: Change): { id: string; label: string; test: string; p: number; n: number } => ({
    id: `${measure.id}/${change.window}`, label: `${measure.name} of ${change.label} as in ${labelOf(reference)}`, test: measure.id === 'auc' ? 'unpaired DeLong, t' : measure.scale === 'ratio' ? 't of the log ratio' : 't of the means', p: change.p, n: n(change),
  })
  const family = (of: readonly PerformanceMeasure[]): ReturnType<typeof test>[] => measures.filter(({ measure }) => of.includes(measure)).flatMap(({ measure, changes }) => changes.map((change) => test(measure, change)))
  const tests = [...confirmatoryFamily('drift.performance', family(deciding)), ...exploratoryFamily('drift.performance.beside', family(beside))]
  const adjusted = adjustedById(tests)
  const followed = measures.map(({ measure, level, changes, delta }): Followed => ({
    id: measure.id, name: measure.name, scale: measure.scale, worse: measure.worse, deciding: deciding.includes(measure), delta, reference: level,
    changes: changes.map((change) => {
      const pAdjusted = adjusted.get(`${measure.id}/${change.window}`)!
      return { ...change, pAdjusted, delta, verdict: threeWayVerdict({ estimate: change.change, low: change.decideLow, high: change.decideHigh, delta, p: pAdjusted, alpha: context.alpha }) }
    }),
  }))
  const detail: Detail = { reference: labelOf(reference), n: basis.score.length, events: binary ? basis.events : null, alpha: context.alpha, measures: followed }
  const verdicts = followed.filter((measure) => measure.deciding).flatMap((measure) => measure.changes.map((change) => change.verdict))
  return {
    headline: headlineOf(detail),
    verdict: verdicts.length === 0 ? 'described' : verdicts.includes('different') ? 'different' : verdicts.includes('inconclusive') ? 'inconclusive' : 'equivalent',
    values: valuesOf(detail),
    tests,
    detail: detail as unknown as Json,
    rowsUsed: basis.score.length + judged.reduce((total, { rows }) => total + rows.score.length, 0),
    rowsTotal: reference.table.rows + windows.reduce((total, window) => total + window.table.rows, 0),
    warnings: weightsApplied(input, [reference, ...windows]),
    notTested: [...lacking, ...(binary && !probabilities ? ['Log loss and Brier score: the scores are no probabilities.'] : [])],
  }
}

/** Several classes are judged by the error of each row. */
const judgedInput = (input: AnalysisInput): AnalysisInput => (input.task === 'multiclass' ? asErrors(input) : input)

function deltaOf(measure: PerformanceMeasure, given: Params, sd: number): number {
  if (measure.id === 'auc') return given.aucDelta
  if (measure.id === 'wrong') return given.rateDelta
  return measure.scale === 'ratio' ? given.lossDelta : given.biasDelta * sd
}

const analysis: Analysis<Params> = {
  id: 'drift.performance',
  version: 1,
  group: 'drift',
  title: 'Change of performance in production',
  answers: 'Does the model perform otherwise in production, where outcomes are known, than when it was tested?',
  needs: { tasks: ['binary', 'multiclass', 'regression'], datasets: [['development', 'test'], ['production']], columns: ['outcome'], scores: 'scores', minimumRows: fewestRows, threshold: false },
  tests: true,
  seconds: 1.5,
  params,
  inapplicable: (review) => {
    const input = judgedInput(review)
    const reference = judgedReference(input)
    if (reference === null) return 'Neither a test nor a development dataset has scores and outcomes.'
    return comparableWindows(input, reference).windows.some(isJudged) ? null : 'No production window has outcomes and scores of the same origin as the reference.'
  },
  compute: (input, given, context) => Promise.resolve().then(() => compute(input, given, context)),
  findings,
  figures,
  section,
  method: [
    'Every production window with outcomes is compared with the first test dataset with outcomes (rows that the model was not fitted on), or development where no test has any. Rows with a finite score and a known outcome are used; a window needs 30 of them, and five of each class.',
    'Deciding measures, one family adjusted by Holm: for a decision the AUC (difference; DeLong\'s variance of both samples, Student\'s t with Satterthwaite\'s degrees of freedom that rest on the rarer class) and, where scores are probabilities, the log loss; for a number the mean absolute error and the bias (mean of outcome less prediction); for several classes the share of wrong classes and, where there are probabilities, the log loss of the actual class.',
    'Losses are compared by the ratio of their means: t of the log ratio with the linearised variance of both, since losses are skewed; the variance of a mean is taken to be at least the pooled one, as a small window that has missed the tail knows too little of it. Brier score, mean squared error and the share of wrong decisions stand beside them, exploratory (Benjamini–Hochberg).',
    'Control limits: the reference\'s value ± 3 standard errors of the difference that a window of this size would have if it were like the reference. They are drawn, not tested.',
    'A mean loss moves with the share of events even where the model is as good as before; the AUC does not.',
    'Verdict: "equivalent" when the 1 − 2α interval of the change lies within what matters, "different" when the adjusted p is under the error budget, else "inconclusive". A finding is proposed when a deciding change is significant, for the worse, and larger than what matters.',
    weightsMethod,
  ],
  references: [
    { text: 'Hall, P. (1992). On the removal of skewness by transformation. Journal of the Royal Statistical Society B 54, 221–228.' },
    { text: 'DeLong, E. R. et al. (1988). Comparing the areas under two or more correlated ROC curves. Biometrics 44, 837–845.' },
    { text: 'Satterthwaite, F. E. (1946). An approximate distribution of estimates of variance components. Biometrics Bulletin 2, 110–114.' },
    { text: 'Montgomery, D. C. (2020). Introduction to Statistical Quality Control. Wiley.' },
  ],
}

export default analysis
