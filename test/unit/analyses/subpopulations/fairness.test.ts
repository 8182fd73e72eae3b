import { describe, expect, it } from 'vitest'
import analysis from '../../../../shared/analyses/subpopulations/fairness.analysis'
import type { AnalysisInput, AnalysisResult } from '../../../../shared/contract/analysis'
import { quietJob } from '../../../../shared/contract/job'
import { createRng } from '../../../../shared/stats/rng'
import { selectRows } from '../../../../shared/table/select-rows'
import { makeDataset, makeInput } from '../build-input'

const run = (input: AnalysisInput): Promise<AnalysisResult> => analysis.compute(input, analysis.params.parse({}), { ...quietJob, rng: createRng(1, 'fairness'), alpha: 0.01, score: null })
const input = makeInput({ rows: 600, windows: 0 })
const test = input.datasets[1]!
const value = (result: AnalysisResult, id: string): AnalysisResult['values'][number] => result.values.find((each) => each.id === id)!

describe('weights', () => {
  it('give the figures of rows repeated as often, with wider intervals', async () => {
    const weight = Float64Array.from({ length: 600 }, (_, row) => 1 + (row % 3))
    const places = Int32Array.from([...weight].flatMap((times, row) => Array.from({ length: times }, () => row)))
    const pick = (values: Float64Array): Float64Array => Float64Array.from(places, (row) => values[row]!)
    const weighted = await run({ ...input, roles: { ...input.roles, w: ['weight'] }, datasets: [{ ...test, weight }] })
    const repeated = await run({ ...input, datasets: [makeDataset('test', selectRows(test.table, places), { score: pick(test.score!), outcome: pick(test.outcome!) })] })
    for (const rate of ['favourable', 'tpr', 'fpr', 'ppv', 'npv']) {
      const [own, other] = [value(weighted, `${rate}/test/sex/f`), value(repeated, `${rate}/test/sex/f`)]
      expect(own.value).toBeCloseTo(other.value!, 12)
      expect(own.high! - own.low!).toBeGreaterThan(other.high! - other.low!)
    }
    expect(value(weighted, 'residual/test/sex/f').value).toBeCloseTo(value(repeated, 'residual/test/sex/f').value!, 12)
  })

  it('that are all alike change no byte', async () => {
    const plain = await run({ ...input, datasets: [test] })
    const alike = await run({ ...input, datasets: [{ ...test, weight: new Float64Array(600).fill(2.5) }] })
    expect(alike).toEqual(plain)
  })
})

describe('a group that is scored too low', () => {
  it('is pointed out by what its scores promise', async () => {
    const sex = test.table.columns.find((column) => column.name === 'sex')!
    const women = sex.kind === 'category' ? sex.levels.indexOf('f') : -1
    const large = makeInput({ rows: 4000, windows: 0 }).datasets[1]!
    const column = large.table.columns.find((each) => each.name === 'sex')!
    const outcome = large.outcome!.map((label, row) => (column.kind === 'category' && column.codes[row] === women && row % 3 === 0 ? 1 : label))
    const result = await run({ ...input, roles: { sex: ['protected'] }, datasets: [{ ...large, outcome }] })
    const [finding] = analysis.findings(result, analysis.params.parse({}))
    expect(finding!.key).toMatch(/^fairness\/sex\//)
    expect(result.tests.find((each) => each.id === 'calibration/test/sex')!.pAdjusted).toBeLessThan(0.001)
    expect(JSON.stringify(finding)).not.toMatch(/violat|discriminat/i)
  })
})
