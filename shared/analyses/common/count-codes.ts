/** Rows of each code of a categorical column, missing cells (−1) left out. */
export function countCodes(codes: Int32Array, levels: number): Float64Array {
  // Every other row is counted apart: one count would wait for the last to be written.
  const even = new Uint32Array(levels + 1)
  const odd = new Uint32Array(levels + 1)
  const pairs = codes.length - (codes.length % 2)
  for (let row = 0; row < pairs; row += 2) {
    even[codes[row]! + 1]! += 1
    odd[codes[row + 1]! + 1]! += 1
  }
  if (pairs < codes.length) even[codes[pairs]! + 1]! += 1
  return Float64Array.from({ length: levels }, (_, code) => even[code + 1]! + odd[code + 1]!)
}
