/** A column cut into groups for a tree: one code per row, 0 … size − 1; `ordered` when neighbouring codes belong together. */
export interface TreeColumn {
  readonly codes: Uint8Array
  readonly size: number
  readonly ordered: boolean
}

/** A leaf: the codes each column may still hold, by column; columns that were never split are absent. */
export interface RegionLeaf {
  readonly allowed: ReadonlyMap<number, ReadonlySet<number>>
  /** Those of them that any row grown on holds: what the leaf is called by. */
  readonly seen: ReadonlyMap<number, ReadonlySet<number>>
  readonly n: number
  readonly mean: number
}

interface Node {
  readonly rows: Int32Array
  readonly allowed: ReadonlyMap<number, ReadonlySet<number>>
  readonly sum: number
  readonly split: Split | null
}

interface Split {
  readonly column: number
  readonly left: ReadonlySet<number>
  readonly gain: number
}

export interface TreeSettings {
  readonly maxLeaves: number
  readonly minLeaf: number
}

/**
 * A regression tree on grouped columns, grown best first by the fall of the squared error. Codes of an unordered
 * column are put in order of their mean first, which finds the best of all splits into two sets. Ties go to the first column.
 */
export function growRegions(columns: readonly TreeColumn[], target: Float64Array, rows: Int32Array, settings: TreeSettings, checkpoint: () => void): readonly RegionLeaf[] {
  const make = (held: Int32Array, allowed: Node['allowed']): Node => {
    let sum = 0
    for (const row of held) sum += target[row]!
    return { rows: held, allowed, sum, split: bestSplit(columns, target, held, sum, settings.minLeaf, checkpoint) }
  }
  const nodes: Node[] = [make(rows, new Map())]
  while (nodes.length < settings.maxLeaves) {
    const at = nodes.reduce((best, node, index) => ((node.split?.gain ?? 0) > (nodes[best]!.split?.gain ?? 0) ? index : best), 0)
    const node = nodes[at]!
    if (node.split === null) break
    const { column, left } = node.split
    const { codes, size } = columns[column]!
    const before = node.allowed.get(column) ?? new Set(Array.from({ length: size }, (_, code) => code))
    const side = (keep: boolean): Node => make(node.rows.filter((row) => left.has(codes[row]!) === keep), new Map([...node.allowed, [column, new Set([...before].filter((code) => left.has(code) === keep))]]))
    nodes.splice(at, 1, side(true), side(false))
  }
  const present = new Map([...new Set(nodes.flatMap((node) => [...node.allowed.keys()]))].map((column) => [column, new Set(Array.from(rows, (row) => columns[column]!.codes[row]!))]))
  return nodes.map(({ allowed, rows: held, sum }) => ({
    allowed, n: held.length, mean: sum / held.length,
    seen: new Map([...allowed].map(([column, codes]) => [column, new Set([...codes].filter((code) => present.get(column)!.has(code)))])),
  }))
}

function bestSplit(columns: readonly TreeColumn[], target: Float64Array, rows: Int32Array, sum: number, minLeaf: number, checkpoint: () => void): Split | null {
  let best: Split | null = null
  columns.forEach(({ codes, size, ordered }, column) => {
    checkpoint()
    const counts = new Float64Array(size)
    const sums = new Float64Array(size)
    for (const row of rows) {
      counts[codes[row]!]! += 1
      sums[codes[row]!]! += target[row]!
    }
    const held = Array.from(counts.keys()).filter((code) => counts[code]! > 0)
    if (!ordered) held.sort((a, b) => sums[a]! / counts[a]! - sums[b]! / counts[b]! || a - b)
    let n = 0
    let left = 0
    for (let place = 0; place + 1 < held.length; place += 1) {
      n += counts[held[place]!]!
      left += sums[held[place]!]!
      if (n < minLeaf || rows.length - n < minLeaf) continue
      const gain = left ** 2 / n + (sum - left) ** 2 / (rows.length - n) - sum ** 2 / rows.length
      if (gain > 1e-12 && (best === null || gain > best.gain)) best = { column, left: new Set(held.slice(0, place + 1)), gain }
    }
  })
  return best
}

/** Index of the leaf of every row. */
export function leafOf(leaves: readonly RegionLeaf[], columns: readonly TreeColumn[], rows: number): Uint8Array {
  const out = new Uint8Array(rows)
  leaves.forEach(({ allowed }, leaf) => {
    for (let row = 0; row < rows; row += 1) {
      let inside = true
      for (const [column, codes] of allowed) if (!codes.has(columns[column]!.codes[row]!)) inside = false
      if (inside) out[row] = leaf
    }
  })
  return out
}

/** A leaf in words: "income = up to 1,200 or missing and region = east"; `labels` by column, the code beyond the last is "missing". */
export function leafWords(leaf: RegionLeaf, columns: readonly { readonly name: string; readonly labels: readonly string[] }[]): string {
  const parts = [...leaf.seen].sort(([a], [b]) => a - b).map(([column, codes]) => {
    const { name, labels } = columns[column]!
    return `${name} = ${[...codes].sort((a, b) => a - b).map((code) => labels[code] ?? 'missing').join(' or ')}`
  })
  return parts.length === 0 ? 'all rows' : parts.join(' and ')
}
