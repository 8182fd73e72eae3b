import { malformed } from '../../problems'
import { noResult } from '../frame'
import { numberOf, sameValue, textOf, type Value } from '../values'
import { arrayItems, type XmlElement } from '../xml'
import type { Evaluate, ModelContext } from './context'

/** Compiles a centre-based ClusteringModel with distance measures; the nearest cluster is the answer. */
export function compileClustering(context: ModelContext): Evaluate {
  const { element, scope, program } = context
  const measure = element.child('ComparisonMeasure')
  const metric = measure?.elements[0]?.name ?? 'squaredEuclidean'
  if (element.attr('modelClass') === 'distributionBased') program.unsupported.add('A distribution-based ClusteringModel is not evaluated here.')
  if (measure?.attr('kind') === 'similarity') program.unsupported.add('A clustering by similarity is not evaluated here.')
  const fields = element.all('ClusteringField').filter((field) => field.attr('isCenterField') !== 'false').map((field) => ({
    get: scope.need(field.need('field'), program).get,
    weight: field.number('fieldWeight', 1),
    compare: comparer(field, field.attr('compareFunction') ?? measure?.attr('compareFunction') ?? 'absDiff', context),
  }))
  const power = measure?.elements[0]?.number('p-parameter', 2) ?? 2
  const clusters = element.all('Cluster').map((cluster, i) => ({ id: cluster.attr('id') ?? String(i + 1), name: cluster.attr('name'), center: arrayItems(cluster.child('Array') ?? cluster) }))
  if (clusters.length === 0) throw malformed(program.file, 'a ClusteringModel has no clusters')
  const aggregate = aggregateOf(metric, power)
  if (aggregate === null) program.unsupported.add(`The distance "${metric}" of a clustering is not known here.`)
  return (frame) => {
    const row = fields.map((field) => field.get(frame))
    const present = row.filter((value) => value !== null).length
    if (present === 0 || aggregate === null) return noResult
    // Missing fields are left out and the distance scaled up to the full number of fields.
    const adjust = fields.length / present
    const distances = new Map(clusters.map((cluster) => [cluster.id, aggregate(fields.flatMap((field, k) => row[k] === null ? [] : [{ weight: field.weight, difference: field.compare(row[k]!, cluster.center[k] ?? '') }]), adjust)]))
    const best = Array.from(distances).reduce((a, b) => b[1] < a[1] ? b : a)[0]
    return { value: best, probabilities: null, entity: best, confidences: distances }
  }
}

type Difference = (x: Value, center: string) => number

function comparer(field: XmlElement, name: string, { program }: ModelContext): Difference {
  const scale = field.number('similarityScale', 1)
  switch (name) {
    case 'absDiff': return (x, center) => Math.abs((numberOf(x) ?? NaN) - Number(center))
    case 'gaussSim': return (x, center) => Math.exp((-Math.LN2 * ((numberOf(x) ?? NaN) - Number(center)) ** 2) / scale ** 2)
    case 'delta': return (x, center) => sameValue(x, center) || (x !== null && textOf(x) === center) ? 0 : 1
    case 'equal': return (x, center) => sameValue(x, center) || (x !== null && textOf(x) === center) ? 1 : 0
    default:
      program.unsupported.add(`The compare function "${name}" of a clustering is not known here.`)
      return () => NaN
  }
}

function aggregateOf(metric: string, power: number): ((parts: readonly { readonly weight: number; readonly difference: number }[], adjust: number) => number) | null {
  const sum = (parts: readonly { readonly weight: number; readonly difference: number }[], exponent: number): number => parts.reduce((total, { weight, difference }) => total + weight * difference ** exponent, 0)
  switch (metric) {
    case 'euclidean': return (parts, adjust) => Math.sqrt(sum(parts, 2) * adjust)
    case 'squaredEuclidean': return (parts, adjust) => sum(parts, 2) * adjust
    case 'cityBlock': return (parts, adjust) => sum(parts, 1) * adjust
    case 'chebychev': return (parts, adjust) => Math.max(...parts.map(({ weight, difference }) => weight * difference)) * adjust
    case 'minkowski': return (parts, adjust) => (sum(parts, power) * adjust) ** (1 / power)
    default: return null
  }
}

