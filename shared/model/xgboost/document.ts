import { Fields } from '../fields'
import { limits } from '../limits'
import { malformed, tooLarge } from '../problems'
import { ForestBuilder, type Forest } from '../trees/forest'
import { habitsOf, type Habits } from './habits'
import { marginOf, objectiveOf, type Objective } from './objective'
import { wrapperOf, type Wrapper } from './wrapper'

/** What a gblinear booster holds. */
export interface LinearWeights {
  /** Feature-major, `outputs` per feature; the last `outputs` numbers are the biases. float32 values. */
  readonly weights: Float32Array
}

/** A parsed XGBoost model: everything scoring and the card need, arrays only. */
export interface XgboostModel {
  readonly version: string
  readonly booster: 'gbtree' | 'dart' | 'gblinear'
  readonly objectiveName: string
  readonly objective: Objective | null
  readonly features: number
  readonly featureNames: readonly string[]
  readonly featureTypes: readonly string[]
  /** Levels per feature where the model records them (3.1 and later). */
  readonly levels: readonly (readonly string[] | null)[]
  /** Columns of the margin: classes, targets or quantiles; 1 for plain models. */
  readonly outputs: number
  /** Starting margin per output. */
  readonly base: Float32Array
  readonly baseScore: readonly number[]
  readonly forest: Forest | null
  readonly linear: LinearWeights | null
  readonly treesInFile: number
  /** Boosting rounds used for prediction; fewer than in the file after early stopping. */
  readonly bestIteration: number | null
  readonly quantiles: string
  readonly gain: ReadonlyMap<number, number>
  readonly habits: Habits
  readonly wrapper: Wrapper
}

/**
 * Reads the document that `save_model` writes (JSON and UBJ have one schema).
 * @param baseIsMargin true for models of versions before 1.0, whose base score is stored as a margin.
 * DART weights are multiplied into the leaves in float32, which is what the library adds up.
 */
export function readDocument(document: unknown, file: string, baseIsMargin = false): XgboostModel {
  const root = new Fields(document, '', file)
  if (!root.has('learner')) throw malformed(file, 'it has no learner')
  const learner = root.child('learner')
  const params = learner.child('learner_model_param')
  const features = params.count('num_feature', limits.inputs)
  const classes = params.count('num_class', limits.outputs, 0)
  const targets = params.count('num_target', limits.outputs, 1)
  const outputs = Math.max(1, classes, targets)
  const objectiveName = learner.child('objective').text('name')
  const objective = objectiveOf(objectiveName)
  const baseScore = parseBaseScore(params.text('base_score', '0.5'), file)
  if (baseScore.length !== 1 && baseScore.length !== outputs) throw malformed(file, `base_score has ${baseScore.length} values for ${outputs} outputs`)
  const booster = learner.child('gradient_booster')
  const kind = booster.text('name')
  if (kind !== 'gbtree' && kind !== 'dart' && kind !== 'gblinear') throw malformed(file, `its booster "${kind.slice(0, 40)}" is unknown`)
  const attributes = learner.optionalChild('attributes')
  const version = root.has('version') ? Array.from(root.numbers('version')) : []
  const wrapper = wrapperOf(attributes?.text('scikit_learn', '') ?? '', file)
  const habits = habitsOf(version, kind)
  const unfitted = habits.unfittedBaseIsMargin && params.number('boost_from_average', 0) === 1 && kind !== 'gblinear' && isEmpty(booster)
  const stored = objectiveName === 'binary:logitraw' && habits.rawBaseIsProbability ? 'logit' : (objective?.link ?? 'identity')
  const link = baseIsMargin || unfitted ? 'identity' : stored
  const base = Float32Array.from({ length: outputs }, (_, k) => marginOf(baseScore[k] ?? baseScore[0]!, link))
  const common = {
    version: version.every((part) => part === 0) ? '' : version.join('.'),
    wrapper,
    objectiveName,
    objective,
    features,
    featureNames: namesOf(learner, 'feature_names', features, file),
    featureTypes: namesOf(learner, 'feature_types', features, file),
    outputs,
    habits,
    base,
    baseScore,
    quantiles: learner.child('objective').optionalChild('quantile_loss_param')?.text('quantile_alpha', '') ?? '',
  }
  if (kind === 'gblinear') {
    const weights = Float32Array.from(booster.child('model').numbers('weights'))
    if (weights.length !== (features + 1) * outputs) throw malformed(file, `it has ${weights.length} weights, ${features} features and ${outputs} outputs need ${(features + 1) * outputs}`)
    return { ...common, booster: kind, levels: [], forest: null, linear: { weights }, treesInFile: 0, bestIteration: null, gain: new Map() }
  }
  // DART before 3.1 wraps a gbtree; since then it is a gbtree with weights.
  const outer = booster.optionalChild('gbtree') ?? booster
  const model = outer.child('model')
  const weights = booster.has('weight_drop') ? booster.numbers('weight_drop') : model.has('weight_drop') ? model.numbers('weight_drop') : null
  return { ...common, ...readTrees(model, weights, { features, outputs, rounds: roundsOf(attributes, wrapper), habits, file }), booster: weights === null ? 'gbtree' : 'dart', levels: levelsOf(model, features), linear: null }
}

