import { describe, expect, it } from 'vitest'
import { whyNotApplicable } from '../../../shared/analyses/applicability'
import { analyses, analysisById } from '../../../shared/analyses/registry'
import { inReviewOrder, runAnalyses } from '../../../shared/analyses/run'
import { CancelledError, ExpectedError } from '../../../shared/contract/errors'
import { quietJob } from '../../../shared/contract/job'
import { hashOfJson } from '../../../shared/contract/json'
import type { NotRun, RunRecord } from '../../../shared/contract/run-record'
import { makeInput, scoreTable } from './build-input'

const settings = { seed: 3, policyAlpha: 0.05, setupHash: 'b'.repeat(64) }
const score = (table: Parameters<typeof scoreTable>[0]): Promise<Float64Array> => Promise.resolve(scoreTable(table))
const input = makeInput({ rows: 600, windows: 2 })

describe('runAnalyses', () => {
  it('runs all that apply, names the others with a reason, and reports each as it finishes', async () => {
    const finished: (RunRecord | NotRun)[] = []
    const { runs, notRun } = await runAnalyses(input, null, settings, score, quietJob, (one) => finished.push(one))
    expect(runs.length + notRun.length).toBe(analyses.length)
    expect(finished.length).toBe(analyses.length)
    expect(notRun.find((one) => one.analysis === 'performance.regression')?.reason).toBe('It applies to regression models; this one is binary.')
    for (const run of runs) {
      const { id, ...body } = run
      expect(id).toBe(hashOfJson(body))
    }
  })

  it('gives the same whatever the number of workers that share a plan', async () => {
    const whole = await runAnalyses(input, null, settings, score, quietJob)
    const parts = await Promise.all([0, 1, 2].map((worker) => runAnalyses(input, null, settings, score, quietJob, undefined, null, (index) => index % 3 === worker)))
    expect(parts.every(({ runs }) => runs.length > 0 && runs.length < whole.runs.length)).toBe(true)
    expect(inReviewOrder(parts.flatMap(({ runs }) => runs))).toEqual(whole.runs)
  })

  it('begins those that take long first, and still lists all in the order of a review', async () => {
    const began: string[] = []
    const plan = ['drift.target', 'performance.calibration', 'drift.univariate'].map((id) => ({ id, params: {} }))
    const { runs } = await runAnalyses(input, plan, settings, score, quietJob, (one) => { if ('id' in one) began.push(one.analysis) })
    expect(began).toEqual(['drift.univariate', 'performance.calibration', 'drift.target'])
    expect(runs).toEqual(inReviewOrder(runs))
    expect(runs.map((run) => run.analysis)).not.toEqual(began)
  })

  it('shares the error budget over the analyses that test and will run', async () => {
    const { runs } = await runAnalyses(input, null, settings, score, quietJob)
    const testing = runs.filter((run) => analysisById(run.analysis)!.tests).length
    for (const run of runs) expect(run.alpha).toBeCloseTo(0.05 / (1.2 * testing - 0.2), 15)
    const one = await runAnalyses(input, [{ id: 'drift.univariate', params: {} }], settings, score, quietJob)
    expect(one.runs[0]!.alpha).toBe(0.05)
  })

  it('gives the same record ids again, and others with another seed', async () => {
    const plan = [{ id: 'stability.perturbation', params: { maxReplicates: 2 } }]
    const first = await runAnalyses(input, plan, settings, score, quietJob)
    const second = await runAnalyses(input, plan, settings, score, quietJob)
    const third = await runAnalyses(input, plan, { ...settings, seed: 4 }, score, quietJob)
    expect(second.runs[0]!.id).toBe(first.runs[0]!.id)
    expect(third.runs[0]!.id).not.toBe(first.runs[0]!.id)
    expect(first.runs[0]!.params).toMatchObject({ maxReplicates: 2, noise: 0.1 })
  })

  it('refuses an unknown analysis and a bad parameter, naming the field', async () => {
    await expect(runAnalyses(input, [{ id: 'drift.tea-leaves', params: {} }], settings, score, quietJob)).rejects.toThrow(`There is no analysis 'drift.tea-leaves'.`)
    await expect(runAnalyses(input, [{ id: 'drift.univariate', params: { ksDelta: 'big' } }], settings, score, quietJob)).rejects.toMatchObject({ code: 'plan.bad-parameter', details: { field: 'ksDelta' } })
    await expect(runAnalyses(input, [{ id: 'drift.univariate', params: { alfa: 1 } }], settings, score, quietJob)).rejects.toMatchObject({ code: 'plan.bad-parameter', details: { field: 'alfa' } })
  })

  it('lets an error inside one analysis end that one only', async () => {
    const failing = (): Promise<Float64Array> => Promise.reject(new ExpectedError('model.missing-column', 'The model needs column x.'))
    const { runs, notRun } = await runAnalyses(input, null, settings, failing, quietJob)
    expect(notRun).toContainEqual({ analysis: 'stability.perturbation', reason: 'The model needs column x.' })
    expect(runs.length).toBeGreaterThan(4)
  })

  it('passes cancelling through', async () => {
    let calls = 0
    const job = { ...quietJob, checkpoint: () => {
      calls += 1
      if (calls > 5) throw new CancelledError()
    } }
    await expect(runAnalyses(input, null, settings, score, job)).rejects.toThrow(CancelledError)
  })
})

describe('whyNotApplicable', () => {
  const why = (id: string, changed: Partial<typeof input>): string | null => whyNotApplicable(analysisById(id)!, { ...input, ...changed })
  const bare = input.datasets.map((dataset) => ({ ...dataset, score: null, recorded: null }))

  it.each([
    ['performance.discrimination', { datasets: input.datasets.map((dataset) => ({ ...dataset, outcome: null })) }, `No column has the role 'outcome'.`],
    ['subpopulations.impact-ratio', { roles: { income: ['feature'] } }, `No column has the role 'protected'.`],
    ['subpopulations.group-performance', { roles: { income: ['feature'] } }, `No column has one of the roles 'segment', 'protected'.`],
    ['subpopulations.impact-ratio', { decision: { threshold: null, favourable: 'above' } }, 'No decision threshold is set.'],
    ['performance.discrimination', { datasets: bare }, 'There are neither scores of the artifact nor recorded predictions.'],
    ['stability.perturbation', { datasets: bare }, 'The review has no artifact that could score rows.'],
    ['drift.univariate', { datasets: input.datasets.slice(0, 1) }, 'The review has neither a production window nor a test dataset.'],
  ] as const)('%s: says what is missing', (id, changed, reason) => {
    expect(why(id, changed as Partial<typeof input>)).toBe(reason)
  })

  it('counts rows', () => {
    expect(whyNotApplicable(analysisById('stability.perturbation')!, makeInput({ rows: 12, windows: 0 }))).toMatch(/has 12 rows; 30 are needed\.$/)
  })
})
