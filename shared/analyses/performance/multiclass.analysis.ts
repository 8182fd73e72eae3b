import { z } from 'zod'
import type { Analysis, AnalysisContext, AnalysisDataset, AnalysisInput, AnalysisResult } from '../../contract/analysis'
import type { Json } from '../../contract/json'
import { classOf, classOrigin } from '../common/classes'
import { datasetKey, labelOf } from '../common/datasets'
import { countOf } from '../common/format'
import { confirmatoryFamily } from '../common/ledger'
import type { RawTest } from '../common/ledger'
import { weightOf, weightsApplied, weightsMethod } from '../common/weights'
import { accuracyAgainst, accuracyGap, logLossAgainst, priorOf } from './multiclass/compare'
import type { Comparison } from './multiclass/compare'
import { measureClasses } from './multiclass/measure'
import { figures, findings, headlineOf, section, valuesOf } from './multiclass/report'
import type { DatasetClasses, Detail } from './multiclass/report'

const params = z.strictObject({
  gapDelta: z.number().gt(0).lt(0.5).default(0.05).meta({ title: 'Accuracy gap that matters', description: 'A significant fall of the accuracy from development to another dataset by more than this share of rows is proposed as a finding.' }),
  leakageAuc: z.number().gt(0.5).max(1).default(0.9999).meta({ title: 'Mean AUC that asks for leakage', description: 'A mean AUC of the classes above this raises the question whether the outcome leaks into the inputs.' }),
})
type Params = z.infer<typeof params>

const usable = (input: AnalysisInput): readonly AnalysisDataset[] => input.datasets.filter((dataset) => classOf(dataset) !== null && dataset.outcome !== null)

function compute(input: AnalysisInput, given: Params, context: AnalysisContext): AnalysisResult {
  const checkpoint = (): void => context.checkpoint()
  const notTested = input.datasets.filter((dataset) => !usable(input).includes(dataset)).map((dataset) => `${labelOf(dataset)}: it has no ${classOf(dataset) === null ? 'predicted classes' : 'outcomes'}.`)
  const development = usable(input).find((dataset) => dataset.role === 'development')
  const raw: (RawTest & { readonly comparison: Comparison })[] = []
  const take = (id: string, label: string, comparison: Comparison | null): void => { if (comparison !== null) raw.push({ id, label, test: comparison.test, p: comparison.p, n: comparison.n, comparison }) }
  const measured: Omit<DatasetClasses, 'accuracyAgainst' | 'logLossAgainst' | 'gap'>[] = []
  for (const dataset of usable(input)) {
    checkpoint()
    const key = datasetKey(input, dataset)
    const label = labelOf(dataset)
    const measures = measureClasses(dataset, input.classes, checkpoint)
    checkpoint()
    const prior = priorOf(development ?? dataset, input.classes.length)
    if (measures.n < 2 || prior === null) {
      notTested.push(`${label}: ${countOf(measures.n, 'row')} with a class and a known outcome; too few to judge.`)
      continue
    }
    measured.push({ key, label, role: dataset.role, weighted: weightOf(dataset) !== null, prior: input.classes[prior.mostFrequent]!, ...measures })
    take(`accuracy/${key}`, `Accuracy in ${label} equal to that of always naming ${input.classes[prior.mostFrequent]!}`, accuracyAgainst(prior, dataset))
    take(`log-loss/${key}`, `Log loss in ${label} equal to that of the class shares`, logLossAgainst(prior, dataset))
    if (development !== undefined && dataset !== development) take(`gap/${key}`, `Accuracy in ${label} equal to that in development`, accuracyGap(dataset, development))
    checkpoint()
  }
  const tests = confirmatoryFamily('performance.multiclass', raw.map(({ id, label, test, p, n }) => ({ id, label, test, p, n })))
  const judged = (id: string): DatasetClasses['gap'] => {
    const index = raw.findIndex((test) => test.id === id)
    return index < 0 ? null : { ...raw[index]!.comparison, pAdjusted: tests[index]!.pAdjusted }
  }
  const detail: Detail = {
    alpha: context.alpha, gapDelta: given.gapDelta, leakageAuc: given.leakageAuc, labels: input.classes,
    datasets: measured.map((dataset) => ({ ...dataset, accuracyAgainst: judged(`accuracy/${dataset.key}`), logLossAgainst: judged(`log-loss/${dataset.key}`), gap: judged(`gap/${dataset.key}`) })),
  }
  const gaps = detail.datasets.flatMap((dataset) => dataset.gap ?? [])
  const origins = [...new Set(usable(input).map(classOrigin))]
  return {
    headline: headlineOf(detail),
    verdict: gaps.length === 0 ? 'described' : gaps.some((gap) => gap.pAdjusted < context.alpha) ? 'different' : gaps.every((gap) => gap.low > -given.gapDelta && gap.high < given.gapDelta) ? 'equivalent' : 'inconclusive',
    values: valuesOf(detail),
    tests,
    detail: detail as unknown as Json,
    rowsUsed: measured.reduce((total, dataset) => total + dataset.n, 0),
    rowsTotal: input.datasets.reduce((total, dataset) => total + dataset.table.rows, 0),
    warnings: [
      ...weightsApplied(input, usable(input)),
      ...usable(input).flatMap((dataset) => {
        const found = measured.find((each) => each.key === datasetKey(input, dataset))
        const lost = found === undefined || found.weighted ? 0 : dataset.table.rows - found.n
        return [
          ...(lost > 0 ? [`${labelOf(dataset)}: ${countOf(lost, 'row')} without a predicted class, or whose outcome is missing or no class of the model, left out.`] : []),
          ...(found !== undefined && found.notOne > 0 ? [`${labelOf(dataset)}: the probabilities of ${countOf(found.notOne, 'row')} do not add up to 1; log loss and Brier score take them as they are.`] : []),
        ]
      }),
      ...(origins.length > 1 ? [`Some datasets are judged by ${origins.join(', others by ')}.`] : []),
    ],
    notTested: [...notTested, ...measured.filter((dataset) => dataset.classes.every((each) => each.auc === null)).map((dataset) => `${dataset.label}, log loss, Brier score and AUC: there are no probabilities of the classes.`)],
  }
}

