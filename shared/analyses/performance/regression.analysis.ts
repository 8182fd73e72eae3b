import { z } from 'zod'
import type { Analysis, AnalysisContext, AnalysisDataset, AnalysisInput, AnalysisResult, FindingProposal, NamedValue } from '../../contract/analysis'
import type { Block, FigureSpec } from '../../contract/figure'
import type { Json } from '../../contract/json'
import type { Interval } from '../../stats/intervals'
import { cellTable, closing, detailOf, figureBlocks, opening, tableBlock } from '../common/blocks'
import { absent, countOf, formatCount, formatFixed, formatInterval, formatNumber, formatP, formatPercent, pAgainst, pPhrase } from '../common/format'
import { datasetKey, labelOf, scoreOf } from '../common/datasets'
import { confirmatoryFamily } from '../common/ledger'
import { omit } from '../common/omit'
import { weightOf, weightsApplied, weightsMethod } from '../common/weights'
import { compareErrors, measureErrors, rankPairs } from './regression/measure'
import type { ErrorMeasures } from './regression/measure'

const params = z.strictObject({
  gapRatio: z.number().gt(1).max(10).default(1.1).meta({ title: 'RMSE ratio that matters', description: 'A significantly larger RMSE than in development by more than this factor is proposed as a finding.' }),
})
type Params = z.infer<typeof params>

interface Measured extends Omit<ErrorMeasures, 'squares'> {
  readonly key: string
  readonly label: string
  readonly role: string
}

interface Gap {
  readonly key: string
  readonly label: string
  readonly ratio: number
  readonly p: number
  readonly pAdjusted: number
}

interface Detail {
  readonly alpha: number
  readonly gapRatio: number
  readonly datasets: readonly Measured[]
  readonly gaps: readonly Gap[]
}

const usable = (input: AnalysisInput): readonly AnalysisDataset[] => input.datasets.filter((dataset) => scoreOf(dataset) !== null && dataset.outcome !== null)
const range = (interval: Interval): string => formatInterval(interval.low, interval.high, (value) => formatNumber(value))

function headlineOf(detail: Detail): string {
  const main = detail.datasets.find((dataset) => dataset.role === 'test') ?? detail.datasets[0]
  if (main === undefined) return 'No dataset has predictions and outcomes.'
  const gap = detail.gaps.find((each) => each.key === main.key)
  const against = gap === undefined ? '' : `, ${formatFixed(gap.ratio, 2)} times that of development (${pAgainst(gap.pAdjusted, detail.alpha)})`
  return `RMSE ${formatNumber(main.rmse.estimate)} ${range(main.rmse)} in ${main.label} on ${countOf(main.n, 'row')}${against}; the mean alone gives ${formatNumber(main.baselineRmse)}; R² ${main.r2 === null ? absent : formatFixed(main.r2.estimate)}.`
}

function compute(input: AnalysisInput, given: Params, context: AnalysisContext): AnalysisResult {
  const notTested: string[] = []
  const measured: (Measured & Pick<ErrorMeasures, 'squares'>)[] = []
  for (const dataset of input.datasets) {
    context.checkpoint()
    const label = labelOf(dataset)
    const predicted = scoreOf(dataset)
    if (predicted === null || dataset.outcome === null) {
      notTested.push(`${label}: it has ${predicted === null ? 'no predictions' : 'no outcomes'}.`)
      continue
    }
    const pairs = rankPairs(predicted, dataset.outcome, weightOf(dataset))
    context.checkpoint()
    if (pairs.actual.length < 3) notTested.push(`${label}: ${countOf(pairs.actual.length, 'row')} with prediction and outcome; three are needed.`)
    else measured.push({ key: datasetKey(input, dataset), label, role: dataset.role, ...measureErrors(pairs) })
  }
  const reference = measured.find((dataset) => dataset.role === 'development')
  const raw = reference === undefined ? [] : measured.filter((dataset) => dataset !== reference).flatMap((dataset) => {
    const compared = compareErrors(dataset, reference)
    return compared === null ? [] : [{ key: dataset.key, label: dataset.label, n: dataset.n + reference.n, ...compared }]
  })
  const tests = confirmatoryFamily('performance.regression', raw.map((gap) => ({ id: `rmse-gap/${gap.key}`, label: `Mean squared error of ${gap.label} equal to that of development`, test: 'Welch t of squared errors', p: gap.p, n: gap.n })))
  const detail: Detail = {
    alpha: context.alpha, gapRatio: given.gapRatio,
    datasets: measured.map((dataset) => omit(dataset, 'squares')),
    gaps: raw.map(({ key, label, ratio, p }, index) => ({ key, label, ratio, p, pAdjusted: tests[index]!.pAdjusted })),
  }
  return {
    headline: headlineOf(detail),
    verdict: tests.length === 0 ? 'described' : tests.some((test) => test.pAdjusted < context.alpha) ? 'different' : 'inconclusive',
    values: valuesOf(detail),
    tests,
    detail: detail as unknown as Json,
    rowsUsed: measured.reduce((total, dataset) => total + dataset.n, 0),
    rowsTotal: input.datasets.reduce((total, dataset) => total + dataset.table.rows, 0),
    warnings: [...weightsApplied(input, usable(input)), ...measured.filter((dataset) => dataset.mapeExcluded > 0).map((dataset) => `${dataset.label}: ${countOf(dataset.mapeExcluded, 'row')} with outcome 0 left out of MAPE.`)],
    notTested,
  }
}

