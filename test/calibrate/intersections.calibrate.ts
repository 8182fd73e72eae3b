import { describe, it } from 'vitest'
import analysis from '../../shared/analyses/subpopulations/intersections.analysis'
import type { Rng } from '../../shared/contract/analysis'
import { quietJob } from '../../shared/contract/job'
import { createRng } from '../../shared/stats/rng'
import { categoryColumn, makeDataset, makeInput, makeRows, makeTable } from '../unit/analyses/build-input'
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

/** Predicted numbers whose errors are up to four times as wide in the smallest cells, wider where the prediction is high, and skewed where wanted. */
function unequal(rng: Rng, n: number, skewed: boolean, shift: number) {
  const pick = (levels: readonly string[], shares: readonly number[]): string => {
    const u = rng.next()
    return levels.find((_, index) => u < shares.slice(0, index + 1).reduce((sum, share) => sum + share, 0)) ?? levels.at(-1)!
  }
  const a = Array.from({ length: n }, () => pick(['x', 'y'], [0.75, 0.25]))
  const b = Array.from({ length: n }, () => pick(['u', 'v', 'w'], [0.5, 0.3, 0.2]))
  const c = Array.from({ length: n }, () => pick(['p', 'q'], [0.5, 0.5]))
  const score = Float64Array.from(a, (level) => Math.exp(rng.normal() + (level === 'y' ? 0.7 : 0)))
  const error = (): number => (skewed ? (Math.exp(rng.normal()) - Math.exp(0.5)) / 2.16 : rng.normal())
  const wide = (row: number): number => (a[row] === 'y' ? 2 : 1) * (b[row] === 'w' ? 2 : 1) * Math.sqrt(1 + score[row]!)
  const outcome = score.map((value, row) => value + wide(row) * error() + (a[row] === 'x' && b[row] === 'v' ? shift : 0))
  return {
    task: 'regression' as const, classes: [], decision: { threshold: null, favourable: 'above' as const }, model: null, roles: { a: ['protected' as const], b: ['segment' as const], c: ['protected' as const] },
    datasets: [makeDataset('test', makeTable([categoryColumn('a', a), categoryColumn('b', b), categoryColumn('c', c)]), { score, outcome })],
  }
}

describe('gaps of predicted numbers across cells of unequal spread', () => {
  const of = async (label: string, n: number, skewed: boolean, shift: number) => {
    let tests = 0
    let alarms = 0
    let family = 0
    for (let run = 0; run < runs; run += 1) {
      const rng = createRng(24, `${label} ${String(run)}`)
      const result = await analysis.compute(unequal(rng.fork('rows'), n, skewed, shift), analysis.params.parse({ deals: 199, minCell: 30 }), { ...quietJob, rng: rng.fork('run'), alpha, score: null })
      tests += result.tests.length
      alarms += result.tests.filter((test) => test.p <= alpha).length
      if (result.tests.some((test) => test.pAdjusted <= alpha)) family += 1
    }
    return { one: alarms / tests, any: family / runs }
  }
  it.each([[800, false], [3000, false], [3000, true]] as const)('keep their size, n %i, skewed %s', async (n, skewed) => {
    const { one, any } = await of('size', n, skewed, 0)
    const world = `n ${String(n)}${skewed ? ', lognormal errors' : ''}`
    calibrated(`intersections: cells of unequal spread, one crossing, ${world}`, alpha, one, [0.035, 0.065], runs)
    calibrated(`intersections: cells of unequal spread, any crossing, ${world}`, alpha, any, [0.02, 0.05], runs)
  })
  it('power: one cell shifted', async () => calibrated('Power: one cell shifted by half a standard error of a row, n 3000', 1, (await of('power', 3000, false, 0.5)).any, [0.8, 1]))
})
