import type { AnalysisResult, FindingProposal, NamedValue } from '../../../contract/analysis'
import type { Block, FigureSpec } from '../../../contract/figure'
import { cellTable, closing, detailOf, figureBlocks, opening, tableBlock } from '../../common/blocks'
import { absent, countOf, formatCount, formatFixed, formatInterval, formatP, formatPercent, pAgainst, pPhrase } from '../../common/format'
import type { DatasetMetrics, Metric } from './measure'

/** AUC of a dataset against development's. */
export interface Gap {
  readonly key: string
  readonly label: string
  readonly reference: string
  readonly n: number
  readonly difference: number
  readonly low: number
  readonly high: number
  readonly p: number
  readonly pAdjusted: number
  /** Whether the two AUC intervals overlap. */
  readonly overlap: boolean
}

export interface Detail {
  readonly threshold: number | null
  readonly alpha: number
  readonly leakageAuc: number
  readonly gapDelta: number
  readonly datasets: readonly DatasetMetrics[]
  readonly gaps: readonly Gap[]
}

const metricOf = (dataset: DatasetMetrics, id: string): Metric | undefined => dataset.metrics.find((metric) => metric.id === id)
const print = (metric: Metric): string => (metric.percent ? formatPercent(metric.value) : formatFixed(metric.value))
const range = (metric: Metric): string => formatInterval(metric.low, metric.high, (value) => (metric.percent ? formatPercent(value) : formatFixed(value)))

const gapWords = (gap: Gap, alpha: number): string => `${formatFixed(Math.abs(gap.difference))} ${gap.difference < 0 ? 'below' : 'above'} ${gap.reference} (${pAgainst(gap.pAdjusted, alpha)})`

export function headlineOf(detail: Detail): string {
  const main = detail.datasets.find((dataset) => dataset.role === 'test') ?? detail.datasets[0]
  if (main === undefined) return 'No dataset has scores and outcomes of both classes.'
  const auc = metricOf(main, 'auc')!
  const gap = detail.gaps.find((each) => each.key === main.key)
  const against = gap === undefined ? '' : `, ${gapWords(gap, detail.alpha)}`
  // The verdict may rest on another dataset than the one the headline is about.
  const proven = detail.gaps.filter(({ pAdjusted }) => pAdjusted < detail.alpha).sort((a, b) => a.difference - b.difference)
  const other = proven.some(({ key }) => key === main.key) ? undefined : proven[0]
  const elsewhere = other === undefined ? '' : `; in ${other.label} it is ${gapWords(other, detail.alpha)}`
  return `AUC ${formatFixed(auc.value)} ${range(auc)} in ${main.label} on ${countOf(main.n, 'row')} with ${countOf(main.events, 'event')}${against}${elsewhere}.`
}

export function valuesOf(detail: Detail): readonly NamedValue[] {
  return [
    ...detail.datasets.flatMap((dataset) => [
      { id: `n/${dataset.key}`, label: `Rows used, ${dataset.label}`, value: dataset.n },
      { id: `events/${dataset.key}`, label: `Events, ${dataset.label}`, value: dataset.events, n: dataset.n },
      ...dataset.metrics.map((metric): NamedValue => ({ id: `${metric.id}/${dataset.key}`, label: `${metric.label}, ${dataset.label}`, value: metric.value, ...(metric.low === null ? {} : { low: metric.low, high: metric.high }), n: metric.n, tolerance: 1e-12 })),
      ...(dataset.confusion === null ? [] : (['tp', 'fp', 'fn', 'tn'] as const).map((cell): NamedValue => ({ id: `${cell}/${dataset.key}`, label: `${cell.toUpperCase()}, ${dataset.label}`, value: dataset.confusion![cell], n: dataset.n }))),
    ]),
    ...detail.gaps.map((gap): NamedValue => ({
      id: `auc-gap/${gap.key}`, label: `AUC of ${gap.label} minus that of ${gap.reference}`, value: gap.difference, low: gap.low, high: gap.high, n: gap.n, limit: -detail.gapDelta,
      verdict: gap.pAdjusted < detail.alpha ? 'different' : gap.low > -detail.gapDelta && gap.high < detail.gapDelta ? 'equivalent' : 'inconclusive', tolerance: 1e-12,
    })),
  ]
}

