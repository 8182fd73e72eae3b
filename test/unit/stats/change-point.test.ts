import { describe, expect, it } from 'vitest'
import { changePoint } from '../../../shared/stats/change-point'
import { createRng } from '../../../shared/stats/rng'

/** Every order of the indices 0 … n − 1. */
function orders(n: number): readonly (readonly number[])[] {
  if (n === 0) return [[]]
  return orders(n - 1).flatMap((order) => Array.from({ length: n }, (_, place) => [...order.slice(0, place), n - 1, ...order.slice(place)]))
}

describe('change of level in a short series', () => {
  it('finds where the level changes, and both levels by rows', () => {
    const found = changePoint([1, 1.2, 0.9, 3, 3.3], [100, 100, 200, 100, 300], 1, 99, createRng(1))!
    expect(found.at).toBe(3)
    expect(found.before).toBeCloseTo((1 + 1.2 + 1.8) / 4, 12)
    expect(found.after).toBeCloseTo((3 + 9.9) / 4, 12)
    expect(found.z).toBeCloseTo((3.225 - 1) / Math.sqrt(1 / 400 + 1 / 400), 10)
  })

  it('has the p of all orders of the windows', () => {
    const means = [0.1, 0.3, -0.2, 0.9, 1.1, 0.4]
    const sizes = [50, 80, 20, 40, 60, 70]
    const z = (order: readonly number[]): number => changePoint(order.map((at) => means[at]!), order.map((at) => sizes[at]!), 1, 0, createRng(1))!.z
    const own = z([0, 1, 2, 3, 4, 5])
    const all = orders(6)
    const share = (least: number): number => all.filter((order) => z(order) >= least).length / all.length
    const exact = (share(own * (1 - 1e-9)) + share(own * (1 + 1e-9))) / 2
    expect(exact).toBeGreaterThan(0.02)
    expect(changePoint(means, sizes, 1, 19_999, createRng(5))!.p).toBeCloseTo(exact, 2)
  })

  it('can hardly be significant in few windows, and keeps still where there is nothing to compare', () => {
    expect(changePoint([1, 5], [9, 9], 1, 99, createRng(1))!.p).toBeNaN()
    expect(changePoint([1, 1, 1, 9, 9, 9], [9, 9, 9, 9, 9, 9], 1, 1999, createRng(1))!.p).toBeGreaterThan(0.04)
    expect(changePoint([1], [9], 1, 99, createRng(1))).toBeNull()
    expect(changePoint([1, 2, 3, 4], [9, 9, 9, 9], 0, 99, createRng(1))).toBeNull()
  })

  it('rejects one null series in twenty, also where windows scatter more than their rows', () => {
    const rng = createRng(11)
    let alarms = 0
    for (let run = 0; run < 1000; run += 1) {
      const sizes = Array.from({ length: 12 }, () => 100 + rng.int(900))
      if (changePoint(sizes.map(() => rng.normal()), sizes, 1, 199, rng.fork(String(run)))!.p <= 0.05) alarms += 1
    }
    expect(alarms / 1000).toBeGreaterThan(0.03)
    expect(alarms / 1000).toBeLessThan(0.07)
  })
})
