import { Fields, isRecord } from '../fields'
import { limits } from '../limits'
import { malformed, tooLarge } from '../problems'
import { ctrTypes, maxDepth, type CtrFeature, type CtrTable, type Projection, type RawCatboost, type RawTree } from './types'

/**
 * Reads CatBoost's JSON model (`save_model(format="json")`).
 * @throws ExpectedError `model.malformed`, `model.too-large`.
 */
export function readJson(document: unknown, file: string): RawCatboost {
  const root = new Fields(document, '', file)
  const features = root.child('features_info')
  const children = (key: string): readonly Fields[] => features.has(key) ? features.children(key) : []
  const categories = children('categorical_features')
  const info = root.has('model_info') ? root.raw('model_info') : {}
  const scaleAndBias = root.has('scale_and_bias') ? root.list('scale_and_bias') : [1, []]
  // Before 0.24 one bias stood for all outputs.
  const [scale, bias] = typeof scaleAndBias[1] === 'number' ? [scaleAndBias[0], [scaleAndBias[1]]] : scaleAndBias
  if (typeof scale !== 'number' || !Array.isArray(bias) || !bias.every((value) => typeof value === 'number')) throw malformed(file, 'scale_and_bias are not numbers')
  const oblivious = root.has('oblivious_trees')
  const trees = root.children(oblivious ? 'oblivious_trees' : 'trees')
  if (trees.length > limits.trees) throw tooLarge(file, `${trees.length} trees`)
  const raw = trees.map((tree, index) => oblivious ? obliviousTree(tree, index, file) : nodesOf(tree, index, file))
  const dimensions = Math.max(1, bias.length, raw.length === 0 ? 1 : widthOf(raw[0]!))
  if (dimensions > limits.outputs) throw tooLarge(file, `${dimensions} outputs`)
  return {
    formatVersion: 'JSON',
    dimensions,
    floats: children('float_features').map((feature) => ({
      flat: feature.count('flat_feature_index', limits.inputs), index: feature.count('feature_index', limits.inputs), name: nameOf(feature),
      borders: feature.has('borders') ? Float32Array.from(feature.numbers('borders')) : new Float32Array(0), missing: treatmentOf(feature, file),
    })),
    categories: categories.map((feature) => ({ flat: feature.count('flat_feature_index', limits.inputs), index: feature.count('feature_index', limits.inputs), name: nameOf(feature), used: true })),
    oneHots: categories.flatMap((feature) => feature.has('values') ? [{ category: feature.count('feature_index', limits.inputs), values: Array.from(feature.numbers('values')) }] : []),
    ctrs: children('ctrs').map((ctr) => ctrFeature(ctr, file)),
    tables: new Map(root.has('ctr_data') ? Object.entries(recordOf(root.raw('ctr_data'), file)).map(([key, value]) => [key, ctrTable(key, new Fields(value, `ctr_data[${key.slice(0, 40)}]`, file), file)]) : []),
    trees: raw,
    scale,
    bias: bias.length > 1 ? bias : new Array<number>(dimensions).fill(bias[0] ?? 0),
    info: new Map(isRecord(info) ? Object.entries(info) : []),
    texts: new Map(children('cat_features_hash').map((entry) => [entry.number('hash') >>> 0, entry.text('value')])),
    other: [],
    unsupported: [],
  }
}

function recordOf(value: unknown, file: string): Readonly<Record<string, unknown>> {
  if (!isRecord(value)) throw malformed(file, 'ctr_data is not an object')
  return value
}

function nameOf(feature: Fields): string {
  return feature.has('feature_name') ? feature.text('feature_name') : feature.text('feature_id', '')
}

function treatmentOf(feature: Fields, file: string): 'AsIs' | 'AsFalse' | 'AsTrue' {
  const treatment = feature.text('nan_value_treatment', 'AsIs')
  if (treatment !== 'AsIs' && treatment !== 'AsFalse' && treatment !== 'AsTrue') throw malformed(file, `${feature.path} treats missing values in an unknown way`)
  return treatment
}

function widthOf(tree: RawTree): number {
  return tree.kind === 'oblivious' ? Math.floor(tree.values.length / 2 ** tree.splits.length) : (tree.values.find((values) => values.length > 0)?.length ?? 1)
}

