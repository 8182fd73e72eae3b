import { ExpectedError } from '../../contract/errors'
import type { JobContext } from '../../contract/job'
import type { Forest } from '../trees/forest'
import { rankRows, type CompiledForest } from '../trees/kernel'
import { groupLeaves } from './leaf-groups'
import { interventionalGame, pathDependentGame, reachShare, tableFeatures, type BackgroundPatterns, type LeafGame } from './leaf-tables'
import { maxPathFeatures } from './product-game'
import { failedPatterns, nodeViews, pathsOf, type TreePaths } from './tree-paths'

/** Cells of the sums held at a time: rows are explained in chunks of this size over the number of features. */
const chunkCells = 4_000_000
/** Rows between two looks at the cancel flag. */
const strideRows = 256

/** Rows as the forest takes them: one array per feature (empty for features no tree uses). */
export interface FeatureRows {
  readonly features: readonly ArrayLike<number>[]
  readonly rows: number
}

export interface TreeShap {
  /** Expected sum of leaves when nothing is known. */
  readonly base: number
  /** Per feature, length rows; an empty array for features no tree of the output uses. */
  readonly contributions: readonly Float64Array[]
}

/**
 * Exact SHAP values of the sum of leaves of one output. Every leaf of a tree is a product game over the
 * features of its path, so all it can ever add to them is a small table, indexed by which of them a
 * row fails; a row then costs one step per split and one addition per leaf and path feature.
 * @param background rows that stand for "not known" (interventional), or null for the training weights
 *   in the trees (path-dependent), which must be usable.
 * @throws ExpectedError `model.not-explainable` when a path holds more than 30 distinct features.
 */
export function treeShap(forest: Forest, compiled: CompiledForest, output: number, data: FeatureRows, background: FeatureRows | null, job: JobContext): TreeShap {
  const trees = Array.from(forest.roots.keys()).filter((tree) => forest.group[tree] === output)
  const width = data.features.length
  const stride = Math.max(1, compiled.views.length)
  const views = nodeViews(forest, compiled)
  const used = usedFeatures(forest, trees)
  const contributions = data.features.map((_, feature) => new Float64Array(used.has(feature) ? data.rows : 0))
  const other = background === null ? null : { rows: background.rows, ranks: new Int32Array(background.rows * stride) }
  if (background !== null) rankRows(compiled, background.features, 0, background.rows, other!.ranks)
  const size = Math.max(1, Math.min(data.rows, Math.max(1024, Math.floor(chunkCells / Math.max(1, width)))))
  const sums = new Float64Array(size * width)
  const ranks = new Int32Array(size * stride)
  let base = 0
  for (let from = 0; from === 0 || from < data.rows; from += size) {
    const count = Math.min(size, data.rows - from)
    rankRows(compiled, data.features, from, count, ranks)
    sums.fill(0)
    for (const [index, tree] of trees.entries()) {
      job.checkpoint()
      if (index % 16 === 0) job.progress({ phase: 'Explaining rows', done: from + Math.floor((count * index) / trees.length), total: data.rows, unit: 'rows' })
      const paths = pathsOf(forest, views, tree, other === null)
      refuseWide(paths.widest)
      const patterns = other === null ? null : backgroundPatterns(paths, other.ranks, stride, other.rows)
      if (from === 0) base += paths.leaves.reduce((sum, leaf, place) => sum + leaf.value * (patterns === null ? leaf.zero.reduce((product, z) => product * z, 1) : reachShare(patterns, place)), 0)
      addTree(paths, patterns === null ? pathDependentGame : interventionalGame(patterns), { ranks, stride, count, sums, width }, job)
    }
    contributions.forEach((values, feature) => {
      if (values.length > 0) for (let i = 0; i < count; i += 1) values[from + i] = sums[i * width + feature]!
    })
  }
  return { base, contributions }
}

