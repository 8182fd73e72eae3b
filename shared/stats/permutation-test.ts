import type { Rng } from '../contract/analysis'
import { sortedFinite } from './sort'

/** Deals between two checkpoints. */
const chunk = 100

/**
 * Two-sided p of a difference of two means by dealing the values of both at random, judged by Welch's t
 * of each deal: exact when both are from one distribution, and right in the limit when only the means
 * are the same (Janssen 1997). In two stages: 999 deals, and where fewer than ten of them are as large,
 * 19,999 fresh ones decide. Values that are not finite are left out; the order of the values does not
 * matter. Cost: deals times the smaller number of values. NaN with fewer than two on a side.
 */
export function studentisedPermutation(first: Float64Array, second: Float64Array, rng: Rng, checkpoint: () => void): number {
  const a = sortedFinite(first)
  const b = sortedFinite(second)
  const size = Math.min(a.length, b.length)
  if (size < 2) return NaN
  const pool = sortedFinite(Float64Array.from([...a, ...b]))
  // Centred, so that sums of squares lose nothing.
  const centre = pool.reduce((sum, value) => sum + value, 0) / pool.length
  const centred = pool.map((value) => value - centre)
  const total = centred.reduce((sum, value) => sum + value, 0)
  const squares = centred.reduce((sum, value) => sum + value * value, 0)
  const others = pool.length - size
  const t = (sum: number, square: number): number => {
    const own = sum / size
    const other = (total - sum) / others
    const variance = (square - size * own * own) / (size - 1) / size + (squares - square - others * other * other) / (others - 1) / others
    return variance > 0 ? Math.abs(own - other) / Math.sqrt(variance) : own === other ? 0 : Infinity
  }
  const smaller = (a.length <= b.length ? a : b).map((value) => value - centre)
  const observed = t(smaller.reduce((sum, value) => sum + value, 0), smaller.reduce((sum, value) => sum + value * value, 0))
  const order = Uint32Array.from(pool, (_, index) => index)
  const exceedances = (deals: number, stream: Rng): number => {
    let reached = 0
    for (let deal = 0; deal < deals; deal += 1) {
      if (deal % chunk === 0) checkpoint()
      let sum = 0
      let square = 0
      for (let place = 0; place < size; place += 1) {
        const other = place + stream.int(order.length - place)
        const held = order[place]!
        order[place] = order[other]!
        order[other] = held
        const value = centred[order[place]!]!
        sum += value
        square += value * value
      }
      if (t(sum, square) >= observed * (1 - 1e-12)) reached += 1
    }
    return reached
  }
  const early = exceedances(999, rng.fork('first'))
  return early >= 10 ? (early + 1) / 1000 : (exceedances(19_999, rng.fork('second')) + 1) / 20_000
}
