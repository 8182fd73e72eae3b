import { describe, expect, it } from 'vitest'
import type { Analysis, AnalysisInput, AnalysisResult, FindingProposal } from '../../../../shared/contract/analysis'
import { quietJob } from '../../../../shared/contract/job'
import overlap from '../../../../shared/analyses/data/overlap.analysis'
import quality from '../../../../shared/analyses/data/quality.analysis'
import { beyondRangeP, newLevelsP } from '../../../../shared/analyses/data/quality/chance'
import redundancy from '../../../../shared/analyses/data/redundancy.analysis'
import { rankCorrelation, rankedColumn } from '../../../../shared/analyses/data/redundancy/rank-correlation'
import { createRng } from '../../../../shared/stats/rng'
import { selectRows } from '../../../../shared/table'
import { categoryColumn, makeDataset, makeInput, makeTable, numberColumn } from '../build-input'

async function run<P extends Parameters<Analysis['findings']>[1]>(analysis: Analysis<P>, input: AnalysisInput): Promise<{ readonly result: AnalysisResult; readonly findings: readonly FindingProposal[] }> {
  const params = analysis.params.parse({})
  const result = await analysis.compute(input, params, { ...quietJob, rng: createRng(1, analysis.id), alpha: 0.01, score: null })
  return { result, findings: analysis.findings(result, params) }
}
const value = (result: AnalysisResult, id: string): number | null | undefined => result.values.find((one) => one.id === id)?.value
const base = makeInput({ rows: 400, windows: 1 })
const withDatasets = (datasets: AnalysisInput['datasets'], roles: AnalysisInput['roles'] = {}): AnalysisInput => ({ ...base, datasets, roles })

describe('quality of the data', () => {
  it('is silent on data that are as the reference', async () => {
    expect((await run(quality, makeInput({ rows: 3000 }))).findings).toEqual([])
  })

  it('does not blame rows for the narrow range of a small reference', async () => {
    for (let seed = 0; seed < 40; seed += 1) expect((await run(quality, makeInput({ rows: 60, windows: 1, seed }))).findings).toEqual([])
  })

  it('knows how often chance leaves rows outside', () => {
    // Of 100 and 100 rows, those before the first and behind the last of the reference: 2 of 101 on average.
    const mean = Array.from({ length: 100 }, (_, k) => beyondRangeP(k + 1, 100, 100)).reduce((sum, p) => sum + p, 0)
    expect(mean).toBeCloseTo(200 / 101, 9)
    // One level of three rows, all in this half of six: 1 of 20 ways to deal them.
    expect(newLevelsP(3, [3, 3], 3, 3)).toBeGreaterThan(1 / 20)
    expect(newLevelsP(20, [500, 480, 20], 500, 500)).toBeLessThan(1e-5)
    expect([beyondRangeP(0, 100, 100), newLevelsP(0, [3], 3, 3)]).toEqual([1, 1])
  })

  it('waits for the outcomes of production', async () => {
    const known = makeTable([numberColumn('late', [0, 1, 0, 1])])
    const blank = makeTable([numberColumn('late', [Number.NaN, Number.NaN, 0, Number.NaN])])
    const of = (role: 'production' | 'test') => run(quality, withDatasets([makeDataset('development', known), makeDataset(role, blank)], { late: ['outcome'] }))
    expect((await of('production')).findings).toEqual([])
    expect((await of('test')).findings.map(({ key }) => key)).toEqual(['missing'])
  })

  it('counts what is outside, damaged, missing, constant and personal, once per kind', async () => {
    const n = 100
    const reference = makeTable([
      numberColumn('amount', Array.from({ length: n }, (_, row) => row)), categoryColumn('grade', Array.from({ length: n }, (_, row) => 'abc'[row % 3]!)),
      numberColumn('same', Array.from({ length: n }, () => 1)), categoryColumn('zip', Array.from({ length: n }, () => '01234')), categoryColumn('contact', Array.from({ length: n }, (_, row) => `p${row}@mail.example`)),
      categoryColumn('reading', Array.from({ length: n }, (_, row) => (row < 7 ? '20.июл' : row < 10 ? '1.23E+11' : 'x'))),
    ])
    const window = makeTable([
      numberColumn('amount', Array.from({ length: n }, (_, row) => (row < 15 ? 1e6 : row < 45 ? Number.NaN : row))), categoryColumn('grade', Array.from({ length: n }, (_, row) => (row < 15 ? 'z' : 'a'))),
      numberColumn('zip', Array.from({ length: n }, () => 1234), 'integer'),
    ])
    const { result, findings } = await run(quality, withDatasets([makeDataset('development', reference), makeDataset('production', window, { period: '2026-01' })]))
    expect(Object.fromEntries(findings.map(({ key, severity, evidence }) => [key, [severity, ...evidence]]))).toEqual({
      excel: ['medium', 'excel/development/reading'], zeros: ['medium', 'zeros/2026-01/zip'], outside: ['low', 'outside/2026-01/amount', 'outside/2026-01/grade'],
      missing: ['low', 'missing/2026-01/amount'], constant: ['observation', 'constant/development/same', 'constant/development/zip'], personal: ['observation', 'personal/development/contact'],
    })
    expect([value(result, 'excel/development/reading'), value(result, 'outside/2026-01/amount'), value(result, 'outside/2026-01/grade'), value(result, 'missing/2026-01/amount'), value(result, 'cells/2026-01/outliers')]).toEqual([0.1, 0.15, 0.15, 0.3, 15])
  })
})

