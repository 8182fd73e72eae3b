const float = new Float64Array(1)
const words = new Uint32Array(float.buffer)
/** Whether the high word of a double comes second in memory, as on every machine that runs this today. */
const high = ((): 0 | 1 => {
  float[0] = 1
  return words[1] === 0 ? 0 : 1
})()

/** Sign, exponent and four bits of the mantissa of a number that is not negative: 1/16 of its size at most. */
function bucketOf(value: number): number {
  float[0] = value
  return words[high]! >>> 16
}

/** Puts the numbers of a column into bins; −1 where the number is missing. */
export type Binner = (value: number) => number

/**
 * About equally filled bins of a reference, in two passes without sorting: by size above the least
 * value, in steps of 1/16. Whole numbers of integers, so the order of rows cannot show. Few distinct
 * values give fewer bins.
 * @param merged NaN and ±∞ are left out of the bins; ±∞ then falls into the end bins
 */
export function binsOf(values: Float64Array, bins: number): { readonly bin: Binner; readonly count: number } {
  let least = Infinity
  let n = 0
  for (const value of values) {
    if (!Number.isFinite(value)) continue
    n += 1
    if (value < least) least = value
  }
  const counts = new Float64Array(32_768)
  for (const value of values) if (Number.isFinite(value)) counts[bucketOf(value - least)]! += 1
  const place = new Uint8Array(32_768)
  let bin = 0
  let inside = 0
  let done = 0
  for (let bucket = 0; bucket < counts.length; bucket += 1) {
    // A bin is closed once it holds its share of what is left.
    if (inside > 0 && counts[bucket]! > 0 && inside + counts[bucket]! / 2 > (n - done) / Math.max(1, bins - bin) && bin < bins - 1) {
      done += inside
      inside = 0
      bin += 1
    }
    inside += counts[bucket]!
    place[bucket] = bin
  }
  return { count: bin + 1, bin: (value) => (Number.isNaN(value) ? -1 : place[Math.min(32_767, bucketOf(Math.max(0, value - least)))]!) }
}
