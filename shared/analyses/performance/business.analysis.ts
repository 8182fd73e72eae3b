import { z } from 'zod'
import type { Analysis, AnalysisContext, AnalysisDataset, AnalysisInput, AnalysisResult } from '../../contract/analysis'
import type { Json } from '../../contract/json'
import { liftTable } from '../../stats/lift'
import { rowMean } from '../../stats/row-mean'
import { weightedLift } from '../../stats/weighted-ranking'
import { judgedDatasets, labelOf, scoreOf } from '../common/datasets'
import { rankScores } from '../common/ranked-scores'
import { weightOf, weightsApplied, weightsMethod } from '../common/weights'
import { bestPoint, pointAt, thin, valueCurve } from './business/measure'
import { figures, headlineOf, section, valuesOf } from './business/report'
import type { Detail, ValueDetail } from './business/report'

const amount = (title: string): z.ZodDefault<z.ZodNumber> => z.number().min(-1e12).max(1e12).default(0).meta({ title, description: 'In money per case; a cost is negative. With all four at 0 no value is computed.' })
const params = z.strictObject({
  valueTruePositive: amount('Event that is predicted'),
  valueFalsePositive: amount('Non-event that is predicted as event'),
  valueFalseNegative: amount('Event that is missed'),
  valueTrueNegative: amount('Non-event that is let through'),
  currency: z.string().max(8).default('').meta({ title: 'Currency', description: 'Printed behind amounts.' }),
  bands: z.number().int().min(2).max(50).default(10).meta({ title: 'Bands of the lift table' }),
})
type Params = z.infer<typeof params>

const judgedDataset = (input: AnalysisInput): AnalysisDataset | undefined => judgedDatasets(input)[0]

function compute(input: AnalysisInput, given: Params, context: AnalysisContext): AnalysisResult {
  const dataset = judgedDataset(input)!
  const ranked = rankScores(scoreOf(dataset)!, dataset.outcome!, () => context.checkpoint(), weightOf(dataset))
  context.checkpoint()
  const n = ranked.rows.length
  const costs = { tp: given.valueTruePositive, fp: given.valueFalsePositive, fn: given.valueFalseNegative, tn: given.valueTrueNegative }
  const stated = Object.values(costs).some((value) => value !== 0)
  const { threshold } = input.decision
  const { score, outcome, weight } = ranked
  const lift = ranked.events === 0 ? [] : weight === null ? liftTable(score, outcome, given.bands) : weightedLift({ score, outcome, weight }, given.bands)
  const eventRate = weight === null ? ranked.events / n : rowMean(outcome, weight).mean
  const detail: Detail = { dataset: labelOf(dataset), n, events: ranked.events, currency: given.currency, lift, value: stated && n > 0 ? valued() : null }

  function valued(): ValueDetail {
    const points = valueCurve(ranked, costs)
    const nobody = eventRate * costs.fn + (1 - eventRate) * costs.tn
    const best = bestPoint(points)
    return { costs, nobody, everybody: points[0]!.perRow, best: best.perRow >= nobody ? best : { threshold: Number.MAX_VALUE, perRow: nobody, predicted: 0, tp: 0, fp: 0 }, today: threshold === null ? null : pointAt(points, threshold, nobody), threshold, curve: thin(points, 200) }
  }

  return {
    headline: headlineOf(detail),
    verdict: 'described',
    values: valuesOf(detail),
    tests: [],
    detail: detail as unknown as Json,
    rowsUsed: n,
    rowsTotal: dataset.table.rows,
    warnings: weightsApplied(input, [dataset]),
    notTested: [
      ...(stated ? [] : ['Business value and the threshold that serves it best: the plan states no value of a right or wrong decision.']),
      ...(stated && threshold === null ? ['Value of the decisions as made: no decision threshold is set.'] : []),
      ...(ranked.events === 0 ? ['Lift: there is no event.'] : []),
    ],
  }
}

const analysis: Analysis<Params> = {
  id: 'performance.business',
  version: 1,
  group: 'performance',
  title: 'Lift and business value',
  answers: 'How are events concentrated among the highest scores, and what are the decisions worth at this and at every other threshold?',
  needs: { tasks: ['binary'], datasets: [['development', 'test', 'production']], columns: ['outcome'], scores: 'scores', minimumRows: 50, threshold: false },
  tests: false,
  params,
  inapplicable: (input) => (judgedDataset(input) === undefined ? 'No dataset has both scores and outcomes.' : null),
  compute: (input, given, context) => Promise.resolve().then(() => compute(input, given, context)),
  findings: () => [],
  figures,
  section,
  method: [
    'On the first test dataset (without one: production, else development), rows with a finite score and a known outcome, highest scores first, in bands of about equal size; equal scores are never parted, so bands may differ in size. Lift: event rate of the band over that of all rows. Gain: share of all events in the band and those above.',
    'Value per row at a threshold: (TP·v(TP) + FP·v(FP) + FN·v(FN) + TN·v(TN))/n with the values of the plan; a score at or above the threshold is predicted positive. Every distinct score is tried as threshold; of equally good ones the lowest is named.',
    'The best threshold is chosen and valued on the same rows, so its value is a little flattering. Deciding alike for everybody is printed beside it. Values are those of the plan: without them none is computed, for there is no harmless default.',
    weightsMethod,
  ],
  references: [
    { text: 'Provost, F., Fawcett, T. (2001). Robust classification for imprecise environments. Machine Learning 42, 203–231.' },
    { text: 'Elkan, C. (2001). The foundations of cost-sensitive learning. IJCAI.' },
  ],
}

export default analysis
