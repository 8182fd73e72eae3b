import type { Rng } from '../contract/analysis'

/** Centres of k groups, each a point with one coordinate per column. */
export type Centres = readonly Float64Array[]

const mostRounds = 100
/** Rounds end when no more than this share of the rows changes its group: what follows moves no centre by much. */
const settled = 0.001
/** One start may end where two groups are held as one; the best of several seldom does. */
const starts = 10

/**
 * k-means: seeded by distance (k-means++, Arthur and Vassilvitskii 2007), then Lloyd's rounds until at most
 * one row in a thousand changes its group; of ten starts the one with the smallest sum of squared distances. The order of rows decides what is drawn, so it must not be the file's own.
 * @param columns coordinates by column, all finite, all of one length; no rows give no centres
 * @param k groups wanted; fewer come back where fewer rows differ
 */
export function kMeans(columns: readonly Float64Array[], k: number, rng: Rng, checkpoint: () => void): Centres {
  let best: Centres = []
  let least = Infinity
  for (let start = 0; start < starts; start += 1) {
    const centres = lloyd(columns, seeds(columns, k, rng.fork(String(start)), checkpoint), checkpoint)
    const spread = spreadOf(columns, centres)
    if (spread >= least) continue
    least = spread
    best = centres
  }
  return best
}

/** Sum of squared distances of the rows from the centres of their groups; 0 without rows. */
function spreadOf(columns: readonly Float64Array[], centres: Centres): number {
  const groups = nearest(columns, centres)
  return columns.reduce((total, values, column) => total + values.reduce((sum, value, row) => sum + (value - centres[groups[row]!]![column]!) ** 2, 0), 0)
}

/** Lloyd's rounds from given centres; a group that loses all its rows keeps its centre. */
export function lloyd(columns: readonly Float64Array[], start: Centres, checkpoint: () => void): Centres {
  const rows = columns[0]?.length ?? 0
  let centres = start
  let groups = nearest(columns, centres)
  for (let round = 0; round < mostRounds; round += 1) {
    checkpoint()
    const sizes = new Uint32Array(centres.length)
    const sums = centres.map(() => new Float64Array(columns.length))
    for (let row = 0; row < rows; row += 1) sizes[groups[row]!]! += 1
    columns.forEach((values, column) => {
      for (let row = 0; row < rows; row += 1) sums[groups[row]!]![column]! += values[row]!
    })
    centres = centres.map((centre, group) => (sizes[group]! > 0 ? sums[group]!.map((sum) => sum / sizes[group]!) : centre))
    const next = nearest(columns, centres)
    let moved = 0
    for (let row = 0; row < rows; row += 1) if (next[row] !== groups[row]) moved += 1
    groups = next
    if (moved <= settled * rows) break
  }
  return centres
}

/** Group of every row: the centre with the smallest squared distance, the first of equals. */
export function nearest(columns: readonly Float64Array[], centres: Centres): Uint8Array {
  const rows = columns[0]?.length ?? 0
  const groups = new Uint8Array(rows)
  const least = new Float64Array(rows).fill(Infinity)
  const distance = new Float64Array(rows)
  centres.forEach((centre, group) => {
    squaredDistances(columns, centre, distance)
    for (let row = 0; row < rows; row += 1) {
      if (distance[row]! >= least[row]!) continue
      least[row] = distance[row]!
      groups[row] = group
    }
  })
  return groups
}

function squaredDistances(columns: readonly Float64Array[], centre: Float64Array, into: Float64Array): void {
  into.fill(0)
  columns.forEach((values, column) => {
    const at = centre[column]!
    for (let row = 0; row < values.length; row += 1) into[row]! += (values[row]! - at) ** 2
  })
}

/** Rows as first centres, each drawn with a chance proportional to its squared distance from those before it. */
function seeds(columns: readonly Float64Array[], k: number, rng: Rng, checkpoint: () => void): Centres {
  const rows = columns[0]?.length ?? 0
  const centres: Float64Array[] = []
  const least = new Float64Array(rows).fill(1)
  const distance = new Float64Array(rows)
  while (centres.length < k) {
    checkpoint()
    let rest = rng.next() * least.reduce((sum, each) => sum + each, 0)
    if (!(rest > 0)) break
    let row = 0
    while (row < rows - 1 && (rest -= least[row]!) >= 0) row += 1
    const centre = Float64Array.from(columns, (values) => values[row]!)
    centres.push(centre)
    squaredDistances(columns, centre, distance)
    for (let i = 0; i < rows; i += 1) least[i] = centres.length === 1 ? distance[i]! : Math.min(least[i]!, distance[i]!)
  }
  return centres
}
