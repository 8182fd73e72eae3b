import { describe, it } from 'vitest'
import { compareMissing } from '../../shared/analyses/drift/univariate/missing'
import { newLevelsOf } from '../../shared/analyses/drift/univariate/new-levels'
import { binomialPmf } from '../../shared/stats/binomial'
import { fisherExact } from '../../shared/stats/fisher'
import { createRng } from '../../shared/stats/rng'
import { calibrated, percent } from './ledger'

const runs = 10 * Number(process.env['CALIBRATE_RUNS'] ?? 400)
const alpha = 0.05

describe('a handful of missing cells', () => {
  // Every table is counted with its probability: nothing is simulated.
  it.each([[300, 300, 0.01, 'four missing cells in all can never alarm'], [300, 300, 0.015, null], [1000, 300, 0.01, null], [1000, 100, 0.02, null], [10_000, 200, 0.01, null]] as const)('%d against %d rows, share %d', (n, m, share, why) => {
    const most = (rows: number): number => Math.ceil(rows * share + 9 * Math.sqrt(rows * share) + 9)
    let [size, exact] = [0, 0]
    for (let a = 0; a <= most(n); a += 1) {
      for (let b = 0; b <= most(m); b += 1) {
        const chance = binomialPmf(a, n, share) * binomialPmf(b, m, share)
        if (chance < 1e-12 || a + b === 0) continue
        if (compareMissing(a, n, b, m, alpha).missingP! <= alpha) size += chance
        if (fisherExact(b, m - b, a, n - a).p <= alpha) exact += chance
      }
    }
    calibrated(`missing cells, ${percent(share)} of ${String(n)} against ${String(m)} rows`, alpha, size, [why === null ? 0.035 : 0.025, 0.065], Infinity, `Fisher's exact p: ${percent(exact)}`, why)
  })
})

describe('levels that the reference lacks', () => {
  it('are by chance as often as promised, of hundreds of rare ones', () => {
    let [alarms, bonferroni] = [0, 0]
    for (let run = 0; run < runs; run += 1) {
      const rng = createRng(run, 'rare levels')
      const held = 100 + rng.int(400)
      const draw = (rows: number): { readonly counts: ReadonlyMap<string, number>; readonly present: number } => {
        const counts = new Map<string, number>()
        for (let row = 0; row < rows; row += 1) { const level = `s${String(Math.floor(held * rng.next() ** 2))}`; counts.set(level, (counts.get(level) ?? 0) + 1) }
        return { counts, present: rows }
      }
      const [reference, window] = [draw(400 + rng.int(400)), draw(200 + rng.int(400))]
      const levels = [...new Set([...reference.counts.keys(), ...window.counts.keys()])]
      const fresh = newLevelsOf(levels, reference, window)
      if (fresh.some(({ p }) => p <= alpha)) alarms += 1
      if (fresh.some(({ count }) => levels.length * (window.present / (reference.present + window.present)) ** count <= alpha)) bonferroni += 1
    }
    calibrated('a level that the reference lacks, among hundreds of rare ones', alpha, alarms / runs, [0.035, 0.065], runs, `chance of one level times their number: ${percent(bonferroni / runs)}`)
  })
})
