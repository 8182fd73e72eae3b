import { z } from 'zod'
import type { Analysis, AnalysisContext, AnalysisDataset, AnalysisInput, AnalysisResult } from '../../contract/analysis'
import type { Json } from '../../contract/json'
import { rowLossInterval, rowMean } from '../../stats/row-mean'
import { permutation } from '../../stats/shuffle'
import { moments, varianceOf } from '../../stats/sums'
import { columnsWithRole, judgedDatasets, labelOf, scoreOf } from '../common/datasets'
import { countOf } from '../common/format'
import { noRows } from '../common/no-rows'
import { groupFields, schemesFor } from '../common/group-params'
import { keepOrdered, orderedRows } from '../common/ordered-rows'
import { areProbabilities, logLossRows } from '../common/row-loss'
import { weightsNote } from '../common/weights'
import { aucToday, breakEven, effectiveRows, metricAt, mixOf } from './mix-stress/measure'
import type { MetricId as EventMetricId } from './mix-stress/measure'
import { numberBreakEven, numberMetricAt, numberMixOf } from './mix-stress/numbers'
import type { NumberMetricId } from './mix-stress/numbers'
import { capital, figures, headlineOf, metricWords, section, valuesOf } from './mix-stress/report'
import type { Detail, MetricId, MixRow } from './mix-stress/report'
import { worstCase } from './mix-stress/worst'

const params = z.strictObject({
  ...groupFields,
  eventRise: z.number().gt(0).max(10).default(0.1).meta({ title: 'Rise of the event rate that breaks the limit', description: 'Relative to today: 0.1 is a tenth more events.' }),
  favourableFall: z.number().gt(0).lt(1).default(0.1).meta({ title: 'Fall of the favourable rate that breaks the limit', description: 'Relative to today: 0.1 is a tenth fewer favourable decisions.' }),
  aucFall: z.number().gt(0).lt(0.5).default(0.03).meta({ title: 'Fall of the AUC that breaks the limit', description: 'In points of AUC.' }),
  errorRise: z.number().gt(0).max(10).default(0.1).meta({ title: 'Rise of the mean absolute error that breaks the limit', description: 'Predicted numbers, relative to today: 0.1 is a tenth more.' }),
  biasShift: z.number().gt(0).max(5).default(0.1).meta({ title: 'Shift of the bias that breaks the limit', description: 'Predicted numbers, on the mean of outcome less predicted, either way, in standard deviations of the outcome.' }),
  minGroup: z.number().int().min(10).default(50).meta({ title: 'Smallest group', description: 'Smaller groups are listed as not tested.' }),
})
type Params = z.infer<typeof params>

const judgedDataset = (input: AnalysisInput): AnalysisDataset | undefined => judgedDatasets(input)[0]

