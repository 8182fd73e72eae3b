import { describe, expect, it } from 'vitest'
import { whyNotApplicable } from '../../../../shared/analyses/applicability'
import { analysisById } from '../../../../shared/analyses/registry'
import type { AnalysisInput, AnalysisResult } from '../../../../shared/contract/analysis'
import { quietJob } from '../../../../shared/contract/job'
import { errorOfPeeking, sampleSizeForMeans, sampleSizeForProportions } from '../../../../shared/stats/power'
import { createRng } from '../../../../shared/stats/rng'
import { makeInput, withArms } from '../build-input'

const analysis = analysisById('comparison.ab-test')!
const base = makeInput({ rows: 4000, windows: 1 })

async function run(input: AnalysisInput, given: Record<string, unknown> = {}): Promise<AnalysisResult & { readonly keys: readonly string[] }> {
  const params = analysis.params.parse(given)
  const result = await analysis.compute(input, params, { ...quietJob, rng: createRng(1), alpha: 0.05, score: null })
  return { ...result, keys: analysis.findings(result, params).map((finding) => finding.key) }
}

describe('an A/B test on different rows', () => {
  it('tells a lift from none, and says that the test is too small', async () => {
    const lifted = await run(withArms(base, 0.15))
    expect(lifted.verdict).toBe('different')
    expect(lifted.headline).toMatch(/Event rate is .* in A and .* in B/)
    const none = await run(withArms(base))
    expect(none.verdict).not.toBe('different')
    expect(none.warnings[0]).toContain('8.3 % at 2 looks, 14.2 % at 5 looks, 19.3 % at 10 looks')
    expect(none.keys).toEqual([])
  })

  it('multiplies the p by the looks', async () => {
    const [once, often] = [await run(withArms(base)), await run(withArms(base), { looks: 3 })]
    const p = (result: AnalysisResult): number => result.tests.find(({ id }) => id === 'arms/outcome')!.p
    expect(p(often)).toBeCloseTo(Math.min(1, 3 * p(once)), 12)
  })

  it('finds arms that were not dealt as planned', async () => {
    expect((await run(withArms(base), { controlShare: 0.6 })).keys).toEqual(['mismatch'])
  })

  it('says which column it looks for', () => {
    expect(whyNotApplicable(analysis, base)).toContain('it would be called arm, variant, treatment')
  })
})

describe('planned sizes', () => {
  it('are those of R\'s power.prop.test and of statsmodels', () => {
    // power.prop.test(p1 = .1, p2 = .12, power = .8): n = 3840.847
    expect(sampleSizeForProportions(0.1, 0.12, 0.05, 0.8)).toEqual({ first: 3841, second: 3841 })
    // statsmodels.stats.power.TTestIndPower().solve_power(0.2, alpha=.05, power=.8): 393.41
    expect(sampleSizeForMeans(0.2, 1, 0.05, 0.8)).toEqual({ first: 394, second: 394 })
  })

  it('give Armitage\'s errors of repeated looks', () => {
    // Armitage, McPherson and Rowe (1969), table 2.
    for (const [looks, error] of [[1, 0.05], [2, 0.083], [3, 0.107], [4, 0.126], [5, 0.142], [10, 0.193]] as const) expect(errorOfPeeking(looks, 0.05)).toBeCloseTo(error, 3)
  })
})
