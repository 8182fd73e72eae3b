/**
 * Weighted least-squares fit that never falls, by pooling adjacent violators in one pass, O(n). The values are in
 * the order of what they depend on, ties already one value; weights are positive; nothing may be NaN.
 * Source: Ayer, Brunk, Ewing, Reid and Silverman, Annals of Mathematical Statistics 26 (1955) 641–647.
 */
export function isotonicFit(values: Float64Array, weights: Float64Array, checkpoint: () => void = () => undefined): Float64Array {
  const n = values.length
  const level = new Float64Array(n)
  const held = new Float64Array(n)
  const start = new Uint32Array(n + 1)
  let blocks = 0
  for (let i = 0; i < n; i += 1) {
    if ((i & 0xffff) === 0xffff) checkpoint()
    let value = values[i]!
    let weight = weights[i]!
    let from = i
    while (blocks > 0 && level[blocks - 1]! >= value) {
      blocks -= 1
      const both = held[blocks]! + weight
      value = (level[blocks]! * held[blocks]! + value * weight) / both
      weight = both
      from = start[blocks]!
    }
    level[blocks] = value
    held[blocks] = weight
    start[blocks] = from
    blocks += 1
  }
  start[blocks] = n
  const fitted = new Float64Array(n)
  for (let block = 0; block < blocks; block += 1) fitted.fill(level[block]!, start[block], start[block + 1])
  return fitted
}
