import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { boundComparison, boundRate, screenAnswer } from '../../../../shared/analyses/subpopulations/unknown-groups/measure'

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
