import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { distributionDistances } from '../../../shared/stats/distance'
import { ksTwoSample } from '../../../shared/stats/ks'

describe('distributionDistances', () => {
  it('finds the largest gap that the Kolmogorov–Smirnov test finds, and where', () => {
    const sample = fc.array(fc.integer({ min: 0, max: 12 }), { minLength: 1, maxLength: 40 }).map((values) => Float64Array.from(values).sort())
    fc.assert(fc.property(sample, sample, (a, b) => {
      const found = distributionDistances(a, b)
      const alone = ksTwoSample(a, b)
      expect(found.gap / a.length / b.length).toBe(alone.d)
      expect(found.location).toBe(alone.location)
      expect(ksTwoSample(a, b, undefined, found)).toEqual(alone)
    }))
  })
})
