/** A column as groups: codes 0 … size − 1 per row, the last of them for missing cells. */
export interface CodedColumn {
  readonly codes: Uint8Array
  readonly size: number
  /** Bands have an order that splits keep; levels have none. */
  readonly ordered: boolean
}

/** A leaf: the groups allowed in each column that was split on, and what the growing half says of it. */
export interface Leaf {
  readonly allowed: ReadonlyMap<number, ReadonlySet<number>>
  readonly n: number
  readonly mean: number
}

export interface Tree {
  readonly leaves: readonly Leaf[]
  /** Fall of the squared deviation by column; 0 for those never split on. */
  readonly gains: Float64Array
}

export interface GrowOptions {
  readonly depth: number
  readonly minLeaf: number
  /** Standard errors that the two sides of a split must lie apart. */
  readonly minZ: number
}

interface Split {
  readonly column: number
  readonly left: ReadonlySet<number>
  readonly gain: number
}

/**
 * Grows a regression tree on the errors: each split is the one that takes most off the squared
 * deviation. Bands are split between neighbours with missing on either side; levels in the order of
 * their means, which holds the best split in two of all (Fisher 1958). The first of equal splits is taken.
 */
export function growTree(columns: readonly CodedColumn[], errors: Float64Array, { depth, minLeaf, minZ }: GrowOptions, checkpoint: () => void): Tree {
  const leaves: Leaf[] = []
  const gains = new Float64Array(columns.length)
  const visit = (rows: Uint32Array, allowed: ReadonlyMap<number, ReadonlySet<number>>, left: number): void => {
    checkpoint()
    const split = left === 0 ? null : bestSplit(columns, errors, rows, minLeaf, minZ, checkpoint)
    if (split === null) {
      leaves.push({ allowed, n: rows.length, mean: meanOf(errors, rows) })
      return
    }
    gains[split.column]! += split.gain
    const { codes, size } = columns[split.column]!
    const before = allowed.get(split.column) ?? new Set(Array.from({ length: size }, (_, code) => code))
    const side = (inside: boolean): void => { visit(rows.filter((row) => split.left.has(codes[row]!) === inside), new Map([...allowed, [split.column, new Set([...before].filter((code) => split.left.has(code) === inside))]]), left - 1) }
    side(true)
    side(false)
  }
  visit(Uint32Array.from(errors, (_, row) => row), new Map(), depth)
  return { leaves, gains }
}

const meanOf = (errors: Float64Array, rows: Uint32Array): number => rows.reduce((total, row) => total + errors[row]!, 0) / rows.length

function bestSplit(columns: readonly CodedColumn[], errors: Float64Array, rows: Uint32Array, minLeaf: number, minZ: number, checkpoint: () => void): Split | null {
  const mean = meanOf(errors, rows)
  const deviation = rows.reduce((total, row) => total + (errors[row]! - mean) ** 2, 0)
  let best: Split | null = null
  columns.forEach((column, index) => {
    checkpoint()
    const n = new Float64Array(column.size)
    const sums = new Float64Array(column.size)
    for (const row of rows) {
      n[column.codes[row]!]! += 1
      sums[column.codes[row]!]! += errors[row]! - mean
    }
    for (const order of ordersOf(column, n, sums)) {
      let count = 0
      let sum = 0
      for (let at = 0; at + 1 < order.length; at += 1) {
        count += n[order[at]!]!
        sum += sums[order[at]!]!
        const rest = rows.length - count
        if (count < minLeaf || rest < minLeaf) continue
        const gain = (sum * sum) / count + (sum * sum) / rest
        // What is gained over what is left per row is the squared t of the two sides.
        if (gain <= (best?.gain ?? 0) || gain * (rows.length - 2) < minZ ** 2 * (deviation - gain)) continue
        best = { column: index, left: new Set(order.slice(0, at + 1)), gain }
      }
    }
  })
  return best
}

/** Orders of the codes that hold rows in which splits are sought. */
function ordersOf({ size, ordered }: CodedColumn, n: Float64Array, sums: Float64Array): readonly (readonly number[])[] {
  const held = Array.from({ length: size }, (_, code) => code).filter((code) => n[code]! > 0)
  if (!ordered) return [held.sort((a, b) => sums[a]! / n[a]! - sums[b]! / n[b]! || a - b)]
  const missing = size - 1
  if (!held.includes(missing)) return [held]
  const present = held.filter((code) => code !== missing)
  return [[missing, ...present], [...present, missing]]
}

/** Leaf of every row of other columns of the same coding. */
export function leafOf(leaves: readonly Leaf[], columns: readonly CodedColumn[], rows: number): Int16Array {
  return Int16Array.from({ length: rows }, (_, row) => leaves.findIndex((leaf) => [...leaf.allowed].every(([column, codes]) => codes.has(columns[column]!.codes[row]!))))
}
