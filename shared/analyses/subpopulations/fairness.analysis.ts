import { z } from 'zod'
import type { Analysis, AnalysisContext, AnalysisInput, AnalysisResult } from '../../contract/analysis'
import type { Json } from '../../contract/json'
import { columnsWithRole, datasetKey, idPart, judgedDatasets, labelOf, scoreOf } from '../common/datasets'
import { countOf } from '../common/format'
import { groupFields, schemesFor } from '../common/group-params'
import { confirmatoryFamily } from '../common/ledger'
import type { RawTest } from '../common/ledger'
import { areProbabilities } from '../common/row-loss'
import { weightOf, weightsApplied, weightsMethod } from '../common/weights'
import { calibrationOf } from './fairness/calibration'
import { countGroups, scoredOrder } from './fairness/count'
import type { GroupCounts, Judged } from './fairness/count'
import { fairRows, isSmall, measureTests, referenceGroup } from './fairness/measure'
import type { MeasureTest } from './fairness/measure'
import { figures, findings, headlineOf, section, valuesOf, verdictOf } from './fairness/report'
import { measureWords, testId } from './fairness/words'
import type { ColumnFairness, Detail } from './fairness/report'

const params = z.strictObject({
  ...groupFields,
  delta: z.number().gt(0).lt(1).default(0.1).meta({ title: 'Difference of rates that matters', description: 'A group is pointed out when the interval of its difference from the largest group lies wholly beyond this.' }),
  calibrationDelta: z.number().gt(0).lt(1).default(0.05).meta({ title: 'Difference of observed less predicted that matters', description: 'Between a group and the largest group, as a share.' }),
})
type Params = z.infer<typeof params>

/** Differences from the reference that may lead to a finding: three rates and the calibration of each other group. */
const decisionsPerGroup = 4

interface Counted {
  readonly key: string
  readonly dataset: string
  readonly column: string
  readonly judged: Judged
  readonly groups: Int32Array
  readonly counts: readonly GroupCounts[]
  readonly unknown: number
  readonly probabilities: boolean
}

function compute(input: AnalysisInput, given: Params, context: AnalysisContext): AnalysisResult {
  const datasets = judgedDatasets(input)
  const threshold = input.decision.threshold!
  const checkpoint = (): void => context.checkpoint()
  const { schemes, notes, notTested } = schemesFor(input, columnsWithRole(input, 'protected'), datasets, given)
  let used = 0
  const counted = datasets.flatMap((dataset): readonly Counted[] => {
    const score = scoreOf(dataset)!
    const weight = weightOf(dataset)
    const judged: Judged = { score, outcome: dataset.outcome, weight, order: scoredOrder(score, weight, checkpoint) }
    used += judged.order.length
    return schemes.map((scheme) => {
      checkpoint()
      const groups = scheme.assign(dataset.table)
      return { key: `${datasetKey(input, dataset)}/${idPart(scheme.column)}`, dataset: labelOf(dataset), column: scheme.column, judged, groups, probabilities: areProbabilities(score), ...countGroups(judged, groups, scheme.labels, input.decision, threshold) }
    })
  })
  const compared = counted.reduce((total, { counts }) => total + Math.max(0, counts.filter((group) => group.n > 0).length - 1), 0)
  const decideLevel = 1 - context.alpha / Math.max(1, compared * decisionsPerGroup)
  const untested: string[] = []
  const raw: RawTest[] = []
  const columns = counted.map((each): ColumnFairness => {
    const { key, column, dataset, judged, groups, counts, unknown } = each
    const reference = referenceGroup(counts)
    const large = counts.flatMap((group, index) => (isSmall(group) ? [] : [index]))
    const where = `${column} in ${dataset}`
    const calibration = each.probabilities ? calibrationOf(judged, groups, counts.length, reference, large, decideLevel, checkpoint) : null
    const tests: readonly MeasureTest[] = [...measureTests(counts, input.decision.favourable, judged.weight !== null, context.rng.fork(key), checkpoint), ...(calibration?.test == null ? [] : [calibration.test])]
    raw.push(...tests.map((test) => ({ id: testId(key, test.measure), label: `${measureWords[test.measure]} across ${where}`, test: test.test, p: test.p, n: test.n })))
    if (calibration === null) untested.push(`Calibration within ${where}: the scores are not probabilities.`)
    else if (judged.weight !== null) untested.push(`Test of calibration within ${where}: its likelihood ratio has no known law with weights; the means are weighted.`)
    for (const group of counts) if (group.n > 0 && isSmall(group)) untested.push(`Error rates of ${column} = ${group.group} in ${dataset}: ${countOf(group.known, 'row')} with an outcome, ${countOf(group.events, 'event')}; printed, in no test.`)
    if (unknown > 0) untested.push(`${where}: ${countOf(unknown, 'row')} of unknown group belong to no group.`)
    return { key, dataset, column, unknown, rows: fairRows(counts, decideLevel), calibration: calibration?.cells ?? null, tests }
  })
  const tests = confirmatoryFamily('subpopulations.fairness', raw)
  const adjusted = new Map(tests.map((test) => [test.id, test.pAdjusted]))
  const detail: Detail = {
    threshold, favourable: input.decision.favourable, alpha: context.alpha, delta: given.delta, calibrationDelta: given.calibrationDelta,
    columns: columns.map((column) => ({ ...column, tests: column.tests.map((test) => ({ ...test, pAdjusted: adjusted.get(testId(column.key, test.measure))! })) })),
  }
  return {
    headline: headlineOf(detail), verdict: verdictOf(detail), values: valuesOf(detail), tests, detail: detail as unknown as Json,
    rowsUsed: used, rowsTotal: datasets.reduce((total, dataset) => total + dataset.table.rows, 0),
    warnings: [...notes, ...weightsApplied(input, datasets)], notTested: [...notTested, ...untested],
  }
}

