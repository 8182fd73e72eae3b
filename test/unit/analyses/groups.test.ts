import { describe, expect, it } from 'vitest'
import { groupScheme } from '../../../shared/analyses/common/groups'
import { homogeneity } from '../../../shared/analyses/drift/univariate/category'
import { cramersVInterval, noncentralChiSquareCdf } from '../../../shared/analyses/common/cramers-v-bound'
import { measureImpact } from '../../../shared/analyses/subpopulations/impact-ratio/measure'
import { comparePredictions, float32Steps } from '../../../shared/analyses/stability/re-performance/compare'
import { categoryColumn, makeTable, numberColumn } from './build-input'

const options = { cuts: undefined, bands: 4, maxGroups: 3 }

describe('groups', () => {
  it('cuts whole numbers into bands that include their upper end', () => {
    const table = makeTable([numberColumn('age', Array.from({ length: 100 }, (_, row) => row + 1), 'integer')])
    const scheme = groupScheme('age', table, [table], options)!
    expect(scheme.labels).toEqual(['25 and under', '26–50', '51–75', '76 and over'])
    const groups = scheme.assign(makeTable([numberColumn('age', [25, 26, 75, 76, Number.NaN, 1000], 'integer')]))
    expect([...groups]).toEqual([0, 1, 2, 3, -1, 3])
  })

  it('takes the cuts of the plan, and values where there are few', () => {
    const table = makeTable([numberColumn('x', [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1])])
    expect(groupScheme('x', table, [table], { ...options, cuts: [0.5] })!.labels).toEqual(['up to 0.5', 'over 0.5'])
    const few = makeTable([numberColumn('k', [3, 1, 2, 1], 'integer')])
    expect(groupScheme('k', few, [few], options)!.labels).toEqual(['1', '2', '3'])
  })

  it('prints dates as dates', () => {
    const day = (n: number): number => Date.UTC(2020, 0, n)
    const dates = (days: number): ReturnType<typeof makeTable> => makeTable([numberColumn('when', Array.from({ length: days }, (_, row) => day(row + 1)), 'date')])
    expect(groupScheme('when', dates(3), [dates(3)], options)!.labels).toEqual(['2020-01-01', '2020-01-02', '2020-01-03'])
    expect(groupScheme('when', dates(40), [dates(40)], options)!.labels[0]).toBe('up to 2020-01-10')
  })

  it('pools the rarest levels and says so', () => {
    const table = makeTable([categoryColumn('c', ['b', 'b', 'a', 'a', 'z', 'y', null])])
    const scheme = groupScheme('c', table, [table], options)!
    expect(scheme.labels).toEqual(['a', 'b', '(other levels)'])
    expect([...scheme.assign(table)]).toEqual([1, 1, 0, 0, 2, 2, -1])
    expect(scheme.notes).toHaveLength(1)
  })
})

describe('homogeneity of a k × 2 table', () => {
  it('has no answer for a column of identifiers', () => {
    expect(homogeneity(Array.from({ length: 2400 }, (_, row) => [row % 2, (row + 1) % 2] as const)).p).toBeNull()
  })

  it('is the two-sample χ², not the one-sample one', () => {
    const pair = [[16, 16], [18, 16], [16, 16], [14, 16], [12, 16], [12, 8]] as const
    expect(homogeneity(pair).p).toBeCloseTo(0.898526, 6)
  })

  it('pools rare levels by their total alone, down to Fisher\'s test', () => {
    expect(homogeneity([[500, 480], [400, 430], [1, 0], [0, 1], [1, 1]]).test).toBe('k×2 χ², rare levels pooled')
    expect(homogeneity([[30, 2], [1, 0], [0, 1]]).test).toBe('Fisher mid-p, rare levels pooled')
    expect(homogeneity([[30, 40]]).p).toBeNull()
  })
})

describe('noncentral χ²', () => {
  // scipy.stats.ncx2.cdf, scipy 1.17.1
  it.each([[10, 6, 4, 0.56535], [30, 6, 20, 0.69076], [900, 6, 823, 0.89005]] as const)('P(X ≤ %d) at df %d, λ %d', (x, df, lambda, expected) => {
    expect(noncentralChiSquareCdf(x, df, lambda)).toBeCloseTo(expected, 3)
  })

  it('gives an interval of V around the estimate', () => {
    const { low, high } = cramersVInterval(823.68, 6, 4898, 0.95)
    expect(low).toBeLessThan(Math.sqrt(823.68 / 4898))
    expect(high).toBeGreaterThan(Math.sqrt((823.68 - 6) / 4898))
  })
})

describe('impact ratio', () => {
  const group = (name: string, n: number, favourable: number): Parameters<typeof measureImpact>[0][number] => ({ group: name, n, favourable, tp: 0, fp: 0, fn: 0, tn: 0 })

  it('never compares with a group under two per cent', () => {
    const { rows } = measureImpact([group('a', 600, 300), group('b', 390, 100), group('tiny', 10, 10)])
    expect(rows.find((row) => row.mostFavoured)?.group).toBe('a')
    expect(rows[2]!.ratio).toBe(2)
    expect(rows[2]!.underTwoPercent).toBe(true)
  })

  it('counts the decisions that change the verdict', () => {
    const { rows } = measureImpact([group('a', 100, 50), group('b', 100, 35)])
    expect(rows[1]).toMatchObject({ shortfall: 15, flips: 5 })
    const above = measureImpact([group('a', 100, 50), group('b', 100, 45)])
    expect(above.rows[1]!.flips).toBe(6)
  })
})

describe('re-performance', () => {
  it('counts float32 steps through zero', () => {
    expect(float32Steps(1, 1)).toBe(0)
    expect(float32Steps(1, 1 + 2 ** -23)).toBe(1)
    expect(float32Steps(2 ** -149, -(2 ** -149))).toBe(2)
  })

  it('leaves absent predictions out, and takes a lost score for a mismatch', () => {
    const outcome = comparePredictions(Float64Array.of(0.1, Number.NaN, 0.3, 0.4), Float64Array.of(0.1, 0.2, Number.NaN, 0.5), 1e-6, 0.45, () => undefined)
    expect(outcome).toMatchObject({ compared: 3, absent: 1, mismatches: 2, identical: 1, decisionChanges: 1 })
    expect(outcome.largest).toBeCloseTo(0.1, 12)
    expect(outcome.listed.map((row) => row.row)).toEqual([3, 4])
  })
})
