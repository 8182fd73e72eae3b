import { describe, expect, it } from 'vitest'
import type { AnalysisInput, AnalysisResult } from '../../../shared/contract/analysis'
import { quietJob } from '../../../shared/contract/job'
import { canonicalJson } from '../../../shared/contract/json'
import analysis from '../../../shared/analyses/subpopulations/group-performance.analysis'
import { jsonSafeResult } from '../../../shared/analyses/json-safe'
import { createRng } from '../../../shared/stats/rng'
import { studentisedPermutation } from '../../../shared/stats/permutation-test'
import { welchT } from '../../../shared/stats/tests'
import { makeMulticlassInput, makeRegressionInput, shuffleRows } from './build-input'

const params = analysis.params.parse({})
const run = async (input: AnalysisInput): Promise<AnalysisResult> => jsonSafeResult(await analysis.compute(input, params, { ...quietJob, rng: createRng(1, analysis.id), alpha: 0.01, score: null }))
const regionOf = (dataset: AnalysisInput['datasets'][number], row: number): string => {
  const column = dataset.table.columns.find((each) => each.name === 'region')!
  return column.kind === 'category' ? column.levels[column.codes[row]!]! : ''
}
const titles = (result: AnalysisResult): readonly string[] => analysis.findings(result, params).map((finding) => finding.title)

describe('performance by group of numbers and classes', () => {
  const clean = makeRegressionInput({ rows: 900, windows: 1 })

  it('finds nothing where nothing is planted', async () => {
    expect(titles(await run(clean))).toEqual([])
    expect(titles(await run(makeMulticlassInput({ rows: 900, windows: 1 })))).toEqual([])
  })

  it('finds a region whose numbers are further off, and one that is biased', async () => {
    const off = { ...clean, datasets: clean.datasets.map((dataset) => ({ ...dataset, outcome: dataset.outcome!.map((value, row) => (regionOf(dataset, row) === 'east' ? dataset.score![row]! + 3 * (value - dataset.score![row]!) : value)) })) }
    const result = await run(off)
    expect(titles(result)[0]).toMatch(/weaker for region = east: MAE 0\.\d+ against 0\.\d+/)
    const biased = { ...clean, datasets: clean.datasets.map((dataset) => ({ ...dataset, outcome: dataset.outcome!.map((value, row) => (regionOf(dataset, row) === 'east' ? value + 0.1 : value)) })) }
    expect(titles(await run(biased)).some((title) => /region = east: Bias/.test(title))).toBe(true)
    expect((await run(shuffleRows(off, 4))).values).toEqual(result.values)
    expect(canonicalJson(analysis.section(result, params))).not.toMatch(/NaN|Infinity|undefined/)
  })

  it('finds a region whose classes are named wrong', async () => {
    const base = makeMulticlassInput({ rows: 900, windows: 1 })
    const wrong = { ...base, datasets: base.datasets.map((dataset) => ({ ...dataset, predictedClass: dataset.predictedClass!.map((code, row) => (regionOf(dataset, row) === 'north' ? 2 : code)) })) }
    expect(titles(await run(wrong))[0]).toMatch(/weaker for region = north: Accuracy/)
  })
})

describe('studentised permutation', () => {
  const rng = createRng(3, 'values')
  const first = Float64Array.from({ length: 60 }, () => rng.normal() ** 2)
  const second = Float64Array.from({ length: 200 }, () => rng.normal() ** 2)

  it('is near Welch and says the same whatever the order and the side', () => {
    const p = studentisedPermutation(first, second, createRng(1, 'p'), () => undefined)
    expect(Math.abs(p - welchT(first, second).p)).toBeLessThan(0.06)
    expect(studentisedPermutation(first.slice().reverse(), second, createRng(1, 'p'), () => undefined)).toBe(p)
    expect(studentisedPermutation(second, first, createRng(1, 'p'), () => undefined)).toBe(p)
  })

  it('gives a small p to a large difference', () => {
    expect(studentisedPermutation(first.map((value) => value + 3), second, createRng(1, 'p'), () => undefined)).toBe(1 / 20_000)
  })
})
