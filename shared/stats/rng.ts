import type { Rng } from '../contract/analysis'
import { normalQuantile } from './normal-quantile'

/** High 32 bits of the product of two unsigned 32-bit integers. */
function multiplyHigh(a: number, b: number): number {
  const aHigh = a >>> 16
  const aLow = a & 0xffff
  const bHigh = b >>> 16
  const bLow = b & 0xffff
  const middle = aHigh * bLow + ((aLow * bLow) >>> 16)
  const carry = (middle & 0xffff) + aLow * bHigh
  return (aHigh * bHigh + (middle >>> 16) + (carry >>> 16)) >>> 0
}

/**
 * One block of Philox4x32-10: four 32-bit words from a 128-bit counter and a 64-bit key, written to `out`.
 * Source: Salmon et al., Parallel random numbers: as easy as 1, 2, 3 (SC 2011); checked with Random123's vectors.
 */
export function philox4x32(counter: readonly [number, number, number, number], key: readonly [number, number], out: Uint32Array): void {
  let [c0, c1, c2, c3] = counter
  let [k0, k1] = key
  for (let round = 0; round < 10; round += 1) {
    const high0 = multiplyHigh(0xd2511f53, c0)
    const low0 = Math.imul(0xd2511f53, c0)
    const high1 = multiplyHigh(0xcd9e8d57, c2)
    const low1 = Math.imul(0xcd9e8d57, c2)
    c0 = (high1 ^ c1 ^ k0) >>> 0
    c1 = low1 >>> 0
    c2 = (high0 ^ c3 ^ k1) >>> 0
    c3 = low0 >>> 0
    k0 = (k0 + 0x9e3779b9) >>> 0
    k1 = (k1 + 0xbb67ae85) >>> 0
  }
  out[0] = c0
  out[1] = c1
  out[2] = c2
  out[3] = c3
}

/** 32-bit hash of a text (MurmurHash3's mixing over UTF-16 units), one per salt. */
function hash32(text: string, salt: number): number {
  let h = salt >>> 0
  for (let i = 0; i < text.length; i += 1) {
    let k = Math.imul(text.charCodeAt(i), 0xcc9e2d51)
    k = Math.imul((k << 15) | (k >>> 17), 0x1b873593)
    h ^= k
    h = (Math.imul((h << 13) | (h >>> 19), 5) + 0xe6546b64) | 0
  }
  h ^= text.length
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0
}

class PhiloxRng implements Rng {
  private readonly seed: number
  private readonly path: string
  private readonly key: readonly [number, number]
  private readonly stream: readonly [number, number]
  private readonly block = new Uint32Array(4)
  private counter = 0
  private used = 4

  constructor(seed: number, path: string) {
    this.seed = seed
    this.path = path
    const low = seed >>> 0
    const high = Math.floor(seed / 4294967296) >>> 0
    // 96 bits of the stream's name beside the seed: two names do not meet by accident.
    this.key = [low, hash32(path, high)]
    this.stream = [hash32(path, 0x2545f491 ^ high), hash32(path, 0x9e3779b1 ^ high)]
  }

  private word(): number {
    if (this.used === 4) {
      philox4x32([this.counter >>> 0, Math.floor(this.counter / 4294967296) ^ 0, this.stream[0], this.stream[1]], this.key, this.block)
      this.counter += 1
      this.used = 0
    }
    const value = this.block[this.used]!
    this.used += 1
    return value
  }

  next(): number {
    const high = this.word() >>> 5
    const low = this.word() >>> 6
    return (high * 67108864 + low) / 9007199254740992
  }

  int(n: number): number {
    if (n > 4294967296) return Math.floor(this.next() * n)
    // Rejection: every value equally likely, not nearly so.
    const limit = 4294967296 - (4294967296 % n)
    let value = this.word()
    while (value >= limit) value = this.word()
    return value % n
  }

  normal(): number {
    // Middle of the cell, so that 0 and 1 are never met.
    return normalQuantile(Math.min(this.next() + 2 ** -54, 1 - 2 ** -53))
  }

  fork(label: string): Rng {
    return new PhiloxRng(this.seed, `${this.path}\u001f${label}`)
  }
}

/**
 * A counter-based generator (Philox4x32-10) keyed by seed and label: the same pair gives the same
 * stream on any machine, whatever else was drawn. `fork` names an independent stream and does not
 * depend on how much was drawn. `normal` is the inverse distribution function of one uniform.
 * @param seed integer, 0 to 2^53 − 1
 */
export function createRng(seed: number, label = ''): Rng {
  return new PhiloxRng(seed, label)
}