const analysis: Analysis<Params> = {
  id: 'subpopulations.fairness',
  version: 1,
  group: 'subpopulations',
  title: 'Fairness measures',
  answers: 'Do decisions and errors fall alike on protected groups, and does the same score mean the same risk in each?',
  needs: { tasks: ['binary'], datasets: [['development', 'test', 'production']], columns: ['protected'], scores: 'scores', minimumRows: 60, threshold: true },
  tests: true,
  params,
  inapplicable: (input) => (judgedDatasets(input).length > 0 ? null : 'No dataset has both scores and outcomes; the impact ratio does without outcomes.'),
  compute: (input, given, context) => Promise.resolve().then(() => compute(input, given, context)),
  findings,
  figures,
  section,
  method: [
    'Rows with a finite score of every test dataset with outcomes (without one: production, else development), by protected column. Predicted positive is a score at or above the threshold; the favourable decision is that or its opposite, as the review says. The favourable outcome is 1 where high scores are favourable, else 0.',
    'Favourable rate: favourable decisions / rows (demographic parity). True positive rate TP/(TP+FN) and false positive rate FP/(FP+TN): both equal is equalised odds; the favourable decision given the favourable outcome (true positive rate, or 1 − false positive rate where low scores are favourable) equal is equal opportunity. Positive predictive value TP/(TP+FP) equal is predictive parity; negative predictive value TN/(TN+FN) beside it. Error rates use rows with a known outcome.',
    'Intervals: Wilson (Clopper–Pearson with fewer than five on either side). Differences are taken from the largest group, which is chosen without looking at rates, with Newcombe\'s interval. The largest less the smallest of all rates is not given: its interval never contains zero.',
    'Tests, one per measure, column and dataset, Holm over all: k×2 χ² (Monte Carlo where Cochran\'s rule is not met); for equalised odds the sum of the two, which are independent given the outcomes. Calibration: likelihood ratio of an intercept per group over a common one in logit P(event) = a + b·logit(score), so that a score that is wrong alike everywhere passes. Groups with fewer than 30 rows, 5 events or 5 non-events are in no test of error rates.',
    'Observed less predicted: mean of outcome − score per group with Hall\'s interval of a skewed mean.',
    'A finding is proposed when the interval of a difference from the largest group, at the error budget shared over all groups and measures (Bonferroni), lies wholly beyond the limit: for equal opportunity, the other error rate, positive predictive value, or observed less predicted. Unequal favourable rates are proposed by the impact ratio alone.',
    'When groups differ in their event rates, no imperfect score can have equal error rates and equal predictive values at once (Chouldechova; Kleinberg and others): a measure that fails is a choice to be explained, and no statement about lawfulness.',
    weightsMethod,
  ],
  references: [
    { text: 'Hall, P. (1992). On the removal of skewness by transformation. Journal of the Royal Statistical Society B 54, 221–228.' },
    { text: 'Hardt, M., Price, E., Srebro, N. (2016). Equality of opportunity in supervised learning. NeurIPS 29.' },
    { text: 'Chouldechova, A. (2017). Fair prediction with disparate impact. Big Data 5, 153–163.' },
    { text: 'Kleinberg, J., Mullainathan, S., Raghavan, M. (2017). Inherent trade-offs in the fair determination of risk scores. ITCS.' },
    { text: 'Newcombe, R. G. (1998). Interval estimation for the difference between independent proportions. Statistics in Medicine 17, 873–890.' },
  ],
}

export default analysis
