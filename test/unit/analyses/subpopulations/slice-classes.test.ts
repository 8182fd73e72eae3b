import { describe, expect, it } from 'vitest'
import { whyNotApplicable } from '../../../../shared/analyses/applicability'
import { asErrors } from '../../../../shared/analyses/common/class-errors'
import { analysisById } from '../../../../shared/analyses/registry'
import type { AnalysisInput } from '../../../../shared/contract/analysis'
import { quietJob } from '../../../../shared/contract/job'
import type { CategoryColumn } from '../../../../shared/contract/table'
import { createRng } from '../../../../shared/stats/rng'
import { moments, varianceOf } from '../../../../shared/stats/sums'
import { makeMulticlassInput, makeRegressionInput } from '../build-input'

const analysis = analysisById('subpopulations.slice-discovery')!

async function run(input: AnalysisInput) {
  const params = analysis.params.parse({})
  const result = await analysis.compute(input, params, { ...quietJob, rng: createRng(3), alpha: 0.05, score: null })
  return { result, findings: analysis.findings(result, params) }
}

const clean = makeMulticlassInput({ rows: 3000, windows: 0 })
/** In one region every second row is of the next class. */
const spoiled: AnalysisInput = {
  ...clean,
  datasets: clean.datasets.map((dataset) => {
    const region = dataset.table.columns.find(({ name }) => name === 'region') as CategoryColumn
    return { ...dataset, outcome: dataset.outcome!.map((code, row) => (region.levels[region.codes[row]!] === 'east' && row % 2 === 0 ? (code + 1) % 3 : code)) }
  }),
}

describe('slices of models of several classes and of numbers', () => {
  it('finds the region whose classes are wrong, and says how many are', async () => {
    expect((await run(clean)).findings).toEqual([])
    const { findings, result } = await run(spoiled)
    expect(findings.map(({ key }) => key)).toEqual(['slice/region = east'])
    expect(findings[0]!.title).toMatch(/region = east: \d+\.\d % of the classes wrong against \d+\.\d % elsewhere/)
    const labels = result.values.map(({ label }) => label)
    expect(labels.some((label) => label.startsWith('Share of right classes where region = east'))).toBe(true)
  })

  it('takes a hard case that is honestly scored for no error, and refuses where there are no probabilities', () => {
    const bare: AnalysisInput = { ...spoiled, datasets: spoiled.datasets.map((dataset) => ({ ...dataset, classProbabilities: null, recordedProbabilities: null })) }
    expect(whyNotApplicable(analysis, bare)).toBe('There are no probabilities of the classes, so no error can be told from chance.')
    const test = asErrors(clean, true).datasets.find(({ role }) => role === 'test')!
    const spread = moments(test.score!)
    expect(Math.abs(spread.mean) / Math.sqrt(varianceOf(spread) / spread.n)).toBeLessThan(3)
    expect(moments(asErrors(clean).datasets.find(({ role }) => role === 'test')!.score!).mean).toBeGreaterThan(0.3)
  })

  it('names the error of a model of numbers in the unit of the outcome, and tells one slice once', async () => {
    const numbers = makeRegressionInput({ rows: 3000, windows: 0 })
    const rough: AnalysisInput = {
      ...numbers,
      datasets: numbers.datasets.map((dataset) => {
        const region = dataset.table.columns.find(({ name }) => name === 'region') as CategoryColumn
        return { ...dataset, outcome: dataset.outcome!.map((value, row) => (region.levels[region.codes[row]!] === 'east' ? value + (row % 2 === 0 ? 1 : -1) : value)) }
      }),
    }
    const { findings } = await run(rough)
    expect(findings).toHaveLength(1)
    expect(findings[0]!.title).toMatch(/region = east: RMSE \d\.\d+ against 0\.\d+ elsewhere/)
  })
})
