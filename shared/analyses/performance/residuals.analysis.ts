import { z } from 'zod'
import type { Analysis, AnalysisContext, AnalysisDataset, AnalysisInput, AnalysisResult, Verdict } from '../../contract/analysis'
import type { Json } from '../../contract/json'
import { cellText } from '../../table/column-access'
import { columnsWithRole, findColumn, judgedDatasets } from '../common/datasets'
import { countOf, listWords } from '../common/format'
import { schemesFor } from '../common/group-params'
import { confirmatoryFamily, exploratoryFamily } from '../common/ledger'
import type { RawTest } from '../common/ledger'
import { omit } from '../common/omit'
import { isWeighted, weightsApplied, weightsMethod } from '../common/weights'
import { bandsOf, detectable, isBeyond, measureBands, worstBand } from './residuals/bands'
import { measureDataset, untimed, withoutBandMeans } from './residuals/measure'
import type { ColumnMeasure, DatasetMeasure } from './residuals/measure'
import { figures, findings, headlineOf, section, valuesOf } from './residuals/report'
import type { ColumnDetail, DatasetDetail, Detail } from './residuals/report'

const params = z.strictObject({
  limit: z.number().gt(0).max(5).default(0.1).meta({ title: 'Departure that matters', description: 'In standard deviations of the outcome: a finding is proposed when the mean error of a band of predictions, or of a feature, lies farther than this from that of all rows.' }),
  bands: z.number().int().min(2).max(20).default(10).meta({ title: 'Bands of the prediction', description: 'Bands of about equal size; fewer where one would hold less than 50 rows.' }),
  featureBands: z.number().int().min(2).max(20).default(6).meta({ title: 'Bands of a numeric feature', description: 'Quantile bands of the reference; a feature with at most 8 values is taken value by value.' }),
  lags: z.number().int().min(1).max(50).default(10).meta({ title: 'Lags of the autocorrelation', description: 'Dates back in the Ljung–Box test; at most a fifth of the dates.' }),
})
type Params = z.infer<typeof params>

/** Features that no role makes a segment: those are judged on the page on performance by group. */
function featureNames(input: AnalysisInput): readonly string[] {
  const declared = new Set(columnsWithRole(input, 'segment', 'protected'))
  return columnsWithRole(input, 'feature').filter((name) => !declared.has(name))
}

function compute(input: AnalysisInput, given: Params, context: AnalysisContext): AnalysisResult {
  const judged = judgedDatasets(input)
  const names = featureNames(input)
  const { schemes, notes, notTested } = schemesFor(input, names, judged, { bands: given.featureBands, cuts: {}, maxGroups: 20 })
  const refused: string[] = []
  const held: { readonly dataset: AnalysisDataset; readonly measure: DatasetMeasure }[] = []
  for (const dataset of judged) {
    const measure = measureDataset(input, dataset, schemes, given, context)
    if (typeof measure === 'string') refused.push(measure)
    else held.push({ dataset, measure })
  }
  const confirmed = confirmatoryFamily('performance.residuals', held.flatMap(({ measure }) => measure.columns.flatMap(({ id, column, measured }): readonly RawTest[] => (measured.test === null ? [] : [{
    id, label: `Mean residual equal ${column === null ? 'at every prediction' : `in every band of ${column}`}, ${measure.label}`, test: 'Welch\'s analysis of variance of skewed means', p: measured.test.p, n: measured.n,
  }]))))
  const explored = exploratoryFamily('performance.residuals, spread and order', held.flatMap(({ measure }) => described(measure)))
  const adjusted = new Map([...confirmed, ...explored].map((test) => [test.id, test.pAdjusted]))
  const compared = held.reduce((total, { measure }) => total + measure.columns.reduce((sum, { measured }) => sum + measured.judged.length, 0), 0)
  const datasets = held.map(({ dataset, measure }): DatasetDetail => {
    const columns = measure.columns.map((column): ColumnDetail => {
      const fit = bandsOf(column.measured, measure.sd, context.alpha, compared)
      const pAdjusted = adjusted.get(column.id) ?? null
      return { ...fit, column: column.column, id: column.id, pAdjusted, verdict: verdictOf(fit.bands, pAdjusted, context.alpha, given.limit), detectable: detectable(column.measured, measure.sd, context.alpha, compared), remaining: null }
    })
    return {
      ...omit(omit(measure, 'rows'), 'group'), n: measure.rows.residual.length,
      columns: columns.map((column, index) => (column.column !== null && column.verdict === 'different' ? { ...column, remaining: remainingOf(column, measure.columns[index]!, measure, given.limit, schemes, dataset, () => context.checkpoint()) } : column)),
      described: { ...measure.described, influential: measure.described.influential.map((row) => ({ ...row, name: rowName(input, dataset, row.row) })) },
      spreadAdjusted: adjusted.get(`spread/${measure.key}`) ?? null, orderAdjusted: adjusted.get(`order/${measure.key}`) ?? null,
    }
  })
  const detail: Detail = { alpha: context.alpha, limit: given.limit, datasets }
  const verdicts = datasets.flatMap(({ columns }) => columns.map(({ verdict }) => verdict))
  return {
    headline: headlineOf(detail),
    verdict: verdicts.length === 0 ? 'described' : verdicts.includes('different') ? 'different' : verdicts.every((verdict) => verdict === 'equivalent') ? 'equivalent' : 'inconclusive',
    values: valuesOf(detail),
    tests: [...confirmed, ...explored],
    detail: detail as unknown as Json,
    rowsUsed: datasets.reduce((total, { n }) => total + n, 0),
    rowsTotal: judged.reduce((total, { table }) => total + table.rows, 0),
    warnings: [...weightsApplied(input, judged), ...notes.filter((note) => note.includes('pooled')), ...datasets.flatMap((dataset) => runsWarning(dataset, context.alpha))],
    notTested: [
      ...refused, ...notTested,
      ...(names.length === 0 ? ['Residuals against features: every feature is a segment or a protected column, or there is none; those are judged on the page on performance by group.'] : declaredNote(input)),
      ...held.flatMap(({ dataset, measure }) => [
        ...(measure.columns[0]?.column === null ? [] : [`Residuals by prediction in ${measure.label}: nearly all predictions are one value.`]),
        ...(measure.overTime === null ? [untimed(input, dataset)!] : []),
      ]),
      ...datasets.flatMap((dataset) => dataset.columns.flatMap(({ column, small }) => (small.length === 0 ? [] : [`${column ?? 'Prediction'} in ${dataset.label}: ${listWords(small.map((band) => `${band.label} (${countOf(band.n, 'row')})`))} ${small.length === 1 ? 'is' : 'are'} too small to judge.`]))),
      ...(isWeighted(input) ? ['Weighted figures of spread, shape, order in time and influential rows: there every row counts once.'] : []),
      'Normality of the residuals: nothing printed here rests on it, so it is described and not tested.',
    ],
  }
}

