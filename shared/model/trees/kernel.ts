import type { JobContext } from '../../contract/job'
import { applyMissingRule, isMember } from './evaluate'
import { missingRules, type Forest } from './forest'

/** Rows quantised and walked together: ranks of a block stay in the processor's cache. */
const blockRows = 256
/** Trees deeper than this are walked with an early exit instead of a fixed number of steps. */
const fixedDepth = 12

/**
 * A feature as some nodes see it: values under one missing rule against the thresholds used with that
 * rule, or membership in one category set. Ranks preserve every comparison, so the walk is exact:
 * `lt`: rank = number of thresholds <= x, and x < thresholds[k] ⇔ rank <= k ·
 * `le`: rank = number of thresholds <  x, and x <= thresholds[k] ⇔ rank <= k.
 * A value sent left by its missing rule has rank 0, one sent right has rank thresholds.length.
 */
interface View {
  readonly feature: number
  readonly rule: number
  /** Sorted, distinct; of length 1 (a dummy) for category views, whose ranks are 0 (member) and 1. */
  readonly thresholds: Float64Array
  readonly set: Uint32Array | null
}

/** A forest prepared for scoring: nodes renumbered so that right = left + 1, thresholds as ranks. */
export interface CompiledForest {
  readonly comparison: 'lt' | 'le'
  readonly views: readonly View[]
  /**
   * Four numbers per node: view, rank of the threshold, place of the left child (its index times four),
   * unused. Leaves: 0, 2^31 - 1, their own place, so that a walk may stay on them.
   */
  readonly nodes: Int32Array
  readonly values: Float64Array
  /** Place of the root per tree. */
  readonly roots: Int32Array
  readonly depth: Int32Array
  readonly group: Int32Array
}

/** Prepares a forest; linear in its nodes. */
export function compileForest(forest: Forest): CompiledForest {
  const keys = new Map<string, number>()
  const thresholdsOf: Set<number>[] = []
  const specs: { feature: number; rule: number; set: Uint32Array | null }[] = []
  const viewOfNode = new Int32Array(forest.feature.length)
  // Equal sets share a view; each is spelled out once, however many nodes ask for it.
  const numbers = new Map<string, number>()
  const numberOf: (number | undefined)[] = []
  const setNumber = (set: number): number => {
    const known = numberOf[set]
    if (known !== undefined) return known
    const spelled = forest.sets[set]!.join(',')
    const number = numbers.get(spelled) ?? numbers.size
    numbers.set(spelled, number)
    return (numberOf[set] = number)
  }
  for (let node = 0; node < forest.feature.length; node++) {
    const feature = forest.feature[node]!
    if (feature < 0) continue
    const set = forest.set[node]!
    const key = `${feature}/${forest.rule[node]!}/${set < 0 ? '' : `set ${setNumber(set)}`}`
    let view = keys.get(key)
    if (view === undefined) {
      view = specs.length
      keys.set(key, view)
      specs.push({ feature, rule: forest.rule[node]!, set: set < 0 ? null : forest.sets[set]! })
      thresholdsOf.push(new Set())
    }
    viewOfNode[node] = view
    thresholdsOf[view]!.add(set < 0 ? forest.threshold[node]! : 0)
  }
  // -0 and 0 are one threshold in a Set; NaN thresholds compare false with everything and are kept last.
  const views = specs.map((spec, i) => ({ ...spec, thresholds: Float64Array.from(thresholdsOf[i]!).sort() }))
  const rankOf = views.map((view) => new Map(Array.from(view.thresholds, (t, k) => [t, k])))
  const total = forest.feature.length
  const nodes = new Int32Array(total * 4)
  const values = new Float64Array(total)
  const roots = new Int32Array(forest.roots.length)
  let next = 0
  for (let tree = 0; tree < forest.roots.length; tree++) {
    roots[tree] = next * 4
    const queue: number[] = [forest.roots[tree]!]
    const places: number[] = [next++]
    for (let head = 0; head < queue.length; head++) {
      const node = queue[head]!
      const place = places[head]!
      const at = place * 4
      if (forest.feature[node]! < 0) {
        nodes[at + 1] = 0x7fffffff
        nodes[at + 2] = at
        values[place] = forest.value[node]!
        continue
      }
      const view = viewOfNode[node]!
      nodes[at] = view
      nodes[at + 1] = forest.set[node]! < 0 ? rankOf[view]!.get(forest.threshold[node]!)! : 0
      nodes[at + 2] = next * 4
      queue.push(forest.left[node]!, forest.right[node]!)
      places.push(next, next + 1)
      next += 2
    }
  }
  return { comparison: forest.comparison, views, nodes, values, roots, depth: forest.depth, group: forest.group }
}

/**
 * Sums of leaf values per output and row, added tree by tree in tree order to whatever `sums` holds:
 * Float32Array sums round after every addition as XGBoost does, Float64Array sums do not.
 * @param features values per feature, length rows; already rounded to float32 where the producer does.
 */