describe('repeated and shared rows', () => {
  const ids = (from: number, count: number) => categoryColumn('id', Array.from({ length: count }, (_, row) => `c${from + row}`))
  const numbers = (from: number, count: number) => numberColumn('x', Array.from({ length: count }, (_, row) => from + row))

  it('finds the rows and identifiers that the reference has too, each once', async () => {
    const development = makeTable([ids(0, 100), numbers(0, 100)])
    // Ten rows of development under new identifiers, five identifiers of development on new rows, three rows twice.
    const test = makeTable([categoryColumn('id', [...ids(200, 85).levels, ...ids(0, 5).levels, ...ids(300, 10).levels]), numberColumn('x', [...Array.from({ length: 90 }, (_, row) => 1000 + row), ...Array.from({ length: 10 }, (_, row) => row)])])
    const repeated = selectRows(test, Int32Array.from([...Array(100).keys(), 0, 1, 2]))
    const { result, findings } = await run(overlap, withDatasets([makeDataset('development', development), makeDataset('test', repeated)], { id: ['id'] }))
    expect(['duplicates/test', 'repeated-ids/test', 'shared/test', 'shared-ids/test', 'duplicates/development'].map((id) => value(result, id))).toEqual([3, 3, 10, 5, 0])
    expect(findings.map(({ key, severity }) => [key, severity])).toEqual([['shared', 'high'], ['shared-ids', 'medium'], ['repeated-ids', 'low'], ['duplicates', 'low']])
  })

  it('says when another file holds the very same rows, in another order', async () => {
    const table = makeTable([numbers(0, 50)])
    const { result } = await run(overlap, withDatasets([makeDataset('development', table), makeDataset('test', selectRows(table, Int32Array.from([...Array(50).keys()].reverse())), { sha256: 'b'.repeat(64) })]))
    expect(result.headline).toMatch(/^test\.csv holds exactly the rows of development\.csv/)
  })

  it('finds nothing where nothing is there twice', async () => {
    const { result, findings } = await run(overlap, withDatasets([makeDataset('development', makeTable([numbers(0, 50)])), makeDataset('test', makeTable([numbers(50, 50)]))]))
    expect(findings).toEqual([])
    expect(result.headline).toMatch(/^No row is there twice/)
  })
})

describe('features that say the same', () => {
  it('agrees with scipy.stats.spearmanr, ties and missing cells included', () => {
    // scipy 1.17.1: spearmanr([1,2,2,4,5,6,7,8], [2,1,4,3,6,5,8,8]).statistic
    const a = rankedColumn(numberColumn('a', [1, 2, 2, 4, 5, 6, 7, 8]), () => undefined)!
    const b = rankedColumn(numberColumn('b', [2, 1, 4, 3, 6, 5, 8, 8]), () => undefined)!
    expect(rankCorrelation(a, b, () => undefined)!.rho).toBeCloseTo(0.8915662650602408, 4)
    expect(rankedColumn(numberColumn('c', [3, 3, Number.NaN]), () => undefined)).toBeNull()
  })

  it('names the pair that says the same, whatever the scale', async () => {
    const x = Float64Array.from({ length: 500 }, (_, row) => (row * 7919) % 503)
    const table = makeTable([numberColumn('x', x), numberColumn('log_x', x.map((one) => Math.log(1 + one))), numberColumn('y', x.map((_, row) => (row * 104729) % 499))])
    const { result, findings } = await run(redundancy, withDatasets([makeDataset('development', table)], { x: ['feature'], log_x: ['feature'], y: ['feature'] }))
    expect(value(result, 'rho/log_x/x')).toBe(1)
    expect(findings.map(({ evidence }) => evidence)).toEqual([['rho/log_x/x']])
  })
})
