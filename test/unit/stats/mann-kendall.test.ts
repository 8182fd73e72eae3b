import { describe, expect, it } from 'vitest'
import { mannKendall } from '../../../shared/stats/mann-kendall'
import { createRng } from '../../../shared/stats/rng'

/** Expected values from scipy 1.17.1, kendalltau(range(n), x, method='exact'). */
describe('Mann–Kendall', () => {
  it('agrees with scipy\'s exact Kendall test', () => {
    const rising = mannKendall([3.1, 2.9, 3.4, 3.6, 3.3, 3.9, 4.1, 3.8, 4.4, 4.0, 4.6, 4.5])
    expect(rising.tau).toBeCloseTo(0.7575757575757575, 14)
    expect(rising.p).toBeCloseTo(0.00024002425044091711, 16)
    expect(mannKendall([5, 3, 8, 1, 9, 2]).p).toBeCloseTo(1, 14)
    expect(mannKendall([1, 2, 3, 4, 5, 6]).p).toBeCloseTo(1 / 360, 14)
  })

  it('holds its size and is quiet on ties and short series', () => {
    let alarms = 0
    for (let run = 0; run < 2000; run += 1) {
      const rng = createRng(run, 'trend')
      if (mannKendall(Array.from({ length: 12 }, () => rng.normal())).p <= 0.05) alarms += 1
    }
    expect(alarms / 2000).toBeGreaterThan(0.03)
    expect(alarms / 2000).toBeLessThan(0.06)
    expect(mannKendall([1, 1, 1, 1]).p).toBe(1)
    expect(mannKendall([1, Number.NaN, 2]).p).toBeNaN()
  })
})
