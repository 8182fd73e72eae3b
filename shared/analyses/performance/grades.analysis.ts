import { z } from 'zod'
import type { Analysis, AnalysisContext, AnalysisDataset, AnalysisInput, AnalysisResult } from '../../contract/analysis'
import { ExpectedError } from '../../contract/errors'
import type { Json } from '../../contract/json'
import type { Table } from '../../contract/table'
import { datasetKey, findColumn, idPart, judgedDatasets, labelOf, referenceDataset, scoreOf, scoreOrigin } from '../common/datasets'
import { countOf, formatNumber } from '../common/format'
import { groupScheme } from '../common/groups'
import type { GroupScheme } from '../common/groups'
import { confirmatoryFamily } from '../common/ledger'
import type { RawTest } from '../common/ledger'
import { rankScores } from '../common/ranked-scores'
import { areProbabilities } from '../common/row-loss'
import { weightsNote } from '../common/weights'
import { allGrades, gradeRow, gradesTogether, measureGrades } from './grades/measure'
import { figures, findings, gradeTestId, headlineOf, section, valuesOf, verdictOf } from './grades/report'
import type { DatasetGrades, Detail } from './grades/report'

const params = z.strictObject({
  grade: z.string().default('').meta({ title: 'Grade column', description: 'Column that holds the rating grade; bands of the score where empty.' }),
  bands: z.number().int().min(2).max(30).default(7).meta({ title: 'Score bands', description: 'Without a grade column: number of quantile bands (of the reference) of the score.' }),
  cuts: z.array(z.number()).default([]).meta({ title: 'Cuts of the score', description: 'Upper ends of the score bands (a score equal to a cut lies in the lower band), in place of quantiles.' }),
  forecasts: z.record(z.string(), z.number().gt(0).lt(1)).default({}).meta({ title: 'PD by grade', description: 'Forecast default probability of a grade; the mean score of its rows where left out.' }),
  assetCorrelation: z.number().min(0).lt(1).default(0.12).meta({ title: 'Asset correlation', description: 'Of the one-factor model behind the correlated test; 0.12 is the low end of the Basel corporate curve.' }),
  amber: z.number().gt(0).lt(0.5).default(0.05).meta({ title: 'Amber below', description: 'A grade is amber when its Jeffreys p lies below this.' }),
  red: z.number().gt(0).lt(0.5).default(0.01).meta({ title: 'Red below', description: 'A grade is red when its Jeffreys p lies below this.' }),
})
type Params = z.infer<typeof params>

const usable = (input: AnalysisInput): readonly AnalysisDataset[] => judgedDatasets(input).filter((dataset) => areProbabilities(scoreOf(dataset)!))

const scoreColumn = 'score'
const scoreTable = (dataset: AnalysisDataset): Table => ({ rows: dataset.table.rows, columns: [{ name: scoreColumn, kind: 'number', type: 'decimal', values: scoreOf(dataset)!, missing: null }] })

interface Grading {
  readonly name: string
  readonly scheme: GroupScheme
  readonly tableOf: (dataset: AnalysisDataset) => Table
}

/** Grades from the column the plan names, else bands of the score. */
function gradingOf(input: AnalysisInput, judged: readonly AnalysisDataset[], given: Params): Grading {
  const reference = referenceDataset(input) ?? judged[0]!
  if (given.grade === '') {
    const basis = scoreOf(reference) === null ? judged[0]! : reference
    const scheme = groupScheme(scoreColumn, scoreTable(basis), judged.map(scoreTable), { bands: given.bands, cuts: given.cuts.length > 0 ? given.cuts : undefined, maxGroups: 200 })!
    return { name: 'score band', scheme, tableOf: scoreTable }
  }
  const holder = [reference, ...judged].find((dataset) => findColumn(dataset.table, given.grade) !== undefined)
  const scheme = holder === undefined ? null : groupScheme(given.grade, holder.table, judged.map((dataset) => dataset.table), { bands: 30, cuts: undefined, maxGroups: 200 })
  if (scheme === null) throw new ExpectedError('analysis.no-grade', `The grade column '${given.grade}' is absent or free text.`, { field: 'grade', remedy: 'Name a column that holds grades, or leave it empty for score bands.' })
  return { name: given.grade, scheme, tableOf: (dataset) => dataset.table }
}

