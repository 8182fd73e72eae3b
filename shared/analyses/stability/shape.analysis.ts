import { z } from 'zod'
import type { Analysis, AnalysisContext, AnalysisInput, AnalysisResult } from '../../contract/analysis'
import type { Json } from '../../contract/json'
import { sampleWithoutReplacement } from '../../stats/shuffle'
import { moments, varianceOf } from '../../stats/sums'
import { scoredClassNote } from '../common/classes'
import { findColumn, labelOf, scoredDataset } from '../common/datasets'
import { weightsNote } from '../common/weights'
import { shapeOf } from './curves/measure'
import { completeRows, planScan, scanFeature } from './curves/scan'
import { figures, headlineOf, odditiesOf, section, valuesOf } from './shape/report'
import type { Detail, FeatureShape } from './shape/report'

const params = z.strictObject({
  grid: z.number().int().min(3).max(200).default(20).meta({ title: 'Values per number', description: 'Observed quantiles of the reference that a numeric feature is set to.' }),
  curves: z.number().int().min(0).max(50).default(8).meta({ title: 'Curves of single rows', description: 'Rows drawn at random whose own curves are drawn and kept.' }),
  budget: z.number().int().min(1000).max(1e9).default(100_000).meta({ title: 'Changed rows scored at most', description: 'Rows are drawn at random from the dataset so that rows times grid values keep to this.' }),
})
type Params = z.infer<typeof params>

async function compute(input: AnalysisInput, given: Params, context: AnalysisContext): Promise<AnalysisResult> {
  const plan = planScan(input, ['number', 'category'], given.grid, given.budget, context)
  const { data } = plan
  const variance = varianceOf(moments(data.score!))
  const scoreSd = Number.isFinite(variance) ? Math.sqrt(variance) : 0
  const features: FeatureShape[] = []
  const refused: string[] = []
  for (const [index, grid] of plan.grids.entries()) {
    context.progress({ phase: 'Drawing shapes', done: index, total: plan.grids.length, unit: 'features' })
    const scan = await scanFeature(data.table, grid, context)
    const shape = typeof scan === 'string' ? null : shapeOf(scan, findColumn(data.table, grid.feature)!)
    if (typeof scan === 'string' || shape === null) {
      refused.push(`${grid.feature}: ${typeof scan === 'string' ? scan : 'no row has a score at every value.'}`)
      continue
    }
    const rows = completeRows(scan)
    const chosen = Array.from(sampleWithoutReplacement(rows.length, given.curves, context.rng.fork('curves')), (place) => rows[place]!)
    features.push({
      feature: grid.feature, kind: grid.kind, numbers: grid.numbers, labels: grid.labels, ...shape,
      curves: chosen.map((row) => scan.scores.map((at) => at[row]!)), steepestRow: data.rows[shape.steepest.row]! + 1, oddities: odditiesOf(shape, grid.numbers, grid.labels, scoreSd),
    })
  }
  const detail: Detail = { dataset: labelOf(plan.dataset), reference: labelOf(plan.reference), rows: data.table.rows, scoreSd, features }
  return {
    headline: headlineOf(detail),
    verdict: 'described',
    values: valuesOf(detail),
    tests: [],
    detail: detail as unknown as Json,
    rowsUsed: data.table.rows,
    rowsTotal: plan.dataset.table.rows,
    warnings: [...plan.warnings, ...scoredClassNote(input, plan.dataset)],
    notTested: [...weightsNote(input), ...plan.notTested, ...refused],
  }
}

const analysis: Analysis<Params> = {
  id: 'stability.shape',
  version: 1,
  group: 'stability',
  title: 'Shape of the score',
  answers: 'How does the score move with each feature, and is any curve odd?',
  needs: { tasks: ['binary', 'regression', 'multiclass'], datasets: [['test', 'production', 'development']], columns: ['feature'], scores: 'scorer', minimumRows: 30, threshold: false },
  tests: false,
  params,
  inapplicable: (input) => (scoredDataset(input) === undefined ? 'No dataset has scores of the artifact.' : null),
  compute: (input, given, context) => {
    if (context.score === null) return Promise.reject(new Error('An analysis that needs a scorer was started without one.'))
    return compute(input, given, context)
  },
  // An odd curve is a question to the developer, not a breach of anything.
  findings: () => [],
  figures,
  section,
  method: [
    'Rows of the test dataset (else production, else development) are scored with one feature set to each value of a grid: quantiles by nearest rank of the reference, so that every value is one that somebody has; the 20 most frequent levels of a category in code-point order.',
    'Partial dependence is the mean score over the rows at each value; the band holds the middle 80 % of them. Curves of single rows (individual conditional expectation) are those of rows drawn at random, the same for every feature.',
    'Accumulated local effects: a row counts only in the interval its own value lies in, by the difference of its scores at both ends; intervals are averaged, summed up and centred at 0 over the rows. Where they part from partial dependence, the feature moves with others and partial dependence speaks of rows that do not occur.',
    'Own curves: Σ(c − m)²/Σc² over rows and values, c the row\'s curve and m the mean curve, both less their mean. 0: every row moves alike; near 1: the mean curve describes nobody.',
    'A curve is called unusual only where it moves the mean score by more than a tenth of the standard deviation of the scores, and then held against what a harmless model gives: more than one turn that partial dependence and local effects both make, with limbs over 5 % of the range and a tenth of a standard deviation; a step over 50 % of the range and over twice what a straight line would step there, among ten or more values; partial dependence and local effects apart by over 25 % of the range beyond three standard errors of the latter; own curves over 50 %, for probabilities also on the log odds, where a model without interactions has 0; a missing value that scores outside the curve by over a tenth of a standard deviation.',
    'Of several classes the curves are those of one class\'s probability, the one the review takes as its score; which one is said.',
    'A description: nothing is tested and no finding is proposed.',
  ],
  references: [
    { text: 'Friedman, J. H. (2001). Greedy function approximation: a gradient boosting machine. Annals of Statistics 29, 1189–1232.' },
    { text: 'Goldstein, A., Kapelner, A., Bleich, J., Pitkin, E. (2015). Peeking inside the black box: visualizing statistical learning with plots of individual conditional expectation. JCGS 24, 44–65.' },
    { text: 'Apley, D. W., Zhu, J. (2020). Visualizing the effects of predictor variables in black box supervised learning models. JRSS B 82, 1059–1086.' },
  ],
}

export default analysis
