import { describe, expect, it } from 'vitest'
import analysis from '../../../../shared/analyses/subpopulations/proxies.analysis'
import type { AnalysisInput, AnalysisResult } from '../../../../shared/contract/analysis'
import { quietJob } from '../../../../shared/contract/job'
import { createRng } from '../../../../shared/stats/rng'
import { categoryColumn, makeDataset, makeTable, numberColumn } from '../build-input'

const rows = 800
const rng = createRng(3, 'proxies')
const female = Array.from({ length: rows }, () => rng.next() < 0.4)
const noise = Float64Array.from({ length: rows }, () => rng.normal())
const table = makeTable([
  categoryColumn('sex', female.map((f) => (f ? 'f' : 'm'))),
  numberColumn('height', female.map((f, row) => (f ? 164 : 178) + 7 * noise[row]!)),
  numberColumn('luck', Array.from({ length: rows }, () => rng.normal())),
  categoryColumn('title', female.map((f, row) => (row % 40 === 0 ? 'Dr' : f ? 'Ms' : 'Mr'))),
  numberColumn('code', female.map((f) => (f ? 2 : 1)), 'integer'),
])
const input: AnalysisInput = {
  task: 'binary', classes: ['0', '1'], decision: { threshold: null, favourable: 'above' }, model: null,
  roles: { sex: ['protected'], height: ['feature'], luck: ['feature'], title: ['feature'], code: ['feature'] }, datasets: [makeDataset('development', table)],
}
const run = (): Promise<AnalysisResult> => Promise.resolve(analysis.compute(input, analysis.params.parse({}), { ...quietJob, rng: createRng(1, 'proxies'), alpha: 0.01, score: null }))
const value = (result: AnalysisResult, id: string): number => result.values.find((each) => each.id === id)!.value!

describe('proxies', () => {
  it('measures a number, a category and noise, and names the stand-in', async () => {
    const result = await run()
    // Two normals 2 sd apart: Φ(2/√2) = .921.
    expect(value(result, 'auc/sex/height')).toBeCloseTo(0.92, 1)
    expect(value(result, 'strength/sex/luck')).toBeLessThan(0.1)
    expect(value(result, 'strength/sex/title')).toBeGreaterThan(0.9)
    expect(analysis.findings(result, analysis.params.parse({})).map((finding) => finding.key)).toEqual(['proxy/sex/title'])
  })

  it('calls what gives the attribute away in every row the attribute, and predicts without it', async () => {
    const result = await run()
    expect(result.warnings).toContain('code gives sex away in every row; the attribute itself rather than a proxy, and left out of the joint prediction.')
    expect(value(result, 'strength/sex/code')).toBeCloseTo(1, 12)
    expect(value(result, 'joint/sex/m')).toBeLessThan(1)
    expect(JSON.stringify(result.detail)).not.toContain('"feature":"code","alone"')
  })

  it('tells only the largest of many groups together, and lists the others', async () => {
    const towns = Array.from({ length: rows }, (_, row) => `town ${String(row % 100 < 60 ? row % 3 : 3 + (row % 5))}`)
    const many: AnalysisInput = { ...input, roles: { ...input.roles, town: ['protected'] }, datasets: [makeDataset('development', { ...table, columns: [...table.columns, categoryColumn('town', towns)] })] }
    const result = await analysis.compute(many, analysis.params.parse({ jointGroups: 3 }), { ...quietJob, rng: createRng(1, 'proxies'), alpha: 0.01, score: null })
    expect(result.values.filter((each) => each.id.startsWith('joint/town/')).map((each) => each.id)).toEqual(['joint/town/town 0', 'joint/town/town 1', 'joint/town/town 2'])
    expect(result.notTested).toContain('town: 5 groups beyond the 3 largest were not told by all features together.')
  })
})
