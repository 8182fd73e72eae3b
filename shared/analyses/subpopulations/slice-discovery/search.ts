/** A column cut into groups: one code per row, 0 … size − 1. */
export interface CodedColumn {
  readonly codes: Uint8Array
  readonly size: number
}

/** One condition: this column holds this group. */
export interface Condition {
  readonly column: number
  readonly group: number
}

export interface Candidate {
  readonly conditions: readonly Condition[]
  readonly n: number
  readonly mean: number
  /** (mean of the slice − mean of all) over its standard error when rows are dealt at random. */
  readonly z: number
}

export interface SearchOptions {
  readonly minSize: number
  readonly maxConditions: number
  /** Slices under this z are not worth a test. */
  readonly minZ: number
  /** Best slices kept. */
  readonly keep: number
}

/** Mean, spread and the z of a slice by its count and sum. */
class Scale {
  readonly n: number
  readonly mean: number
  private readonly sd: number

  constructor(error: Float64Array) {
    this.n = error.length
    let total = 0
    for (const value of error) total += value
    this.mean = total / this.n
    let squares = 0
    for (const value of error) squares += (value - this.mean) ** 2
    this.sd = Math.sqrt(squares / Math.max(1, this.n - 1))
  }

  z(n: number, sum: number): number {
    return n === 0 || n === this.n || !(this.sd > 0) ? -Infinity : (sum - n * this.mean) / (this.sd * Math.sqrt(n * (1 - n / this.n)))
  }
}

/** Keeps the best by z; what comes first stays first among equals. */
class Best {
  readonly held: Candidate[] = []
  private readonly keep: number

  constructor(keep: number) {
    this.keep = keep
  }

  get least(): number {
    return this.held.length < this.keep ? -Infinity : this.held.at(-1)!.z
  }

  add(candidate: Candidate): void {
    let at = this.held.length
    while (at > 0 && this.held[at - 1]!.z < candidate.z) at -= 1
    this.held.splice(at, 0, candidate)
    if (this.held.length > this.keep) this.held.pop()
  }
}

/**
 * Every slice of up to three conditions on different columns with at least `minSize` rows, the worst
 * by z. Exhaustive: the rows are counted into a cube for each pair and triple of columns, so nothing
 * is pruned. A slice stays only when it is worse than each slice with one condition fewer.
 */
export function searchSlices(columns: readonly CodedColumn[], error: Float64Array, options: SearchOptions, checkpoint: () => void): readonly Candidate[] {
  const scale = new Scale(error)
  const best = new Best(options.keep)
  const offer = (conditions: readonly Condition[], n: number, sum: number, parents: number): number => {
    if (n < options.minSize) return -Infinity
    const z = scale.z(n, sum)
    if (z >= options.minZ && z > parents && z > best.least) best.add({ conditions, n, mean: sum / n, z })
    return z
  }
  const single = columns.map(({ codes, size }, column) => {
    const { count, sum } = cube(codes, size, error)
    return Array.from({ length: size }, (_, group) => offer([{ column, group }], count[group]!, sum[group]!, -Infinity))
  })
  if (options.maxConditions < 2) return best.held
  const pairs = new Map<number, Float64Array>()
  const pairOf = (a: number, b: number): Float64Array => pairs.get(a * columns.length + b)!
  forPairs(columns, (a, b, codes, size) => {
    checkpoint()
    const { count, sum } = cube(codes, size, error)
    const groups = columns[b]!.size
    pairs.set(a * columns.length + b, Float64Array.from(count, (n, cell) => {
      const first = Math.floor(cell / groups)
      const second = cell % groups
      return offer([{ column: a, group: first }, { column: b, group: second }], n, sum[cell]!, Math.max(single[a]![first]!, single[b]![second]!))
    }))
  })
  if (options.maxConditions < 3) return best.held
  forPairs(columns, (a, b, codes, size) => {
    for (let c = b + 1; c < columns.length; c += 1) {
      checkpoint()
      const third = columns[c]!
      const { count, sum } = cube3(codes, third.codes, third.size, size, error)
      for (let cell = 0; cell < count.length; cell += 1) {
        if (count[cell]! < options.minSize) continue
        const ab = Math.floor(cell / third.size)
        const groupC = cell % third.size
        const groupA = Math.floor(ab / columns[b]!.size)
        const groupB = ab % columns[b]!.size
        const parents = Math.max(pairOf(a, b)[ab]!, pairOf(a, c)[groupA * third.size + groupC]!, pairOf(b, c)[groupB * third.size + groupC]!)
        offer([{ column: a, group: groupA }, { column: b, group: groupB }, { column: c, group: groupC }], count[cell]!, sum[cell]!, parents)
      }
    }
  })
  return best.held
}

function forPairs(columns: readonly CodedColumn[], visit: (a: number, b: number, codes: Uint16Array, size: number) => void): void {
  const codes = new Uint16Array(columns[0]?.codes.length ?? 0)
  for (let a = 0; a < columns.length; a += 1) {
    for (let b = a + 1; b < columns.length; b += 1) {
      const first = columns[a]!
      const second = columns[b]!
      for (let row = 0; row < codes.length; row += 1) codes[row] = first.codes[row]! * second.size + second.codes[row]!
      visit(a, b, codes, first.size * second.size)
    }
  }
}

interface Cube {
  readonly count: Int32Array
  readonly sum: Float64Array
}

function cube(codes: Uint8Array | Uint16Array, size: number, error: Float64Array): Cube {
  const count = new Int32Array(size)
  const sum = new Float64Array(size)
  for (let row = 0; row < codes.length; row += 1) {
    const cell = codes[row]!
    count[cell]! += 1
    sum[cell]! += error[row]!
  }
  return { count, sum }
}

function cube3(codes: Uint16Array, third: Uint8Array, groups: number, size: number, error: Float64Array): Cube {
  const count = new Int32Array(size * groups)
  const sum = new Float64Array(size * groups)
  for (let row = 0; row < codes.length; row += 1) {
    const cell = codes[row]! * groups + third[row]!
    count[cell]! += 1
    sum[cell]! += error[row]!
  }
  return { count, sum }
}

/** Whether each row meets every condition. */
export function membersOf(columns: readonly CodedColumn[], conditions: readonly Condition[], rows: number): Uint8Array {
  const inside = new Uint8Array(rows).fill(1)
  for (const { column, group } of conditions) {
    const { codes } = columns[column]!
    for (let row = 0; row < rows; row += 1) if (codes[row] !== group) inside[row] = 0
  }
  return inside
}

/**
 * The worst slices that are not the same rows again: after each one taken, the others must still be
 * bad (z of `minZ`, `minSize` rows) on the rows that no slice taken before holds.
 */
export function mergeOverlapping(candidates: readonly Candidate[], columns: readonly CodedColumn[], error: Float64Array, options: SearchOptions & { readonly most: number }, checkpoint: () => void): readonly Candidate[] {
  const scale = new Scale(error)
  const covered = new Uint8Array(error.length)
  const taken: Candidate[] = []
  for (const candidate of candidates) {
    if (taken.length >= options.most) break
    checkpoint()
    const inside = membersOf(columns, candidate.conditions, error.length)
    let n = 0
    let sum = 0
    for (let row = 0; row < error.length; row += 1) {
      if (inside[row] === 1 && covered[row] === 0) {
        n += 1
        sum += error[row]!
      }
    }
    if (n < options.minSize || n < candidate.n / 2 || scale.z(n, sum) < options.minZ) continue
    taken.push(candidate)
    for (let row = 0; row < error.length; row += 1) if (inside[row] === 1) covered[row] = 1
  }
  return taken
}
