import { limits } from '../limits'
import { malformed } from '../problems'
import { ForestBuilder } from '../trees/forest'
import type { LeafModel, LightgbmModel, RawTree } from './types'

/** Head of the model, before its trees. */
export interface RawModel extends Omit<LightgbmModel, 'forest' | 'linear' | 'gain' | 'iterations'> {
  readonly trees: Iterable<RawTree>
}

/** Bits of `decision_type`: 1 categorical, 2 default left, 12 missing type (0 none, 4 zero, 8 NaN). */
function missingRule(decision: number): number {
  const left = (decision & 2) !== 0
  switch ((decision >> 2) & 3) {
    case 0: return 2
    case 1: return left ? 3 : 4
    default: return left ? 0 : 1
  }
}

/** Joins the trees into one forest and checks them. */
export function assemble(raw: RawModel, file: string): LightgbmModel {
  const features = raw.featureNames.length
  if (features > limits.inputs) throw malformed(file, `it has ${features} features, the limit is ${limits.inputs}`)
  const builder = new ForestBuilder('le', Math.max(1, features), file)
  const linear = new Map<number, LeafModel>()
  const gain = new Map<number, number>()
  let base = 0
  let count = 0
  for (const tree of raw.trees) {
    base += addTree(tree, count, { builder, linear, gain, base, outputs: raw.outputs, file, features })
    count++
  }
  if (count % raw.outputs !== 0) throw malformed(file, `it has ${count} trees for ${raw.outputs} outputs`)
  return {
    version: raw.version, objective: raw.objective, featureNames: raw.featureNames, ranges: raw.ranges, categorical: raw.categorical,
    pandasCategories: raw.pandasCategories, monotone: raw.monotone, outputs: raw.outputs, average: raw.average,
    iterations: count / raw.outputs, forest: builder.build(), linear: linear.size > 0 ? linear : null, gain,
  }
}

interface Context {
  readonly builder: ForestBuilder
  readonly linear: Map<number, LeafModel>
  readonly gain: Map<number, number>
  readonly base: number
  readonly outputs: number
  readonly features: number
  readonly file: string
}

/** Adds one tree and returns its number of nodes. */
function addTree(tree: RawTree, index: number, { builder, linear, gain, base, outputs, features, file }: Context): number {
  const splits = tree.splitFeature.length
  const leaves = tree.leafValue.length
  if (leaves !== splits + 1) throw malformed(file, `tree ${index} has ${splits} splits and ${leaves} leaves`)
  for (const list of [tree.threshold, tree.decisionType, tree.left, tree.right]) {
    if (list.length !== splits) throw malformed(file, `the lists of tree ${index} differ in length`)
  }
  const n = splits + leaves
  const feature = new Int32Array(n).fill(-1)
  const threshold = new Float64Array(n)
  const left = new Int32Array(n)
  const right = new Int32Array(n)
  const rule = new Uint8Array(n)
  const set = new Int32Array(n).fill(-1)
  const value = new Float64Array(n)
  const cover = coverOf(tree, splits, leaves)
  // A set belongs to one node; a tree that asks for one many times gets it once.
  const sets = new Map<number, number>()
  const place = (child: number): number => child < 0 ? splits + ~child : child
  for (let i = 0; i < splits; i++) {
    const decision = tree.decisionType[i]!
    feature[i] = tree.splitFeature[i]!
    if (feature[i]! < 0) throw malformed(file, `tree ${index} splits on feature ${feature[i]!}`)
    left[i] = place(tree.left[i]!)
    right[i] = place(tree.right[i]!)
    if ((decision & 1) !== 0) {
      const number = tree.threshold[i]!
      const codes = tree.categories[number]
      if (codes === undefined) throw malformed(file, `tree ${index} has no category set ${number}`)
      let known = sets.get(number)
      if (known === undefined) sets.set(number, known = builder.addSet(codes))
      set[i] = known
      // Missing goes right at categorical splits, whatever the missing type.
      rule[i] = 1
    } else {
      threshold[i] = tree.threshold[i]!
      rule[i] = missingRule(decision)
    }
    gain.set(feature[i]!, (gain.get(feature[i]!) ?? 0) + (tree.gain[i] ?? 0))
  }
  for (let l = 0; l < leaves; l++) {
    value[splits + l] = tree.leafValue[l]!
    if (tree.leafModels === null) continue
    const model = tree.leafModels[l]
    if (model === undefined || model.features.some((f) => f < 0 || f >= features)) throw malformed(file, `the linear leaves of tree ${index} are incomplete`)
    linear.set(base + splits + l, model)
  }
  builder.add({ group: index % outputs, feature, threshold, left, right, rule, set, value, cover })
  return n
}

/** Training rows per node, splits before leaves; null when any count is missing. */
function coverOf({ counts }: RawTree, splits: number, leaves: number): Float64Array | null {
  if (counts?.splits.length !== splits || counts.leaves.length !== leaves) return null
  const cover = new Float64Array(splits + leaves)
  cover.set(counts.splits)
  cover.set(counts.leaves, splits)
  return cover
}