/** Tests that say how intervals are to be read, not whether the model is wrong. */
function described(measure: DatasetMeasure): readonly RawTest[] {
  const n = measure.rows.residual.length
  return [
    ...(measure.spread === null ? [] : [{ id: `spread/${measure.key}`, label: `Spread of the residual does not depend on the prediction, ${measure.label}`, test: 'Breusch–Pagan, studentised by Koenker', p: measure.spread.p, n }]),
    ...(measure.overTime === null ? [] : [{ id: `order/${measure.key}`, label: `Mean residuals by ${measure.overTime.column} are not autocorrelated, ${measure.label}`, test: `Ljung–Box, ${countOf(measure.overTime.ljungBox.lags, 'lag')}`, p: measure.overTime.ljungBox.p, n: measure.overTime.dates }]),
  ]
}

function verdictOf(bands: ColumnDetail['bands'], pAdjusted: number | null, alpha: number, limit: number): Verdict {
  if (bands.length < 2) return 'described'
  if (pAdjusted !== null && pAdjusted < alpha && bands.some((band) => isBeyond(band, limit))) return 'different'
  return bands.every((band) => band.decideLow > -limit && band.decideHigh < limit) ? 'equivalent' : 'inconclusive'
}

/** The farthest departure of a column that is beyond the limit, once the mean of the band of the prediction is taken out of every row. */
function remainingOf(column: ColumnDetail, measured: ColumnMeasure, measure: DatasetMeasure, limit: number, schemes: ReturnType<typeof schemesFor>['schemes'], dataset: AnalysisDataset, checkpoint: () => void): number {
  const scheme = schemes.find((each) => each.column === measured.column)!
  const assigned = scheme.assign(dataset.table)
  const left = withoutBandMeans(measure.rows.residual, measure.group, measure.rows.weight, Math.max(1, measure.predictionBands.length))
  const again = bandsOf(measureBands(measure.rows, left, Int32Array.from(measure.rows.rows, (row) => assigned[row]!), scheme.labels, checkpoint), measure.sd, 0.05, 1)
  const beyond = new Set(column.bands.filter((band) => isBeyond(band, limit)).map(({ label }) => label))
  return worstBand({ bands: again.bands.filter(({ label }) => beyond.has(label)) })?.departure ?? 0
}

/** Rows of every page are taken as independent; where residuals run together in time, that is to be said. */
function runsWarning({ overTime, orderAdjusted, label }: DatasetDetail, alpha: number): readonly string[] {
  if (overTime === null || orderAdjusted === null || !(orderAdjusted < alpha)) return []
  return [`${label}: mean residuals of neighbouring dates ${overTime.lagOne > 0 ? 'go together' : 'are tied to each other'} (see below); rows are not independent, so intervals of means over all rows, here and on other pages, are ${overTime.lagOne > 0 ? 'narrower than they should be' : 'not exact'}.`]
}

