import { malformed, tooLarge } from '../problems'
import { limits } from '../limits'

/**
 * Where a missing value goes at a node. XGBoost knows the first two, LightGBM all of them:
 * `nan-left`, `nan-right`: NaN takes a side · `nan-zero`: NaN is compared as 0 ·
 * `zero-left`, `zero-right`: NaN and everything within ±1e-35 take a side.
 */
export const missingRules = ['nan-left', 'nan-right', 'nan-zero', 'zero-left', 'zero-right'] as const
export type MissingRule = (typeof missingRules)[number]

/** LightGBM's kZeroThreshold as the float it is: values within ± this count as zero. */
export const zeroThreshold = Math.fround(1e-35)

/** An ensemble of binary trees in flat arrays; node indexes are absolute. */
export interface Forest {
  /** Numeric split: left when x < threshold (`lt`) or x <= threshold (`le`). */
  readonly comparison: 'lt' | 'le'
  /** Number of features the splits may name. */
  readonly features: number
  /** Root node per tree. */
  readonly roots: Int32Array
  /** Output index per tree. */
  readonly group: Int32Array
  /** Split feature per node; -1 marks a leaf. */
  readonly feature: Int32Array
  readonly threshold: Float64Array
  readonly left: Int32Array
  readonly right: Int32Array
  /** Index into `missingRules` per node. */
  readonly rule: Uint8Array
  /** Index into `sets` per node; -1 marks a numeric split. Members go left, all others right. */
  readonly set: Int32Array
  /** Category codes as bitsets of 32: code c is a member when bit c % 32 of word c / 32 is set. */
  readonly sets: readonly Uint32Array[]
  /** Leaf value per node, 0 for splits. */
  readonly value: Float64Array
  /** Training weight (XGBoost: sum of hessians, LightGBM: rows) that reached each node; null where the file leaves it out. */
  readonly cover: Float64Array | null
  /** Deepest leaf per tree; a single leaf has depth 0. */
  readonly depth: Int32Array
}

/** Categories that the sets of one forest may cover: 128 MB of bits. */
const maxCodes = 2 ** 30

/** One tree as a reader finds it, with node indexes local to the tree; node 0 is the root. */
export interface TreeParts {
  readonly group: number
  readonly feature: ArrayLike<number>
  readonly threshold: ArrayLike<number>
  readonly left: ArrayLike<number>
  readonly right: ArrayLike<number>
  readonly rule: ArrayLike<number>
  readonly set: ArrayLike<number>
  readonly value: ArrayLike<number>
  /** Training weight per node; a list of another length is taken as absent. */
  readonly cover?: ArrayLike<number> | null
}

/** Collects trees and checks each: children in range, no node reached twice (cycles), features known. */
export class ForestBuilder {
  private readonly trees: TreeParts[] = []
  private readonly depths: number[] = []
  private nodes = 0
  private codes = 0
  readonly sets: Uint32Array[] = []
  private readonly comparison: 'lt' | 'le'
  private readonly features: number
  private readonly file: string

  constructor(comparison: 'lt' | 'le', features: number, file: string) {
    this.comparison = comparison
    this.features = features
    this.file = file
  }

  /** Registers a category set and returns its index. */
  addSet(codes: ArrayLike<number>): number {
    let max = -1
    for (let i = 0; i < codes.length; i++) max = Math.max(max, codes[i]!)
    if (max >= 1 << 24) throw malformed(this.file, `category code ${max} is out of range`)
    this.spendCodes(max + 1)
    const bits = new Uint32Array((max >> 5) + 1)
    for (let i = 0; i < codes.length; i++) {
      const code = codes[i]!
      if (!Number.isInteger(code) || code < 0) throw malformed(this.file, `category code ${code} is not a whole number`)
      bits[code >> 5]! |= 1 << (code & 31)
    }
    this.sets.push(bits)
    return this.sets.length - 1
  }

  /** Counts categories that sets cover, listed or not: a set reaches as far as its largest code. */
  spendCodes(count: number): void {
    if ((this.codes += count) > maxCodes) throw tooLarge(this.file, 'its sets of categories are too large')
  }

  add(tree: TreeParts): void {
    this.nodes += tree.feature.length
    if (this.nodes > limits.nodes) throw tooLarge(this.file, `more than ${limits.nodes} tree nodes`)
    if (this.trees.length >= limits.trees) throw tooLarge(this.file, `more than ${limits.trees} trees`)
    this.depths.push(checkTree(tree, this.trees.length, this.features, this.file))
    this.trees.push(tree)
  }

  build(): Forest {
    const n = this.nodes
    const forest = {
      comparison: this.comparison,
      features: this.features,
      roots: new Int32Array(this.trees.length),
      group: new Int32Array(this.trees.length),
      feature: new Int32Array(n),
      threshold: new Float64Array(n),
      left: new Int32Array(n),
      right: new Int32Array(n),
      rule: new Uint8Array(n),
      set: new Int32Array(n),
      sets: this.sets,
      value: new Float64Array(n),
      cover: this.trees.every((tree) => tree.cover?.length === tree.feature.length) ? new Float64Array(n) : null,
      depth: Int32Array.from(this.depths),
    }
    let base = 0
    this.trees.forEach((tree, t) => {
      forest.roots[t] = base
      forest.group[t] = tree.group
      for (let i = 0; i < tree.feature.length; i++) {
        const leaf = tree.feature[i]! < 0
        forest.feature[base + i] = leaf ? -1 : tree.feature[i]!
        forest.threshold[base + i] = tree.threshold[i]!
        forest.left[base + i] = leaf ? base + i : base + tree.left[i]!
        forest.right[base + i] = leaf ? base + i : base + tree.right[i]!
        forest.rule[base + i] = tree.rule[i]!
        forest.set[base + i] = leaf ? -1 : tree.set[i]!
        forest.value[base + i] = leaf ? tree.value[i]! : 0
        if (forest.cover !== null) forest.cover[base + i] = tree.cover![i]!
      }
      base += tree.feature.length
    })
    return forest
  }
}

/** Walks a tree from its root; returns its depth. Refuses cycles, shared nodes, absent children. */
function checkTree(tree: TreeParts, index: number, features: number, file: string): number {
  const n = tree.feature.length
  if (n === 0) throw malformed(file, `tree ${index} has no nodes`)
  const seen = new Uint8Array(n)
  const stack: number[] = [0, 0]
  let depth = 0
  while (stack.length > 0) {
    const level = stack.pop()!
    const node = stack.pop()!
    if (seen[node] === 1) throw malformed(file, `tree ${index} is not a tree: node ${node} is reached twice`)
    seen[node] = 1
    if (level > depth) depth = level
    const feature = tree.feature[node]!
    if (feature < 0) continue
    if (!Number.isInteger(feature) || feature >= features) throw malformed(file, `tree ${index} splits on feature ${feature}, the model has ${features}`)
    if (tree.set[node]! < 0 && Number.isNaN(tree.threshold[node]!)) throw malformed(file, `node ${node} of tree ${index} has no threshold`)
    for (const child of [tree.left[node]!, tree.right[node]!]) {
      if (!Number.isInteger(child) || child < 0 || child >= n) throw malformed(file, `node ${node} of tree ${index} has no child ${child}`)
      stack.push(child, level + 1)
    }
  }
  return depth
}
