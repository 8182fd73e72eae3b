import { z } from 'zod'
import type { Analysis, AnalysisContext, AnalysisInput, AnalysisResult } from '../../contract/analysis'
import type { Json } from '../../contract/json'
import { compareMeans, rowLossInterval, rowMean } from '../../stats/row-mean'
import type { RowMean } from '../../stats/row-mean'
import { argsort } from '../common/argsort'
import { columnsWithRole, findColumn, labelOf, referenceDataset } from '../common/datasets'
import { countOf, formatCount } from '../common/format'
import { judgedLoss } from '../common/judged-loss'
import { distancesOf, fitDistance } from '../common/normal-distance'
import { orderedRows } from '../common/ordered-rows'
import { pickWeights, weightOf, weightsApplied, weightsMethod } from '../common/weights'
import { noRows } from '../common/no-rows'
import { clusterWords, clustersOf } from './resilience/groups'
import { figures, headlineOf, section, valuesOf } from './resilience/report'
import type { ClusterRow, Detail, OuterPoint } from './resilience/report'

const params = z.strictObject({
  clusters: z.number().int().min(2).max(30).default(8).meta({ title: 'Clusters', description: 'Groups of like rows, made from the features alone.' }),
  minRows: z.number().int().min(30).max(100_000).default(50).meta({ title: 'Smallest cluster judged', description: 'Smaller ones are shown and take no part.' }),
  mostFeatures: z.number().int().min(1).max(200).default(40).meta({ title: 'Features used', description: 'The first of the features so many; distances take time with the square of their number.' }),
})
type Params = z.infer<typeof params>

const shares = [0.05, 0.1, 0.2, 0.3, 0.5, 1] as const

function compute(input: AnalysisInput, given: Params, context: AnalysisContext): AnalysisResult {
  const checkpoint = (): void => context.checkpoint()
  const { dataset, loss: all, name } = judgedLoss(input)!
  const known = columnsWithRole(input, 'feature').filter((feature) => ['number', 'category'].includes(findColumn(dataset.table, feature)?.kind ?? ''))
  const features = known.slice(0, given.mostFeatures)
  const ordered = orderedRows({ ...dataset, score: all, recorded: null, outcome: null }, features, null, context.rng, checkpoint)
  const loss = ordered.score!
  const weights = weightOf(dataset)
  const weight = weights === null ? null : pickWeights(weights, ordered.rows)
  const meanOf = (rows: Int32Array): RowMean => rowMean(Float64Array.from(rows, (row) => loss[row]!), pickWeights(weight, rows))
  const measure = (rows: Int32Array, level: number): Omit<OuterPoint, 'share'> => {
    const { estimate, low, high, n } = rowLossInterval(meanOf(rows), level)
    return { loss: estimate, low, high, n }
  }
  const usable = Int32Array.from(loss.keys()).filter((row) => Number.isFinite(loss[row]!) && (weight === null || weight[row]! > 0))
  if (usable.length === 0) throw noRows(labelOf(dataset), 'a score and an outcome')
  context.progress({ phase: 'Clustering rows', done: 0, total: 2, unit: 'views' })
  const clusters = clustersOf(ordered.table, features, given.clusters, context.rng.fork('clusters'), checkpoint)
  const members = Array.from({ length: clusters.count }, (_, cluster) => usable.filter((row) => clusters.of[row] === cluster))
  const judged = members.filter((rows) => rows.length >= given.minRows).length
  // Bonferroni: the worst of them is looked at, so all intervals have to hold together.
  const level = 1 - 0.05 / Math.max(1, judged)
  const rowsOf = members.map((rows, cluster): ClusterRow => {
    checkpoint()
    const others = meanOf(usable.filter((row) => clusters.of[row] !== cluster))
    const words = clusterWords(clusters, cluster)
    return { words, share: rows.length / usable.length, small: rows.length < given.minRows, ...measure(rows, level), others: others.mean, above: compareMeans(meanOf(rows), others, level)?.low ?? null }
  })
  context.progress({ phase: 'Measuring distances', done: 1, total: 2, unit: 'views' })
  const numbers = features.filter((feature) => findColumn(dataset.table, feature)?.kind === 'number')
  const reference = referenceDataset(input) ?? dataset
  const outer = numbers.length === 0 ? [] : outerCurve(distancesOf(fitDistance(reference.table, numbers, checkpoint), ordered.table, checkpoint), usable, measure, checkpoint)
  const detail: Detail = { dataset: labelOf(dataset), reference: labelOf(reference), lossName: name, rows: usable.length, overall: measure(usable, 0.95), clusters: [...rowsOf].sort((a, b) => Number(a.small) - Number(b.small) || b.loss - a.loss), judged, outer }
  return {
    headline: headlineOf(detail),
    verdict: 'described',
    values: valuesOf(detail),
    tests: [],
    detail: detail as unknown as Json,
    rowsUsed: usable.length,
    rowsTotal: dataset.table.rows,
    warnings: [...weightsApplied(input, [dataset]), ...(clusters.fitted < ordered.table.rows ? [`The centres of the clusters come from ${formatCount(clusters.fitted)} rows drawn at random; every row is in a cluster and counted.`] : [])],
    notTested: [
      ...(features.length < known.length ? [`${countOf(known.length - features.length, 'feature')} beyond the first ${formatCount(features.length)} took no part.`] : []),
      ...rowsOf.filter((row) => row.small).map((row) => `Cluster of ${row.words}: ${countOf(row.n, 'row')}; too few to judge.`),
      ...(numbers.length === 0 ? ['Outer rows: no feature is a number.'] : []),
    ],
  }
}

