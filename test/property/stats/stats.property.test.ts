import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { benjaminiHochberg, benjaminiYekutieli, holm } from '../../../shared/stats/adjust'
import { chiSquareContingency } from '../../../shared/stats/contingency'
import { delong, delongPaired } from '../../../shared/stats/delong'
import { energyDistance, jensenShannon, wasserstein1 } from '../../../shared/stats/distance'
import { threeWayVerdict } from '../../../shared/stats/equivalence'
import { fisherExact } from '../../../shared/stats/fisher'
import { clopperPearson, jeffreys, koopmanRatio, newcombe, proportionInterval, wilson } from '../../../shared/stats/intervals'
import { ksTwoSample } from '../../../shared/stats/ks'
import { binCounts, populationStabilityIndex, quantileEdges } from '../../../shared/stats/psi'
import { createRng } from '../../../shared/stats/rng'
import { ksStatistic, prAuc, rocAuc, rocCurve } from '../../../shared/stats/roc'
import { permutation } from '../../../shared/stats/shuffle'
import { sortedFinite } from '../../../shared/stats/sort'
import { normalCdf, normalQuantile, normalSf } from '../../../shared/stats/special'
import { mergeMoments, moments, sum } from '../../../shared/stats/sums'

const p = fc.double({ min: 0, max: 1, noNaN: true })
const share = fc.tuple(fc.nat(200), fc.nat(200)).map(([a, b]) => ({ s: Math.min(a, b), n: Math.max(a, b) })).filter(({ n }) => n > 0)
const lattice = fc.array(fc.integer({ min: -4, max: 9 }), { minLength: 1, maxLength: 14 }).map((values) => sortedFinite(Float64Array.from(values)))
const scored = fc.array(fc.tuple(fc.integer({ min: 0, max: 12 }), fc.boolean()), { minLength: 4, maxLength: 60 }).filter((rows) => rows.filter(([, y]) => y).length > 1 && rows.filter(([, y]) => !y).length > 1)
const unit = (value: number): boolean => value >= 0 && value <= 1

