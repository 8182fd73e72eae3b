import type { Rng } from '../../contract/analysis'
import { chiSquareMonteCarlo } from '../../stats/contingency'
import type { CountTable } from '../../stats/contingency'

/**
 * Monte Carlo p of a χ² in two stages: 999 tables first; only where fewer than ten of them reach the
 * observed statistic, 49,999 fresh ones decide. Valid at every level: a p under .011 can only come
 * from the second stage, and a larger one is at least the first stage's.
 */
export function twoStageMonteCarlo(table: CountTable, rng: Rng): { readonly p: number; readonly replicates: number } {
  const first = chiSquareMonteCarlo(table, 999, rng.fork('first'))
  if (first.exceeded >= 10) return { p: first.p, replicates: first.replicates }
  const second = chiSquareMonteCarlo(table, 49_999, rng.fork('second'))
  return { p: second.p, replicates: second.replicates }
}
