import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { whyNotApplicable } from '../../../../shared/analyses/applicability'
import { analysisById } from '../../../../shared/analyses/registry'
import { boundMean, lossAnswer } from '../../../../shared/analyses/subpopulations/unknown-groups/losses'
import { boundComparison, boundRate, screenAnswer } from '../../../../shared/analyses/subpopulations/unknown-groups/measure'
import type { AnalysisInput } from '../../../../shared/contract/analysis'
import { quietJob } from '../../../../shared/contract/job'
import { canonicalJson } from '../../../../shared/contract/json'
import { createRng } from '../../../../shared/stats/rng'
import { makeMulticlassInput, makeRegressionInput, shuffleRows } from '../build-input'

const count = (most: number) => fc.integer({ min: 1, max: most }).chain((n) => fc.integer({ min: 0, max: n }).map((successes) => ({ successes, n })))

describe('bounds for rows of unknown group', () => {
  it('are the extremes over every way to hand the rows out, and are reached', () => {
    fc.assert(fc.property(count(12), count(12), count(5), (group, reference, unknown) => {
      fc.pre(reference.successes > 0)
      const failures = unknown.n - unknown.successes
      const rates: number[] = []
      const ratios: number[] = []
      const gaps: number[] = []
      // Successes and failures to the group, to the reference, the others elsewhere.
      for (let a = 0; a <= unknown.successes; a += 1) for (let b = 0; a + b <= unknown.successes; b += 1) for (let c = 0; c <= failures; c += 1) for (let d = 0; c + d <= failures; d += 1) {
        const own = (group.successes + a) / (group.n + a + c)
        const other = (reference.successes + b) / (reference.n + b + d)
        rates.push(own)
        ratios.push(own / other)
        gaps.push(own - other)
      }
      const rate = boundRate(group, unknown)
      const comparison = boundComparison(group, reference, unknown)
      expect([rate.lowest, rate.highest]).toEqual([Math.min(...rates), Math.max(...rates)])
      expect(comparison.ratioLowest).toBeCloseTo(Math.min(...ratios), 12)
      expect(comparison.ratioHighest).toBeCloseTo(Math.max(...ratios), 12)
      expect([comparison.gapLowest, comparison.gapHighest]).toEqual([Math.min(...gaps), Math.max(...gaps)])
      expect(rate.allHere).toBeGreaterThanOrEqual(rate.lowest! - 1e-12)
      expect(rate.allHere).toBeLessThanOrEqual(rate.highest! + 1e-12)
    }), { numRuns: 200 })
  })

  it('say under, not under, or that it depends', () => {
    const many = { successes: 80, n: 100 }
    expect(screenAnswer(boundComparison({ successes: 20, n: 100 }, many, { successes: 1, n: 2 }), 0.8)).toBe('under whatever they are')
    expect(screenAnswer(boundComparison({ successes: 79, n: 100 }, many, { successes: 1, n: 2 }), 0.8)).toBe('not under whatever they are')
    expect(screenAnswer(boundComparison({ successes: 65, n: 100 }, many, { successes: 10, n: 20 }), 0.8)).toBe('depends on them')
  })
})

describe('bounds of a mean for rows of unknown group', () => {
  const values = fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 1, maxLength: 6 })
  const total = (of: readonly number[]) => ({ sum: of.reduce((sum, value) => sum + value, 0), n: of.length })

  it('are the extremes over every way to hand the rows out, and are reached', () => {
    fc.assert(fc.property(values, values, values, (group, others, unknown) => {
      const means: number[] = []
      const gaps: number[] = []
      for (let dealt = 0; dealt < 2 ** unknown.length; dealt += 1) {
        const own = total([...group, ...unknown.filter((_, row) => (dealt >> row) % 2 === 1)])
        const rest = total([...others, ...unknown.filter((_, row) => (dealt >> row) % 2 === 0)])
        means.push(own.sum / own.n)
        gaps.push(own.sum / own.n - rest.sum / rest.n)
      }
      const bounds = boundMean(total(group), total(others), Float64Array.from(unknown).sort())
      expect(bounds.lowest).toBeCloseTo(Math.min(...means), 12)
      expect(bounds.highest).toBeCloseTo(Math.max(...means), 12)
      expect(bounds.gapLowest).toBeCloseTo(Math.min(...gaps), 12)
      expect(bounds.gapHighest).toBeCloseTo(Math.max(...gaps), 12)
    }), { numRuns: 200 })
  })

  it('say weak, not weak, or that it depends', () => {
    const at = (gapLowest: number, gapHighest: number) => ({ known: 0, rest: 0, lowest: 0, highest: 0, gap: 0, gapLowest, gapHighest })
    expect([lossAnswer('accuracy', at(-0.2, -0.1), 0.05), lossAnswer('accuracy', at(-0.2, 0), 0.05), lossAnswer('accuracy', at(-0.04, 0.3), 0.05)]).toEqual(['weak whatever they are', 'depends on them', 'not weak whatever they are'])
    expect([lossAnswer('mae', at(2, 3), 1), lossAnswer('mae', at(-3, 2), 1), lossAnswer('mae', at(-3, 0.5), 1)]).toEqual(['weak whatever they are', 'depends on them', 'not weak whatever they are'])
    expect([lossAnswer('bias', at(-3, -2), 1), lossAnswer('bias', at(-3, 3), 1), lossAnswer('bias', at(-0.5, 0.5), 1)]).toEqual(['weak whatever they are', 'depends on them', 'not weak whatever they are'])
  })
})

describe('missing codes where numbers or classes are predicted', () => {
  it.each([['regression', makeRegressionInput({ rows: 400 })], ['multiclass', makeMulticlassInput({ rows: 400 })]] as const)('are bounded for %s, in any order of the rows', async (_, input) => {
    const analysis = analysisById('subpopulations.unknown-groups')!
    expect(whyNotApplicable(analysis, input)).toBeNull()
    const run = (on: AnalysisInput) => analysis.compute(on, analysis.params.parse({}), { ...quietJob, rng: createRng(1, analysis.id), alpha: 0.01, score: null })
    const result = await run(input)
    const gaps = result.values.filter(({ id }) => /-gap\//.test(id))
    expect(gaps.length).toBeGreaterThanOrEqual(2)
    for (const { value, low, high } of gaps) {
      expect(low!).toBeLessThanOrEqual(value!)
      expect(high!).toBeGreaterThanOrEqual(value!)
    }
    expect((await run(shuffleRows(input, 3))).values).toEqual(result.values)
    expect(canonicalJson([analysis.section(result, analysis.params.parse({})), analysis.figures(result), analysis.findings(result, analysis.params.parse({}))])).not.toMatch(/NaN|Infinity|undefined|\[object/)
  })
})
