import { heads } from './exp'

/**
 * e^x of a float32 as the C library computes it on today's 64-bit servers (glibc and musl `expf`, ARM
 * Optimized Routines: 32 table entries and a cubic in float64, rounded once), so that predictions of
 * float32 models agree to the last bit. Rounding `Math.exp` differs for about one argument in two thousand.
 * NaN gives NaN; above 88.72 ∞, below −103.97 0.
 */
export function expf(x: number): number {
  if (!(Math.abs(x) < 88)) {
    if (x > overflow) return Infinity
    if (x < underflow) return 0
    if (Number.isNaN(x)) return NaN
  }
  const z = perLn2 * x
  const k = roundHalfEven(z)
  const r = z - k
  const j = ((k % tableSize) + tableSize) % tableSize
  const scale = table[j]! * 2 ** ((k - j) / tableSize)
  return Math.fround(((c0 * r + c1) * (r * r) + (c2 * r + 1)) * scale)
}

const tableSize = 32
const overflow = 88.72283172607422
const underflow = -103.97207641601562
/** 32 / ln 2. */
const perLn2 = 46.16624130844683
const c0 = 0x1c6af84b912394 / 2 ** 57 / 32 ** 3
const c1 = 0x1ebfce50fac4f3 / 2 ** 55 / 32 ** 2
const c2 = 0x162e42ff0c52d6 / 2 ** 53 / 32
/** 2^(j/32) to the nearest double. */
const table = Float64Array.from({ length: tableSize }, (_, j) => heads[4 * j]!)

function roundHalfEven(x: number): number {
  return x + 6_755_399_441_055_744 - 6_755_399_441_055_744
}