export function findings(result: AnalysisResult): readonly FindingProposal[] {
  const detail = detailOf(result) as Detail
  const perfect = detail.datasets.filter((dataset) => (metricOf(dataset, 'auc')?.value ?? 0) > detail.leakageAuc)
  // What production does is the finding of the analysis of performance in production, against the rows nobody fitted on.
  const worst = detail.gaps.filter((gap) => detail.datasets.find((dataset) => dataset.key === gap.key)?.role !== 'production').sort((a, b) => a.difference - b.difference).find((gap) => gap.pAdjusted < detail.alpha && gap.difference < -detail.gapDelta)
  return [
    ...(perfect.length === 0 ? [] : [leakage(detail, perfect)]),
    ...(worst === undefined ? [] : [fall(detail, worst)]),
  ]
}

function leakage(detail: Detail, perfect: readonly DatasetMetrics[]): FindingProposal {
  const first = perfect[0]!
  const auc = metricOf(first, 'auc')!
  return {
    key: 'leakage',
    title: `Is the outcome among the inputs? AUC ${formatFixed(auc.value)} in ${first.label}`,
    severity: 'high',
    condition: `The AUC is ${formatFixed(auc.value)} ${range(auc)} on ${countOf(first.n, 'row')} of ${first.label}${perfect.length > 1 ? ` and as high in ${countOf(perfect.length - 1, 'other dataset')}` : ''}.`,
    criterion: `An AUC above ${formatFixed(detail.leakageAuc, 2)} is rare without knowledge of the outcome and must be explained.`,
    consequence: 'If the outcome, something decided after it, or an identifier is among the inputs, the performance shown will not be reached in use.',
    recommendation: 'Have the developer show when each input is known; look for identifiers shared between development and test, and for inputs that separate the classes alone.',
    evidence: perfect.map((dataset) => `auc/${dataset.key}`),
  }
}

function fall(detail: Detail, gap: Gap): FindingProposal {
  return {
    key: `gap/${gap.key}`,
    title: `AUC falls by ${formatFixed(-gap.difference)} from ${gap.reference} to ${gap.label}`,
    severity: gap.difference < -2 * detail.gapDelta ? 'high' : 'medium',
    condition: `The AUC of ${gap.label} lies ${formatFixed(-gap.difference)} ${formatInterval(-gap.high, -gap.low)} below that of ${gap.reference}; adjusted ${pPhrase(gap.pAdjusted)}; the two intervals ${gap.overlap ? 'overlap' : 'do not overlap'}.`,
    criterion: `The AUC outside development lies at most ${formatFixed(detail.gapDelta, 2)} below it.`,
    consequence: 'The model is fitted to development more than it holds elsewhere; its figures from development overstate what it does in use.',
    recommendation: 'Judge the model by its figures outside development, and have it simplified or regularised.',
    evidence: [`auc-gap/${gap.key}`, `auc/${gap.key}`],
  }
}

export function figures(result: AnalysisResult): readonly FigureSpec[] {
  const detail = detailOf(result) as Detail
  if (detail.datasets.length === 0) return []
  // Without group-1, which looks like the current one.
  const tones = ['current', 'reference', 'group-2', 'group-3', 'group-4'] as const
  const shown = [...detail.datasets].sort((a, b) => Number(b.role === 'test') - Number(a.role === 'test')).slice(0, tones.length)
  const aucs = detail.datasets.map((dataset) => ({ dataset, auc: metricOf(dataset, 'auc')! }))
  const names = aucs.map(({ dataset }) => dataset.label)
  const lowest = aucs.reduce((least, each) => ((each.auc.value ?? 1) < (least.auc.value ?? 1) ? each : least))
  return [
    {
      id: 'roc',
      title: `ROC of ${shown[0]!.label}: AUC ${formatFixed(metricOf(shown[0]!, 'auc')!.value)} ${range(metricOf(shown[0]!, 'auc')!)}`,
      alt: `ROC curves: ${shown.map((dataset) => `${dataset.label} with AUC ${formatFixed(metricOf(dataset, 'auc')!.value)}`).join('; ')}.`,
      plot: {
        x: { title: 'False positive rate', range: [0, 1], percent: true },
        y: { title: 'True positive rate', range: [0, 1], percent: true },
        marks: [
          ...shown.map((dataset, index) => ({ mark: 'line', name: dataset.label, x: dataset.roc.map(([x]) => x), y: dataset.roc.map(([, y]) => y), tone: tones[index]! }) as const),
          { mark: 'line', name: 'Baseline', x: [0, 1], y: [0, 1], tone: 'neutral', dashed: true },
        ],
        aspect: 0.8,
      },
      table: cellTable(['Dataset', '>False positive rate', '>True positive rate'], shown.flatMap((dataset) => dataset.roc.map(([x, y]) => [dataset.label, formatPercent(x), formatPercent(y)]))),
    },
    ...(aucs.length < 2 ? [] : [{
      id: 'auc',
      title: `AUC is lowest in ${lowest.dataset.label} (${formatFixed(lowest.auc.value)}, n ${formatCount(lowest.dataset.n)})`,
      alt: `AUC with 95 % interval by dataset: ${aucs.map(({ dataset, auc }) => `${dataset.label} ${formatFixed(auc.value)} ${range(auc)}`).join('; ')}.`,
      plot: {
        x: { title: 'AUC' },
        y: { title: '', scale: 'category', categories: names },
        marks: [{ mark: 'intervals', name: 'AUC, 95 %', x: aucs.map(({ auc }) => auc.value), y: names, low: aucs.map(({ auc }) => auc.low), high: aucs.map(({ auc }) => auc.high), tone: 'current', horizontal: true }],
        aspect: Math.min(1, 0.2 + 0.05 * names.length),
      },
      table: cellTable(['Dataset', '>n', '>Events', '>AUC', '>95 % interval'], aucs.map(({ dataset, auc }) => [dataset.label, formatCount(dataset.n), formatCount(dataset.events), formatFixed(auc.value), range(auc)])),
    } satisfies FigureSpec]),
  ]
}