describe('properties', () => {
  it('adjustments keep order, never shrink p, and Holm is at least BH, BY at least BH', () => {
    fc.assert(fc.property(fc.array(p, { minLength: 1, maxLength: 30 }), (raw) => {
      const [h, bh, by] = [holm(raw), benjaminiHochberg(raw), benjaminiYekutieli(raw)]
      raw.forEach((value, i) => {
        expect(h[i]).toBeGreaterThanOrEqual(bh[i]! * (1 - 1e-15))
        expect(by[i]).toBeGreaterThanOrEqual(bh[i]! * (1 - 1e-15))
        expect(bh[i]).toBeGreaterThanOrEqual(value * (1 - 1e-15))
        expect(unit(h[i]!) && unit(by[i]!)).toBe(true)
      })
    }))
  })
  it('a NaN p-value changes nothing for the others', () => {
    fc.assert(fc.property(fc.array(p, { minLength: 1, maxLength: 10 }), fc.nat(10), (raw, at) => {
      const place = Math.min(at, raw.length)
      for (const adjust of [holm, benjaminiHochberg, benjaminiYekutieli]) {
        const withNaN = adjust(raw.toSpliced(place, 0, NaN))
        expect(withNaN[place]).toBeNaN()
        expect(withNaN.toSpliced(place, 1)).toEqual(adjust(raw))
      }
    }))
  })
  it('intervals of a proportion contain the estimate, stay in [0, 1] and widen with the level', () => {
    fc.assert(fc.property(share, ({ s, n }) => {
      for (const interval of [wilson, clopperPearson, jeffreys, proportionInterval]) {
        const narrow = interval(s, n, 0.9)
        const wide = interval(s, n, 0.99)
        expect(unit(wide.low) && unit(wide.high)).toBe(true)
        expect(wide.low <= narrow.low && narrow.low <= narrow.estimate && narrow.estimate <= narrow.high && narrow.high <= wide.high).toBe(true)
      }
    }))
  })
  it('Newcombe and Koopman contain their estimate and turn over with the groups', () => {
    fc.assert(fc.property(share, share, (a, b) => {
      const d = newcombe(a.s, a.n, b.s, b.n)
      const reversed = newcombe(b.s, b.n, a.s, a.n)
      expect(d.low <= d.estimate && d.estimate <= d.high).toBe(true)
      expect(d.low).toBeCloseTo(-reversed.high, 12)
      if (a.s === 0 || b.s === 0) return
      const r = koopmanRatio(a.s, a.n, b.s, b.n)
      expect(r.low <= r.estimate * (1 + 1e-9) && r.estimate <= r.high * (1 + 1e-9)).toBe(true)
      expect(r.low * koopmanRatio(b.s, b.n, a.s, a.n).high).toBeCloseTo(1, 6)
    }))
  })
  it('exact KS p equals the share of relabelings at least as far apart, ties included', () => {
    fc.assert(fc.property(fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 2, maxLength: 9 }), fc.nat(7), (pool, cut) => {
      const n = 1 + (cut % (pool.length - 1))
      const of = (mask: number, wanted: boolean): Float64Array => sortedFinite(Float64Array.from(pool.filter((_, i) => ((mask >> i) & 1) === (wanted ? 1 : 0))))
      const observed = ksTwoSample(of(2 ** n - 1, true), of(2 ** n - 1, false))
      let reached = 0
      let all = 0
      for (let mask = 0; mask < 2 ** pool.length; mask += 1) {
        if (mask.toString(2).replaceAll('0', '').length !== n) continue
        all += 1
        if (ksTwoSample(of(mask, true), of(mask, false)).d >= observed.d - 1e-12) reached += 1
      }
      expect(observed.p).toBeCloseTo(reached / all, 10)
    }), { numRuns: 40 })
  })
  it('two-sample distances are symmetric, 0 on the same sample, and unmoved by a common shift', () => {
    fc.assert(fc.property(lattice, lattice, (a, b) => {
      const [there, back] = [ksTwoSample(a, b), ksTwoSample(b, a)]
      expect(there.d).toBeCloseTo(back.d, 14)
      expect(there.p).toBeCloseTo(back.p, 12)
      expect(unit(there.d) && unit(there.p)).toBe(true)
      expect(ksTwoSample(a, a)).toMatchObject({ d: 0, p: 1 })
      for (const distance of [wasserstein1, energyDistance]) {
        expect(distance(a, b)).toBeCloseTo(distance(b, a), 12)
        expect(distance(a, a)).toBe(0)
        expect(distance(a.map((x) => x + 3), b.map((x) => x + 3))).toBeCloseTo(distance(a, b), 12)
      }
    }))
  })
  it('χ² does not care about the order of rows and columns, nor about empty ones', () => {
    fc.assert(fc.property(fc.array(fc.array(fc.nat(30), { minLength: 3, maxLength: 3 }), { minLength: 2, maxLength: 4 }), (table) => {
      const r = chiSquareContingency(table)
      const turned = chiSquareContingency([[0, 0, 0], ...table.toReversed()].map((row) => [...row.toReversed(), 0]))
      expect(turned.df).toBe(r.df)
      expect(turned.statistic).toBeCloseTo(r.statistic, 9)
      expect(unit(r.p)).toBe(true)
    }))
  })
  it("Fisher's p is a probability and survives transposing", () => {
    fc.assert(fc.property(fc.nat(40), fc.nat(40), fc.nat(40), fc.nat(40), (a, b, c, d) => {
      const { p: one } = fisherExact(a, b, c, d)
      expect(unit(one)).toBe(true)
      expect(fisherExact(a, c, b, d).p).toBeCloseTo(one, 10)
      expect(fisherExact(d, c, b, a).p).toBeCloseTo(one, 10)
    }))
  })
  it('PSI is never below 0, symmetric in its samples, and its bins cover the reference', () => {
    fc.assert(fc.property(lattice, lattice, (a, b) => {
      const { edges, degenerate } = quantileEdges(a, 10)
      const [x, y] = [binCounts(a, edges), binCounts(b, edges)]
      expect(x.every((count) => count > 0)).toBe(true)
      const psi = populationStabilityIndex(x, y)
      if (degenerate) {
        expect(psi.psi).toBeNaN()
        return
      }
      expect(psi.psi).toBeGreaterThanOrEqual(0)
      expect(psi.psi).toBeCloseTo(populationStabilityIndex(y, x).psi, 12)
    }))
    fc.assert(fc.property(fc.array(fc.nat(9), { minLength: 2, maxLength: 5 }), (counts) => {
      const shares = jensenShannon(counts, counts.toReversed())
      if (counts.some((count) => count > 0)) expect(shares).toBeLessThanOrEqual(Math.sqrt(Math.LN2) + 1e-12)
    }))
  })
  it('ranking measures ignore row order and increasing transformations; turning the score turns the AUC', () => {
    fc.assert(fc.property(scored, fc.nat(1000), (rows, seed) => {
      const order = Array.from(permutation(rows.length, createRng(seed)))
      const score = Float64Array.from(rows, ([s]) => s)
      const outcome = Float64Array.from(rows, ([, y]) => (y ? 1 : 0))
      const mixedScore = Float64Array.from(order, (i) => Math.exp(score[i]! / 3))
      const mixedOutcome = Float64Array.from(order, (i) => outcome[i]!)
      const auc = rocAuc(score, outcome)
      expect(rocAuc(mixedScore, mixedOutcome)).toEqual(auc)
      expect(prAuc(mixedScore, mixedOutcome)).toEqual(prAuc(score, outcome))
      expect(ksStatistic(mixedScore, mixedOutcome).ks).toBe(ksStatistic(score, outcome).ks)
      expect(rocAuc(score.map((s) => -s), outcome).auc).toBeCloseTo(1 - auc.auc, 12)
      const brute = rows.flatMap(([s, y]): number[] => (y ? rows.filter(([, z]) => !z).map(([t]) => (s > t ? 1 : s === t ? 0.5 : 0)) : []))
      expect(auc.auc).toBeCloseTo(brute.reduce((x, y) => x + y, 0) / brute.length, 12)
      const d = delong(mixedScore, mixedOutcome)
      expect(d.auc).toBeCloseTo(auc.auc, 12)
      expect(d.low <= d.auc + 1e-12 && d.auc <= d.high + 1e-12 && unit(d.low) && unit(d.high)).toBe(true)
      const own = delongPaired(score, score, outcome)
      expect([own.difference, own.z, own.p]).toEqual([0, 0, 1])
      const curve = rocCurve(score, outcome, 6)
      expect(curve.length).toBeLessThanOrEqual(7)
      expect(curve[0]).toMatchObject({ falsePositiveRate: 0, truePositiveRate: 0 })
      expect(curve[curve.length - 1]).toMatchObject({ falsePositiveRate: 1, truePositiveRate: 1 })
    }))
  })
  it('a constant score has AUC ½ and KS 0', () => {
    const outcome = Float64Array.of(0, 1, 1, 0, 1)
    expect(rocAuc(new Float64Array(5), outcome).auc).toBe(0.5)
    expect(ksStatistic(new Float64Array(5), outcome).ks).toBe(0)
  })
  it('moments of shards merge to the moments of the whole', () => {
    const values = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 40 })
    fc.assert(fc.property(values, values, (a, b) => {
      const whole = moments([...a, ...b])
      const merged = mergeMoments(moments(a), moments(b))
      expect(merged.n).toBe(whole.n)
      expect(Math.abs(merged.mean - whole.mean)).toBeLessThanOrEqual(1e-9)
      expect(Math.abs(merged.m2 - whole.m2)).toBeLessThanOrEqual(1e-12 * (1 + whole.m2 + whole.n * 1e12 * 1e-3))
    }))
    expect(sum([1, 1e100, 1, -1e100])).toBe(2)
    expect(moments([1e9 + 1, 1e9 + 2, 1e9 + 3, NaN, Infinity])).toMatchObject({ n: 3, mean: 1e9 + 2, m2: 2 })
  })
  it('the normal distribution and its quantile undo each other', () => {
    fc.assert(fc.property(fc.double({ min: -37, max: 5, noNaN: true }), (x) => {
      expect(normalQuantile(normalCdf(x))).toBeCloseTo(x, 9)
      expect(normalSf(-x)).toBe(normalCdf(x))
    }))
  })
  it('a verdict is equivalent only inside the margin', () => {
    const finite = fc.double({ min: -2, max: 2, noNaN: true })
    fc.assert(fc.property(finite, finite, p, (x, y, raw) => {
      const verdict = threeWayVerdict({ estimate: (x + y) / 2, low: Math.min(x, y), high: Math.max(x, y), delta: 1, p: raw, alpha: 0.05 })
      if (Math.max(Math.abs(x), Math.abs(y)) < 1) expect(verdict).toBe('equivalent')
      else expect(verdict).toBe(raw <= 0.05 ? 'different' : 'inconclusive')
    }))
    expect(threeWayVerdict({ estimate: NaN, low: NaN, high: NaN, delta: 1, p: NaN, alpha: 0.05 })).toBe('inconclusive')
  })
})