function compute(input: AnalysisInput, given: Params, context: AnalysisContext): AnalysisResult {
  const dataset = judgedDataset(input)!
  const checkpoint = (): void => context.checkpoint()
  const names = columnsWithRole(input, 'segment', 'protected')
  const { schemes, notes, notTested } = schemesFor(input, names, [dataset], given)
  checkpoint()
  const all = orderedRows({ ...dataset, score: scoreOf(dataset), recorded: null }, [...names, ...columnsWithRole(input, 'feature')], null, context.rng, checkpoint)
  const numbers = input.task === 'regression'
  const rows = keepOrdered(all, (row) => Number.isFinite(all.score![row]!) && (numbers ? Number.isFinite(all.outcome![row]!) : all.outcome![row] === 0 || all.outcome![row] === 1))
  const score = rows.score!
  const outcome = rows.outcome!
  const n = score.length
  if (n === 0) throw noRows(labelOf(dataset), 'a score and an outcome')
  const { limits: asked, today, mixer } = (numbers ? ofNumbers : ofEvents)(score, outcome, input, given)
  const limits = asked.filter(({ value, limit }) => Number.isFinite(value) && Number.isFinite(limit) && value !== limit)
  const mixes: MixRow[] = []
  const small: string[] = []
  const assigned = schemes.map((scheme) => scheme.assign(rows.table))
  schemes.forEach((scheme, index) => {
    scheme.labels.forEach((group, code) => {
      context.checkpoint()
      const mix = mixer((row) => assigned[index]![row] === code)
      if (mix.parts[1].n < given.minGroup || mix.parts[0].n < given.minGroup) {
        small.push(`${scheme.column} = ${group}: ${countOf(mix.parts[1].n, 'row')}; the group or the rest is too small for a mix.`)
        return
      }
      const share = mix.parts[1].n / n
      for (const { metric, value, limit } of limits) {
        const met = mix.breakEven(metric, limit, share)
        mixes.push({
          column: scheme.column, group, metric, share, n: mix.parts[1].n, limit, today: value, breakEven: met, effective: met === null ? null : effectiveRows(mix, met),
          curve: [0, 0.1, 0.25, 0.5, 0.75, 1].map((point) => [point, finite(mix.at(metric, point))] as const),
        })
      }
    })
  })
  checkpoint()
  const losses = numbers ? outcome.map((value, row) => Math.abs(value - score[row]!)) : areProbabilities(score) ? logLossRows(score, outcome) : null
  const cell = crossed(assigned, schemes.map((scheme) => scheme.labels.length + 1), n)
  const half = new Uint8Array(n)
  permutation(n, context.rng.fork('halves')).forEach((row, place) => (half[row] = place % 2))
  const detail: Detail = { dataset: labelOf(dataset), rows: n, columns: schemes.map((scheme) => scheme.column), limits, today, lossName: numbers ? 'absolute error' : 'log loss', mixes, worst: losses !== null && schemes.length > 0 ? worstCase(cell, half, losses) : [] }
  return {
    headline: headlineOf(detail),
    verdict: 'described',
    values: valuesOf(detail),
    tests: [],
    detail: detail as unknown as Json,
    rowsUsed: n,
    rowsTotal: dataset.table.rows,
    warnings: notes,
    notTested: [...weightsNote(input, 'the weights would be those of the mix, which this analysis varies itself'), ...asked.filter((each) => !limits.includes(each)).map(({ metric }) => `${capital(metricWords[metric])}: it has no value here that a mix could bring to a limit.`), ...notTested, ...small, ...(!numbers && input.decision.threshold === null ? ['Favourable rate under another mix: no decision threshold is set.'] : []), ...(losses !== null ? [] : ['Worst-case subpopulation: the scores are not probabilities, so rows have no log loss.'])],
  }
}

/** A group's mix with the rest, whatever the outcome is. */
interface AnyMix {
  readonly parts: readonly [{ readonly n: number }, { readonly n: number }]
  readonly at: (metric: MetricId, share: number) => number
  readonly breakEven: (metric: MetricId, limit: number, share: number) => number | null
}

interface Stressed {
  readonly limits: Detail['limits']
  readonly today: Detail['today']
  readonly mixer: (inGroup: (row: number) => boolean) => AnyMix
}

function ofEvents(score: Float64Array, outcome: Float64Array, { decision: { threshold, favourable: side } }: AnalysisInput, given: Params): Stressed {
  const favourable = Uint8Array.from(score, (value) => (threshold !== null && value >= threshold === (side === 'above') ? 1 : 0))
  const n = score.length
  const { auc, low, high } = aucToday(score, outcome)
  const eventRate = outcome.reduce((total, value) => total + value, 0) / n
  const favourableRate = favourable.reduce((total, value) => total + value, 0) / n
  return {
    limits: [
      { metric: 'event-rate', value: eventRate, limit: eventRate * (1 + given.eventRise) },
      ...(threshold === null ? [] : [{ metric: 'favourable-rate' as const, value: favourableRate, limit: favourableRate * (1 - given.favourableFall) }]),
      { metric: 'auc', value: auc, limit: auc - given.aucFall },
    ],
    today: { metric: 'auc', value: finite(auc), low: finite(low), high: finite(high) },
    mixer: (inGroup) => {
      const mix = mixOf(score, outcome, favourable, inGroup)
      return { parts: mix.parts, at: (metric, share) => metricAt(mix, metric as EventMetricId, share), breakEven: (metric, limit, share) => breakEven(mix, metric as EventMetricId, limit, share) }
    },
  }
}