function obliviousTree(tree: Fields, index: number, file: string): RawTree {
  const splits = tree.has('splits') ? tree.children('splits').map((split) => split.count('split_index', limits.values)) : []
  if (splits.length > maxDepth) throw tooLarge(file, `tree ${index} is ${splits.length} deep`)
  const values = Float64Array.from(tree.numbers('leaf_values'))
  if (values.length === 0 || values.length % 2 ** splits.length !== 0) throw malformed(file, `tree ${index} has ${values.length} leaf values for ${splits.length} splits`)
  return { kind: 'oblivious', splits, values, weights: tree.has('leaf_weights') ? Float64Array.from(tree.numbers('leaf_weights')) : null }
}

function nodesOf(tree: Fields, index: number, file: string): RawTree {
  const out = { split: [] as number[], left: [] as number[], right: [] as number[], values: [] as Float64Array[], weights: [] as number[] }
  const open: { readonly fields: Fields; readonly parent: number; readonly side: 'left' | 'right'; readonly depth: number }[] = [{ fields: tree, parent: -1, side: 'left', depth: 0 }]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { fields, parent, side, depth } = next
    if (depth > limits.depth * 8) throw tooLarge(file, `tree ${index} is deeper than ${limits.depth * 8}`)
    const own = out.split.push(-1) - 1
    out.left.push(-1)
    out.right.push(-1)
    if (parent >= 0) out[side][parent] = own
    if (fields.has('value')) {
      out.values.push(Array.isArray(fields.raw('value')) ? Float64Array.from(fields.numbers('value')) : Float64Array.of(fields.number('value')))
      out.weights.push(fields.number('weight', NaN))
      continue
    }
    out.values.push(new Float64Array(0))
    out.weights.push(0)
    out.split[own] = fields.child('split').count('split_index', limits.values)
    open.push({ fields: fields.child('right'), parent: own, side: 'right', depth: depth + 1 }, { fields: fields.child('left'), parent: own, side: 'left', depth: depth + 1 })
  }
  return { kind: 'nodes', ...out, weights: out.weights.some(Number.isNaN) ? null : out.weights }
}

function ctrFeature(ctr: Fields, file: string): CtrFeature {
  const type = ctrTypes.find((known) => known === ctr.text('ctr_type'))
  if (type === undefined) throw malformed(file, `${ctr.path} is a target statistic of an unknown kind`)
  return {
    projection: projectionOf(ctr), type, table: ctr.text('identifier'), targetBorder: ctr.count('target_border_idx', limits.outputs, 0),
    // The misspelling is the format's.
    priorNumerator: Math.fround(ctr.number('prior_numerator', 0)), priorDenominator: Math.fround(ctr.number('prior_denomerator', 1)),
    shift: Math.fround(ctr.number('shift', 0)), scale: Math.fround(ctr.number('scale', 1)), borders: Float32Array.from(ctr.numbers('borders')),
  }
}

function projectionOf(ctr: Fields): Projection {
  const elements = ctr.children('elements')
  const of = (kind: string): readonly Fields[] => elements.filter((element) => element.text('combination_element') === kind)
  return {
    categories: of('cat_feature_value').map((element) => element.count('cat_feature_index', limits.inputs)),
    floats: of('float_feature').map((element) => ({ index: element.count('float_feature_index', limits.inputs), border: Math.fround(element.number('border')) })),
    oneHots: of('cat_feature_exact_value').map((element) => ({ index: element.count('cat_feature_index', limits.inputs), value: element.number('value') | 0 })),
  }
}

/** Rows of a hash (as text, for its 64 bits) and its counts. */
function ctrTable(key: string, fields: Fields, file: string): CtrTable {
  const rows = fields.list('hash_map')
  const width = fields.count('hash_stride', limits.outputs + 1)
  const mean = /"type":"(Binarized|Float)TargetMeanValue"/.test(key)
  if (width < 2 || rows.length % width !== 0 || (mean && width !== 3)) throw malformed(file, `${fields.path} has rows of ${width}`)
  const stride = width - 1
  const places = new Map<bigint, number>()
  const counts = new Float64Array((rows.length / width) * stride)
  for (let row = 0; row * width < rows.length; row++) {
    const hash = rows[row * width]
    if (typeof hash !== 'string' || !/^\d{1,20}$/.test(hash)) throw malformed(file, `${fields.path} has a hash that is none`)
    const value = BigInt(hash)
    // The mark of an empty place is written out too.
    if (value !== 0xffffffffffffffffn && !places.has(value)) places.set(value, row)
    for (let i = 0; i < stride; i++) {
      const count = rows[row * width + 1 + i]
      if (typeof count !== 'number') throw malformed(file, `${fields.path} has a count that is no number`)
      counts[row * stride + i] = mean && i === 0 ? Math.fround(count) : count
    }
  }
  return { places, counts, stride, denominator: fields.number('counter_denominator', 0) }
}