function declaredNote(input: AnalysisInput): readonly string[] {
  const declared = new Set(columnsWithRole(input, 'segment', 'protected'))
  const both = columnsWithRole(input, 'feature').filter((name) => declared.has(name))
  return both.length === 0 ? [] : [`${listWords(both, 12)}: segment or protected; judged on the page on performance by group.`]
}

/** The identifier of a row, else its number from 1. */
function rowName(input: AnalysisInput, { table }: AnalysisDataset, row: number): string {
  const column = columnsWithRole(input, 'id').map((name) => findColumn(table, name)).find((each) => each !== undefined)
  const text = column === undefined ? '' : cellText(column, row)
  return text === '' ? `row ${String(row + 1)}` : text
}

const analysis: Analysis<Params> = {
  id: 'performance.residuals',
  version: 1,
  group: 'performance',
  title: 'Residuals of predicted values',
  answers: 'Is there anything left in the errors that the model should have known: by size of the prediction, by feature, or by date?',
  needs: { tasks: ['regression'], datasets: [], columns: ['outcome'], scores: 'scores', minimumRows: 100, threshold: false },
  tests: true,
  params,
  inapplicable: (input) => (judgedDatasets(input).length > 0 ? null : 'No dataset has both predictions and outcomes.'),
  compute: (input, given, context) => Promise.resolve().then(() => compute(input, given, context)),
  findings: (result) => findings(result),
  figures,
  section,
  method: [
    'Residual = outcome − prediction, over rows with a finite prediction and a known outcome of every test dataset (without one: production, else development). Positive: the model predicts too little.',
    'Rows are put into bands: of the prediction by its quantiles in the same dataset; of a numeric feature by quantiles of the reference (each value where there are at most 8); of a category by its levels. Missing cells belong to no band; bands of fewer than 30 rows are listed and not judged. Segment and protected columns are judged on the page on performance by group, totals on the page on errors.',
    'Departure = mean residual of a band less the mean over all judged bands, in standard deviations of the outcome: bias that is the same everywhere is no departure. Its standard error adds those of the bands\' means, given their shares, so unequal spread is allowed for; intervals are Hall\'s for a skewed mean.',
    'That all bands have the same mean residual is tested by Welch\'s analysis of variance, each band\'s distance from the mean of all straightened for its skewness by Hall\'s transformation, per column and dataset; all of them are one family, adjusted by Holm. A finding needs both: an adjusted p below the error budget, and a band whose interval, at the budget shared over all bands of the analysis (Bonferroni), lies wholly beyond the limit. A column is "equivalent" when every such interval lies within the limit.',
    'Where the bands of the prediction are a finding, features are named only if a departure beyond the limit is left once each row is compared with the mean of its own band of the prediction.',
    'Spread: Breusch and Pagan\'s test in Koenker\'s studentised form, squared residuals (less the mean of their band of the prediction) on the prediction. It is described, never a finding: means stay right, but one ± for all rows does not.',
    'Order: one mean residual per date of the first date column, in order; lag-one autocorrelation, Durbin–Watson, Ljung–Box. Dates without rows are passed over. Autocorrelation is a warning about intervals, not a finding.',
    'Shape: skewness and excess kurtosis by the sample\'s own moments; quantiles beside the normal law. Influence: Cook\'s distance in the line of the outcome on the prediction; its slope with HC3 interval is 1 for predictions neither too flat nor too steep.',
    weightsMethod,
  ],
  references: [
    { text: 'Welch, B. L. (1951). On the comparison of several mean values: an alternative approach. Biometrika 38, 330–336.' },
    { text: 'Luh, W.-M., Guo, J.-H. (2005). Heteroscedastic test statistics for one-way analysis of variance: the trimmed means and Hall\'s transformation conjunction. The Journal of Experimental Education 74, 75–100.' },
    { text: 'Hall, P. (1992). On the removal of skewness by transformation. Journal of the Royal Statistical Society B 54, 221–228.' },
    { text: 'Breusch, T. S., Pagan, A. R. (1979). A simple test for heteroscedasticity and random coefficient variation. Econometrica 47, 1287–1294.' },
    { text: 'Koenker, R. (1981). A note on studentizing a test for heteroscedasticity. Journal of Econometrics 17, 107–112.' },
    { text: 'Ljung, G. M., Box, G. E. P. (1978). On a measure of lack of fit in time series models. Biometrika 65, 297–303.' },
    { text: 'Durbin, J., Watson, G. S. (1950). Testing for serial correlation in least squares regression I. Biometrika 37, 409–428.' },
    { text: 'Cook, R. D. (1977). Detection of influential observation in linear regression. Technometrics 19, 15–18.' },
  ],
}

export default analysis
