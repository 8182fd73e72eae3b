import { malformed } from '../../problems'
import { noResult } from '../frame'
import { parseValue } from '../values'
import { arrayItems } from '../xml'
import { compileComparison } from './comparison'
import type { Evaluate, ModelContext } from './context'

/** Compiles a centre-based ClusteringModel by distance or similarity; the closest cluster is the answer, the first one on a tie. */
export function compileClustering(context: ModelContext): Evaluate {
  const { element, scope, program } = context
  if (element.attr('modelClass') === 'distributionBased') program.unsupported.add('A distribution-based ClusteringModel is not evaluated here.')
  const elements = element.all('ClusteringField').filter((field) => field.attr('isCenterField') !== 'false')
  const fields = elements.map((field) => scope.need(field.need('field'), program))
  const comparison = compileComparison(elements, context)
  const clusters = element.all('Cluster').map((cluster, i) => ({
    id: cluster.attr('id') ?? String(i + 1),
    center: arrayItems(cluster.child('Array') ?? cluster).map((item) => parseValue(item, 'double') ?? item),
  }))
  if (clusters.length === 0) throw malformed(program.file, 'a ClusteringModel has no clusters')
  return (frame) => {
    const row = fields.map((field) => field.get(frame))
    if (row.every((value) => value === null)) return noResult
    const affinities = new Map(clusters.map((cluster) => [cluster.id, comparison.measure(row, cluster.center)]))
    const best = Array.from(affinities).reduce((a, b) => (comparison.similarity ? b[1] > a[1] : b[1] < a[1]) ? b : a)[0]
    return { value: best, probabilities: null, entity: best, confidences: affinities }
  }
}
