import { z } from 'zod'
import type { Analysis, AnalysisContext, AnalysisDataset, AnalysisInput, AnalysisResult } from '../../contract/analysis'
import type { Json } from '../../contract/json'
import type { DelongResult } from '../../stats/delong'
import { aucDifference } from '../common/auc-difference'
import { datasetKey, labelOf, scoreOf, scoreOrigin } from '../common/datasets'
import { countOf } from '../common/format'
import { confirmatoryFamily } from '../common/ledger'
import { omit } from '../common/omit'
import { rankScores } from '../common/ranked-scores'
import { isWeighted, weightOf, weightsApplied, weightsMethod } from '../common/weights'
import { measureDiscrimination } from './discrimination/measure'
import type { DatasetMetrics } from './discrimination/measure'
import { figures, findings, headlineOf, section, valuesOf } from './discrimination/report'
import type { Detail, Gap } from './discrimination/report'

const params = z.strictObject({
  leakageAuc: z.number().gt(0.5).max(1).default(0.98).meta({ title: 'AUC that asks for leakage', description: 'An AUC above this raises the question whether the outcome leaks into the inputs.' }),
  gapDelta: z.number().gt(0).lt(0.5).default(0.03).meta({ title: 'AUC gap that matters', description: 'A significant fall of the AUC from development to another dataset by more than this is proposed as a finding.' }),
})
type Params = z.infer<typeof params>

const usable = (input: AnalysisInput): readonly AnalysisDataset[] => input.datasets.filter((dataset) => scoreOf(dataset) !== null && dataset.outcome !== null)

function compute(input: AnalysisInput, given: Params, context: AnalysisContext): AnalysisResult {
  const measured: (DatasetMetrics & { readonly auc: DelongResult })[] = []
  const notTested: string[] = []
  for (const dataset of input.datasets) {
    context.checkpoint()
    const label = labelOf(dataset)
    const score = scoreOf(dataset)
    if (score === null || dataset.outcome === null) {
      notTested.push(`${label}: it has ${score === null ? 'no scores' : 'no outcomes'}.`)
      continue
    }
    const ranked = rankScores(score, dataset.outcome, () => context.checkpoint(), weightOf(dataset))
    context.checkpoint()
    if (ranked.events === 0 || ranked.events === ranked.rows.length) {
      notTested.push(`${label}: all ${countOf(ranked.rows.length, 'row')} with a known outcome are of one class.`)
      continue
    }
    const { metrics, confusion, auc, roc } = measureDiscrimination(ranked, input.decision.threshold)
    measured.push({ key: datasetKey(input, dataset), label, role: dataset.role, rows: dataset.table.rows, n: ranked.rows.length, events: ranked.events, metrics, confusion: confusion === null ? null : { tp: confusion.tp, fp: confusion.fp, fn: confusion.fn, tn: confusion.tn, n: confusion.n }, roc, auc })
  }
  const raw = gapsOf(measured)
  const tests = confirmatoryFamily('performance.discrimination', raw.map((gap) => ({
    id: `auc-gap/${gap.key}`, label: `AUC of ${gap.label} equal to that of ${gap.reference}`, test: 'unpaired DeLong, Student t', p: gap.p, n: gap.n,
  })))
  const detail: Detail = {
    threshold: input.decision.threshold, alpha: context.alpha, leakageAuc: given.leakageAuc, gapDelta: given.gapDelta,
    datasets: measured.map((dataset) => omit(dataset, 'auc')),
    gaps: raw.map((gap, index) => ({ ...gap, pAdjusted: tests[index]!.pAdjusted })),
  }
  const origins = [...new Set(usable(input).map(scoreOrigin))]
  return {
    headline: headlineOf(detail),
    verdict: detail.gaps.length === 0 ? 'described' : detail.gaps.some((gap) => gap.pAdjusted < context.alpha) ? 'different' : detail.gaps.every((gap) => gap.low > -given.gapDelta && gap.high < given.gapDelta) ? 'equivalent' : 'inconclusive',
    values: valuesOf(detail),
    tests,
    detail: detail as unknown as Json,
    rowsUsed: measured.reduce((total, dataset) => total + dataset.n, 0),
    rowsTotal: input.datasets.reduce((total, dataset) => total + dataset.table.rows, 0),
    warnings: [
      ...weightsApplied(input, usable(input)),
      ...measured.filter((dataset) => dataset.n < dataset.rows).map((dataset) => `${dataset.label}: ${countOf(dataset.rows - dataset.n, 'row')} without a score or a known outcome${isWeighted(input) ? ' or a positive weight' : ''} left out.`),
      ...(origins.length > 1 ? [`Some datasets are judged by ${origins.join(', others by ')}.`] : []),
    ],
    notTested: [...notTested, ...(input.decision.threshold === null ? ['Confusion metrics: no decision threshold is set.'] : [])],
  }
}

