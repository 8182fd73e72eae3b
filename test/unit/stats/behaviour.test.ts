import { describe, expect, it } from 'vitest'
import { bcaBootstrap } from '../../../shared/stats/bootstrap'
import { businessValue, classificationMetrics, confusion, mergeConfusion } from '../../../shared/stats/classification'
import { delong } from '../../../shared/stats/delong'
import { cohensD, standardisedMeanDifference } from '../../../shared/stats/distance'
import { minimumDetectableKs, minimumDetectableMeanDifference, minimumDetectableProportionDifference } from '../../../shared/stats/equivalence'
import { fisherExact } from '../../../shared/stats/fisher'
import { gradeTest } from '../../../shared/stats/grade-test'
import { katzLogRatio, koopmanRatio, newcombe, wilson } from '../../../shared/stats/intervals'
import { ksTwoSample } from '../../../shared/stats/ks'
import { liftTable } from '../../../shared/stats/lift'
import { regressionMetrics } from '../../../shared/stats/regression'
import { createRng } from '../../../shared/stats/rng'
import { rocAuc, rocCurve } from '../../../shared/stats/roc'
import { brier, calibrationFit, expectedCalibrationErrorDebiased, logLoss, reliabilityBins } from '../../../shared/stats/scoring'
import { finiteCounts, quantileSorted, sortedFinite } from '../../../shared/stats/sort'
import { normalQuantile, normalSf } from '../../../shared/stats/special'
import { tostProportion, twoProportionZ, wilcoxonSignedRank } from '../../../shared/stats/tests'

const of = (...values: number[]): Float64Array => Float64Array.from(values)

describe('missing and non-finite values', () => {
  it('sorted columns hold finite values only, counted', () => {
    const values = of(3, NaN, -Infinity, -0, 1, Infinity, NaN)
    expect(Array.from(sortedFinite(values))).toEqual([0, 1, 3])
    expect(finiteCounts(values)).toEqual({ finite: 3, nan: 2, infinite: 2 })
  })
  it('pairs with NaN are dropped and said', () => {
    const score = of(0.9, NaN, 0.2, 0.7)
    const outcome = of(1, 1, 0, NaN)
    expect(rocAuc(score, outcome)).toEqual({ auc: 1, positives: 1, negatives: 1, dropped: 2 })
    expect(confusion(score, outcome, 0.5)).toEqual({ tp: 1, fp: 0, fn: 0, tn: 1, n: 2, dropped: 2 })
    expect(regressionMetrics(of(1, NaN, 3), of(2, 2, 3))).toMatchObject({ n: 2, dropped: 1, bias: -0.5 })
  })
  it('nothing in, NaN out, never a comforting number', () => {
    const none = of()
    expect(ksTwoSample(none, of(1)).p).toBeNaN()
    expect(wilson(0, 0).low).toBeNaN()
    expect(newcombe(0, 0, 1, 2).estimate).toBeNaN()
    expect(rocAuc(of(1, 2), of(1, 1)).auc).toBeNaN()
    expect(rocCurve(of(1, 2), of(1, 1))).toEqual([])
    expect(logLoss(none, none).logLoss).toBeNaN()
    expect(brier(none, none).brier).toBeNaN()
    expect(regressionMetrics(none, none).rmse).toBeNaN()
    expect(quantileSorted(none, 0.5)).toBeNaN()
    expect(classificationMetrics(confusion(none, none, 0.5)).accuracy).toBeNaN()
  })
})

describe('edges', () => {
  it('tails far out keep their digits', () => {
    expect(normalSf(10) / 7.619853024160526e-24).toBeCloseTo(1, 12)
    expect([normalQuantile(0), normalQuantile(1), normalQuantile(-1)]).toEqual([-Infinity, Infinity, NaN])
  })
  it('empty margins make Fisher silent, and ratios open', () => {
    expect(fisherExact(0, 0, 3, 4).p).toBe(1)
    expect(katzLogRatio(0, 10, 5, 10)).toMatchObject({ estimate: 0, low: 0, high: Infinity })
    const none = koopmanRatio(0, 20, 5, 20)
    expect(none.low).toBe(0)
    expect(none.high).toBeGreaterThan(0.3)
    expect(none.high).toBeLessThan(1)
    expect(koopmanRatio(5, 20, 0, 20).high).toBe(Infinity)
  })
  it('a perfect ranking does not claim certainty', () => {
    const r = delong(of(1, 2, 3, 4), of(0, 0, 1, 1))
    expect(r).toMatchObject({ auc: 1, se: 0, high: 1 })
    expect(r.low).toBeCloseTo(Math.sqrt(0.025), 12)
  })
  it('large KS samples take the limit and tiny p-values stay above 0', () => {
    const a = Float64Array.from({ length: 3000 }, (_, i) => i)
    const exact = ksTwoSample(a, a.map((x) => x + 1000))
    expect(exact).toMatchObject({ method: 'exact', d: 1 / 3 })
    expect(exact.p).toBeGreaterThan(0)
    const big = Float64Array.from({ length: 40_000 }, (_, i) => i)
    expect(ksTwoSample(big, big.map((x) => x + 400)).method).toBe('asymptotic')
  })
  it('a separating or constant score has no calibration slope', () => {
    expect(calibrationFit(of(0.1, 0.2, 0.8, 0.9), of(0, 0, 1, 1)).slope).toBeNaN()
    expect(calibrationFit(of(0.5, 0.5, 0.5, 0.5), of(0, 0, 1, 1))).toMatchObject({ converged: false })
  })
})

