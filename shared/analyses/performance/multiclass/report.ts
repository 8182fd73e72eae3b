import type { AnalysisResult, FindingProposal, NamedValue } from '../../../contract/analysis'
import type { Block, FigureSpec } from '../../../contract/figure'
import { cellTable, closing, detailOf, figureBlocks, opening, paragraph, tableBlock } from '../../common/blocks'
import { idPart } from '../../common/datasets'
import { absent, countOf, formatCount, formatFixed, formatInterval, formatNumber, formatP, formatPercent, formatPointLimit, formatPoints, listWords, pAgainst, pPhrase } from '../../common/format'
import type { Comparison } from './compare'
import type { ClassMeasures, ClassMetrics, Metric } from './measure'

type Judged = Comparison & { readonly pAdjusted: number }

export interface DatasetClasses extends ClassMeasures {
  readonly key: string
  readonly label: string
  readonly role: string
  readonly weighted: boolean
  readonly prior: string
  readonly accuracyAgainst: Judged | null
  readonly logLossAgainst: Judged | null
  /** Against development; null in development and without it. */
  readonly gap: Judged | null
}

export interface Detail {
  readonly alpha: number
  readonly gapDelta: number
  readonly leakageAuc: number
  readonly labels: readonly string[]
  readonly datasets: readonly DatasetClasses[]
}

/** Classes that the pack lists by name. */
const mostListed = 12

const metricOf = (dataset: DatasetClasses, id: string): Metric | undefined => dataset.metrics.find((metric) => metric.id === id)
const print = (metric: Metric | null | undefined, value = metric?.value): string => (metric?.percent === true ? formatPercent(value) : formatFixed(value))
const range = (metric: Metric | null | undefined): string => (metric === null || metric === undefined ? absent : formatInterval(metric.low, metric.high, (value) => print(metric, value)))
const withRange = (metric: Metric | null | undefined): string => (metric === null || metric === undefined ? absent : metric.low === null ? print(metric) : `${print(metric)} ${range(metric)}`)

export const mainOf = (detail: Detail): DatasetClasses | undefined => detail.datasets.find((dataset) => dataset.role === 'test') ?? detail.datasets.find((dataset) => dataset.role === 'production') ?? detail.datasets[0]

export function headlineOf(detail: Detail): string {
  const main = mainOf(detail)
  if (main === undefined) return 'No dataset has classes and outcomes.'
  const accuracy = metricOf(main, 'accuracy')!
  const weakest = weakestOf(main)
  const prior = main.accuracyAgainst
  return `Accuracy ${withRange(accuracy)} in ${main.label} on ${countOf(main.n, 'row')} of ${countOf(detail.labels.length, 'class', 'classes')}${prior === null ? '' : `, ${formatPoints(prior.difference)} against always naming ${main.prior} (${pAgainst(prior.pAdjusted, detail.alpha)})`}; κ ${formatFixed(metricOf(main, 'kappa')?.value)}${weakest === null ? '' : `; weakest class ${weakest.label} with F1 ${print(weakest.f1)}`}.`
}

function weakestOf(dataset: DatasetClasses): ClassMetrics | null {
  const present = dataset.classes.filter((each) => each.n > 0 && each.f1.value !== null)
  return present.length === 0 ? null : present.reduce((least, each) => (each.f1.value! < least.f1.value! ? each : least))
}

export function valuesOf(detail: Detail): readonly NamedValue[] {
  const value = (id: string, label: string, metric: Metric, n: number): NamedValue => ({ id, label, value: metric.value, ...(metric.low === null ? {} : { low: metric.low, high: metric.high }), n, tolerance: 1e-12 })
  return detail.datasets.flatMap((dataset): readonly NamedValue[] => {
    const { key, label, n } = dataset
    const compared = (id: string, words: string, comparison: Judged | null, limit?: number): readonly NamedValue[] => (comparison === null ? [] : [{
      id: `${id}/${key}`, label: `${words}, ${label}`, value: comparison.difference, low: comparison.low, high: comparison.high, n: comparison.n, tolerance: 1e-12,
      verdict: comparison.pAdjusted < detail.alpha ? 'different' : 'inconclusive', ...(limit === undefined ? {} : { limit }),
    }])
    return [
      { id: `n/${key}`, label: `Rows used, ${label}`, value: n },
      ...dataset.metrics.map((metric) => value(`${metric.id}/${key}`, `${metric.label}, ${label}`, metric, n)),
      ...dataset.classes.flatMap((each) => [each.precision, each.recall, each.f1, ...(each.auc === null ? [] : [each.auc])].map((metric) => value(`${metric.id}/${key}/${idPart(each.label)}`, `${metric.label} of ${each.label}, ${label}`, metric, each.n))),
      ...dataset.matrix.flatMap((row, i) => row.map((count, j): NamedValue => ({ id: `cell/${key}/${idPart(detail.labels[i]!)}/${idPart(detail.labels[j]!)}`, label: `${detail.labels[i]!} called ${detail.labels[j]!}, ${label}`, value: count, n }))),
      ...compared('accuracy-against-prior', 'Accuracy less that of the most frequent class', dataset.accuracyAgainst, 0),
      ...compared('log-loss-against-prior', 'Log loss of the class shares less that of the model', dataset.logLossAgainst, 0),
      ...compared('accuracy-gap', 'Accuracy less that of development', dataset.gap, -detail.gapDelta),
    ]
  })
}

