import { describe, expect, it } from 'vitest'
import { benjaminiHochberg, westfallYoungMaxT } from '../../../shared/stats/adjust'
import { chiSquareContingency, chiSquareMonteCarlo } from '../../../shared/stats/contingency'
import { jensenShannon, wasserstein1 } from '../../../shared/stats/distance'
import { betaCdf, binomialTest } from '../../../shared/stats/distributions'
import { fisherExact } from '../../../shared/stats/fisher'
import { permutationP, proportionInterval, wilson } from '../../../shared/stats/intervals'
import { binCounts, populationStabilityIndex, psiCritical, quantileEdges } from '../../../shared/stats/psi'
import { createRng } from '../../../shared/stats/rng'
import { sortedFinite } from '../../../shared/stats/sort'
import { gradeTest } from '../../../shared/stats/grade-test'

describe('check numbers of the method texts', () => {
  it('Benjamini–Hochberg on the fifteen p-values of the 1995 paper', () => {
    const p = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719, 0.6528, 0.759, 1]
    const expected = [0.0015, 0.003, 0.0095, 0.035625, 0.0603, 0.06385714, 0.06385714, 0.0645, 0.0765, 0.486, 0.58118182, 0.714875, 0.75323077, 0.81321429, 1]
    benjaminiHochberg(p).forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, 8))
  })

  it('permutation p with its interval: 3 of 1000', () => {
    const { p, low, high } = permutationP(3, 1000)
    expect(p).toBe(4 / 1001)
    expect(low).toBeCloseTo(0.000619, 6)
    expect(high).toBeCloseTo(0.008742, 6)
  })

  it('binomial test and Wilson interval', () => {
    expect(binomialTest(3, 15, 0.1, 'greater')).toBeCloseTo(0.18406106910639114, 14)
    const { low, high } = wilson(220, 400)
    expect(low).toBeCloseTo(0.501001, 6)
    expect(high).toBeCloseTo(0.598048, 6)
  })

  it('false positive rates of COMPAS by race with their intervals', () => {
    const black = wilson(805, 1795)
    expect([black.estimate, black.low, black.high]).toEqual([expect.closeTo(0.448468, 6), expect.closeTo(0.425595, 6), expect.closeTo(0.471561, 6)])
    const white = wilson(349, 1488)
    expect([white.estimate, white.low, white.high]).toEqual([expect.closeTo(0.234543, 6), expect.closeTo(0.213715, 6), expect.closeTo(0.256738, 6)])
  })

  it('Jeffreys test of a rating grade', () => {
    expect(betaCdf(0.01, 15.5, 985.5)).toBeCloseTo(0.063228, 6)
    expect(gradeTest(15, 1000, 0.01).jeffreys).toBeCloseTo(0.063228, 6)
  })

  it('Fisher on Ricci: 15 of 50 against 41 of 68', () => {
    expect(fisherExact(15, 35, 41, 27).p).toBeCloseTo(0.0014792579445328025, 12)
  })

  it('chi-square treats both rows as samples', () => {
    expect(chiSquareContingency([[16, 18, 16, 14, 12, 12], [16, 16, 16, 16, 16, 8]]).p).toBeCloseTo(0.898526, 6)
    expect(chiSquareContingency([[10, 10, 20], [20, 20, 20]]).p).toBeCloseTo(0.24935220877729622, 14)
  })

  it('Wasserstein with weights as repeats, and Jensen–Shannon', () => {
    // Weights 1.4 .9 3.1 7.2 and 3.2 3.5 as counts of tenths.
    const repeat = (values: number[], times: number[]): Float64Array => sortedFinite(Float64Array.from(values.flatMap((value, i) => Array.from({ length: times[i]! }, () => value))))
    expect(wasserstein1(repeat([3.4, 3.9, 7.5, 7.8], [14, 9, 31, 72]), repeat([4.5, 1.4], [32, 35]))).toBeCloseTo(4.0781331438047861, 12)
    expect(jensenShannon([1, 0], [0.5, 0.5])).toBeCloseTo(0.46450140402245893, 14)
  })

  it('PSI and its critical value', () => {
    const r = populationStabilityIndex([318, 458, 527, 861, 907, 516, 830, 665, 586, 524], [725, 1157, 1171, 2022, 2093, 1162, 1911, 1531, 1377, 1299])
    expect(r.psi).toBeCloseTo(0.001206, 6)
    expect(r.bins).toBe(10)
    expect(psiCritical(1000, 100, 10, 0.05)).toBeCloseTo(0.186, 3)
    expect(psiCritical(5000, 5000, 10, 0.05)).toBeCloseTo(0.0068, 4)
  })
})

describe('PSI bins', () => {
  it('says degenerate for a constant reference instead of PSI 0', () => {
    const { edges, degenerate } = quantileEdges(new Float64Array(500).fill(3), 10)
    expect(degenerate).toBe(true)
    const counts = binCounts(Float64Array.of(1, 2, 3, 4), edges)
    expect(counts).toEqual([4])
    expect(populationStabilityIndex([500], counts).psi).toBeNaN()
  })
  it('merges tied edges and keeps something in every bin of the reference', () => {
    const reference = sortedFinite(Float64Array.from({ length: 1000 }, (_, i) => (i < 600 ? 0 : i % 5)))
    const { edges, merged, degenerate } = quantileEdges(reference, 10)
    expect({ merged, degenerate }).toEqual({ merged: true, degenerate: false })
    expect(new Set(edges).size).toBe(edges.length)
    for (const count of binCounts(reference, edges)) expect(count).toBeGreaterThan(0)
  })
  it('leaves NaN out and takes infinities into the end bins', () => {
    expect(binCounts(Float64Array.of(NaN, -Infinity, 0, 1, 1.5, Infinity), [0, 1])).toEqual([2, 1, 2])
  })
})

describe('rules that keep a p-value honest', () => {
  it('Monte Carlo chi-square agrees with Fisher where they are the same test', () => {
    // With both margins fixed and equal, χ² orders 2 × 2 tables as their probabilities do.
    const mc = chiSquareMonteCarlo([[8, 2], [2, 8]], 20_000, createRng(1, 'mc'))
    expect(mc.p).toBeCloseTo(fisherExact(8, 2, 2, 8).p, 2)
  })
  it('Westfall–Young of one hypothesis is its permutation p, and equal columns cost nothing', () => {
    expect(westfallYoungMaxT([2], [[1], [3], [0.5]])).toEqual([0.5])
    expect(westfallYoungMaxT([2, 2], [[1, 1], [3, 3], [0.5, 0.5]])).toEqual([0.5, 0.5])
    expect(westfallYoungMaxT([NaN, 2], [[9, 1], [9, 3], [9, 0]])).toEqual([NaN, 0.5])
  })
  it('names the interval it used', () => {
    expect(proportionInterval(4, 100).method).toBe('clopper-pearson')
    expect(proportionInterval(97, 100).method).toBe('clopper-pearson')
    expect(proportionInterval(50, 100).method).toBe('wilson')
  })
})
