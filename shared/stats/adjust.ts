/**
 * Multiplicity. All functions keep the input order, take raw p-values in [0, 1] and return adjusted
 * p-values in [0, 1]; a NaN p-value passes through as NaN and is not counted as a test.
 */

/** Positions of the p-values that count, smallest first. */
function ascending(p: readonly number[]): number[] {
  return p.map((_, i) => i).filter((i) => !Number.isNaN(p[i]!)).sort((a, b) => p[a]! - p[b]! || a - b)
}

/** Holm's step-down: family-wise error under any dependence. Holm (1979). */
export function holm(p: readonly number[]): number[] {
  const order = ascending(p)
  const adjusted = p.map(() => NaN)
  let floor = 0
  order.forEach((index, rank) => {
    floor = Math.max(floor, Math.min(1, (order.length - rank) * p[index]!))
    adjusted[index] = floor
  })
  return adjusted
}

/** Step-up adjustment with a factor: shared by Benjamini–Hochberg and Benjamini–Yekutieli. */
function stepUp(p: readonly number[], factor: (tests: number) => number): number[] {
  const order = ascending(p)
  const adjusted = p.map(() => NaN)
  const tests = order.length
  let ceiling = 1
  for (let rank = tests; rank >= 1; rank -= 1) {
    const index = order[rank - 1]!
    // The factor is at least 1; only rounding could take it under p.
    ceiling = Math.min(ceiling, Math.max(p[index]!, (factor(tests) * tests * p[index]!) / rank))
    adjusted[index] = ceiling
  }
  return adjusted
}

/** Benjamini–Hochberg: false discovery rate under independence or positive dependence (1995). */
export function benjaminiHochberg(p: readonly number[]): number[] {
  return stepUp(p, () => 1)
}

/** Benjamini–Yekutieli: false discovery rate under arbitrary dependence (2001). */
export function benjaminiYekutieli(p: readonly number[]): number[] {
  return stepUp(p, (tests) => {
    let harmonic = 0
    for (let i = 1; i <= tests; i += 1) harmonic += 1 / i
    return harmonic
  })
}

/**
 * Westfall–Young step-down max-T: family-wise error with the dependence taken from shared permutations.
 * @param statistics one per hypothesis, larger is more extreme (take absolute values for two-sided)
 * @param permuted one row per permutation, same order of hypotheses
 * @returns adjusted p-values (b + 1)/(m + 1), made monotone; NaN statistics pass through uncounted,
 *   a NaN inside a permutation counts as −∞.
 */
export function westfallYoungMaxT(statistics: readonly number[], permuted: readonly (readonly number[])[]): number[] {
  const order = statistics.map((_, i) => i).filter((i) => !Number.isNaN(statistics[i]!)).sort((a, b) => statistics[b]! - statistics[a]! || a - b)
  const exceeded = new Float64Array(order.length)
  for (const row of permuted) {
    let largest = -Infinity
    for (let rank = order.length - 1; rank >= 0; rank -= 1) {
      const index = order[rank]!
      const value = row[index] ?? NaN
      if (value > largest) largest = value
      if (largest >= statistics[index]!) exceeded[rank]! += 1
    }
  }
  const adjusted = statistics.map(() => NaN)
  let floor = 0
  order.forEach((index, rank) => {
    floor = Math.max(floor, (exceeded[rank]! + 1) / (permuted.length + 1))
    adjusted[index] = floor
  })
  return adjusted
}