function valuesOf(detail: Detail): readonly NamedValue[] {
  return [
    ...detail.datasets.flatMap((dataset): readonly NamedValue[] => {
      const { key, label, n } = dataset
      const value = (id: string, name: string, interval: Interval): NamedValue => ({ id: `${id}/${key}`, label: `${name}, ${label}`, value: interval.estimate, low: interval.low, high: interval.high, n, tolerance: 1e-12 })
      return [
        value('rmse', 'RMSE', dataset.rmse), value('mae', 'MAE', dataset.mae), value('bias', 'Bias (predicted − actual)', dataset.bias),
        ...(dataset.r2 === null ? [] : [value('r2', 'R²', dataset.r2)]),
        { id: `mape/${key}`, label: `MAPE, ${label}`, value: dataset.mape, n: n - dataset.mapeExcluded, tolerance: 1e-12 },
        { id: `smape/${key}`, label: `sMAPE, ${label}`, value: dataset.smape, n, tolerance: 1e-12 },
        { id: `baseline-rmse/${key}`, label: `RMSE of the mean, ${label}`, value: dataset.baselineRmse, n, tolerance: 1e-12 },
      ]
    }),
    ...detail.gaps.map((gap): NamedValue => ({ id: `rmse-ratio/${gap.key}`, label: `RMSE over that of development, ${gap.label}`, value: gap.ratio, limit: detail.gapRatio, verdict: gap.pAdjusted < detail.alpha ? 'different' : 'inconclusive', tolerance: 1e-12 })),
  ]
}

function findings(result: AnalysisResult): readonly FindingProposal[] {
  const detail = detailOf(result) as Detail
  // What production does is the finding of the analysis of performance in production, against the rows nobody fitted on.
  const worst = detail.gaps.filter((gap) => detail.datasets.find((dataset) => dataset.key === gap.key)?.role !== 'production').sort((a, b) => b.ratio - a.ratio).find((gap) => gap.pAdjusted < detail.alpha && gap.ratio > detail.gapRatio)
  if (worst === undefined) return []
  return [{
    key: `gap/${worst.key}`,
    title: `RMSE in ${worst.label} is ${formatFixed(worst.ratio, 2)} times that of development`,
    severity: worst.ratio > 1.5 ? 'high' : 'medium',
    condition: `The RMSE of ${worst.label} is ${formatFixed(worst.ratio, 2)} times that of development, adjusted ${pPhrase(worst.pAdjusted)}.`,
    criterion: `The RMSE outside development is at most ${formatFixed(detail.gapRatio, 2)} times that in it.`,
    consequence: 'Figures from development overstate what the model does in use.',
    recommendation: 'Judge the model by its figures outside development, and have it simplified or regularised.',
    evidence: [`rmse-ratio/${worst.key}`, `rmse/${worst.key}`],
  }]
}

function figures(result: AnalysisResult): readonly FigureSpec[] {
  const { datasets } = detailOf(result) as Detail
  if (datasets.length === 0) return []
  const names = datasets.map((dataset) => dataset.label)
  const worst = datasets.reduce((most, dataset) => (dataset.rmse.estimate > most.rmse.estimate ? dataset : most))
  return [{
    id: 'rmse',
    title: `RMSE is largest in ${worst.label} (${formatNumber(worst.rmse.estimate)}, n ${formatCount(worst.n)})`,
    alt: `RMSE with 95 % interval by dataset: ${datasets.map((dataset) => `${dataset.label} ${formatNumber(dataset.rmse.estimate)} ${range(dataset.rmse)}`).join('; ')}.`,
    plot: {
      x: { title: 'RMSE [unit of the outcome]' },
      y: { title: '', scale: 'category', categories: names },
      marks: [
        { mark: 'intervals', name: 'RMSE, 95 %', x: datasets.map((dataset) => dataset.rmse.estimate), y: names, low: datasets.map((dataset) => dataset.rmse.low), high: datasets.map((dataset) => dataset.rmse.high), tone: 'current', horizontal: true },
        { mark: 'points', name: 'Mean alone', x: datasets.map((dataset) => dataset.baselineRmse), y: names, tone: 'neutral' },
      ],
      aspect: Math.min(1, 0.2 + 0.05 * names.length),
    },
    table: errorTable(datasets),
  }]
}

