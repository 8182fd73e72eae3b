/** Number of distinct values, NaN left out, −0 and 0 the same. Exact, by an open hash table over the bits. */
export function countDistinct(values: Float64Array): number {
  let size = 1024
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