function isEmpty(booster: Fields): boolean {
  return (booster.optionalChild('gbtree') ?? booster).child('model').list('trees').length === 0
}

/** Where prediction stops, as early stopping recorded it; null where nothing is recorded. */
interface Rounds {
  readonly best: number
  /** Trees per output up to there (versions before 2.0). */
  readonly treeLimit: number | null
  readonly parallelTrees: number | null
}

function roundsOf(attributes: Fields | null, wrapper: Wrapper): Rounds | null {
  // Versions 1.4 to 1.7 write the last round of any model, which is -1 when there is none.
  if (attributes?.has('best_iteration') !== true || attributes.number('best_iteration') === -1) return null
  const treeLimit = attributes.count('best_ntree_limit', limits.trees, 0)
  return { best: attributes.count('best_iteration', limits.trees), treeLimit: treeLimit === 0 ? null : treeLimit, parallelTrees: wrapper.parallelTrees }
}

function parseBaseScore(text: string, file: string): readonly number[] {
  const parts = text.replace(/^\[|\]$/g, '').split(',').map((part) => part.trim())
  const values = parts.map((part) => part === '' ? NaN : Number(part))
  if (values.length > limits.outputs || values.some((value) => Number.isNaN(value))) throw malformed(file, 'its base_score is not a number or a list of numbers')
  return values
}

function namesOf(learner: Fields, key: string, features: number, file: string): readonly string[] {
  if (!learner.has(key)) return []
  const names = learner.texts(key)
  if (names.length !== 0 && names.length !== features) throw malformed(file, `${key} has ${names.length} entries for ${features} features`)
  return names
}

interface TreeContext {
  readonly features: number
  readonly outputs: number
  readonly rounds: Rounds | null
  readonly habits: Habits
  readonly file: string
}

function readTrees(model: Fields, weightDrop: ArrayLike<number> | null, context: TreeContext): Pick<XgboostModel, 'forest' | 'treesInFile' | 'bestIteration' | 'gain'> {
  const { features, outputs, file } = context
  const trees = model.children('trees')
  const info = model.numbers('tree_info')
  if (info.length !== trees.length) throw malformed(file, `tree_info has ${info.length} entries for ${trees.length} trees`)
  if (weightDrop !== null && weightDrop.length !== trees.length) throw malformed(file, `weight_drop has ${weightDrop.length} entries for ${trees.length} trees`)
  const used = treesUsed(model, trees.length, context)
  const builder = new ForestBuilder('lt', Math.max(features, 1), file)
  const gain = new Map<number, number>()
  for (let t = 0; t < used; t++) {
    const group = info[t]!
    if (!Number.isInteger(group) || group < 0 || group >= outputs) throw malformed(file, `tree ${t} belongs to output ${group} of ${outputs}`)
    readTree(trees[t]!, { group, weight: weightDrop === null ? null : Math.fround(weightDrop[t]!), index: t, gain, builder, outputs, habits: context.habits, file })
  }
  return { forest: builder.build(), treesInFile: trees.length, bestIteration: used < trees.length ? (context.rounds?.best ?? null) : null, gain }
}

/** Trees that take part in prediction: up to and including `best_iteration` after early stopping. */
function treesUsed(model: Fields, total: number, { rounds, outputs }: TreeContext): number {
  if (rounds === null) return total
  const { best, treeLimit, parallelTrees } = rounds
  if (model.has('iteration_indptr')) {
    const ends = model.numbers('iteration_indptr')
    return Math.min(total, ends[best + 1] ?? total)
  }
  const parallel = model.optionalChild('gbtree_model_param')?.number('num_parallel_tree', 0) ?? 0
  const perOutput = treeLimit ?? (best + 1) * (parallel > 0 ? parallel : (parallelTrees ?? 1))
  return Math.min(total, perOutput * outputs)
}

interface OneTree {
  readonly group: number
  readonly weight: number | null
  readonly index: number
  readonly gain: Map<number, number>
  readonly builder: ForestBuilder
  readonly outputs: number
  readonly habits: Habits
  readonly file: string
}