function ofNumbers(score: Float64Array, outcome: Float64Array, _: AnalysisInput, given: Params): Stressed {
  const errors = outcome.map((value, row) => value - score[row]!)
  const mae = rowLossInterval(rowMean(errors.map(Math.abs)))
  const bias = rowMean(errors).mean
  const shift = given.biasShift * Math.sqrt(varianceOf(moments(outcome)))
  return {
    limits: [
      { metric: 'mae', value: mae.estimate, limit: mae.estimate * (1 + given.errorRise) },
      { metric: 'bias-low', value: bias, limit: bias - shift },
      { metric: 'bias-high', value: bias, limit: bias + shift },
    ],
    today: { metric: 'mae', value: finite(mae.estimate), low: finite(mae.low), high: finite(mae.high) },
    mixer: (inGroup) => {
      const mix = numberMixOf(score, outcome, inGroup)
      return { parts: mix.parts, at: (metric, share) => numberMetricAt(mix, metric as NumberMetricId, share), breakEven: (metric, limit) => numberBreakEven(mix, metric as NumberMetricId, limit) }
    },
  }
}

const finite = (value: number): number | null => (Number.isFinite(value) ? value : null)

/** One number per combination of groups of all columns. */
function crossed(assigned: readonly Int32Array[], sizes: readonly number[], n: number): Int32Array {
  const seen = new Map<string, number>()
  return Int32Array.from({ length: n }, (_, row) => {
    const key = assigned.map((groups, index) => String((groups[row]! + sizes[index]!) % sizes[index]!)).join(',')
    const known = seen.get(key)
    if (known !== undefined) return known
    seen.set(key, seen.size)
    return seen.size - 1
  })
}

const analysis: Analysis<Params> = {
  id: 'stability.mix-stress',
  version: 1,
  group: 'stability',
  title: 'Stress by another mix of cases',
  answers: 'How far would the mix of segments have to change for the event rate, the share of favourable decisions, the AUC or the error of predicted numbers to break its limit, and how bad is the worst part of the population?',
  needs: { tasks: ['binary', 'regression'], datasets: [['development', 'test', 'production']], columns: ['segment', 'protected'], scores: 'scores', minimumRows: 200, threshold: false },
  tests: false,
  params,
  inapplicable: (input) => (judgedDataset(input) === undefined ? 'No dataset has both scores and outcomes.' : null),
  compute: (input, given, context) => Promise.resolve().then(() => compute(input, given, context)),
  findings: () => [],
  figures,
  section,
  method: [
    'On the rows of the first test dataset (without one: production, else development) with a score and an outcome, each group of each segment and protected column is given another share of the whole, while nothing changes within the group and within the rest: weights π′/π.',
    'Event rate and favourable rate are linear in that share. The AUC is the mean over the four pairings of events and non-events of group and rest, weighted by how often each pairing then occurs; no simulation is needed.',
    'Predicted numbers: mean absolute error and bias (mean of outcome less predicted) are linear in that share. The limits are a rise of the error, relative to today, and a shift of the bias either way, in standard deviations of the outcome; the worst case is that of the absolute error.',
    'Break-even: the share nearest to today\'s at which a metric meets its limit; "none" where no share between 0 and 1 reaches it. Beside it the effective number of rows (Σw)²/Σw², which says how much data speaks for that mix.',
    'Worst-case subpopulation: rows are ranked by the mean log loss of their combination of groups on the other half of the rows (pulled towards the overall mean by 20 rows), and the mean loss of the worst share is shown (CVaR of the loss expected given the groups). A row\'s own outcome never ranks it.',
    'This is a description of what would follow, not a forecast and not a test: it holds while the relation of score and outcome within groups stays as it is.',
  ],
  references: [
    { text: 'Saerens, M., Latinne, P., Decaestecker, C. (2002). Adjusting the outputs of a classifier to new a priori probabilities. Neural Computation 14, 21–41.' },
    { text: 'Li, M., Namkoong, H., Xia, S. (2021). Evaluating model performance under worst-case subpopulations. NeurIPS.' },
    { text: 'Kish, L. (1965). Survey Sampling. Wiley.' },
  ],
}

export default analysis
