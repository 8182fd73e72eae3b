import { limits } from '../limits'
import { malformed } from '../problems'
import { ForestBuilder, type Forest } from '../trees/forest'
import type { RawCatboost, RawTree } from './types'

/** One column of the model, in the order of the training data. */
export interface CatboostInput {
  readonly name: string
  readonly kind: 'number' | 'category' | 'text' | 'embedding'
  /** Index among the numeric or the category features; −1 for others. */
  readonly index: number
  /** False when nothing in the model asks for it. */
  readonly used: boolean
}

/** A question of a split: a border of a number, or one category's place among those that are asked for. */
type Condition =
  | { readonly slot: number; readonly kind: 'border'; readonly border: number; readonly rule: number }
  | { readonly slot: number; readonly kind: 'category'; readonly place: number }

/** Inputs in column order; a column that the file does not mention keeps its place. */
export function inputsOf(raw: RawCatboost, file: string): readonly CatboostInput[] {
  const at = new Map<number, CatboostInput>()
  const put = (flat: number, input: CatboostInput): void => {
    if (!Number.isInteger(flat) || flat < 0 || flat >= limits.inputs) throw malformed(file, `an input stands at column ${flat}`)
    if (at.has(flat)) throw malformed(file, `two inputs stand at column ${flat}`)
    at.set(flat, input)
  }
  const asked = new Set([...raw.oneHots.map((feature) => feature.category), ...raw.ctrs.flatMap((ctr) => [...ctr.projection.categories, ...ctr.projection.oneHots.map((split) => split.index)])])
  for (const { flat, name, index, borders } of raw.floats) put(flat, { name, kind: 'number', index, used: borders.length > 0 })
  for (const { flat, name, index } of raw.categories) put(flat, { name, kind: 'category', index, used: asked.has(index) })
  for (const { flat, name, kind } of raw.other) put(flat, { name, kind, index: -1, used: true })
  const width = Math.max(-1, ...at.keys()) + 1
  return Array.from({ length: width }, (_, flat) => {
    const input = at.get(flat) ?? { name: '', kind: 'number', index: -1, used: false }
    return input.name === '' ? { ...input, name: String(flat) } : input
  })
}

/**
 * The trees as one forest. Features are the columns, behind them the target statistics. A number above its
 * border goes right; a category that is asked for is a member of its set and so goes left.
 */
export function layForest(raw: RawCatboost, columns: number, file: string): Forest {
  const builder = new ForestBuilder('le', columns + raw.ctrs.length, file)
  const conditions = conditionsOf(raw, columns, file)
  const setOf = new Map<number, number>()
  const setFor = (place: number): number => {
    let set = setOf.get(place)
    if (set === undefined) setOf.set(place, set = builder.addSet([place]))
    return set
  }
  raw.trees.forEach((tree, index) => {
    const shape = tree.kind === 'oblivious' ? spread(tree, raw.dimensions, index, file) : { ...tree, cover: coverOf(tree) }
    const n = shape.split.length
    const parts = { feature: new Int32Array(n).fill(-1), threshold: new Float64Array(n), left: new Int32Array(n), right: new Int32Array(n), rule: new Uint8Array(n), set: new Int32Array(n).fill(-1) }
    for (let node = 0; node < n; node++) {
      if (shape.split[node]! < 0) continue
      const condition = conditions[shape.split[node]!]
      if (condition === undefined) throw malformed(file, `tree ${index} asks for condition ${shape.split[node]!}, the model has ${conditions.length}`)
      parts.feature[node] = condition.slot
      const members = condition.kind === 'category'
      parts.left[node] = members ? shape.right[node]! : shape.left[node]!
      parts.right[node] = members ? shape.left[node]! : shape.right[node]!
      parts.rule[node] = members ? 1 : condition.rule
      if (members) parts.set[node] = setFor(condition.place)
      else parts.threshold[node] = condition.border
    }
    for (let group = 0; group < raw.dimensions; group++) builder.add({ ...parts, group, value: Float64Array.from(shape.values, (values) => values[group] ?? (values.length === 0 ? 0 : NaN)), cover: shape.cover })
  })
  return builder.build()
}

/** All conditions in the order the splits number them: borders of numbers, categories, borders of target statistics. */
function conditionsOf(raw: RawCatboost, columns: number, file: string): readonly Condition[] {
  const out: Condition[] = []
  for (const { flat, borders, missing } of raw.floats) for (const border of borders) out.push({ slot: flat, kind: 'border', border, rule: missing === 'AsTrue' ? 1 : 0 })
  const flatOf = new Map(raw.categories.map((feature) => [feature.index, feature.flat]))
  for (const { category, values } of raw.oneHots) {
    const slot = flatOf.get(category)
    if (slot === undefined) throw malformed(file, `it asks for category feature ${category}, which it does not have`)
    values.forEach((_, place) => out.push({ slot, kind: 'category', place }))
  }
  raw.ctrs.forEach(({ borders }, i) => { for (const border of borders) out.push({ slot: columns + i, kind: 'border', border, rule: 0 }) })
  if (out.length > limits.values) throw malformed(file, 'it has too many borders')
  return out
}

interface Shape {
  readonly split: readonly number[]
  readonly left: readonly number[]
  readonly right: readonly number[]
  readonly values: readonly Float64Array[]
  readonly cover: Float64Array | null
}

/** A symmetric tree spread out: its last split is the root's, so that leaves stand in the order of their numbers. */
function spread({ splits, values, weights }: RawTree & { kind: 'oblivious' }, dimensions: number, tree: number, file: string): Shape {
  const depth = splits.length
  const leaves = 2 ** depth
  if (values.length < leaves * dimensions) throw malformed(file, `tree ${tree} has ${values.length} leaf values for ${leaves} leaves`)
  const total = 2 * leaves - 1
  const none = new Float64Array(0)
  const out = { split: new Array<number>(total), left: new Array<number>(total), right: new Array<number>(total), values: new Array<Float64Array>(total), cover: weights === null || weights.length < leaves ? null : new Float64Array(total) }
  for (let node = total - 1; node >= 0; node--) {
    const level = 31 - Math.clz32(node + 1)
    const leaf = level === depth
    out.split[node] = leaf ? -1 : splits[depth - 1 - level]!
    out.left[node] = 2 * node + 1
    out.right[node] = 2 * node + 2
    const place = node - leaves + 1
    out.values[node] = leaf ? values.subarray(place * dimensions, (place + 1) * dimensions) : none
    if (out.cover !== null) out.cover[node] = leaf ? weights![place]! : out.cover[2 * node + 1]! + out.cover[2 * node + 2]!
  }
  return out
}

/** Weights of the leaves added up towards the root; children come behind their parents. */
function coverOf(tree: RawTree & { kind: 'nodes' }): Float64Array | null {
  if (tree.weights === null) return null
  const cover = Float64Array.from(tree.weights)
  for (let node = cover.length - 1; node >= 0; node--) if (tree.split[node]! >= 0) cover[node] = cover[tree.left[node]!]! + cover[tree.right[node]!]!
  return cover
}
