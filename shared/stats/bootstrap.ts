import type { Rng } from '../contract/analysis'
import { normalCdf, normalQuantile } from './special'

/** A bootstrap interval with what it rests on. */
export interface BcaInterval {
  readonly estimate: number
  readonly low: number
  readonly high: number
  /** Bootstrap standard error. */
  readonly se: number
  /** Replicates that gave a finite statistic. */
  readonly replicates: number
}

/** Blocks of rows left out at a time by the jackknife, per stratum at most. */
const jackknifeBlocks = 200

/**
 * Bias-corrected and accelerated bootstrap interval (Efron 1987), resampling within strata.
 * @param strata row numbers of each group; the group sizes stay fixed
 * @param statistic computed from resampled strata (same shape); non-finite results are left out
 * @param replicates at least 1,000 for 95 %
 * @returns NaN bounds when under 20 replicates are finite. The acceleration is from a jackknife,
 *   leaving out blocks of rows where a stratum has more than 200.
 */
export function bcaBootstrap(
  strata: readonly Uint32Array[],
  statistic: (strata: readonly Uint32Array[]) => number,
  replicates: number,
  rng: Rng,
  level = 0.95,
): BcaInterval {
  const estimate = statistic(strata)
  const drawn: number[] = []
  const sample = strata.map((rows) => new Uint32Array(rows.length))
  for (let replicate = 0; replicate < replicates; replicate += 1) {
    // One stream per replicate: shards may compute any of them in any order.
    const stream = rng.fork(`replicate ${replicate}`)
    strata.forEach((rows, h) => {
      const into = sample[h]!
      for (let i = 0; i < rows.length; i += 1) into[i] = rows[stream.int(rows.length)]!
    })
    const value = statistic(sample)
    if (Number.isFinite(value)) drawn.push(value)
  }
  if (drawn.length < 20 || !Number.isFinite(estimate)) return { estimate, low: NaN, high: NaN, se: NaN, replicates: drawn.length }
  const sorted = Float64Array.from(drawn).sort()
  const average = sorted.reduce((total, value) => total + value, 0) / sorted.length
  const se = Math.sqrt(sorted.reduce((total, value) => total + (value - average) ** 2, 0) / (sorted.length - 1))
  const acceleration = jackknifeAcceleration(strata, statistic)
  // Ties count half: a statistic on a lattice must not look biased.
  const below = sorted.reduce((total, value) => total + (value < estimate ? 1 : value === estimate ? 0.5 : 0), 0)
  const bias = normalQuantile(Math.min(Math.max(below / sorted.length, 0.5 / sorted.length), 1 - 0.5 / sorted.length))
  const bound = (z: number): number => {
    const shifted = normalCdf(bias + (bias + z) / (1 - acceleration * (bias + z)))
    const position = Math.min(sorted.length - 1, Math.max(0, shifted * (sorted.length + 1) - 1))
    const under = Math.floor(position)
    const low = sorted[under]!
    return low + (sorted[Math.min(under + 1, sorted.length - 1)]! - low) * (position - under)
  }
  const z = normalQuantile((1 - level) / 2)
  return { estimate, low: bound(z), high: bound(-z), se, replicates: drawn.length }
}

/** Acceleration from stratified jackknife influence values; 0 where they are all equal. */
function jackknifeAcceleration(strata: readonly Uint32Array[], statistic: (strata: readonly Uint32Array[]) => number): number {
  let squares = 0
  let cubes = 0
  strata.forEach((rows, h) => {
    const blocks = Math.min(rows.length, jackknifeBlocks)
    if (blocks < 2) return
    const left: number[] = []
    for (let block = 0; block < blocks; block += 1) {
      const kept = rows.filter((_, i) => i % blocks !== block)
      const value = statistic(strata.map((other, k) => (k === h ? kept : other)))
      if (Number.isFinite(value)) left.push(value)
    }
    const average = left.reduce((total, value) => total + value, 0) / left.length
    for (const value of left) {
      const influence = ((blocks - 1) * (average - value)) / blocks
      squares += influence ** 2
      cubes += influence ** 3
    }
  })
  return squares > 0 ? cubes / (6 * squares ** 1.5) : 0
}
