import { malformed } from '../../problems'
import { NdArray } from '../../pickle/numpy'
import { ForestBuilder } from '../../trees/forest'
import { compileForest, sumLeaves } from '../../trees/kernel'
import { listOfValue, NotScorable, numbersOfValue, type Estimator } from '../estimator'
import type { Predictor } from '../steps'
import { olderThan } from '../transforms/discretizer'
import { floatColumns, refuseMissing } from './dense'
import { addTree, treeOf } from './trees'

/** Mean depth at which a search among n rows ends. */
function meanDepth(n: number): number {
  return n <= 1 ? 0 : n === 2 ? 1 : 2 * (Math.log(n - 1) + 0.577215664901532860606512090082402431) - 2 * (n - 1) / n
}

/**
 * Isolation forest: depth at which a row is alone, as a score below 0 for outliers. The label is -1 for an
 * outlier and 1 otherwise, the score the library's decision function.
 */
export function isolationForest(estimator: Estimator): Predictor {
  const width = estimator.width
  const members = estimator.list('estimators_').map((value) => estimator.inner(value))
  const places = listOfValue(estimator.raw('estimators_features_')) ?? []
  const offset = estimator.number('offset_')
  const samples = estimator.number('max_samples_', estimator.number('_max_samples', NaN))
  if (olderThan(estimator.text('_sklearn_version', '9'), 0, 22) && estimator.text('behaviour', 'old') === 'old') throw new NotScorable('IsolationForest judged outliers in another way before scikit-learn 0.22, which is not scored here.')
  const builder = new ForestBuilder('le', width, estimator.file)
  members.forEach((member, m) => {
    const tree = treeOf(member)
    const own = numbersOfValue(places[m]) ?? null
    const feature = own === null ? tree.feature : tree.feature.map((f) => f < 0 ? f : own[f] ?? NaN)
    if (feature.some((f) => Number.isNaN(f) || f >= width)) throw malformed(estimator.file, 'an isolation tree speaks of columns it does not have')
    const nodes = member.inner(member.raw('tree_')).raw('nodes')
    const counts = nodes instanceof NdArray ? nodes.field('n_node_samples') : null
    if (counts === null) throw malformed(estimator.file, 'an isolation tree does not count its rows')
    const depth = depthsOf(tree.left, tree.right, estimator.file)
    addTree(builder, { ...tree, feature }, [0], (node) => depth[node]! + meanDepth(counts[node]!))
  })
  const forest = builder.build()
  const compiled = compileForest(forest)
  const used = new Set(forest.feature)
  const divisor = members.length * meanDepth(samples)
  return {
    kind: 'decisions', classes: ['-1', '1'], width, outputs: 1,
    facts: [{ label: 'Trees', value: String(members.length) }, { label: 'Rows per tree', value: String(samples) }, { label: 'Threshold', value: String(offset) }],
    predict: (columns, batch) => {
      refuseMissing(columns, batch)
      const sums = [new Float64Array(batch.rows)]
      sumLeaves(compiled, floatColumns(columns, used), batch.rows, sums, batch.job)
      return [sums[0]!.map((depth) => -(2 ** (divisor === 0 ? -1 : -depth / divisor)) - offset)]
    },
    decide: (arrays, row) => arrays[0]![row]! < 0 ? 0 : 1,
  }
}

/** Splits above each node. */
function depthsOf(left: Float64Array, right: Float64Array, file: string): Float64Array {
  const depth = new Float64Array(left.length)
  for (let node = 0; node < left.length; node++) {
    if (left[node]! < 0) continue
    for (const child of [left[node]!, right[node]!]) {
      // The library writes parents before their children.
      if (child <= node || child >= left.length) throw malformed(file, 'the nodes of an isolation tree are not in order')
      depth[child] = depth[node]! + 1
    }
  }
  return depth
}
