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

function countIn(values: Float64Array, expected: number): number {
  let size = 2 ** Math.ceil(Math.log2(expected * 2 + 1024))
  let table = new Float64Array(size).fill(NaN)
  let count = 0
  let previous = NaN
  for (let row = 0; row < values.length; row++) {
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
function split(values: Float64Array): readonly [ordered: Float64Array, starts: Float64Array] {
  const starts = new Float64Array(parts + 1)
  for (let row = 0; row < values.length; row++) {
    const value = values[row]! + 0
    if (value === value) starts[(hashOf(value) >>> 24) + 1]!++
  }
  for (let part = 0; part < parts; part++) starts[part + 1]! += starts[part]!
  const next = starts.slice()
  const ordered = new Float64Array(starts[parts]!)
  for (let row = 0; row < values.length; row++) {
    const value = values[row]! + 0
    if (value === value) ordered[next[hashOf(value) >>> 24]!++] = value
  }
  return [ordered, starts]
}

/** Distinct values among the first rows, as a share of them. */
function headShare(values: Float64Array): number {
  const head = values.subarray(0, 2048)
  return head.length === 0 ? 0 : new Set(head).size / head.length
}

/** Number of distinct values, NaN left out, −0 and 0 the same. Exact, by open hash tables over the bits. */
export function countDistinct(values: Float64Array): number {
  if (values.length < splitFrom || headShare(values) <= 0.5) return countIn(values, 0)
  const [ordered, starts] = split(values)
  let count = 0
  for (let part = 0; part < parts; part++) count += countIn(ordered.subarray(starts[part], starts[part + 1]), starts[part + 1]! - starts[part]!)
  return count
}
