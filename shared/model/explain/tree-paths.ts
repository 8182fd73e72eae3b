import { countBelow } from '../../stats/sort'
import type { Forest } from '../trees/forest'
import type { CompiledForest } from '../trees/kernel'

/** A leaf as the explanation sees it: which features decide whether a row reaches it. */
export interface LeafPath {
  /** Place of the leaf within its tree. */
  readonly slot: number
  readonly value: number
  /** Distinct features on the path, in order of first appearance; bit j of a pattern speaks of features[j]. */
  readonly features: readonly number[]
  /** Share of the training weight that passes all splits of features[j] on this path; all 1 without covers. */
  readonly zero: Float64Array
}

/** One tree laid out for explaining: splits in an order in which parents come first. */
export interface TreePaths {
  readonly slots: number
  readonly split: Int32Array
  readonly view: Int32Array
  readonly rank: Int32Array
  /** Slot of the left child; the right one is next to it. */
  readonly left: Int32Array
  /** Bit of the split's feature in the patterns of everything below. */
  readonly bit: Int32Array
  readonly leaves: readonly LeafPath[]
  /** Most distinct features on one path. */
  readonly widest: number
}

/**
 * True when the training weights say how rows part at every split: none is negative or absent, a tree's first
 * split has some, and a split without any (symmetric trees have them) has none below it either.
 */
export function coversUsable(forest: Forest): boolean {
  const { cover } = forest
  if (cover === null) return false
  for (let node = 0; node < forest.feature.length; node += 1) {
    if (!(cover[node]! >= 0) || cover[node] === Infinity) return false
    if (forest.feature[node]! >= 0 && cover[node] === 0 && (cover[forest.left[node]!] !== 0 || cover[forest.right[node]!] !== 0)) return false
  }
  return forest.roots.every((root) => forest.feature[root]! < 0 || cover[root]! > 0)
}

/** Per node of the forest: its view and the rank of its threshold among the view's. */
export interface NodeViews {
  readonly view: Int32Array
  readonly rank: Int32Array
}

/** Finds for every split the view that scoring made for it, so that ranks made for scoring serve here too. */
export function nodeViews(forest: Forest, compiled: CompiledForest): NodeViews {
  const keyOf = (feature: number, rule: number, set: Uint32Array | null): string => `${String(feature)}/${String(rule)}/${set === null ? '' : `set ${set.join(',')}`}`
  const places = new Map(compiled.views.map((view, place) => [keyOf(view.feature, view.rule, view.set), place]))
  const setKeys = forest.sets.map((set) => set.join(','))
  const view = new Int32Array(forest.feature.length)
  const rank = new Int32Array(forest.feature.length)
  for (let node = 0; node < view.length; node += 1) {
    const feature = forest.feature[node]!
    if (feature < 0) continue
    const set = forest.set[node]!
    const place = places.get(`${String(feature)}/${String(forest.rule[node]!)}/${set < 0 ? '' : `set ${setKeys[set]!}`}`)!
    view[node] = place
    rank[node] = set < 0 ? countBelow(compiled.views[place]!.thresholds, forest.threshold[node]!) : 0
  }
  return { view, rank }
}

interface Path {
  readonly features: readonly number[]
  readonly zero: Float64Array
}

/** The paths of one tree, its nodes numbered breadth first from the root. */
export function pathsOf(forest: Forest, views: NodeViews, tree: number, withCovers: boolean): TreePaths {
  const order: number[] = [forest.roots[tree]!]
  const paths: Path[] = [{ features: [], zero: new Float64Array(0) }]
  const split: number[] = []
  const view: number[] = []
  const rank: number[] = []
  const left: number[] = []
  const bit: number[] = []
  const leaves: LeafPath[] = []
  let widest = 0
  for (let slot = 0; slot < order.length; slot += 1) {
    const node = order[slot]!
    const path = paths[slot]!
    const feature = forest.feature[node]!
    if (feature < 0) {
      leaves.push({ slot, value: forest.value[node]!, ...path })
      widest = Math.max(widest, path.features.length)
      continue
    }
    const seen = path.features.indexOf(feature)
    const place = seen < 0 ? path.features.length : seen
    split.push(slot)
    view.push(views.view[node]!)
    rank.push(views.rank[node]!)
    left.push(order.length)
    bit.push(1 << place)
    for (const child of [forest.left[node]!, forest.right[node]!]) {
      // Where no training row went, none can say which way: half each.
      const share = !withCovers ? 1 : forest.cover![node] === 0 ? 0.5 : forest.cover![child]! / forest.cover![node]!
      const zero = new Float64Array(Math.max(path.features.length, place + 1)).fill(1)
      zero.set(path.zero)
      zero[place]! *= share
      order.push(child)
      paths.push({ features: seen < 0 ? [...path.features, feature] : path.features, zero })
    }
  }
  return { slots: order.length, split: Int32Array.from(split), view: Int32Array.from(view), rank: Int32Array.from(rank), left: Int32Array.from(left), bit: Int32Array.from(bit), leaves, widest }
}

/**
 * For one row, which features of the path to each slot the row fails (bit set), written to `patterns`:
 * pattern 0 at a leaf means the row reaches it.
 */
export function failedPatterns(paths: TreePaths, ranks: Int32Array, at: number, patterns: Int32Array): void {
  const { split, view, rank, left, bit } = paths
  patterns[0] = 0
  for (let i = 0; i < split.length; i += 1) {
    const pattern = patterns[split[i]!]!
    // All ones when the row goes right.
    const right = (rank[i]! - ranks[at + view[i]!]!) >> 31
    const place = left[i]!
    patterns[place] = pattern | (bit[i]! & right)
    patterns[place + 1] = pattern | (bit[i]! & ~right)
  }
}
