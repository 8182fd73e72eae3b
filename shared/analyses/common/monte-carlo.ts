import type { Rng } from '../../contract/analysis'
import { chiSquareMonteCarlo } from '../../stats/contingency'
import type { CountTable } from '../../stats/contingency'

const chunk = 500

/**
 * Monte Carlo p of a χ² in two stages: 999 tables first; only where fewer than ten of them reach the
 * observed statistic, 19,999 fresh ones decide. Valid at every level: a p under .011 can only come
 * from the second stage, and a larger one is at least the first stage's.
 */
export function twoStageMonteCarlo(table: CountTable, rng: Rng, checkpoint: () => void): { readonly p: number; readonly replicates: number } {
  const first = exceedances(table, 999, rng.fork('first'), checkpoint)
  if (first >= 10) return { p: (first + 1) / 1000, replicates: 999 }
  return { p: (exceedances(table, 19_999, rng.fork('second'), checkpoint) + 1) / 20_000, replicates: 19_999 }
}

/** Tables at least as extreme as the observed one, drawn in chunks so that a cancel is heard. */
function exceedances(table: CountTable, replicates: number, rng: Rng, checkpoint: () => void): number {
  let exceeded = 0
  for (let done = 0; done < replicates; done += chunk) {
    checkpoint()
    exceeded += chiSquareMonteCarlo(table, Math.min(chunk, replicates - done), rng.fork(String(done))).exceeded
  }
  return exceeded
}