function refuseWide(widest: number): void {
  if (widest <= maxPathFeatures) return
  throw new ExpectedError('model.not-explainable', `A path of the model's trees holds ${String(widest)} distinct features; exact contributions are worked out for up to ${String(maxPathFeatures)}.`)
}

function usedFeatures(forest: Forest, trees: readonly number[]): ReadonlySet<number> {
  const used = new Set<number>()
  const stack = trees.map((tree) => forest.roots[tree]!)
  while (stack.length > 0) {
    const node = stack.pop()!
    if (forest.feature[node]! < 0) continue
    used.add(forest.feature[node]!)
    stack.push(forest.left[node]!, forest.right[node]!)
  }
  return used
}

interface Chunk {
  readonly ranks: Int32Array
  readonly stride: number
  readonly count: number
  readonly sums: Float64Array
  readonly width: number
}

/** A table of more entries than there are rows does not pay. */
function tableBits(rows: number): number {
  return Math.min(tableFeatures, 33 - Math.clz32(rows))
}

function addTree(paths: TreePaths, game: LeafGame, { ranks, stride, count, sums, width }: Chunk, job: JobContext): void {
  if (paths.split.length === 0) return
  const { split, view, rank, left, bit, leaves } = paths
  const { above, groups } = groupLeaves(paths, game, tableBits(count), () => job.checkpoint())
  const patterns = new Int32Array(paths.slots)
  const memo = new Map<number, Map<number, Float64Array>>()
  for (let row = 0; row < count; row += 1) {
    if (row % strideRows === 0) job.checkpoint()
    const values = row * stride
    const at = row * width
    for (let i = 0; i < above.length; i += 1) {
      const place = above[i]!
      const pattern = patterns[split[place]!]!
      // All ones when the row goes right.
      const right = (rank[place]! - ranks[values + view[place]!]!) >> 31
      const child = left[place]!
      patterns[child] = pattern | (bit[place]! & right)
      patterns[child + 1] = pattern | (bit[place]! & ~right)
    }
    for (let g = 0; g < groups.length; g += 1) {
      const { slot, depth, splits, features, table } = groups[g]!
      let index = patterns[slot]!
      if (table === null) {
        const own = wideLeaf(groups[g]!.leaf, index)
        for (let j = 0; j < features.length; j += 1) sums[at + features[j]!]! += own[j]!
        continue
      }
      for (let k = 0; k < splits.length; k += 1) {
        const place = splits[k]!
        index |= ((rank[place]! - ranks[values + view[place]!]!) >>> 31) << (depth + k)
      }
      const many = features.length
      const from = index * many
      for (let j = 0; j < many; j += 1) sums[at + features[j]!]! += table[from + j]!
    }
  }

  /** A leaf of many features, worked out once per pattern that is met. */
  function wideLeaf(leaf: number, failed: number): Float64Array {
    let known = memo.get(leaf)
    if (known === undefined) memo.set(leaf, (known = new Map<number, Float64Array>()))
    let own = known.get(failed)
    if (own === undefined) {
      own = new Float64Array(leaves[leaf]!.features.length)
      game(leaves[leaf]!, leaf, failed, own, 0)
      known.set(failed, own)
    }
    return own
  }
}

/** Counts the patterns of the background rows at every leaf of a tree. */
function backgroundPatterns(paths: TreePaths, ranks: Int32Array, stride: number, rows: number): BackgroundPatterns {
  const counts = paths.leaves.map((leaf) => (leaf.features.length <= tableFeatures ? new Float64Array(1 << leaf.features.length) : new Map<number, number>()))
  const patterns = new Int32Array(paths.slots)
  for (let row = 0; row < rows; row += 1) {
    failedPatterns(paths, ranks, row * stride, patterns)
    for (let leaf = 0; leaf < counts.length; leaf += 1) {
      const own = counts[leaf]!
      const pattern = patterns[paths.leaves[leaf]!.slot]!
      if (own instanceof Float64Array) own[pattern]! += 1
      else own.set(pattern, (own.get(pattern) ?? 0) + 1)
    }
  }
  return { rows, counts }
}
