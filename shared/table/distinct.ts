/** Parts a long column is split into by hash, so that each part's table stays in the processor's cache. */
const parts = 256
const splitFrom = 65_536

const view = new Float64Array(1)
const bits = new Int32Array(view.buffer)

/** 32 bits that depend on every bit of a value; −0 must have been made 0. */
function hashOf(value: number): number {
  view[0] = value
  let hash = Math.imul(bits[0]! ^ Math.imul(bits[1]!, 0x85ebca6b), 0xc2b2ae35)
  hash ^= hash >>> 15
  hash = Math.imul(hash, 0x9e3779b1)
  return hash ^ (hash >>> 13)
}

/** Puts a value into an open hash table; false when it was there. */
function place(table: Float64Array, value: number): boolean {
  const mask = table.length - 1
  for (let slot = hashOf(value) & mask; ; slot = (slot + 1) & mask) {
    const found = table[slot]!
    if (found === value) return false
    if (found !== found) {
      table[slot] = value
      return true
    }
  }
}

/** Hash tables are made once and filled anew for each part. */
type Spare = { table: Float64Array }

function countIn(values: Float64Array, expected: number, spare: Spare, checkpoint: () => void): number {
  let size = 2 ** Math.ceil(Math.log2(Math.max(1024, expected * 2)))
  if (spare.table.length < size) spare.table = new Float64Array(size)
  let table = spare.table.subarray(0, size).fill(NaN)
  let count = 0
  let previous = NaN
  for (let row = 0; row < values.length; row++) {
    if ((row & 0xffff) === 0) checkpoint()
    const value = values[row]! + 0
    if (value === previous || value !== value) continue
    previous = value
    if (!place(table, value)) continue
    if (++count * 2 <= size) continue
    size *= 4
    const grown = new Float64Array(size).fill(NaN)
    for (const kept of table) if (kept === kept) place(grown, kept)
    table = grown
  }
  return count
}

/** The values without NaN in an order in which equal ones are in the same part, and where each part begins. */
function split(values: Float64Array, checkpoint: () => void): readonly [ordered: Float64Array, starts: Float64Array] {
  const starts = new Float64Array(parts + 1)
  const partOf = new Uint8Array(values.length)
  for (let row = 0; row < values.length; row++) {
    if ((row & 0xffff) === 0) checkpoint()
    const value = values[row]! + 0
    if (value !== value) continue
    const part = hashOf(value) >>> 24
    partOf[row] = part
    starts[part + 1]!++
  }
  for (let part = 0; part < parts; part++) starts[part + 1]! += starts[part]!
  const next = Uint32Array.from(starts)
  const ordered = new Float64Array(starts[parts]!)
  for (let row = 0; row < values.length; row++) {
    if ((row & 0xffff) === 0) checkpoint()
    const value = values[row]! + 0
    if (value === value) ordered[next[partOf[row]!]!++] = value
  }
  return [ordered, starts]
}

/** Widest range of whole numbers that is counted by marking each number seen. */
const mostMarks = 1 << 24

/** Distinct values where all are whole numbers in a narrow range; null where they are not. */
function countMarks(values: Float64Array, checkpoint: () => void): number | null {
  let low = Infinity
  let high = -Infinity
  for (let row = 0; row < values.length; row++) {
    if ((row & 0xffff) === 0) checkpoint()
    const value = values[row]!
    if (value !== value) continue
    if ((value | 0) !== value) return null
    if (value < low) low = value
    if (value > high) high = value
  }
  if (low > high) return 0
  if (high - low >= Math.min(mostMarks, 8 * values.length)) return null
  const seen = new Uint8Array(high - low + 1)
  for (let row = 0; row < values.length; row++) {
    if ((row & 0xffff) === 0) checkpoint()
    const value = values[row]!
    if (value === value) seen[(value | 0) - low] = 1
  }
  let count = 0
  for (let at = 0; at < seen.length; at++) count += seen[at]!
  return count
}

/** Distinct values among the first rows, as a share of them. */
function headShare(values: Float64Array): number {
  const head = values.subarray(0, 2048)
  return head.length === 0 ? 0 : new Set(head).size / head.length
}

/** Number of distinct values, NaN left out, −0 and 0 the same. Exact: by marks, or by open hash tables over the bits. */
export function countDistinct(values: Float64Array, checkpoint: () => void = () => undefined): number {
  const marked = countMarks(values, checkpoint)
  if (marked !== null) return marked
  const spare: Spare = { table: new Float64Array(0) }
  if (values.length < splitFrom || headShare(values) <= 0.5) return countIn(values, 0, spare, checkpoint)
  const [ordered, starts] = split(values, checkpoint)
  let count = 0
  for (let part = 0; part < parts; part++) count += countIn(ordered.subarray(starts[part], starts[part + 1]), starts[part + 1]! - starts[part]!, spare, checkpoint)
  return count
}