function outerCurve(distances: Float64Array, usable: Int32Array, measure: (rows: Int32Array, level: number) => Omit<OuterPoint, 'share'>, checkpoint: () => void): readonly OuterPoint[] {
  const falling = argsort(Uint32Array.from(usable), distances.map((distance) => -distance), null, checkpoint)
  return shares.map((share) => ({ share, ...measure(Int32Array.from(falling.subarray(0, Math.max(2, Math.round(share * falling.length)))), 0.95) }))
}

const analysis: Analysis<Params> = {
  id: 'stability.resilience',
  version: 1,
  group: 'stability',
  title: 'Worst cluster and outer rows',
  answers: 'Is the model worse for some kind of row, or for rows far from the middle of development, should they become more frequent?',
  needs: { tasks: ['binary', 'regression', 'multiclass'], datasets: [['test', 'production', 'development']], columns: ['outcome', 'feature'], scores: 'scores', minimumRows: 200, threshold: false },
  tests: false,
  params,
  inapplicable: (input) => (judgedLoss(input) === undefined ? 'No dataset has 200 rows with outcomes and predictions that give a loss (for classes: probabilities).' : null),
  compute: (input, given, context) => Promise.resolve().then(() => compute(input, given, context)),
  findings: () => [],
  figures,
  section,
  method: [
    'Loss of a row of the first test dataset (else production, else development): log loss for classes, squared error for numbers.',
    `Clusters: k-means (k-means++ seeds, Lloyd's rounds, best of ten starts) on the normal scores of the ranks of numeric features and on 0 and 1 for levels held by at least 5 % of the rows; a missing number counts as the middle. Losses take no part, so no cluster is there because its losses are large. Rounds end when at most one row in a thousand moves. With more than 20,000 rows (with more than twelve coordinates, 240,000 by their number, 4,000 at least) the centres come from so many drawn at random, and every row is then given its nearest centre.`,
    'Mean loss of each cluster with Hall\'s interval of a skewed mean; the intervals of all clusters hold together at 95 % (Bonferroni), since the worst of them is looked at. A cluster is called worse when Welch\'s interval of its difference from all other rows, at the same level, lies above zero.',
    'Outer rows: the share of rows with the largest Mahalanobis distance of their normal scores from the middle of the reference (development where there is one), numeric features only, correlations of the reference with 0.001 added to the diagonal.',
    'A description: nothing is proposed as a finding. Slices that people can name are tested for on a page of their own.',
    weightsMethod,
  ],
  references: [
    { text: 'Arthur, D., Vassilvitskii, S. (2007). k-means++: the advantages of careful seeding. SODA.' },
    { text: 'Hall, P. (1992). On the removal of skewness by transformation. Journal of the Royal Statistical Society B 54, 221–228.' },
    { text: 'Sudjianto, A., Zhang, A. (2024). Model validation practice in banking: a structured approach for predictive models.' },
  ],
}

export default analysis
