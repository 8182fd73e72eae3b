/** Rows above which a column of nearly all distinct values is sorted in a copy rather than hashed. */
const sortFrom = 4_000_000

/** Distinct values among the first rows, as a share of them. */
function headShare(values: Float64Array): number {
  const head = values.subarray(0, 2048)
  return head.length === 0 ? 0 : new Set(head).size / head.length
}

function countSorted(values: Float64Array): number {
  const sorted = new Float64Array(values).sort()
  let count = 0
  let previous = NaN
  for (let row = 0; row < sorted.length; row++) {
    const value = sorted[row]!
    if (value !== value) break
    if (value !== previous) count++
    previous = value
  }
  return count
}

/** Number of distinct values, NaN left out, −0 and 0 the same. Exact, by an open hash table over the bits. */
export function countDistinct(values: Float64Array): number {
  const distinctShare = headShare(values)
  if (distinctShare > 0.5 && values.length > sortFrom) return countSorted(values)
  let size = distinctShare > 0.5 ? 2 ** Math.ceil(Math.log2(values.length * 2 + 1024)) : 1024
  let table = new Float64Array(size).fill(NaN)
  let count = 0
  const view = new Float64Array(1)
  const bits = new Int32Array(view.buffer)
  const place = (target: Float64Array, value: number): boolean => {
    view[0] = value
    const mask = target.length - 1
    let hash = Math.imul(bits[0]! ^ Math.imul(bits[1]!, 0x85ebca6b), 0xc2b2ae35)
    hash ^= hash >>> 15
    let slot = hash & mask
    for (;;) {
      const found = target[slot]!
      if (found === value) return false
      if (found !== found) break
      slot = (slot + 1) & mask
    }
    target[slot] = value
    return true
  }
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