/** Datasets whose every metric is printed side by side; the others are in the table of all datasets. */
const besideEachOther = 3

export function section(result: AnalysisResult): readonly Block[] {
  const detail = detailOf(result) as Detail
  const first = [...detail.datasets].sort((a, b) => Number(a.role === 'production') - Number(b.role === 'production')).slice(0, besideEachOther)
  const ids = [...new Map(first.flatMap((dataset) => dataset.metrics.map((metric) => [metric.id, metric.label] as const)))]
  return [
    ...opening(result),
    ...figureBlocks(figures(result)),
    tableBlock(`Metrics with 95 % intervals${detail.threshold === null ? '' : `; decisions at threshold ${formatFixed(detail.threshold, 4)}`}`, cellTable(
      ['Metric', ...first.flatMap((dataset) => [`>${dataset.label}`, '>Baseline'])],
      [
        ['Rows (events)', ...first.flatMap((dataset) => [`${formatCount(dataset.n)} (${formatCount(dataset.events)})`, absent])],
        ...ids.map(([id, label]) => [label, ...first.flatMap((dataset) => cells(metricOf(dataset, id)))]),
      ],
    )),
    ...(detail.datasets.length <= besideEachOther ? [] : [tableBlock('All datasets', cellTable(
      ['Dataset', '>n', '>Events', '>AUC', '>95 % interval', '>KS', '>Brier', '>TPR', '>FPR', '>Selection rate'],
      detail.datasets.map((dataset) => [dataset.label, formatCount(dataset.n), formatCount(dataset.events), short(dataset, 'auc'), range(metricOf(dataset, 'auc')!), short(dataset, 'ks'), short(dataset, 'brier'), short(dataset, 'tpr'), short(dataset, 'fpr'), short(dataset, 'selection')]),
    ))]),
    ...(detail.datasets.every((dataset) => dataset.confusion === null) ? [] : [tableBlock('Confusion matrix at the threshold', cellTable(
      ['Dataset', '>True positive', '>False positive', '>False negative', '>True negative'],
      detail.datasets.map((dataset) => [dataset.label, formatCount(dataset.confusion?.tp), formatCount(dataset.confusion?.fp), formatCount(dataset.confusion?.fn), formatCount(dataset.confusion?.tn)]),
    ))]),
    ...(detail.gaps.length === 0 ? [] : [tableBlock('AUC against development', cellTable(
      ['Dataset', '>Difference', '>95 % interval', '>p', '>Adjusted p', 'Intervals overlap'],
      detail.gaps.map((gap) => [gap.label, formatFixed(gap.difference), formatInterval(gap.low, gap.high), formatP(gap.p), formatP(gap.pAdjusted), gap.overlap ? 'yes' : 'no']),
    ))]),
    ...closing(result),
  ]
}

const short = (dataset: DatasetMetrics, id: string): string => {
  const metric = metricOf(dataset, id)
  return metric === undefined ? absent : print(metric)
}

function cells(metric: Metric | undefined): readonly string[] {
  if (metric === undefined) return [absent, absent]
  const baseline = metric.percent ? formatPercent(metric.baseline) : formatFixed(metric.baseline)
  return [metric.low === null ? print(metric) : `${print(metric)} ${range(metric)}`, baseline]
}