describe('what the numbers mean', () => {
  it('Brier decomposes exactly over distinct forecasts', () => {
    const p = of(0.1, 0.1, 0.4, 0.4, 0.4, 0.8, 0.8)
    const y = of(0, 1, 0, 1, 0, 1, 1)
    const b = brier(p, y)
    expect(b.reliability - b.resolution + b.uncertainty).toBeCloseTo(b.brier, 14)
    expect(b.groups).toBe(3)
  })
  it('the debiased calibration error of a calibrated forecast is about 0, the raw one is not', () => {
    const rng = createRng(5, 'ece')
    let raw = 0
    let debiased = 0
    for (let run = 0; run < 60; run += 1) {
      const p = Float64Array.from({ length: 400 }, () => rng.next())
      const r = expectedCalibrationErrorDebiased(p, p.map((value) => (rng.next() < value ? 1 : 0)))
      raw += r.ece / 60
      debiased += r.debiased / 60
    }
    expect(raw).toBeGreaterThan(0.03)
    expect(Math.abs(debiased)).toBeLessThan(raw / 5)
  })
  it('bands never split equal scores, so row order cannot matter', () => {
    const score = of(1, 1, 1, 1, 2, 2, 3)
    const outcome = of(1, 0, 0, 0, 1, 0, 1)
    const turned = liftTable(score.toReversed(), outcome.toReversed(), 3)
    expect(liftTable(score, outcome, 3)).toEqual(turned)
    expect(turned.reduce((total, band) => total + band.n, 0)).toBe(7)
    expect(turned[turned.length - 1]!.cumulativeGain).toBe(1)
    expect(reliabilityBins(of(0.5, 0.5, 0.5, 0.9), of(1, 0, 0, 1), 4).map((bin) => bin.n)).toEqual([3, 1])
  })
  it('costs add up and shards merge', () => {
    const a = confusion(of(0.9, 0.1), of(1, 1), 0.5)
    const b = confusion(of(0.9, 0.1), of(0, 0), 0.5)
    const both = mergeConfusion(a, b)
    expect(both).toEqual({ tp: 1, fp: 1, fn: 1, tn: 1, n: 4, dropped: 0 })
    expect(businessValue(both, { tp: 10, fp: -5, fn: -20, tn: 1 })).toEqual({ total: -14, perRow: -3.5 })
    expect(classificationMetrics(both).mcc).toBe(0)
  })
  it('effect sizes in units of spread', () => {
    expect(cohensD(of(1, 2, 3), of(2, 3, 4))).toBe(1)
    expect(standardisedMeanDifference(of(1, 2, 3), of(2, 3, 4))).toBe(1)
  })
  it('equivalence and detectable differences', () => {
    expect(tostProportion(500, 1000, 505, 1000, 0.05).equivalent).toBe(true)
    expect(tostProportion(50, 100, 52, 100, 0.05).equivalent).toBe(false)
    expect(twoProportionZ(0, 10, 0, 10)).toEqual({ estimate: 0, z: 0, p: 1 })
    expect(minimumDetectableMeanDifference(1, 100, 1, 100, 0.05)).toBeCloseTo((1.959964 + 0.841621) * Math.sqrt(0.02), 5)
    const mde = minimumDetectableProportionDifference(0.5, 385, 385, 0.05)
    expect(mde).toBeGreaterThan(0.09)
    expect(mde).toBeLessThan(0.11)
    expect(minimumDetectableKs(500, 500, 0.05)).toBeCloseTo((1.358099 + 0.5 * 0.841621) / Math.sqrt(250), 5)
    expect(minimumDetectableProportionDifference(0.5, 3, 3, 0.0001)).toBeNaN()
  })
  it('asset correlation makes many defaults less surprising', () => {
    const g = gradeTest(25, 1000, 0.01)
    expect(g.correlated).toBeGreaterThan(g.binomial)
    expect(gradeTest(25, 1000, 0.01, 0).correlated).toBeCloseTo(g.binomial, 8)
  })
  it('Wilcoxon says nothing about no differences', () => {
    expect(wilcoxonSignedRank(of(0, 0, NaN))).toEqual({ statistic: 0, p: 1, n: 0, method: 'exact' })
  })
  it('BCa repeats for a seed, keeps strata apart, and agrees with theory for a mean', () => {
    const values = Float64Array.from({ length: 200 }, (_, i) => normalQuantile((i + 0.5) / 200))
    const strata = [Uint32Array.from({ length: 100 }, (_, i) => i), Uint32Array.from({ length: 100 }, (_, i) => i + 100)]
    const difference = ([a, b]: readonly Uint32Array[]): number => b!.reduce((t, i) => t + values[i]!, 0) / 100 - a!.reduce((t, i) => t + values[i]!, 0) / 100
    const first = bcaBootstrap(strata, difference, 800, createRng(1, 'b'))
    expect(bcaBootstrap(strata, difference, 800, createRng(1, 'b'))).toEqual(first)
    expect(first.low < first.estimate && first.estimate < first.high).toBe(true)
    const half = 1.96 * first.se
    expect(first.high - first.low).toBeGreaterThan(2 * half * 0.9)
    expect(first.high - first.low).toBeLessThan(2 * half * 1.1)
  })
})
