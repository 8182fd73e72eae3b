import type { Rng } from '../contract/analysis'
import { hypergeometricPmf } from './binomial'

/**
 * Draws a hypergeometric count: how many of `draws` items taken without replacement from `total` are
 * among the `marked`. Inversion outward from the mode, so the expected work is a few standard deviations.
 */
export function hypergeometricDraw(rng: Rng, total: number, marked: number, draws: number): number {
  const low = Math.max(0, draws + marked - total)
  const high = Math.min(draws, marked)
  if (low === high) return low
  const mode = Math.min(high, Math.max(low, Math.floor(((draws + 1) * (marked + 1)) / (total + 2))))
  const atMode = hypergeometricPmf(mode, total, marked, draws)
  let left = rng.next() - atMode
  if (left < 0) return mode
  let down = mode
  let up = mode
  let massDown = atMode
  let massUp = atMode
  while (down > low || up < high) {
    if (up < high) {
      massUp *= ((marked - up) * (draws - up)) / ((up + 1) * (total - marked - draws + up + 1))
      up += 1
      left -= massUp
      if (left < 0) return up
    }
    if (down > low) {
      massDown *= (down * (total - marked - draws + down)) / ((marked - down + 1) * (draws - down + 1))
      down -= 1
      left -= massDown
      if (left < 0) return down
    }
  }
  // Only rounding gets here.
  return mode
}
