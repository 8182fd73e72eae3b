import { describe, expect, it } from 'vitest'
import { analysisById } from '../../../../shared/analyses/registry'
import type { AnalysisInput, AnalysisResult } from '../../../../shared/contract/analysis'
import { quietJob } from '../../../../shared/contract/job'
import type { ModelCard } from '../../../../shared/contract/model'
import { createRng } from '../../../../shared/stats/rng'
import { makeInput, makeRegressionInput } from '../build-input'

const analysis = analysisById('comparison.baseline')!
const run = (input: AnalysisInput, given: Record<string, unknown> = {}): Promise<AnalysisResult> => analysis.compute(input, analysis.params.parse(given), { ...quietJob, rng: createRng(1, analysis.id), alpha: 0.05, score: null })
const keys = (result: AnalysisResult): readonly string[] => analysis.findings(result, analysis.params.parse({})).map((finding) => finding.key)
const card = (label: string): ModelCard => ({ format: 'x', formatVersion: '', producer: '', task: 'binary', classes: [], inputs: [], outputs: [], facts: [{ label, value: '100' }], structure: [], featureUse: [], unsupported: [], security: [], edits: [] })
const input = makeInput({ rows: 6000, seed: 5, windows: 0 })

describe('comparison.baseline', () => {
  it('questions an ensemble that is no better than a logistic regression, but not a linear model', async () => {
    const ensemble = await run({ ...input, model: card('Trees') }, { margin: 0.02 })
    expect(ensemble.verdict).toBe('equivalent')
    expect(keys(ensemble)).toEqual(['baseline/simple'])
    expect(keys(await run({ ...input, model: card('Coefficients') }, { margin: 0.02 }))).toEqual([])
  })

  it('says so when the score is worse than the simple model, or says nothing at all', async () => {
    const rng = createRng(9, 'noise')
    const noisy = { ...input, datasets: input.datasets.map((dataset) => ({ ...dataset, score: dataset.score!.map((score) => 1 / (1 + Math.exp(-(Math.log(score / (1 - score)) + 1.5 * rng.normal())))) })) }
    expect(keys(await run(noisy))).toContain('baseline/simple')
    const empty = { ...input, datasets: input.datasets.map((dataset) => ({ ...dataset, score: dataset.score!.map(() => 0.2 + 0.001 * rng.next()) })) }
    expect(keys(await run(empty))).toEqual(expect.arrayContaining(['baseline/single', 'baseline/simple']))
  })

  it('does not call no difference shown no difference', async () => {
    const small = makeInput({ rows: 250, seed: 6, windows: 0 })
    const result = await run({ ...small, model: card('Trees') })
    expect(result.verdict).toBe('inconclusive')
    expect(result.headline).toContain('not shown to differ')
    expect(keys(result)).toEqual([])
  })

  it('judges numbers by their squared error', async () => {
    const regression = makeRegressionInput({ rows: 2000, windows: 0 })
    const result = await run(regression)
    expect(result.tests.map((test) => test.test)).toEqual(Array(3).fill('paired t of the squared error'))
    expect(result.values.find((value) => value.id === 'difference/prior')!.value).toBeGreaterThan(0)
  })

  it('says why it cannot run without outcomes', () => {
    const bare = { ...input, datasets: input.datasets.map((dataset) => (dataset.role === 'development' ? { ...dataset, outcome: null } : dataset)) }
    expect(analysis.inapplicable!(bare, {})).toBe('The development dataset has no outcomes to fit simple models on.')
  })
})
