import { z } from 'zod'
import type { Analysis, AnalysisContext, AnalysisDataset, AnalysisInput, AnalysisResult } from '../../contract/analysis'
import type { Json } from '../../contract/json'
import { columnsWithRole, datasetKey, datasetsOf, findColumn, labelOf, scoreOf } from '../common/datasets'
import { countOf } from '../common/format'
import { confirmatoryFamily, exploratoryFamily } from '../common/ledger'
import type { RawTest } from '../common/ledger'
import { omit } from '../common/omit'
import { weightsNote } from '../common/weights'
import { measureForecast } from './forecast/measure'
import type { Against, ForecastMeasure } from './forecast/measure'
import { figures, findings, headlineOf, section, valuesOf } from './forecast/report'
import type { Detail, Judged, JudgedAgainst } from './forecast/report'
import { fewestDates, seriesColumn, seriesOf } from './forecast/series'
import type { SeriesSet } from './forecast/series'

const params = z.strictObject({
  horizon: z.number().int().min(1).max(1000).default(1).meta({ title: 'Horizon', description: 'Steps between the last actual that was known when a forecast was made and the date it is for; naive forecasts know no more than that.' }),
  season: z.number().int().min(1).max(10_000).nullable().default(null).meta({ title: 'Steps in a season', description: 'Left empty, it is guessed from the step: 24 for hours, 7 for days, 52 for weeks, 12 for months, 4 for quarters; 1 is no season.' }),
  loss: z.enum(['absolute', 'squared']).default('absolute').meta({ title: 'Loss', description: 'Error that forecasts are compared by: absolute, or squared.' }),
  margin: z.number().gt(0).lt(1).default(0.05).meta({ title: 'Difference that matters', description: 'Share of the naive forecast\'s loss: 0.05 is five in a hundred. Within it forecasts are called equivalent, and only a loss beyond it is proposed as a finding.' }),
  series: z.string().default('').meta({ title: 'Column that tells the series', description: 'Left empty, an identifying column whose values come back date after date; without one all rows of a date are one mean.' }),
})
type Params = z.infer<typeof params>

interface Group {
  readonly key: string
  readonly label: string
  readonly datasets: readonly AnalysisDataset[]
}

const dateColumn = (input: AnalysisInput, { table }: AnalysisDataset): string | undefined => columnsWithRole(input, 'date').find((name) => findColumn(table, name)?.kind === 'number')
const usable = (input: AnalysisInput) => (dataset: AnalysisDataset): boolean => scoreOf(dataset) !== null && dataset.outcome !== null && dateColumn(input, dataset) !== undefined

/** Every test dataset, and production as one series over its windows; development only without either. */
function groupsOf(input: AnalysisInput): readonly Group[] {
  const [tests, windows, development] = (['test', 'production', 'development'] as const).map((role) => datasetsOf(input, role).filter(usable(input))) as [AnalysisDataset[], AnalysisDataset[], AnalysisDataset[]]
  const single = (dataset: AnalysisDataset): Group => ({ key: datasetKey(input, dataset), label: labelOf(dataset), datasets: [dataset] })
  const groups = [...tests.map(single), ...(windows.length === 0 ? [] : [{ key: 'production', label: windows.length === 1 ? labelOf(windows[0]!) : 'production', datasets: windows }])]
  return groups.length > 0 ? groups : development.map(single)
}

/** True as soon as a group is seen to have a dozen dates. */
function hasDates(input: AnalysisInput, { datasets }: Group): boolean {
  const seen = new Set<number>()
  for (const dataset of datasets) {
    const column = findColumn(dataset.table, dateColumn(input, dataset)!)
    if (column?.kind !== 'number') continue
    for (let row = 0; row < column.values.length; row += 1) {
      if (Number.isFinite(column.values[row]!) && Number.isFinite(dataset.outcome![row]!)) seen.add(column.values[row]!)
      if (seen.size >= fewestDates) return true
    }
  }
  return false
}

interface Measured {
  readonly group: Group
  readonly set: SeriesSet
  readonly season: number | null
  readonly measure: ForecastMeasure
}

function measureGroup(input: AnalysisInput, group: Group, given: Params, context: AnalysisContext): Measured | string {
  const checkpoint = (): void => context.checkpoint()
  const date = dateColumn(input, group.datasets[0]!)!
  const past = input.datasets.filter((dataset) => dataset.role !== 'production' && !group.datasets.includes(dataset))
  const source = { judged: group.datasets, past, date }
  const series = given.series !== '' ? given.series : seriesColumn(columnsWithRole(input, 'id'), source, checkpoint)
  const set = seriesOf({ ...source, series }, checkpoint)
  if (set === null) return `${group.label}: fewer than ${String(fewestDates)} dates have a forecast and an actual.`
  const season = given.season ?? set.step.season
  const measure = measureForecast(set, { ...given, season, alpha: context.alpha }, checkpoint)
  return measure === null ? `${group.label}: no series has ${String(fewestDates)} dates and an actual that changes.` : { group, set, season, measure }
}

