import type { Rng } from '../contract/analysis'
import { binomialPmf } from './binomial'

/** Draws a binomial count of n trials at p by inversion outward from the mode: a few standard deviations of work. */
export function binomialDraw(rng: Rng, n: number, p: number): number {
  if (p <= 0) return 0
  if (p >= 1) return n
  const odds = p / (1 - p)
  const mode = Math.min(n, Math.floor((n + 1) * p))
  let left = rng.next()
  let massUp = binomialPmf(mode, n, p)
  let massDown = massUp
  left -= massUp
  if (left < 0) return mode
  let up = mode
  let down = mode
  while (down > 0 || up < n) {
    if (up < n) {
      massUp *= ((n - up) / (up + 1)) * odds
      up += 1
      left -= massUp
      if (left < 0) return up
    }
    if (down > 0) {
      massDown *= down / (n - down + 1) / odds
      down -= 1
      left -= massDown
      if (left < 0) return down
    }
  }
  // Only rounding gets here.
  return mode
}