function compute(input: AnalysisInput, given: Params, context: AnalysisContext): AnalysisResult {
  const judged = usable(input)
  const { name, scheme, tableOf } = gradingOf(input, judged, given)
  const limits = { amber: given.amber, red: given.red }
  let used = 0
  const notTested: string[] = [...weightsNote(input)]
  const datasets = judged.flatMap((dataset): readonly DatasetGrades[] => {
    context.checkpoint()
    const ranked = rankScores(scoreOf(dataset)!, dataset.outcome!, () => context.checkpoint())
    const rows = measureGrades(ranked, scheme.assign(tableOf(dataset)), scheme.labels, given.forecasts, given.assetCorrelation, limits, () => context.checkpoint())
    const n = rows.reduce((total, row) => total + row.n, 0)
    used += n
    if (n < ranked.rows.length) notTested.push(`${labelOf(dataset)}: ${countOf(ranked.rows.length - n, 'row')} without a grade, or in a grade whose forecast is 0 or 1.`)
    if (n === 0) return []
    const pd = rows.reduce((total, row) => total + row.n * row.pd, 0) / n
    const all = gradeRow(allGrades, n, rows.reduce((total, row) => total + row.defaults, 0), pd, given.assetCorrelation, limits)
    return [{ key: datasetKey(input, dataset), label: labelOf(dataset), origin: scoreOrigin(dataset), rows, all, together: gradesTogether(rows) }]
  })
  const raw = datasets.flatMap((dataset): readonly RawTest[] => [
    ...[dataset.all, ...dataset.rows].map((row): RawTest => ({ id: gradeTestId(dataset.key, row.grade), label: row.grade === allGrades ? `Forecast not too low for all grades together, ${dataset.label}` : `Forecast not too low for ${name} = ${row.grade}, ${dataset.label}`, test: 'binomial, mid-p, one-sided', p: row.binomialMid, n: row.n })),
    ...(dataset.together === null || dataset.together.minExpected < 1 ? [] : [{ id: `hosmer-lemeshow/${dataset.key}`, label: `Forecasts right in every grade, ${dataset.label}`, test: `Hosmer–Lemeshow over grades, ${String(dataset.together.df)} df`, p: dataset.together.p, n: dataset.all.n }]),
  ])
  for (const dataset of datasets) if (dataset.together !== null && dataset.together.minExpected < 1) notTested.push(`Hosmer–Lemeshow over the grades of ${dataset.label}: a grade expects ${formatNumber(dataset.together.minExpected, 2)} defaults, fewer than the one that χ² needs.`)
  const tests = confirmatoryFamily('performance.grades', raw)
  const adjusted = new Map(tests.map((test) => [test.id, test.pAdjusted]))
  const detail: Detail = {
    name: idPart(name), alpha: context.alpha, assetCorrelation: given.assetCorrelation, ...limits, planned: Object.keys(given.forecasts).length > 0,
    datasets: datasets.map((dataset) => ({ ...dataset, all: { ...dataset.all, pAdjusted: adjusted.get(gradeTestId(dataset.key, allGrades))! }, rows: dataset.rows.map((row) => ({ ...row, pAdjusted: adjusted.get(gradeTestId(dataset.key, row.grade))! })) })),
  }
  return {
    headline: headlineOf(detail), verdict: verdictOf(detail), values: valuesOf(detail), tests, detail: detail as unknown as Json,
    rowsUsed: used, rowsTotal: judged.reduce((total, dataset) => total + dataset.table.rows, 0),
    warnings: scheme.notes, notTested,
  }
}

const analysis: Analysis<Params> = {
  id: 'performance.grades',
  version: 1,
  group: 'performance',
  title: 'Back-test by grade',
  answers: 'Did more cases default than the grade or score band forecast?',
  needs: { tasks: ['binary'], datasets: [], columns: ['outcome'], scores: 'scores', minimumRows: 100, threshold: false },
  tests: true,
  params,
  inapplicable: (input) => (usable(input).length > 0 ? null : 'No dataset has outcomes and scores that are probabilities between 0 and 1.'),
  compute: (input, given, context) => Promise.resolve().then(() => compute(input, given, context)),
  findings,
  figures,
  section,
  method: [
    'Rows with a score in [0, 1] and a known outcome of every test dataset (without one: production, else development). Grades are the values of the grade column; without one, bands of the score that end at the given cuts or at quantiles of the reference (a score equal to a cut lies in the lower band). The forecast of a grade is the plan\'s PD, else the mean score of its rows.',
    'Jeffreys: BetaCDF(PD; D + ½, n − D + ½), the posterior probability that the true rate is at most the forecast; small values say that the forecast is too low. The interval of the observed rate is the Jeffreys interval at 95 %.',
    'Binomial: P(at least D defaults of n) at PD, defaults independent. Correlated: the same when all cases share one normal factor with the given asset correlation, ∫ P(X ≥ D | z) φ(z) dz with the conditional default probability Φ((Φ⁻¹(PD) − √ρ z)/√(1 − ρ)). The one lets every bad year look like a bad model, the other forgives it.',
    'Lights: green, amber and red by the Jeffreys p of the grade, without adjustment: they are for reading a table.',
    'Tests in the ledger: the binomial test of every grade and of all together (mid-p, P(more than D) + ½·P(D): the exact p, printed beside it, alarms less often than it says), and Hosmer–Lemeshow over the grades, Σ(D − n·PD)²/(n·PD(1−PD)), with as many degrees of freedom as grades (its p by the exact mean, variance and skewness of the sum where a grade expects fewer than five); Holm over all of them. "All together" takes the mean forecast of all rows.',
    'A finding is proposed when a grade\'s adjusted binomial p is under the error budget; it is of lower severity where the correlated test would forgive it. A forecast that is too high is shown, not proposed.',
  ],
  references: [
    { text: 'European Central Bank (2019). Instructions for reporting the validation results of internal models, 2.5.3 (Jeffreys test).' },
    { text: 'Tasche, D. (2003). A traffic lights approach to PD validation. arXiv cond-mat/0305038.', url: 'https://arxiv.org/abs/cond-mat/0305038' },
    { text: 'Vasicek, O. (2002). The distribution of loan portfolio value. Risk 15(12), 160–162.' },
    { text: 'Hosmer, D. W., Lemeshow, S. (1980). Goodness of fit tests for the multiple logistic regression model. Communications in Statistics A9, 1043–1069.' },
  ],
}

export default analysis