/** The seasonal naive forecast decides where it can be made, else the naive one. */
const decides = (measure: ForecastMeasure, against: Against): boolean => measure.against[0] === against

function compute(input: AnalysisInput, given: Params, context: AnalysisContext): AnalysisResult {
  const groups = groupsOf(input)
  const results = groups.map((group, index) => {
    context.progress({ phase: 'Holding forecasts against naive ones', done: index, total: groups.length, unit: 'datasets' })
    return measureGroup(input, group, given, context)
  })
  const held = results.filter((result) => typeof result !== 'string')
  const raw = (decisive: boolean): readonly RawTest[] => held.flatMap(({ group, measure }) => measure.against.flatMap((against): readonly RawTest[] => (decides(measure, against) === decisive ? [{
    id: `${against.benchmark}/${group.key}`, label: `Forecasts as good as the ${against.benchmark === 'naive' ? '' : 'seasonal '}naive ones, ${group.label}`, test: 'Diebold–Mariano, fixed smoothing', p: against.test.p, n: against.dates,
  }] : [])))
  const corrected = held.flatMap(({ group, measure }) => measure.against.flatMap((against): readonly RawTest[] => (against.corrected === null ? [] : [{
    id: `corrected/${against.benchmark}/${group.key}`, label: `Forecasts as good as the ${against.benchmark === 'naive' ? '' : 'seasonal '}naive ones, ${group.label}`, test: 'Diebold–Mariano, Harvey–Leybourne–Newbold', p: against.corrected.p, n: against.dates,
  }])))
  const tests = [...confirmatoryFamily('performance.forecast', raw(true)), ...exploratoryFamily('performance.forecast, beside the verdict', [...raw(false), ...corrected])]
  const adjusted = new Map(tests.map((test) => [test.id, test.pAdjusted]))
  const detail: Detail = { alpha: context.alpha, loss: given.loss, horizon: given.horizon, margin: given.margin, judged: held.map(({ group, set, season, measure }): Judged => ({
    ...omit(measure, 'against'), key: group.key, label: group.label, step: set.step.name, season: season === 1 ? null : season, series: set.series.length - measure.flat, dates: measure.curve.length, first: set.first, last: set.last,
    against: measure.against.map((against): JudgedAgainst => { const pAdjusted = adjusted.get(`${against.benchmark}/${group.key}`)!; return { ...against, pAdjusted, decides: decides(measure, against), verdict: pAdjusted < context.alpha ? (against.advantage > 0 ? 'better' : 'worse') : against.equivalence < context.alpha ? 'equivalent' : 'inconclusive' } }),
  })) }
  const verdicts = detail.judged.flatMap(({ against }) => against.filter((one) => one.decides).map(({ verdict }) => verdict))
  return {
    headline: headlineOf(detail),
    verdict: verdicts.length === 0 ? 'described' : verdicts.includes('worse') ? 'different' : verdicts.includes('inconclusive') ? 'inconclusive' : verdicts.every((verdict) => verdict === 'equivalent') ? 'equivalent' : 'different',
    values: valuesOf(detail), tests, detail: detail as unknown as Json,
    rowsUsed: held.reduce((total, { set }) => total + set.rows, 0),
    rowsTotal: groups.reduce((total, { datasets }) => total + datasets.reduce((sum, { table }) => sum + table.rows, 0), 0),
    warnings: held.flatMap((each) => warningsOn(input, each)),
    notTested: [
      ...weightsNote(input, 'a date is the mean of its rows'), ...results.filter((result) => typeof result === 'string'), ...held.flatMap(notTestedOn),
      'Coverage of forecast intervals: the review has no recorded intervals; what intervals calibrated here hold is on the page on conformal coverage.',
    ],
  }
}

function warningsOn(input: AnalysisInput, { group, set, measure }: Measured): readonly string[] {
  const column = findColumn(datasetsOf(input, 'development')[0]?.table ?? { rows: 0, columns: [] }, dateColumn(input, group.datasets[0]!)!)
  const within = !group.datasets.some(({ role }) => role === 'development') && column?.kind === 'number' && column.values.some((date) => date >= set.first)
  return [
    ...(set.rows > set.series.reduce((total, { dates, before }) => total + dates.length - before, 0) ? [`${group.label}: a date is the mean of its rows (${countOf(set.rows, 'row')}${set.column === null ? '' : `, series by ${set.column}`}).`] : []),
    ...(set.cut ? [`${group.label}: times of day are cut off; a step is a day.`] : []),
    ...(within ? [`${group.label}: its dates lie within those of development, so this is not a forecast of what came after.`] : []),
    ...(measure.scaledByPast ? [] : [`${group.label}: MASE and RMSSE are scaled by its own naive errors; fewer than ${String(fewestDates)} earlier dates are known.`]),
  ]
}

