import { describe, it } from 'vitest'
import analysis from '../../shared/analyses/subpopulations/intersections.analysis'
import { quietJob } from '../../shared/contract/job'
import { createRng } from '../../shared/stats/rng'
import { makeDataset, makeInput, makeRows } from '../unit/analyses/build-input'
import { calibrated } from './ledger'

const runs = Number(process.env['CALIBRATE_RUNS'] ?? 400)
const alpha = 0.05

describe('gaps across intersections', () => {
  it('keep their size against the permutation null, and max-T over all crossings', async () => {
    let tests = 0
    let alarms = 0
    let family = 0
    for (let run = 0; run < runs; run += 1) {
      const rng = createRng(23, `crossings ${String(run)}`)
      const made = makeRows(800, rng.fork('rows'))
      const input = { ...makeInput({ rows: 1, windows: 0 }), decision: { threshold: null, favourable: 'below' as const }, datasets: [makeDataset('test', made.table, { score: made.score, outcome: made.outcome })] }
      const result = await analysis.compute(input, analysis.params.parse({ deals: 199, minCell: 30 }), { ...quietJob, rng: rng.fork('run'), alpha, score: null })
      tests += result.tests.length
      alarms += result.tests.filter((test) => test.p <= alpha).length
      if (result.tests.some((test) => test.pAdjusted <= alpha)) family += 1
    }
    calibrated('intersections: one gap against chance', alpha, alarms / tests, [0.035, 0.065], runs)
    calibrated('intersections: any gap, max-T', alpha, family / runs, [0.03, 0.05], runs)
  })
})