export function findings(result: AnalysisResult): readonly FindingProposal[] {
  const detail = detailOf(result) as Detail
  const worse = (comparison: Judged | null): boolean => comparison !== null && comparison.pAdjusted < detail.alpha && comparison.high < 0
  const useless = detail.datasets.find((dataset) => worse(dataset.accuracyAgainst) || worse(dataset.logLossAgainst))
  // What production does is the finding of the analysis of performance in production.
  const fallen = detail.datasets.filter((dataset) => dataset.role !== 'production' && dataset.gap !== null && dataset.gap.pAdjusted < detail.alpha && dataset.gap.difference < -detail.gapDelta)
  const worst = fallen.length === 0 ? undefined : fallen.reduce((most, dataset) => (dataset.gap!.difference < most.gap!.difference ? dataset : most))
  const perfect = detail.datasets.find((dataset) => (metricOf(dataset, 'macro-auc')?.value ?? 0) > detail.leakageAuc)
  return [
    ...(perfect === undefined ? [] : [leakage(detail, perfect)]),
    ...(useless === undefined ? [] : [noBetter(useless, worse(useless.accuracyAgainst))]),
    ...(worst === undefined ? [] : [fall(detail, worst)]),
  ]
}

function leakage(detail: Detail, dataset: DatasetClasses): FindingProposal {
  const auc = metricOf(dataset, 'macro-auc')!
  return {
    key: 'leakage',
    title: `Is the outcome among the inputs? Mean AUC ${formatFixed(auc.value)} in ${dataset.label}`,
    severity: 'medium',
    condition: `The mean of the classes' AUCs is ${formatFixed(auc.value, 4)} on ${countOf(dataset.n, 'row')} of ${dataset.label}.`,
    criterion: `A mean AUC above ${formatFixed(detail.leakageAuc)} is rare without knowledge of the outcome and must be explained.`,
    consequence: 'If the outcome, something decided after it, or an identifier is among the inputs, the performance shown will not be reached in use.',
    recommendation: 'Have the developer show when each input is known, and look for inputs that separate the classes alone.',
    evidence: [`macro-auc/${dataset.key}`],
  }
}

function noBetter(dataset: DatasetClasses, byAccuracy: boolean): FindingProposal {
  const comparison = byAccuracy ? dataset.accuracyAgainst! : dataset.logLossAgainst!
  const figure = byAccuracy ? `${formatPoints(comparison.difference)} ${formatInterval(comparison.low, comparison.high, (value) => formatPoints(value))} accuracy` : `${formatNumber(-comparison.difference)} ${formatInterval(-comparison.high, -comparison.low, (value) => formatNumber(value))} more log loss`
  return {
    key: 'no-better-than-prior',
    title: `Worse than no model in ${dataset.label}: ${figure} against ${byAccuracy ? `always naming ${dataset.prior}` : 'the plain shares of the classes'}`,
    severity: 'high',
    condition: `On the same ${countOf(comparison.n, 'row')} of ${dataset.label}: ${figure}; ${comparison.test}, adjusted ${pPhrase(comparison.pAdjusted)}.`,
    criterion: 'A model is at least as good as the shares of the classes alone.',
    consequence: byAccuracy ? 'Whoever follows the model decides wrong more often than someone who always decides alike.' : 'Its probabilities are so far off that plain shares describe the outcomes better.',
    recommendation: 'Do not use the model for these cases; check the order of the classes and whether the data are those it was made for.',
    evidence: [`${byAccuracy ? 'accuracy' : 'log-loss'}-against-prior/${dataset.key}`],
  }
}

function fall(detail: Detail, dataset: DatasetClasses): FindingProposal {
  const gap = dataset.gap!
  return {
    key: `gap/${dataset.key}`,
    title: `Accuracy falls by ${formatPoints(-gap.difference).replace('+', '')} from development to ${dataset.label}`,
    severity: gap.difference < -2 * detail.gapDelta ? 'high' : 'medium',
    condition: `The accuracy in ${dataset.label} differs from that in development by ${formatPoints(gap.difference)} ${formatInterval(gap.low, gap.high, (value) => formatPoints(value))}; ${gap.test}, adjusted ${pPhrase(gap.pAdjusted)}.`,
    criterion: `The accuracy outside development lies at most ${formatPointLimit(detail.gapDelta)} below it.`,
    consequence: 'The model is fitted to development more than it holds elsewhere; its figures from development overstate what it does in use.',
    recommendation: 'Judge the model by its figures outside development, and have overfitting and changes of the population examined.',
    evidence: [`accuracy-gap/${dataset.key}`, `accuracy/${dataset.key}`],
  }
}