function notTestedOn({ group, set, season, measure }: Measured): readonly string[] {
  return [
    ...(season === null ? [`Seasonal naive forecast in ${group.label}: the ${set.step.name} of its dates has no customary season; give the steps in a season.`] : []),
    ...(season !== null && season > 1 && !measure.against.some(({ benchmark }) => benchmark === 'seasonal') ? [`Seasonal naive forecast in ${group.label}: fewer than ${String(fewestDates)} dates have one a season of ${countOf(season, 'step')} before.`] : []),
    ...(measure.against.some(({ benchmark }) => benchmark === 'naive') ? [] : [`Naive forecast in ${group.label}: fewer than ${String(fewestDates)} dates, or no difference, to compare.`]),
    ...(set.short === 0 ? [] : [`${countOf(set.short, 'series', 'series')} of ${group.label}: fewer than ${String(fewestDates)} dates.`]),
    ...(measure.flat === 0 ? [] : [`${countOf(measure.flat, 'series', 'series')} of ${group.label}: the actual never changes.`]),
    ...(measure.theilU === null ? [`Theil's U in ${group.label}: there are several series, or an actual of 0.`] : []),
  ]
}

function inapplicable(input: AnalysisInput, given: Params): string | null {
  const groups = groupsOf(input)
  if (groups.length === 0) return 'No dataset has predictions, outcomes and dates.'
  if (given.series !== '' && !groups.some(({ datasets }) => datasets.some(({ table }) => findColumn(table, given.series) !== undefined))) return `There is no column ${given.series} that could tell the series.`
  return groups.some((group) => hasDates(input, group)) ? null : `Forecasts need ${String(fewestDates)} dates in order; no dataset has them.`
}

const analysis: Analysis<Params> = {
  id: 'performance.forecast',
  version: 1,
  group: 'performance',
  title: 'Forecasts in time',
  answers: 'Are the forecasts better than repeating what was, are they on level, and how smooth is their curve?',
  needs: { tasks: ['regression'], datasets: [], columns: ['date'], scores: 'scores', minimumRows: fewestDates, threshold: false },
  tests: true,
  params,
  inapplicable,
  compute: (input, given, context) => Promise.resolve().then(() => compute(input, given, context)),
  findings,
  figures,
  section,
  method: [
    'Every test dataset is a series, and so is production over all its windows (development only without either): mean actual and mean forecast of the rows of each date that have both. Where an identifying column comes back date after date, each of its values is a series of its own. Outcomes of development and test before the first date are known past.',
    'The naive forecast repeats the last actual known a horizon before; the seasonal naive one repeats the actual a whole number of seasons before. Dates without such an actual are left out of the comparison with it.',
    'Errors of each series are in units of its mean naive error one step back (of the known past where that has twelve pairs, else of the series itself). MASE and RMSSE are means over all dates and series, scaled by the naive or the seasonal naive error.',
    'Loss of benchmark less loss of forecast, one mean per date, is tested by Diebold and Mariano\'s statistic with a long-run variance of the first ν cosine transforms, ν = 0.4·n^(2/3), against Student\'s t with ν degrees of freedom: losses of naive forecasts go together over many dates, and this allows for it. Harvey, Leybourne and Newbold\'s form, which takes losses further apart than the horizon as uncorrelated, is printed beside it.',
    'The verdict rests on the seasonal naive forecast where there is a season, else on the naive one: better or worse when p, adjusted by Holm over datasets, is below the error budget; else equivalent when two one-sided tests at the budget show the mean loss within the difference that matters of the benchmark\'s, (1 ± margin)·benchmark − model by date tested as above; else inconclusive, with the difference that so many dates find with 80 % power. Worse by more than the difference that matters is proposed as a finding; the other benchmark is shown beside it.',
    'Theil\'s U (the second): root of the squared relative errors of the forecast over those of no change, for one series. Bias: mean of forecast − actual over dates, interval with the same long-run variance. Tracking signal: sum of the errors so far over their mean size so far, beyond ±4 by custom out of control; it is described.',
    'Roughness: sum of squared second differences of the forecast over that of the actuals, over dates that follow each other; above 1 the forecast curve is rougher than what happened. A jump is a step of the forecast over five times its median step, of which the actual took less than half.',
  ],
  references: [
    { text: 'Hyndman, R. J., Koehler, A. B. (2006). Another look at measures of forecast accuracy. International Journal of Forecasting 22, 679–688.' },
    { text: 'Diebold, F. X., Mariano, R. S. (1995). Comparing predictive accuracy. Journal of Business & Economic Statistics 13, 253–263.' },
    { text: 'Harvey, D., Leybourne, S., Newbold, P. (1997). Testing the equality of prediction mean squared errors. International Journal of Forecasting 13, 281–291.' },
    { text: 'Lazarus, E., Lewis, D. J., Stock, J. H., Watson, M. W. (2018). HAR inference: recommendations for practice. Journal of Business & Economic Statistics 36, 541–559.' },
    { text: 'Coroneo, L., Iacone, F. (2020). Comparing predictive accuracy in small samples using fixed-smoothing asymptotics. Journal of Applied Econometrics 35, 391–409.' },
    { text: 'Makridakis, S., Wheelwright, S. C., Hyndman, R. J. (1998). Forecasting: Methods and Applications, 3rd edition, 2.4.' },
    { text: 'Trigg, D. W. (1964). Monitoring a forecasting system. Operational Research Quarterly 15, 271–274.' },
  ],
}

export default analysis
