import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { binsOf } from '../../../../shared/analyses/drift/by-segment/bins'
import { analysisById } from '../../../../shared/analyses/registry'
import type { AnalysisInput } from '../../../../shared/contract/analysis'
import type { CategoryColumn, NumericColumn } from '../../../../shared/contract/table'
import { quietJob } from '../../../../shared/contract/job'
import { createRng } from '../../../../shared/stats/rng'
import { makeInput, numberColumn } from '../build-input'

const analysis = analysisById('drift.by-segment')!

async function keys(input: AnalysisInput): Promise<readonly string[]> {
  const params = analysis.params.parse({})
  const result = await analysis.compute(input, params, { ...quietJob, rng: createRng(2), alpha: 0.01, score: null })
  return analysis.findings(result, params).map((finding) => finding.key)
}

const clean = makeInput({ rows: 1500, windows: 2 })
const debtMoved = (where: (region: string) => boolean): AnalysisInput => ({
  ...clean,
  datasets: clean.datasets.map((dataset) => {
    if (dataset.role !== 'production') return dataset
    const region = dataset.table.columns.find(({ name }) => name === 'region') as CategoryColumn
    return { ...dataset, table: { ...dataset.table, columns: dataset.table.columns.map((column) => (column.name === 'debt' ? numberColumn('debt', (column as NumericColumn).values.map((value, row) => (where(region.levels[region.codes[row]!]!) ? value ** 2 : value))) : column)) } }
  }),
})

describe('drift within segments', () => {
  it('finds what moves in one region only, and leaves what moves everywhere to others', async () => {
    expect(await keys(debtMoved((region) => region === 'east'))).toEqual(['region/east'])
    expect(await keys(debtMoved(() => true))).toEqual([])
    expect(await keys(clean)).toEqual([])
  })

  it('fills bins about evenly and never moves a value by its neighbours', () => {
    const rng = createRng(4)
    const values = Float64Array.from({ length: 20_000 }, () => 290 + Math.exp(rng.normal()))
    const { bin, count } = binsOf(values, 10)
    expect(count).toBe(10)
    const counts = new Float64Array(count)
    for (const value of values) counts[bin(value)]! += 1
    expect(Math.min(...counts)).toBeGreaterThan(1000)
    fc.assert(fc.property(fc.float64Array({ noNaN: true, minLength: 1, maxLength: 50 }), (given) => {
      const made = binsOf(given, 10)
      const sorted = [...given].sort((a, b) => a - b).map(made.bin)
      return sorted.every((each, index) => each >= 0 && each < made.count && (index === 0 || each >= sorted[index - 1]!))
    }))
    expect(bin(Number.NaN)).toBe(-1)
  })
})
