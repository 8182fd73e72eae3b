import { leafTables, type LeafGame } from './leaf-tables'
import type { TreePaths } from './tree-paths'

/** Height of the subtrees whose leaves are added up beforehand. */
const groupHeight = 2

/** Leaves of one small subtree taken together: one look-up and one addition per feature, not one per leaf. */
export interface LeafGroup {
  readonly slot: number
  /** Features on the path to the subtree: the low bits of the index. */
  readonly depth: number
  /** Places in the tree's list of splits, breadth first: bit `depth` + k of the index is set when the row goes right at split k. */
  readonly splits: Int32Array
  readonly features: Int32Array
  /** Per index: what is added to each of `features`; null for a leaf that is too wide for a table. */
  readonly table: Float64Array | null
  /** The leaf of a wide group. */
  readonly leaf: number
}

export interface GroupedTree {
  /** Places of the splits above the groups, parents first. */
  readonly above: Int32Array
  readonly groups: readonly LeafGroup[]
}

/**
 * Gathers the leaves of a tree in groups and works out their tables.
 * @param mostBits of a group's index: failed features of its path, and the direction at each of its splits
 */
export function groupLeaves(paths: TreePaths, game: LeafGame, mostBits: number, checkpoint: () => void): GroupedTree {
  const { split, left, bit, slots, leaves } = paths
  const splitAt = new Int32Array(slots).fill(-1)
  split.forEach((slot, place) => (splitAt[slot] = place))
  const leafAt = new Int32Array(slots).fill(-1)
  leaves.forEach((leaf, place) => (leafAt[leaf.slot] = place))
  // Slots are numbered breadth first, so children come after their parents.
  const height = new Int32Array(slots)
  const count = new Int32Array(slots)
  const depth = new Int32Array(slots)
  const bits = new Int32Array(slots)
  for (const [place, slot] of split.entries()) {
    for (const child of [left[place]!, left[place]! + 1]) {
      bits[child] = bits[slot]! | bit[place]!
      depth[child] = 32 - Math.clz32(bits[child])
    }
  }
  for (let slot = slots - 1; slot >= 0; slot -= 1) {
    const place = splitAt[slot]!
    if (place < 0) continue
    const child = left[place]!
    height[slot] = 1 + Math.max(height[child]!, height[child + 1]!)
    count[slot] = 1 + count[child]! + count[child + 1]!
  }
  const { start, table } = leafTables(leaves, game, mostBits, checkpoint)
  const above: number[] = []
  const groups: LeafGroup[] = []
  const queue = [0]
  for (let head = 0; head < queue.length; head += 1) {
    const slot = queue[head]!
    const place = splitAt[slot]!
    const fits = height[slot]! <= groupHeight && depth[slot]! + count[slot]! <= mostBits
    if (place >= 0 && !fits) {
      above.push(place)
      queue.push(left[place]!, left[place]! + 1)
      continue
    }
    groups.push(tabulate(slot, depth[slot]!))
  }
  return { above: Int32Array.from(above), groups }

  function tabulate(slot: number, known: number): LeafGroup {
    const inner: number[] = []
    const own: number[] = []
    const walk = [slot]
    for (let head = 0; head < walk.length; head += 1) {
      const place = splitAt[walk[head]!]!
      if (place < 0) own.push(leafAt[walk[head]!]!)
      else {
        inner.push(place)
        walk.push(left[place]!, left[place]! + 1)
      }
    }
    const features = [...new Set(own.flatMap((leaf) => leaves[leaf]!.features))]
    const group = { slot, depth: known, splits: Int32Array.from(inner), features: Int32Array.from(features), leaf: own[0]! }
    // A subtree within the bits has no leaf with more features than bits, so only a leaf by itself is too wide.
    if (start[own[0]!]! < 0) return { ...group, table: null }
    checkpoint()
    const width = features.length
    const sums = new Float64Array(width << (known + inner.length))
    const pattern = new Int32Array(slots)
    const places = own.map((leaf) => leaves[leaf]!.features.map((feature) => features.indexOf(feature)))
    for (let index = 0; index < 1 << (known + inner.length); index += 1) {
      pattern[slot] = index & ((1 << known) - 1)
      inner.forEach((place, k) => {
        const right = (index >> (known + k)) & 1
        const mine = pattern[split[place]!]!
        pattern[left[place]!] = right === 1 ? mine | bit[place]! : mine
        pattern[left[place]! + 1] = right === 1 ? mine : mine | bit[place]!
      })
      own.forEach((leaf, each) => {
        const { slot: at, features: path } = leaves[leaf]!
        const from = start[leaf]! + pattern[at]! * path.length
        places[each]!.forEach((place, j) => (sums[index * width + place]! += table[from + j]!))
      })
    }
    return { ...group, table: sums }
  }
}
