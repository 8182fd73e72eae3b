import { describe, it } from 'vitest'
import { labelledRows } from '../../shared/analyses/common/labelled-rows'
import { performanceMeasures } from '../../shared/analyses/common/performance-measures'
import { densityRatio } from '../../shared/analyses/drift/reweight/density-ratio'
import { drawnRows } from '../../shared/analyses/drift/reweight/drawn-rows'
import { scoreCurve } from '../../shared/analyses/drift/reweight/score-curve'
import { calibrate, expectedPerformance } from '../../shared/analyses/drift/without-labels/expected'
import { reweightedPerformance } from '../../shared/analyses/drift/without-labels/reweighted'
import { createRng } from '../../shared/stats/rng'
import { calibrated } from './ledger'
import { drawWorld } from './worlds'

const runs = Number(process.env['CALIBRATE_RUNS'] ?? 400)
const quiet = (): void => undefined

describe('performance without outcomes', () => {
  it.each([[2000, 1000, 0], [2000, 1000, 0.5], [1000, 200, 0.3]])('covers what is seen later: %d against %d rows, cases moved by %d', (n, m, cases) => {
    const { deciding } = performanceMeasures(true, true, null)
    const expected = deciding.map(() => 0)
    const reweighted = deciding.map(() => 0)
    const alarms = deciding.map(() => 0)
    for (let run = 0; run < runs; run += 1) {
      const rng = createRng(8, `without ${String(run)} ${String(n)} ${String(cases)}`)
      const columns = ['a', 'b', 'c']
      const [a, b] = [drawWorld('test', n, rng.fork('a'), true), drawWorld('production', m, rng.fork('b'), true, { cases })]
      const [basis, later] = [labelledRows(a, true, quiet), labelledRows(b, true, quiet)]
      const calibration = calibrate(basis, scoreCurve(basis.score, true), quiet)!
      const rows = drawnRows(a, columns, n, 'binary', rng, quiet)
      const ratio = densityRatio(rows.rows, drawnRows({ ...b, outcome: null }, columns, m, 'no', rng, quiet).rows, columns, [null, null], quiet)!
      deciding.forEach((measure, index) => {
        const seen = measure.of(later, null).value
        const first = expectedPerformance(measure.id as 'auc' | 'log-loss', later.score, null, calibration, null, 0.95, quiet)
        const second = reweightedPerformance(measure, rows.rows, ratio, null, m, 0.95, quiet)
        if (first.low <= seen && seen <= first.high) expected[index]! += 1
        if (second.estimate.low <= seen && seen <= second.estimate.high) reweighted[index]! += 1
        if (second.cases.p <= 0.05) alarms[index]! += 1
      })
    }
    deciding.forEach((measure, index) => {
      const name = `${measure.name}, ${String(n)} against ${String(m)}, cases moved by ${String(cases)}`
      calibrated(`without outcomes, expected from scores: ${name}`, 0.95, expected[index]! / runs, [0.93, 0.97], runs)
      calibrated(`without outcomes, reweighted: ${name}`, 0.95, reweighted[index]! / runs, [0.93, 0.98], runs)
      if (cases === 0) calibrated(`without outcomes, effect of cases: ${name}`, 0.05, alarms[index]! / runs, [0.035, 0.065], runs)
    })
  })
})
