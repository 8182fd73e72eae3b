import { z } from 'zod'
import type { Analysis, AnalysisContext, AnalysisInput, AnalysisResult } from '../../contract/analysis'
import type { Json } from '../../contract/json'
import { datasetsOf, idPart, labelOf, referenceDataset } from '../common/datasets'
import { countOf, formatCount } from '../common/format'
import { adjustedById, confirmatoryFamily, exploratoryFamily } from '../common/ledger'
import { weightsNote } from '../common/weights'
import { chartOf, orders } from './over-time/measure'
import { figures, findings, headlineOf, section, slow, valuesOf } from './over-time/report'
import type { Detail, Followed } from './over-time/report'
import { allSeries } from './over-time/series'

const params = z.strictObject({
  minWindows: z.number().int().min(5).max(100).default(6).meta({ title: 'Fewest windows', description: 'A trend is tested when a quantity is known in at least so many windows.' }),
  sdDelta: z.number().gt(0).max(5).default(0.2).meta({ title: 'Change of a mean that matters', description: 'Last third of the windows against the first, in standard deviations of a row in the reference.' }),
  shareDelta: z.number().gt(0).max(1).default(0.05).meta({ title: 'Change of a share that matters', description: 'Last third of the windows against the first; 0.05 is five percentage points. Also used for the event rate.' }),
})
type Params = z.infer<typeof params>

function compute(input: AnalysisInput, given: Params, context: AnalysisContext): AnalysisResult {
  const reference = referenceDataset(input)!
  const windows = datasetsOf(input, 'production')
  const series = allSeries(input, reference, windows, () => context.checkpoint())
  const charts = series.map((each) => {
    context.checkpoint()
    return { series: each, chart: chartOf(each, context.rng.fork(`orders/${each.id}`)) }
  })
  const tested = charts.filter(({ chart }) => chart.trend.n >= given.minWindows)
  const tests = confirmatoryFamily('drift.over-time', tested.map(({ series: { id, title }, chart: { trend } }) => ({ id: `trend/${idPart(id)}`, label: `No trend of ${title} over the windows`, test: `Mann–Kendall, ${trend.method}, mid-p`, p: trend.midP, n: trend.n })))
  const levels = exploratoryFamily('drift.over-time.levels', tested.flatMap(({ series: { id, title }, chart: { level, trend } }) => (level === null || level.p === null ? [] : [{ id: `level/${idPart(id)}`, label: `${title[0]!.toUpperCase()}${title.slice(1)} has one level over the windows`, test: 'largest split, random orders', p: level.p, n: trend.n }])))
  const adjusted = adjustedById([...tests, ...levels])
  const followed = charts.map(({ series: { id, title, kind, unit, reference: level, sd }, chart }): Followed => ({
    id: idPart(id), title, kind, unit, reference: level, sd, points: chart.points, signal: chart.signal, tau: finite(chart.trend.tau), p: finite(chart.trend.midP), windows: chart.trend.n,
    pAdjusted: adjusted.get(`trend/${idPart(id)}`) ?? null, change: chart.change, largestStep: chart.largestStep,
    level: chart.level === null ? null : { ...chart.level, pAdjusted: adjusted.get(`level/${idPart(id)}`) ?? null },
    delta: unit === 'sd' ? given.sdDelta : given.shareDelta,
  }))
  const detail: Detail = { reference: labelOf(reference), windows: windows.map(labelOf), alpha: context.alpha, minWindows: given.minWindows, series: followed }
  const rows = reference.table.rows + windows.reduce((total, window) => total + window.table.rows, 0)
  return {
    headline: headlineOf(detail),
    verdict: tests.length === 0 ? 'described' : followed.some((each) => slow(each, detail)) ? 'different' : 'inconclusive',
    values: valuesOf(detail),
    tests: [...tests, ...levels],
    detail: detail as unknown as Json,
    rowsUsed: rows,
    rowsTotal: rows,
    warnings: [],
    notTested: [...weightsNote(input, 'control limits are set by numbers of rows; see the drift of predictions and outcomes for weighted levels'), ...charts.filter((each) => !tested.includes(each)).map(({ series: { title }, chart }) => `Trend of ${title}: known in ${countOf(chart.trend.n, 'window')}, ${String(given.minWindows)} are needed.`)],
  }
}

const finite = (value: number): number | null => (Number.isFinite(value) ? value : null)

const analysis: Analysis<Params> = {
  id: 'drift.over-time',
  version: 1,
  group: 'drift',
  title: 'Slow drift over the windows',
  answers: 'Does something move steadily from window to window although no single step shows it, where does a level change, and since when is it out of its control limits?',
  needs: { tasks: ['binary', 'multiclass', 'regression'], datasets: [['development', 'test'], ['production']], columns: [], scores: 'none', minimumRows: 20, threshold: false },
  tests: true,
  params,
  inapplicable: (input) => (datasetsOf(input, 'production').length < 3 ? 'There are fewer than three production windows.' : null),
  compute: (input, given, context) => Promise.resolve().then(() => compute(input, given, context)),
  findings,
  figures,
  section,
  method: [
    'Followed from window to window, in the order of their periods: the mean score, the event rate where outcomes are known, the mean of every numeric column and the share of every frequent level (at most six of a column, each at least 2 % of the reference). Missing cells are left out.',
    'Trend: Mann–Kendall on the window values, two-sided; without ties the share of all orders of the windows with more rising pairs and half of those with as many (mid-p, as the exact p of few windows alarms less often than it says), else normal. It asks only whether later windows lie above (or below) earlier ones, so one odd window does not make a trend. All trends are one family, adjusted by Holm.',
    'Control limits: mean of the reference ± 3 standard errors of a window of that size. Cumulative sums of (window − reference)/standard error less 0.5, upwards and downwards, signal above 5. Both are descriptions: they take the reference as exact and windows as independent draws, and are not in the ledger.',
    `Change point: the split of the windows into earlier and later ones whose row-weighted means differ most in standard errors; p is the share of ${formatCount(orders)} random orders of the windows that split more clearly and half of those that split as clearly, which holds also where windows scatter more than their rows make them. One change per series is sought; the p are adjusted by Benjamini and Hochberg and exploratory.`,
    'Change: the mean of the last third of the windows less that of the first third. Steps are the changes from one window to the next in their standard errors.',
    'A finding is proposed when the adjusted p of the trend is under the error budget and the change is larger than what matters.',
    'With few windows no trend can be significant, however steady: six windows in perfect order have p .0014.',
  ],
  references: [
    { text: 'Mann, H. B. (1945). Nonparametric tests against trend. Econometrica 13, 245–259.' },
    { text: 'Kendall, M. G. (1975). Rank Correlation Methods. Griffin.' },
    { text: 'Page, E. S. (1954). Continuous inspection schemes. Biometrika 41, 100–115.' },
    { text: 'Hinkley, D. V. (1970). Inference about the change-point in a sequence of random variables. Biometrika 57, 1–17.' },
    { text: 'Antoch, J., Hušková, M. (2001). Permutation tests in change point analysis. Statistics & Probability Letters 53, 37–46.' },
    { text: 'Montgomery, D. C. (2020). Introduction to Statistical Quality Control. Wiley.' },
  ],
}

export default analysis