export function figures(result: AnalysisResult): readonly FigureSpec[] {
  const detail = detailOf(result) as Detail
  const main = mainOf(detail)
  if (main === undefined) return []
  const shares = main.matrix.map((row) => { const total = row.reduce((sum, count) => sum + count, 0); return row.map((count) => (total > 0 ? count / total : null)) })
  const worst = main.matrix.flatMap((row, i) => row.flatMap((count, j) => (i === j || count === 0 ? [] : [{ i, j, count, share: shares[i]![j]! }]))).sort((a, b) => b.count - a.count || a.i - b.i || a.j - b.j)[0]
  return [{
    id: 'confusion',
    title: worst === undefined ? `No row of ${main.label} is given a wrong class` : `${detail.labels[worst.i]!} is called ${detail.labels[worst.j]!} in ${formatPercent(worst.share)} of its rows, the most frequent error in ${main.label}`,
    alt: `Confusion matrix of ${main.label}, share of each actual class by predicted class: ${listWords(main.classes.map((each, index) => `${each.label} right in ${formatPercent(shares[index]![index])}`), 12)}.`,
    plot: {
      x: { title: 'Predicted class', scale: 'category', categories: detail.labels },
      y: { title: 'Actual class', scale: 'category', categories: detail.labels },
      marks: [{ mark: 'heatmap', name: 'Share of the actual class', x: detail.labels, y: detail.labels, z: shares }],
      aspect: 0.6,
    },
    table: matrixTable(detail, main),
  }]
}

function matrixTable(detail: Detail, dataset: DatasetClasses): FigureSpec['table'] {
  const count = (value: number): string => (dataset.weighted ? formatNumber(value) : formatCount(value))
  return cellTable(['Actual class', ...detail.labels.map((label) => `>${label}`), dataset.weighted ? '>Sum of weights' : '>Rows'], dataset.matrix.map((row, index) => [detail.labels[index]!, ...row.map(count), count(row.reduce((sum, value) => sum + value, 0))]))
}

export function section(result: AnalysisResult): readonly Block[] {
  const detail = detailOf(result) as Detail
  const main = mainOf(detail)
  if (main === undefined) return [...opening(result), ...closing(result)]
  const shown = [main, ...detail.datasets.filter((dataset) => dataset !== main)].slice(0, 3)
  const classes = [...main.classes].sort((a, b) => b.n - a.n)
  return [
    ...opening(result),
    ...figureBlocks(figures(result)),
    tableBlock('Metrics with 95 % intervals; the baseline knows the shares of the classes only', cellTable(
      ['Metric', ...shown.map((dataset) => `>${dataset.label}`), '>Baseline'],
      [['Rows', ...shown.map((dataset) => formatCount(dataset.n)), absent], ...main.metrics.map((metric) => [metric.label, ...shown.map((dataset) => withRange(metricOf(dataset, metric.id))), print(metric, metric.baseline)])],
    )),
    tableBlock(`Classes in ${main.label}${main.weighted ? ', rows by weight' : ''}`, cellTable(
      ['Class', main.weighted ? '>Weight' : '>Rows', '>Predicted', '>Precision', '>Recall', '>F1', '>AUC against the rest'],
      classes.slice(0, mostListed).map((each) => [each.label, main.weighted ? formatNumber(each.n) : formatCount(each.n), main.weighted ? formatNumber(each.predicted) : formatCount(each.predicted), withRange(each.precision), withRange(each.recall), withRange(each.f1), withRange(each.auc)]),
    )),
    ...(classes.length > mostListed ? [paragraph(`The ${String(mostListed)} largest of ${String(classes.length)} classes are listed; the others are in the evidence.`)] : []),
    ...comparisons(detail),
    ...closing(result),
  ]
}

function comparisons(detail: Detail): readonly Block[] {
  const row = (label: string, what: string, comparison: Judged | null, points: boolean): readonly (readonly string[])[] => (comparison === null ? [] : [[
    label, what, points ? formatPoints(comparison.difference) : formatNumber(comparison.difference), formatInterval(comparison.low, comparison.high, (value) => (points ? formatPoints(value) : formatNumber(value))), comparison.test, formatP(comparison.p), formatP(comparison.pAdjusted),
  ]])
  const rows = detail.datasets.flatMap((dataset) => [
    ...row(dataset.label, `accuracy, against always ${dataset.prior}`, dataset.accuracyAgainst, true),
    ...row(dataset.label, 'log loss, against the class shares', dataset.logLossAgainst, false),
    ...row(dataset.label, 'accuracy, against development', dataset.gap, true),
  ])
  const left = rows.length - mostListed
  return rows.length === 0 ? [] : [
    tableBlock('Against no model and against development; a positive difference is in favour of the model in this dataset', cellTable(['Dataset', 'Compared', '>Difference', '>95 % interval', 'Test', '>p', '>Adjusted p'], rows.slice(0, mostListed))),
    ...(left > 0 ? [paragraph(`${countOf(left, 'further comparison')} in the evidence.`)] : []),
  ]
}
