import type { Rng } from '../contract/analysis'

/** Draws between two checkpoints: a millisecond. */
const stride = 1 << 15

/** Shuffles in place (Fisher–Yates), every order equally likely. */
export function shuffleInPlace(values: Uint32Array | Float64Array, rng: Rng, checkpoint: () => void = () => undefined): void {
  for (let i = values.length - 1; i > 0; i -= 1) {
    if (i % stride === 0) checkpoint()
    const j = rng.int(i + 1)
    const held = values[i]!
    values[i] = values[j]!
    values[j] = held
  }
}

/** A random permutation of 0 … n − 1. */
export function permutation(n: number, rng: Rng, checkpoint: () => void = () => undefined): Uint32Array {
  const order = new Uint32Array(n)
  for (let i = 0; i < n; i += 1) order[i] = i
  shuffleInPlace(order, rng, checkpoint)
  return order
}

/**
 * `size` different numbers out of 0 … n − 1, ascending, every subset equally likely
 * (Knuth's selection sampling). All of them when size ≥ n.
 */
export function sampleWithoutReplacement(n: number, size: number, rng: Rng, checkpoint: () => void = () => undefined): Uint32Array {
  const wanted = Math.min(size, n)
  const chosen = new Uint32Array(wanted)
  let count = 0
  for (let i = 0; count < wanted; i += 1) {
    if (i % stride === 0) checkpoint()
    if (rng.int(n - i) < wanted - count) {
      chosen[count] = i
      count += 1
    }
  }
  return chosen
}
