import { Fields, isRecord } from '../fields'
import { limits } from '../limits'
import { malformed } from '../problems'
import { assemble } from './assemble'
import { categoryLists } from './text'
import type { LeafModel, LightgbmModel, RawTree } from './types'

/** Reads LightGBM's JSON dump (`dump_model`). */
export function readJson(document: unknown, file: string): LightgbmModel {
  const root = new Fields(document, '', file)
  const featureNames = root.texts('feature_names')
  const infos = root.has('feature_infos') && isRecord(root.raw('feature_infos')) ? root.child('feature_infos') : null
  const trees = root.children('tree_info').map((tree, index) => flatten(tree.raw('tree_structure'), { index, file, bounded: root.text('version', '') === 'v2' }))
  const categorical = infos === null ? categoricalSplits(trees) : featureNames.flatMap((name, i) => {
    const info = infos.has(name) ? infos.child(name) : null
    return info?.has('values') === true && info.list('values').length > 0 ? [i] : []
  })
  // Dumps of versions before 2.2 leave the objective out; later ones do so for custom objectives only.
  const told = root.has('objective') || root.has('average_output')
  return assemble({
    version: root.text('version', ''),
    objective: told ? root.text('objective', '') : 'not recorded in this dump',
    featureNames,
    ranges: [],
    categorical,
    pandasCategories: categoryLists(root.raw('pandas_categorical')),
    monotone: directionsOf(root.raw('monotone_constraints')),
    outputs: Math.max(1, root.count('num_tree_per_iteration', limits.outputs, 1)),
    average: root.has('average_output') && root.number('average_output') !== 0,
    trees,
  }, file)
}

/** Features that are split by category, in order: all a dump without `feature_infos` tells of its categories. */
function categoricalSplits(trees: readonly RawTree[]): readonly number[] {
  const found = new Set<number>()
  for (const tree of trees) for (let i = 0; i < tree.splitFeature.length; i++) if ((tree.decisionType[i]! & 1) === 1) found.add(tree.splitFeature[i]!)
  return Array.from(found).sort((a, b) => a - b)
}

function directionsOf(value: unknown): readonly number[] {
  return Array.isArray(value) ? value.map(Number) : []
}

interface Context {
  readonly index: number
  readonly file: string
  /** No threshold is infinite. */
  readonly bounded: boolean
}

/** Lays a nested tree out flat without recursion, in the order nodes are met. */
function flatten(structure: unknown, context: Context): RawTree {
  const { index, file } = context
  const out = { splitFeature: [] as number[], threshold: [] as number[], decisionType: [] as number[], left: [] as number[], right: [] as number[], leafValue: [] as number[], categories: [] as (readonly number[])[], gain: [] as number[] }
  const counts = { splits: [] as number[], leaves: [] as number[] }
  const models: (LeafModel | null)[] = []
  const stack: { readonly value: unknown; readonly parent: number; readonly side: 'left' | 'right' }[] = [{ value: structure, parent: -1, side: 'left' }]
  while (stack.length > 0) {
    const { value, parent, side } = stack.pop()!
    const node = new Fields(value, `tree ${index}`, file)
    if (out.leafValue.length + out.splitFeature.length > limits.nodes) throw malformed(file, 'it has too many nodes')
    if (!node.has('split_feature')) {
      if (parent >= 0) out[side][parent] = ~out.leafValue.length
      out.leafValue.push(node.number('leaf_value'))
      if (node.has('leaf_count')) counts.leaves.push(node.number('leaf_count'))
      models.push(leafModel(node))
      continue
    }
    const place = out.splitFeature.length
    if (parent >= 0) out[side][parent] = place
    out.splitFeature.push(node.number('split_feature'))
    out.gain.push(node.has('split_gain') ? node.number('split_gain') : 0)
    if (node.has('internal_count')) counts.splits.push(node.number('internal_count'))
    out.left.push(0)
    out.right.push(0)
    addDecision(node, out, context)
    stack.push({ value: node.raw('right_child'), parent: place, side: 'right' }, { value: node.raw('left_child'), parent: place, side: 'left' })
  }
  const whole = out.splitFeature.length === 0 ? { splits: [], leaves: [1] } : counts
  return { ...out, counts: whole, leafModels: models.some((model) => model !== null) ? models.map((model, l) => model ?? { constant: out.leafValue[l]!, features: new Int32Array(), coefficients: new Float64Array() }) : null }
}

function addDecision(node: Fields, out: { readonly threshold: number[]; readonly decisionType: number[]; readonly categories: (readonly number[])[] }, { index, file, bounded }: Context): void {
  const kind = node.text('decision_type')
  const missing = node.text('missing_type', 'None').toLowerCase()
  const bits = (node.has('default_left') && node.number('default_left') !== 0 ? 2 : 0) + (missing === 'zero' ? 4 : missing === 'nan' ? 8 : 0)
  if (kind === '==') {
    const codes = node.text('threshold').split('||').map(Number)
    if (codes.some((code) => !Number.isInteger(code))) throw malformed(file, `a category of tree ${index} is not a code`)
    out.threshold.push(out.categories.length)
    out.decisionType.push(bits + 1)
    out.categories.push(codes)
  } else if (kind === '<=') {
    const threshold = node.number('threshold')
    // A dump writes ±1e300 for ±∞, which JSON cannot say; before 2.3 models held no other.
    out.threshold.push(!bounded && Math.abs(threshold) >= 1e300 ? Math.sign(threshold) * Infinity : threshold)
    out.decisionType.push(bits)
  } else throw malformed(file, `the decision "${kind.slice(0, 10)}" of tree ${index} is unknown`)
}

function leafModel(leaf: Fields): LeafModel | null {
  if (!leaf.has('leaf_const')) return null
  const features = leaf.has('leaf_features') ? Int32Array.from(leaf.numbers('leaf_features')) : new Int32Array()
  const coefficients = leaf.has('leaf_coeff') ? Float64Array.from(leaf.numbers('leaf_coeff')) : new Float64Array()
  return { constant: leaf.number('leaf_const'), features, coefficients: coefficients.slice(0, features.length) }
}