function readTree(tree: Fields, context: OneTree): void {
  const { file, builder, index, weight } = context
  const left = tree.numbers('left_children')
  const right = tree.numbers('right_children')
  const splitFeature = tree.numbers('split_indices')
  const conditions = Float32Array.from(tree.numbers('split_conditions'))
  const defaultLeft = tree.numbers('default_left')
  const n = left.length
  for (const [name, list] of [['right_children', right], ['split_indices', splitFeature], ['split_conditions', conditions], ['default_left', defaultLeft]] as const) {
    if (list.length !== n) throw malformed(file, `tree ${index} has ${n} nodes but ${list.length} ${name}`)
  }
  const feature = Int32Array.from({ length: n }, (_, i) => left[i]! < 0 ? -1 : splitFeature[i]!)
  const swapped = Int32Array.from({ length: n }, () => -1)
  const rule = Uint8Array.from({ length: n }, (_, i) => defaultLeft[i] === 0 ? 1 : 0)
  const lefts = Int32Array.from(left)
  const rights = Int32Array.from(right)
  // A listed category goes right in XGBoost; the forest sends members left, so such nodes are mirrored.
  for (const [node, codes] of categoryNodes(tree, n, index, file)) {
    if (context.habits.boundedSets && defaultLeft[node] === 0) {
      // Codes beyond the set go right as missing ones do, so it is the codes within it that are not listed which go left.
      swapped[node] = builder.addSet(unlisted(codes, builder, index, file))
      continue
    }
    swapped[node] = builder.addSet(codes)
    lefts[node] = right[node]!
    rights[node] = left[node]!
    rule[node] = defaultLeft[node] === 0 ? 0 : 1
  }
  if (tree.has('loss_changes')) {
    const gains = tree.numbers('loss_changes')
    for (let i = 0; i < n; i++) if (feature[i]! >= 0) context.gain.set(feature[i]!, (context.gain.get(feature[i]!) ?? 0) + (gains[i] ?? 0))
  }
  const cover = tree.has('sum_hessian') ? tree.numbers('sum_hessian') : null
  const common = { cover, feature, threshold: conditions, left: lefts, right: rights, rule, set: swapped }
  const weighted = (value: number): number => weight === null ? Math.fround(value) : Math.fround(weight * Math.fround(value))
  const width = tree.optionalChild('tree_param')?.number('size_leaf_vector', 1) ?? 1
  if (width > 1) {
    // One tree for all targets: the same walk once per target.
    if (width !== context.outputs) throw malformed(file, `tree ${index} has leaves of ${width} values for ${context.outputs} outputs`)
    if (n * width > limits.nodes) throw tooLarge(file, `tree ${index} has ${n} nodes for each of ${width} outputs`)
    const compact = tree.has('leaf_weights')
    const leaves = tree.numbers(compact ? 'leaf_weights' : 'base_weights')
    for (let k = 0; k < width; k++) {
      // Since 3.1 a leaf's right child is its index into leaf_weights; before, base_weights covers every node.
      const value = Float64Array.from({ length: n }, (_, i) => left[i]! >= 0 ? 0 : weighted(leaves[(compact ? right[i]! : i) * width + k] ?? NaN))
      builder.add({ ...common, group: k, value })
    }
    return
  }
  builder.add({ ...common, group: context.group, value: Float64Array.from({ length: n }, (_, i) => left[i]! >= 0 ? 0 : weighted(conditions[i]!)) })
}

/** Codes that are not listed, up to the end of the last word of 32. */
function unlisted(codes: readonly number[], builder: ForestBuilder, index: number, file: string): readonly number[] {
  const listed = new Set(codes)
  const end = (Math.floor(codes.reduce((top, code) => Math.max(top, code), 0) / 32) + 1) * 32
  if (!(end <= 1 << 24)) throw malformed(file, `a category code of tree ${index} is out of range`)
  builder.spendCodes(end)
  return Array.from({ length: end }, (_, code) => code).filter((code) => !listed.has(code))
}

function* categoryNodes(tree: Fields, n: number, index: number, file: string): Generator<readonly [number, readonly number[]]> {
  if (!tree.has('categories_nodes')) return
  const nodes = tree.numbers('categories_nodes')
  if (nodes.length === 0) return
  const segments = tree.numbers('categories_segments')
  const sizes = tree.numbers('categories_sizes')
  const codes = tree.numbers('categories')
  let listed = 0
  for (let i = 0; i < nodes.length; i++) {
    const from = segments[i] ?? -1
    const size = sizes[i] ?? -1
    if (!(nodes[i]! >= 0 && nodes[i]! < n) || !(from >= 0) || !(size >= 0) || from + size > codes.length) throw malformed(file, `the categories of tree ${index} do not fit its nodes`)
    // Each code belongs to one node; sets that overlap would grow beyond what the file holds.
    if ((listed += size) > codes.length) throw malformed(file, `the category sets of tree ${index} overlap`)
    yield [nodes[i]!, Array.from({ length: size }, (_, k) => codes[from + k]!)]
  }
}

/** Category levels per feature from `cats.enc`: texts as one byte block with offsets, or numbers. */
function levelsOf(model: Fields, features: number): readonly (readonly string[] | null)[] {
  const cats = model.optionalChild('cats')
  if (cats?.has('enc') !== true) return []
  const encodings = cats.children('enc')
  return encodings.slice(0, features).map((encoding) => {
    const values = encoding.numbers('values')
    if (!encoding.has('offsets')) return Array.from(values, String)
    const offsets = encoding.numbers('offsets')
    if (offsets.length < 2) return null
    for (let i = 1; i < offsets.length; i++) if (!(offsets[i]! >= offsets[i - 1]!)) throw malformed(encoding.file, 'the offsets of its levels do not ascend')
    const bytes = Uint8Array.from(values)
    const decoder = new TextDecoder()
    return Array.from({ length: offsets.length - 1 }, (_, i) => decoder.decode(bytes.slice(offsets[i], offsets[i + 1])))
  })
}
