import { describe, it } from 'vitest'
import conditional from '../../shared/analyses/subpopulations/conditional.analysis'
import fairness from '../../shared/analyses/subpopulations/fairness.analysis'
import proxies from '../../shared/analyses/subpopulations/proxies.analysis'
import { quietJob } from '../../shared/contract/job'
import { createRng } from '../../shared/stats/rng'
import { makeDataset, makeInput, makeRows } from '../unit/analyses/build-input'
import { calibrated } from './ledger'

const runs = Number(process.env['CALIBRATE_RUNS'] ?? 400)
const alpha = 0.05

describe('fairness, decisions within a factor, and proxies, where groups are alike', () => {
  it('keep the size of each test, and of each family', async () => {
    const counts = new Map<string, { tests: number; alarms: number }>()
    const families = new Map<string, number>()
    let differences = 0
    let covered = 0
    for (let run = 0; run < runs; run += 1) {
      const rng = createRng(77, `alike ${String(run)}`)
      const made = makeRows(700, rng.fork('rows'))
      const dataset = makeDataset('test', made.table, { score: made.score, outcome: made.outcome })
      const input = { ...makeInput({ rows: 1, windows: 0 }), roles: { income: ['feature'], debt: ['feature'], dependents: ['feature'], purpose: ['segment'], region: ['protected'], sex: ['protected'] } as const, datasets: [dataset] }
      for (const [name, analysis] of [['fairness', fairness], ['conditional', conditional], ['proxies', proxies]] as const) {
        const result = await analysis.compute(input, analysis.params.parse({}) as never, { ...quietJob, rng: rng.fork(name), alpha, score: null })
        if (result.tests.some((test) => test.confirmatory && test.pAdjusted <= alpha)) families.set(name, (families.get(name) ?? 0) + 1)
        for (const test of result.tests) {
          const kind = test.id.split('/')[0]!
          const count = counts.get(kind) ?? { tests: 0, alarms: 0 }
          counts.set(kind, { tests: count.tests + 1, alarms: count.alarms + (test.p <= alpha ? 1 : 0) })
        }
        for (const value of name === 'fairness' ? result.values.filter((each) => each.id.includes('-difference/')) : []) {
          differences += 1
          if (value.low! <= 0 && value.high! >= 0) covered += 1
        }
      }
    }
    for (const [kind, { tests, alarms }] of counts) calibrated(`${kind} (${String(tests)} tests)`, alpha, alarms / tests, [0.03, 0.065], runs)
    for (const name of ['fairness', 'conditional', 'proxies']) calibrated(`${name}: any adjusted test significant`, alpha, (families.get(name) ?? 0) / runs, [0, 0.05], runs)
    calibrated(`fairness: Newcombe interval of a difference covers 0 (${String(differences)})`, 0.95, covered / differences, [0.93, 0.97], runs)
  })
})
