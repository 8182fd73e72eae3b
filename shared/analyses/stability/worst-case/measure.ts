import { rowMean } from '../../../stats/row-mean'
import { skewedInterval } from '../../../stats/skewed-mean'
import { growRegions, leafOf } from '../../common/region-tree'
import type { RegionLeaf, TreeColumn } from '../../common/region-tree'

/** Rows that a leaf's mean is pulled towards the overall mean by. */
const prior = 20

/** Loss expected of every row by a tree grown on the other half, and the tree of the first half. */
export interface Expected {
  readonly expected: Float64Array
  readonly leaves: readonly RegionLeaf[]
  /** Leaf of every row in that tree. */
  readonly leaf: Uint8Array
}

/** Grows a tree on each half and asks the other for its rows, so that no row's own loss ranks it. */
export function expectedLoss(columns: readonly TreeColumn[], loss: Float64Array, half: Uint8Array, settings: { readonly maxLeaves: number; readonly minShare: number }, checkpoint: () => void): Expected {
  const expected = new Float64Array(loss.length)
  const grown = ([0, 1] as const).map((own) => {
    const rows = Int32Array.from(half.keys()).filter((row) => half[row] === own)
    const mean = rows.reduce((sum, row) => sum + loss[row]!, 0) / rows.length
    const leaves = growRegions(columns, loss, rows, { maxLeaves: settings.maxLeaves, minLeaf: Math.max(25, Math.ceil(settings.minShare * rows.length)) }, checkpoint)
    const leaf = leafOf(leaves, columns, loss.length)
    for (let row = 0; row < loss.length; row += 1) {
      if (half[row] === own) continue
      const held = leaves[leaf[row]!]!
      expected[row] = (held.mean * held.n + prior * mean) / (held.n + prior)
    }
    return { leaves, leaf }
  })
  return { expected, ...grown[0]! }
}

export interface KnownPoint {
  readonly share: number
  readonly loss: number
  readonly low: number
  readonly high: number
}

/**
 * Mean own loss of the share of rows with the largest expected loss (rows tied at the edge in part), with the
 * Hall interval of its influence 1{h ≥ q}(loss − q)/share, q the expected loss at the edge (Li, Namkoong and Xia 2021).
 */
export function knownWorst(expected: Float64Array, loss: Float64Array, weight: Float64Array | null, share: number, level = 0.95): KnownPoint {
  const w = (row: number): number => (weight === null ? 1 : weight[row]!)
  const groups = new Map<number, { held: number; total: number }>()
  let all = 0
  for (let row = 0; row < loss.length; row += 1) {
    const group = groups.get(expected[row]!) ?? { held: 0, total: 0 }
    group.held += w(row)
    group.total += w(row) * loss[row]!
    groups.set(expected[row]!, group)
    all += w(row)
  }
  const wanted = share * all
  let held = 0
  let total = 0
  let edge = -Infinity
  let part = 0
  for (const [value, group] of [...groups].sort((a, b) => b[0] - a[0])) {
    const take = Math.min(group.held, wanted - held)
    if (take <= 0) break
    held += take
    total += (group.total * take) / group.held
    edge = value
    part = take / group.held
  }
  const mean = total / held
  const influence = loss.map((own, row) => ((expected[row]! > edge ? 1 : expected[row] === edge ? part : 0) * (own - edge)) / share)
  const { se, df, skew } = rowMean(influence, weight)
  const { low, high } = skewedInterval({ mean, se, df, skew }, level)
  return { share, loss: mean, low, high }
}
