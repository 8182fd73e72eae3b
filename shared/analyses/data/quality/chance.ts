import { betaBinomialCdf } from '../../../stats/beta-binomial'

/**
 * P(at least `outside` of `rows` lie beyond the smallest and largest of `reference` others), all dealt
 * from one continuous law: the share inside the range is Beta(reference − 1, 2), so the count is
 * beta-binomial. Ties only make it rarer. 1 for fewer than two reference rows.
 */
export function beyondRangeP(outside: number, rows: number, reference: number): number {
  if (outside <= 0 || reference < 2) return 1
  return 1 - betaBinomialCdf(outside - 1, rows, 2, reference - 1)
}

/**
 * Bound on P(at least as many rows have a level that the reference lacks), all rows dealt at random
 * between the two: each level's count lies wholly on one side with a probability that is known exactly,
 * and the sum is bounded by Cantelli's inequality. `counts` are those of all levels in both together,
 * `outside` the rows of levels that only this side has.
 */
export function newLevelsP(outside: number, counts: readonly number[], rows: number, reference: number): number {
  if (outside <= 0 || reference < 1) return 1
  let mean = 0
  let variance = 0
  for (const count of counts) {
    let log = 0
    for (let row = 0; row < count && log > -745; row += 1) log += Math.log(Math.max(0, rows - row) / (reference + rows - row))
    const p = Math.exp(log)
    mean += count * p
    variance += count * count * p * (1 - p)
  }
  return outside <= mean ? 1 : variance / (variance + (outside - mean) ** 2)
}