const analysis: Analysis<Params> = {
  id: 'performance.multiclass',
  version: 1,
  group: 'performance',
  title: 'Performance by class',
  answers: 'How often is the right class named, which classes are confused, is it better than no model, and as good outside development?',
  needs: { tasks: ['multiclass'], datasets: [], columns: ['outcome'], scores: 'scores', minimumRows: 20, threshold: false },
  tests: true,
  params,
  inapplicable: (input) => (usable(input).length > 0 ? null : 'No dataset has both predicted classes and outcomes.'),
  compute: (input, given, context) => Promise.resolve().then(() => compute(input, given, context)),
  findings,
  figures,
  section,
  method: [
    'The class is the artifact\'s own label, else the class of its largest probability (of equal ones the first); without an artifact it is the recorded one. All rows with a class and a known outcome are used.',
    'Per class: precision and recall with Wilson intervals (Clopper–Pearson with fewer than five on either side); F1 = 2J/(1 + J), J the share of rows right among those that are or are called of the class, and its interval from J\'s; AUC of the class\'s probability against the rest with DeLong\'s interval.',
    'Averages: macro counts classes alike, "in proportion" by their rows, micro F1 is the accuracy. A class that is never predicted has precision 0. Balanced accuracy is the mean recall of the classes that occur. Cohen\'s κ and the Matthews correlation R_K correct for chance. Their intervals are by the delta method over the cells of the confusion matrix, on the logit scale (κ and Matthews: arctanh); a figure at the end of its range has none, nor has a macro average (balanced accuracy) where fewer than ten rows are of some class, for precision (in proportion too) and F1 also where fewer than ten are called so: intervals on so few rows would not cover.',
    'Log loss: mean −ln of the probability given to the actual class, kept off 0 by 2^−52. Brier score: mean of Σ over the classes of (probability − 1 for the actual class, 0 for others)². Both with Hall\'s interval of a skewed mean (a transformation of Student\'s t).',
    'The baseline knows only the shares of the classes in development (without it: in the same dataset): accuracy against always naming the most frequent class by McNemar\'s exact test, log loss against the shares by the paired t test, both on the same rows. Each dataset\'s accuracy is compared with development\'s by the pooled z test, or the mid-p of Fisher\'s exact test where an expected count is under five. All are one family, adjusted by Holm.',
    weightsMethod,
  ],
  references: [
    { text: 'Hall, P. (1992). On the removal of skewness by transformation. Journal of the Royal Statistical Society B 54, 221–228.' },
    { text: 'Sokolova, M., Lapalme, G. (2009). A systematic analysis of performance measures for classification tasks. Information Processing & Management 45, 427–437.' },
    { text: 'Cohen, J. (1960). A coefficient of agreement for nominal scales. Educational and Psychological Measurement 20, 37–46.' },
    { text: 'Gorodkin, J. (2004). Comparing two K-category assignments by a K-category correlation coefficient. Computational Biology and Chemistry 28, 367–374.' },
  ],
}

export default analysis
