import type { MojoHead } from './folder'

/**
 * The predicted class of each row as H2O decides it: of two classes the second when its probability
 * reaches the model's threshold; of more the largest, and among equals one that is drawn with the prior
 * probabilities by a generator seeded from the row's own values, so the same row gives the same class.
 */
export function decideLabels(head: Pick<MojoHead, 'threshold' | 'prior'>, values: readonly Float64Array[], columns: readonly Float64Array[]): Float64Array {
  const rows = values[0]?.length ?? 0
  if (values.length === 2) return Float64Array.from(values[1]!, (p) => Number.isNaN(p) ? NaN : p >= head.threshold ? 1 : 0)
  return Float64Array.from({ length: rows }, (_, row) => {
    let best = 0
    let tied = 0
    // H2O begins its list of ties with class 0 and never empties it.
    const ties: number[] = [0]
    for (let k = 1; k < values.length; k++) {
      const p = values[k]![row]!
      const top = values[best]![row]!
      if (top < p) {
        best = k
        tied = 0
      } else if (top === p) {
        tied++
        ties.push(k)
      }
    }
    if (Number.isNaN(values[best]![row]!)) return NaN
    return tied === 0 ? best : drawTied(ties, head.prior, columns, row) ?? best
  })
}

function drawTied(ties: readonly number[], prior: Float64Array, columns: readonly Float64Array[], row: number): number | null {
  if (prior.length === 0) return null
  const sum = ties.reduce((total, k) => total + (prior[k] ?? 0), 0)
  const draw = firstDouble(rowHash(columns, row))
  let partial = 0
  for (const k of ties) {
    partial += (prior[k] ?? 0) / sum
    if (draw <= partial) return k
  }
  return null
}

const bits = new DataView(new ArrayBuffer(8))

/** Exclusive or of the values' bit patterns, each shifted right by 6 with its sign. */
function rowHash(columns: readonly Float64Array[], row: number): bigint {
  let hash = 0n
  for (const column of columns) {
    bits.setFloat64(0, column[row]!)
    hash ^= bits.getBigInt64(0) >> 6n
  }
  return hash
}

/** The first `nextDouble()` of Java's generator of that seed (a 48-bit linear congruential one). */
export function firstDouble(seed: bigint): number {
  const mask = (1n << 48n) - 1n
  let state = (seed ^ 0x5deece66dn) & mask
  const next = (count: bigint): bigint => {
    state = (state * 0x5deece66dn + 0xbn) & mask
    return state >> (48n - count)
  }
  const high = next(26n)
  return Number((high << 27n) + next(27n)) / 2 ** 53
}

/** Probabilities put back from the classes' shares in training to their shares in the population, in place. */
export function correctBalance(head: Pick<MojoHead, 'balanced' | 'prior' | 'modelPrior'>, values: readonly Float64Array[]): void {
  if (!head.balanced || head.prior.length !== values.length || head.modelPrior.length !== values.length) return
  for (let row = 0; row < values[0]!.length; row++) {
    let sum = 0
    values.forEach((value, k) => {
      if (head.prior[k]! !== 0 && head.modelPrior[k]! !== 0) value[row]! *= head.prior[k]! / head.modelPrior[k]!
      sum += value[row]!
    })
    if (sum > 0) for (const value of values) value[row]! /= sum
  }
}
