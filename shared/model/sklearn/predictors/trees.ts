import { malformed, tooLarge } from '../../problems'
import { limits } from '../../limits'
import { NdArray } from '../../pickle/numpy'
import { ForestBuilder } from '../../trees/forest'
import { compileForest, sumLeaves } from '../../trees/kernel'
import { NotScorable, type Estimator } from '../estimator'
import type { Predictor } from '../steps'
import { floatColumns, refuseMissing } from './dense'

/** A fitted tree of the library: its node arrays and the value of each node per output. */
export interface TreeArrays {
  readonly feature: Float64Array
  readonly threshold: Float64Array
  readonly left: Float64Array
  readonly right: Float64Array
  /** 1 where missing values go left; null in files of versions that took none. */
  readonly missingLeft: Float64Array | null
  readonly weight: Float64Array | null
  readonly values: Float64Array
  /** Values per node. */
  readonly width: number
}

/** Reads `estimator.tree_`. */
export function treeOf(estimator: Estimator): TreeArrays {
  const tree = estimator.inner(estimator.raw('tree_'))
  const nodes = tree.raw('nodes')
  const values = tree.raw('values')
  if (!(nodes instanceof NdArray) || !(values instanceof NdArray)) throw new NotScorable(`${estimator.name} holds no tree; it may not be fitted.`)
  const column = (name: string): Float64Array => {
    const found = nodes.field(name)
    if (found === null) throw malformed(estimator.file, `a tree has no ${name}`)
    return found
  }
  const numbers = values.numbers()
  const count = nodes.length
  if (numbers === null || count === 0 || numbers.length % count !== 0) throw malformed(estimator.file, 'the values of a tree do not fit its nodes')
  const left = column('left_child')
  const feature = column('feature')
  // A leaf has no children; its feature is -2 in today's files and anything in older ones.
  for (let i = 0; i < count; i++) if (left[i]! < 0) feature[i] = -1
  return { feature, threshold: column('threshold'), left, right: column('right_child'), missingLeft: nodes.field('missing_go_to_left'), weight: nodes.field('weighted_n_node_samples'), values: numbers, width: numbers.length / count }
}

/** Adds a tree once per output: `valueOf(node, output)` is what its leaves add there. */
export function addTree(builder: ForestBuilder, tree: TreeArrays, groups: readonly number[], valueOf: (node: number, output: number) => number): void {
  const n = tree.feature.length
  const rule = Uint8Array.from({ length: n }, (_, i) => tree.missingLeft?.[i] === 1 ? 0 : 1)
  const set = new Int32Array(n).fill(-1)
  groups.forEach((group, output) => {
    builder.add({ group, feature: tree.feature, threshold: tree.threshold, left: tree.left, right: tree.right, rule, set, cover: tree.weight, value: Float64Array.from({ length: n }, (_, node) => valueOf(node, output)) })
  })
}

/** One tree, or the mean of the trees of a forest (random forest, extra trees). */
export function treeEnsemble(estimator: Estimator, classifier: boolean): Predictor {
  const single = estimator.raw('tree_') !== undefined
  let nodes = 0
  const trees = (single ? [estimator] : estimator.list('estimators_').map((value) => estimator.inner(value))).map((member) => {
    const tree = treeOf(member)
    if ((nodes += tree.feature.length) > limits.nodes) throw tooLarge(estimator.file, `more than ${limits.nodes} tree nodes`)
    return tree
  })
  if (trees.length === 0) throw new NotScorable(`${estimator.name} holds no trees.`)
  const classes = classifier ? estimator.classes : []
  const outputs = classifier ? classes.length : (trees[0]?.width ?? 1)
  if (outputs === 0 || outputs > limits.outputs || trees.some((tree) => tree.width !== outputs)) throw malformed(estimator.file, `${estimator.name} has trees whose values do not fit its ${outputs} outputs`)
  const width = estimator.width
  const builder = new ForestBuilder('le', width, estimator.file)
  const groups = Array.from({ length: outputs }, (_, k) => k)
  for (const tree of trees) {
    const total = (node: number): number => {
      let sum = 0
      for (let k = 0; k < outputs; k++) sum += tree.values[node * outputs + k]!
      return sum === 0 ? 1 : sum
    }
    addTree(builder, tree, groups, (node, k) => classifier ? tree.values[node * outputs + k]! / total(node) : tree.values[node * outputs + k]!)
  }
  const forest = builder.build()
  const compiled = compileForest(forest)
  const used = new Set(forest.feature)
  const takesMissing = trees.every((tree) => tree.missingLeft !== null)
  return {
    kind: classifier ? 'probabilities' : 'values', classes, width, outputs, forest: { forest, compiled },
    facts: [{ label: 'Trees', value: String(trees.length) }, { label: 'Nodes', value: String(trees.reduce((sum, tree) => sum + tree.feature.length, 0)) }, { label: 'Depth', value: String(forest.depth.reduce((a, b) => Math.max(a, b), 0)) }],
    predict: (columns, batch) => {
      if (!takesMissing) refuseMissing(columns, batch)
      const sums = groups.map(() => new Float64Array(batch.rows))
      sumLeaves(compiled, floatColumns(columns, used), batch.rows, sums, batch.job)
      return trees.length === 1 ? sums : sums.map((sum) => sum.map((x) => x / trees.length))
    },
    margin: (output) => ({ group: output, offset: 0, scale: 1 / trees.length, link: 'identity', sign: 1 }),
  }
}