/** Gaps of every other dataset to the first development dataset. */
function gapsOf(measured: readonly (DatasetMetrics & { readonly auc: DelongResult })[]): readonly Omit<Gap, 'pAdjusted'>[] {
  const reference = measured.find((dataset) => dataset.role === 'development')
  if (reference === undefined) return []
  return measured.filter((dataset) => dataset !== reference).flatMap((dataset) => {
    const gap = aucDifference(dataset.auc, reference.auc)
    if (gap === null) return []
    const overlap = dataset.auc.low <= reference.auc.high && reference.auc.low <= dataset.auc.high
    return [{ key: dataset.key, label: dataset.label, reference: reference.label, n: dataset.n + reference.n, difference: gap.difference, low: gap.low, high: gap.high, p: gap.p, overlap }]
  })
}

const analysis: Analysis<Params> = {
  id: 'performance.discrimination',
  version: 1,
  group: 'performance',
  title: 'Discrimination and decisions',
  answers: 'How well does the score tell events from non-events, how good are the decisions at the threshold, and is it as good outside development?',
  needs: { tasks: ['binary'], datasets: [], columns: ['outcome'], scores: 'scores', minimumRows: 20, threshold: false },
  tests: true,
  params,
  inapplicable: (input) => (usable(input).length > 0 ? null : 'No dataset has both scores and outcomes.'),
  compute: (input, given, context) => Promise.resolve().then(() => compute(input, given, context)),
  findings,
  figures,
  section,
  method: [
    'All rows with a finite score and a known outcome are used; the score is the artifact\'s own, else the recorded prediction.',
    'AUC: probability that an event outranks a non-event, ties half; DeLong\'s variance, interval on the logit scale. Gini = 2·AUC − 1. KS: the largest difference of true and false positive rate over distinct scores (0 for a constant score). PR AUC: average precision, tied scores as one threshold.',
    'Brier score and log loss (natural logarithm) are printed when every score lies in [0, 1].',
    'At the threshold, a score at or above it is predicted positive. Rates have Wilson intervals, Clopper–Pearson with fewer than five on either side.',
    'The baseline gives every row the share of events of the same dataset (AUC 0.5, PR AUC and precision the share of events) and decides for the more frequent class.',
    'Each dataset is compared with development by the unpaired DeLong statistic against Student\'s t (Satterthwaite degrees of freedom on the rarer class); all comparisons are one family, adjusted by Holm. Whether the two intervals overlap is printed beside it and decides nothing.',
    weightsMethod,
    'Weighted AUC: the sum of w·w\' over pairs in the right order (ties half) by that over all pairs, DeLong\'s variance over weighted placements; cells of the confusion matrix are sums of weights.',
    'An AUC above the stated limit raises a question, not a verdict: whether the outcome, an identifier or later knowledge is among the inputs.',
  ],
  references: [
    { text: 'DeLong, E. R., DeLong, D. M., Clarke-Pearson, D. L. (1988). Comparing the areas under two or more correlated ROC curves. Biometrics 44, 837–845.' },
    { text: 'Wilson, E. B. (1927). Probable inference, the law of succession, and statistical inference. JASA 22, 209–212.' },
    { text: 'Davis, J., Goadrich, M. (2006). The relationship between precision-recall and ROC curves. ICML.' },
  ],
}

export default analysis
