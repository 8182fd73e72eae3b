/**
 * e^x as the C library computes it on today's 64-bit servers (glibc, ARM Optimized Routines: 128
 * table entries, degree-5 polynomial, fused multiply-add; Szabolcs Nagy, 2018), so that predictions
 * of float64 models agree to the last digit. `Math.exp` differs from it in the last place on about
 * one argument in ten.
 * NaN gives NaN; overflow and underflow give ∞ and 0 (subnormal results are left to `Math.exp`).
 */
export function exp(x: number): number {
  if (!(Math.abs(x) < 704)) return Math.exp(x)
  if (Math.abs(x) < 2 ** -54) return 1 + x
  const k = Math.round(x * perLn2)
  const r = fma(k, negLn2Low, x + k * negLn2High)
  const j = ((k % tableSize) + tableSize) % tableSize
  const r2 = r * r
  let tail = tails[j]! + r
  tail = fma(r2, fma(r, c3, c2), tail)
  tail = fma(r2 * r2, fma(r, c5, c4), tail)
  return fma(heads[j]!, tail, heads[j]!) * 2 ** ((k - j) / tableSize)
}

const tableSize = 128
/** 128 / ln 2. */
const perLn2 = 184.6649652337873
/** −ln 2 / 128 in two parts; k times the first is exact. */
const negLn2High = -0.005415212348111709
const negLn2Low = -1.2864023111638346e-14
/** Polynomial for e^r − 1 − r on |r| < ln 2 / 256. */
const c2 = 0.49999999999996786
const c3 = 0.16666666666665886
const c4 = 0.0416666808410674
const c5 = 0.008333335853059549

/** a·b + c with one rounding (by Dekker's exact product and Knuth's exact sum). */
function fma(a: number, b: number, c: number): number {
  const product = a * b
  const aHigh = high(a)
  const aLow = a - aHigh
  const bHigh = high(b)
  const bLow = b - bHigh
  const productError = aLow * bLow - (product - aHigh * bHigh - aLow * bHigh - aHigh * bLow)
  const sum = product + c
  const back = sum - product
  const sumError = (product - (sum - back)) + (c - back)
  return sum + (productError + sumError)
}

function high(x: number): number {
  const scaled = 134_217_729 * x
  return scaled - (scaled - x)
}

/** 2^(j/128), j from 0 to 127, to the nearest double; with `tails` exact to the rest: 2^(j/128) = head · (1 + tail). */
export const heads = new Float64Array(tableSize)
const tails = new Float64Array(tableSize)
fillTable()

/** Computes the table in 200-bit fixed point by seven square roots of 2; exact where doubles are not. */
function fillTable(): void {
  const bits = 200n
  const one = 1n << bits
  let root = 2n * one
  for (let i = 0; i < 7; i++) root = squareRoot(root << bits)
  let power = one
  for (let j = 0; j < tableSize; j++) {
    // Nearest double in [1, 2): 52 fraction bits.
    const fraction = (power + (1n << (bits - 53n))) >> (bits - 52n)
    heads[j] = Number(fraction) / 2 ** 52
    const head = fraction << (bits - 52n)
    tails[j] = Number(((power - head) << 140n) / head) * 2 ** -140
    power = (power * root) >> bits
  }
}

function squareRoot(value: bigint): bigint {
  let x = 1n << BigInt((value.toString(2).length + 1) >> 1)
  for (;;) {
    const next = (x + value / x) >> 1n
    if (next >= x) return x
    x = next
  }
}