export function sumLeaves(forest: CompiledForest, features: readonly ArrayLike<number>[], rows: number, sums: readonly (Float32Array | Float64Array)[], job: JobContext): void {
  const width = Math.max(1, forest.views.length)
  const ranks = new Int32Array(blockRows * width)
  for (let from = 0; from < rows; from += blockRows) {
    const count = Math.min(blockRows, rows - from)
    rankRows(forest, features, from, count, ranks)
    walkBlock(forest, ranks, width, from, count, sums)
    job.checkpoint()
    job.progress({ phase: 'Scoring rows', done: from + count, total: rows, unit: 'rows' })
  }
}

/**
 * Ranks of `count` rows from row `from`, row-major with one column per view: what `nodes` is compared with
 * (a row goes left at a node exactly when its rank is at most the node's).
 */
export function rankRows(forest: CompiledForest, features: readonly ArrayLike<number>[], from: number, count: number, ranks: Int32Array): void {
  const width = Math.max(1, forest.views.length)
  forest.views.forEach((view, v) => rankBlock(view, forest.comparison, features[view.feature]!, from, count, ranks, v, width))
}

function rankBlock(view: View, comparison: 'lt' | 'le', values: ArrayLike<number>, from: number, count: number, ranks: Int32Array, at: number, width: number): void {
  const { thresholds, set } = view
  const rule = missingRules[view.rule]!
  const size = thresholds.length
  for (let i = 0, out = at; i < count; i++, out += width) {
    const raw = values[from + i]!
    const special = rule === 'nan-zero' || raw !== raw || (raw < 1e-30 && raw > -1e-30)
    const x = special ? applyMissingRule(rule, raw) : raw
    if (typeof x === 'string') ranks[out] = x === 'left' ? 0 : size
    else if (set !== null) ranks[out] = isMember(set, x) ? 0 : 1
    else ranks[out] = comparison === 'lt' ? countAtMost(thresholds, x) : countBelow(thresholds, x)
  }
}

/** Number of sorted thresholds <= x; halving steps without a branch to mispredict. */
function countAtMost(thresholds: Float64Array, x: number): number {
  let base = 0
  let length = thresholds.length
  while (length > 1) {
    const half = length >>> 1
    base += thresholds[base + half - 1]! <= x ? half : 0
    length -= half
  }
  return base + (length === 1 && thresholds[base]! <= x ? 1 : 0)
}

/** Number of sorted thresholds < x. */
function countBelow(thresholds: Float64Array, x: number): number {
  let base = 0
  let length = thresholds.length
  while (length > 1) {
    const half = length >>> 1
    base += thresholds[base + half - 1]! < x ? half : 0
    length -= half
  }
  return base + (length === 1 && thresholds[base]! < x ? 1 : 0)
}

/** Every tree over every row of the block. The sign bit of (rank of threshold − rank of value) chooses the child. */
function walkBlock(forest: CompiledForest, ranks: Int32Array, width: number, from: number, count: number, sums: readonly (Float32Array | Float64Array)[]): void {
  const { nodes, values, roots, depth, group } = forest
  const fours = count - (count % 4)
  for (let tree = 0; tree < roots.length; tree++) {
    const root = roots[tree]!
    const steps = depth[tree]!
    const out = sums[group[tree]!]!
    if (steps > fixedDepth) {
      for (let i = 0; i < count; i++) out[from + i]! += values[walkDeep(nodes, ranks, root, i * width)]!
      continue
    }
    for (let i = 0; i < fours; i += 4) {
      const r0 = i * width
      const r1 = r0 + width
      const r2 = r1 + width
      const r3 = r2 + width
      let a = root
      let b = a
      let c = a
      let d = a
      for (let s = 0; s < steps; s++) {
        a = nodes[a + 2]! + (((nodes[a + 1]! - ranks[r0 + nodes[a]!]!) >>> 31) << 2)
        b = nodes[b + 2]! + (((nodes[b + 1]! - ranks[r1 + nodes[b]!]!) >>> 31) << 2)
        c = nodes[c + 2]! + (((nodes[c + 1]! - ranks[r2 + nodes[c]!]!) >>> 31) << 2)
        d = nodes[d + 2]! + (((nodes[d + 1]! - ranks[r3 + nodes[d]!]!) >>> 31) << 2)
      }
      out[from + i]! += values[a >> 2]!
      out[from + i + 1]! += values[b >> 2]!
      out[from + i + 2]! += values[c >> 2]!
      out[from + i + 3]! += values[d >> 2]!
    }
    for (let i = fours; i < count; i++) out[from + i]! += values[walkDeep(nodes, ranks, root, i * width)]!
  }
}

function walkDeep(nodes: Int32Array, ranks: Int32Array, root: number, row: number): number {
  let node = root
  for (;;) {
    const next = nodes[node + 2]! + (((nodes[node + 1]! - ranks[row + nodes[node]!]!) >>> 31) << 2)
    if (next === node) return node >> 2
    node = next
  }
}
