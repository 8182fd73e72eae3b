import { describe, expect, it } from 'vitest'
import analysis from '../../../shared/analyses/drift/over-time.analysis'
import type { AnalysisInput } from '../../../shared/contract/analysis'
import { quietJob } from '../../../shared/contract/job'
import { createRng } from '../../../shared/stats/rng'
import { makeInput, numberColumn } from './build-input'

const keysOf = async (input: AnalysisInput): Promise<readonly string[]> => {
  const given = analysis.params.parse({})
  const result = await analysis.compute(input, given, { ...quietJob, rng: createRng(1), alpha: 0.05, score: null })
  return analysis.findings(result, given).map((finding) => finding.key)
}
const clean = makeInput({ rows: 600, windows: 12, seed: 3 })

describe('slow drift over the windows', () => {
  it('finds a column that creeps up by a little each month, and nothing else', async () => {
    const datasets = clean.datasets.map((dataset) => (dataset.role !== 'production' ? dataset : {
      ...dataset,
      table: { ...dataset.table, columns: dataset.table.columns.map((column) => (column.name === 'debt' && column.kind === 'number' ? numberColumn('debt', column.values.map((value) => value + 0.012 * Number(dataset.period.slice(5)))) : column)) },
    }))
    expect(await keysOf({ ...clean, datasets })).toEqual(['trend/number∕debt'])
  })

  it('finds nothing where nothing moves', async () => {
    expect(await keysOf(clean)).toEqual([])
  })

  it('names the window in which a level changes at once, without a finding of its own', async () => {
    const datasets = clean.datasets.map((dataset) => (dataset.role !== 'production' || dataset.period < '2026-07' ? dataset : {
      ...dataset,
      table: { ...dataset.table, columns: dataset.table.columns.map((column) => (column.name === 'debt' && column.kind === 'number' ? numberColumn('debt', column.values.map((value) => value + 0.1)) : column)) },
    }))
    const given = analysis.params.parse({})
    const result = await analysis.compute({ ...clean, datasets }, given, { ...quietJob, rng: createRng(1), alpha: 0.0001, score: null })
    const level = result.tests.find((test) => test.id === 'level/number∕debt')!
    expect(level.confirmatory).toBe(false)
    expect(level.pAdjusted).toBeLessThan(0.05)
    expect(result.headline).toContain('the mean of debt changes its level in 2026-07')
    expect(analysis.findings(result, given)).toEqual([])
  })
})