const errorTable = (datasets: readonly Measured[]): FigureSpec['table'] => cellTable(
  ['Dataset', '>n', '>RMSE', '>95 % interval', '>Mean alone', '>MAE', '>95 % interval', '>Bias', '>95 % interval'],
  datasets.map((dataset) => [
    dataset.label, formatCount(dataset.n), formatNumber(dataset.rmse.estimate), range(dataset.rmse), formatNumber(dataset.baselineRmse), formatNumber(dataset.mae.estimate), range(dataset.mae),
    formatNumber(dataset.bias.estimate), range(dataset.bias),
  ]),
)

/** Measures without the unit of the outcome; with those above they would not fit a page's width. */
const shareTable = (datasets: readonly Measured[]): FigureSpec['table'] => cellTable(
  ['Dataset', '>n', '>R²', '>95 % interval', '>MAPE', '>sMAPE'],
  datasets.map((dataset) => [dataset.label, formatCount(dataset.n), dataset.r2 === null ? absent : formatFixed(dataset.r2.estimate), dataset.r2 === null ? absent : range(dataset.r2), formatPercent(dataset.mape), formatPercent(dataset.smape)]),
)

function section(result: AnalysisResult): readonly Block[] {
  const detail = detailOf(result) as Detail
  return [
    ...opening(result),
    ...figureBlocks(figures(result)),
    tableBlock('Error measures by dataset', errorTable(detail.datasets)),
    tableBlock('Explained variance and relative errors by dataset', shareTable(detail.datasets)),
    ...(detail.gaps.length === 0 ? [] : [tableBlock('Mean squared error against development', cellTable(
      ['Dataset', '>RMSE ratio', '>p', '>Adjusted p'],
      detail.gaps.map((gap) => [gap.label, formatFixed(gap.ratio), formatP(gap.p), formatP(gap.pAdjusted)]),
    ))]),
    ...closing(result),
  ]
}

const analysis: Analysis<Params> = {
  id: 'performance.regression',
  version: 1,
  group: 'performance',
  title: 'Errors of predicted values',
  answers: 'How far are the predictions from what happened, is there bias, and is it as good outside development?',
  needs: { tasks: ['regression'], datasets: [], columns: ['outcome'], scores: 'scores', minimumRows: 10, threshold: false },
  tests: true,
  params,
  inapplicable: (input) => (usable(input).length > 0 ? null : 'No dataset has both predictions and outcomes.'),
  compute: (input, given, context) => Promise.resolve().then(() => compute(input, given, context)),
  findings,
  figures,
  section,
  method: [
    'All rows with a finite prediction and a known outcome are used. Error = predicted − actual.',
    'RMSE = √mean(error²), MAE = mean |error|, bias = mean error, R² = 1 − mean(error²)/variance of the outcome (divisor n). MAPE = mean |error|/|actual| over rows whose outcome is not 0; sMAPE = mean 2|error|/(|actual| + |predicted|), 0 where both are 0, at most 200 %.',
    'Intervals: Student t for the bias; for MAE Hall\'s interval of a skewed mean (a transformation of Student\'s t), for RMSE the root of that of the mean squared error, for R² the same on its influence values. No normality of errors is assumed.',
    'The baseline predicts the mean of the outcome of the same dataset for every row.',
    'The mean squared error of each dataset is compared with that of development by Welch\'s t test; all comparisons are one family, adjusted by Holm.',
    weightsMethod,
  ],
  references: [
    { text: 'Hall, P. (1992). On the removal of skewness by transformation. Journal of the Royal Statistical Society B 54, 221–228.' },
    { text: 'Welch, B. L. (1947). The generalization of Student\'s problem when several different population variances are involved. Biometrika 34, 28–35.' },
    { text: 'Hyndman, R. J., Koehler, A. B. (2006). Another look at measures of forecast accuracy. International Journal of Forecasting 22, 679–688.' },
  ],
}

export default analysis
