import { malformed } from '../../problems'
import { noResult } from '../frame'
import { numberOf } from '../values'
import { arrayItems } from '../xml'
import type { Evaluate, ModelContext } from './context'
import { modelNames } from './mining'

const eulerGamma = 0.5772156649015329

/**
 * Compiles an AnomalyDetectionModel over the model it holds. `iforest`: 2^(−path / c(n)) with
 * c(n) = 2(ln(n − 1) + γ) − 2(n − 1)/n, the mean path of an unsuccessful search among n; `ocsvm` and
 * others: the inner model's value; `clusterMeanDist`: distance to the closest cluster over that cluster's mean distance.
 */
export function compileAnomaly({ element, scope, program, nested }: ModelContext): Evaluate {
  const model = element.elements.find((child) => modelNames.has(child.name))
  if (model === undefined) throw malformed(program.file, 'an AnomalyDetectionModel holds no model')
  const inner = nested(model, scope).evaluate
  const type = element.attr('algorithmType') ?? 'other'
  if (type === 'iforest') {
    const n = element.number('sampleDataSize', NaN)
    if (!(n > 1)) throw malformed(program.file, 'an isolation forest does not say its sample size')
    const mean = n === 2 ? 1 : 2 * (Math.log(n - 1) + eulerGamma) - (2 * (n - 1)) / n
    return (frame) => {
      const path = numberOf(inner(frame).value)
      return path === null ? noResult : { value: 2 ** (-path / mean), probabilities: null }
    }
  }
  if (type !== 'clusterMeanDist') return inner
  const array = element.child('MeanClusterDistances')?.child('Array') ?? null
  const means = array === null ? [] : arrayItems(array).map(Number)
  return (frame) => {
    const { entity, confidences } = inner(frame)
    if (entity === undefined || confidences === undefined) return noResult
    const mean = means[Array.from(confidences.keys()).indexOf(entity)]
    const distance = confidences.get(entity)
    return mean === undefined || distance === undefined ? noResult : { value: distance / mean, probabilities: null }
  }
}
