import { describe, expect, it } from 'vitest'
import { binomialPmf } from '../../../shared/stats/binomial'
import { chiSquareSf } from '../../../shared/stats/distributions'
import { pearsonP } from '../../../shared/stats/pearson-p'

/** The law of (x − np)²/(np(1−p)) over all groups, by enumeration. */
function exact(groups: readonly { readonly n: number; readonly p: number }[], reached: (sum: number) => boolean): number {
  let law = new Map<number, number>([[0, 1]])
  for (const { n, p } of groups) {
    const next = new Map<number, number>()
    for (const [sum, mass] of law) for (let x = 0; x <= n; x += 1) {
      const at = Math.round((sum + (x - n * p) ** 2 / (n * p * (1 - p))) * 1e6) / 1e6
      next.set(at, (next.get(at) ?? 0) + mass * binomialPmf(x, n, p))
    }
    law = new Map([...next].filter(([, mass]) => mass > 1e-14))
  }
  return [...law].reduce((total, [sum, mass]) => total + (reached(sum) ? mass : 0), 0)
}

describe('p of a Pearson sum over forecasts', () => {
  it('is that of χ² while every group expects five', () => {
    expect(pearsonP(15.3, 3, [{ n: 100, p: 0.05 }, { n: 50, p: 0.5 }, { n: 60, p: 0.9 }])).toBe(chiSquareSf(15.3, 3))
  })

  it('follows the exact law where groups are nearly empty and χ² is far off', () => {
    const groups = [{ n: 30, p: 0.01 }, { n: 30, p: 0.03 }, { n: 30, p: 0.1 }]
    for (const statistic of [12, 20, 30]) {
      const truth = exact(groups, (sum) => sum >= statistic)
      const ours = pearsonP(statistic, 3, groups)
      expect(ours / truth).toBeGreaterThan(0.4)
      expect(ours / truth).toBeLessThan(2.5)
      expect(truth / chiSquareSf(statistic, 3)).toBeGreaterThan(3)
    }
  })

  it('falls as the sum rises, from 1', () => {
    const groups = [{ n: 40, p: 0.02 }, { n: 40, p: 0.2 }]
    const ps = [0, 1, 2, 4, 8, 16, 32].map((statistic) => pearsonP(statistic, 2, groups))
    expect(ps[0]).toBe(1)
    for (let i = 1; i < ps.length; i += 1) expect(ps[i]).toBeLessThanOrEqual(ps[i - 1]!)
    expect(pearsonP(1, 1, [{ n: 10, p: 0 }])).toBeNaN()
  })
})
