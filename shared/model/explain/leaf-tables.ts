import { productShapley } from './product-game'
import type { LeafPath } from './tree-paths'

/** What a leaf adds to the features of its path, for a row that fails those features whose bits are set. */
export type LeafGame = (leaf: LeafPath, index: number, failed: number, out: Float64Array, at: number) => void

/** Leaves with more features than this are never worked out for all patterns beforehand. */
export const tableFeatures = 10

const one = new Float64Array(32)

/** Path-dependent: a feature that is not known passes with the share of the training weight that passed. */
export const pathDependentGame: LeafGame = (leaf, _, failed, out, at) => {
  const count = leaf.features.length
  for (let j = 0; j < count; j += 1) one[j] = 1 - ((failed >> j) & 1)
  productShapley(leaf.value, one, leaf.zero, count, out, at)
}

/** How often each pattern of failed features occurs among the background rows. */
export interface BackgroundPatterns {
  readonly rows: number
  /** Per leaf: counts indexed by pattern where the path is narrow, else by a map. */
  readonly counts: readonly (Float64Array | ReadonlyMap<number, number>)[]
}

/** Share of the background rows that reach a leaf. */
export function reachShare({ rows, counts }: BackgroundPatterns, leaf: number): number {
  const own = counts[leaf]!
  return ((own instanceof Float64Array ? own[0] : own.get(0)) ?? 0) / rows
}

/**
 * Interventional: a feature that is not known takes the value of a background row; the mean over all
 * of them. Every factor is then 0 or 1, and the weight of the difference is a!·b!/(a + b + 1)! with a
 * (b) other features that only the row (only the background row) passes.
 */
export function interventionalGame(background: BackgroundPatterns): LeafGame {
  return (leaf, index, failed, out, at) => {
    const count = leaf.features.length
    for (let i = 0; i < count; i += 1) out[at + i] = 0
    const counts = background.counts[index]!
    const add = (other: number, rows: number): void => {
      const onlyRow = bits(other)
      const onlyOther = bits(failed)
      const scale = (leaf.value * rows) / background.rows
      const gain = onlyRow === 0 ? 0 : scale * weight(onlyRow - 1, onlyOther)
      const loss = onlyOther === 0 ? 0 : scale * weight(onlyRow, onlyOther - 1)
      for (let i = 0; i < count; i += 1) {
        if (((other >> i) & 1) === 1) out[at + i]! += gain
        else if (((failed >> i) & 1) === 1) out[at + i]! -= loss
      }
    }
    // A feature that row and background row both fail closes the leaf to every mixture: nothing to share out.
    if (counts instanceof Float64Array) {
      const open = (counts.length - 1) & ~failed
      for (let other = open; ; other = (other - 1) & open) {
        if (counts[other]! > 0) add(other, counts[other]!)
        if (other === 0) break
      }
    } else for (const [other, rows] of counts) if ((failed & other) === 0) add(other, rows)
  }
}

function bits(pattern: number): number {
  let left = pattern
  let count = 0
  while (left !== 0) {
    left &= left - 1
    count += 1
  }
  return count
}

/** a!·b!/(a + b + 1)! = 1 / ((a + b + 1) · C(a + b, a)). */
function weight(a: number, b: number): number {
  let choose = 1
  for (let k = 1; k <= b; k += 1) choose = (choose * (a + k)) / k
  return 1 / ((a + b + 1) * choose)
}

/** Tables of all patterns of every leaf with few features. */
export interface LeafTables {
  /** Start of each leaf's table; −1 for wide leaves, which are worked out as patterns are met. */
  readonly start: Int32Array
  readonly table: Float64Array
}

/** Works out every pattern of every leaf with at most `most` features. */
export function leafTables(leaves: readonly LeafPath[], game: LeafGame, most: number, checkpoint: () => void): LeafTables {
  const start = new Int32Array(leaves.length)
  let size = 0
  leaves.forEach((leaf, index) => {
    const count = leaf.features.length
    start[index] = count > most ? -1 : size
    if (count <= most) size += count << count
  })
  const table = new Float64Array(size)
  leaves.forEach((leaf, index) => {
    const count = leaf.features.length
    if (count === 0 || count > most) return
    checkpoint()
    for (let failed = 0; failed < 1 << count; failed += 1) game(leaf, index, failed, table, start[index]! + failed * count)
  })
  return { start, table }
}
