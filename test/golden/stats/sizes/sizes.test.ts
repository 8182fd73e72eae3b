import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { newLevelsOf } from '../../../../shared/analyses/drift/univariate/new-levels'
import { shortfallP } from '../../../../shared/analyses/stability/conformal/measure'
import { fisherExact } from '../../../../shared/stats/fisher'
import { gradeTest } from '../../../../shared/stats/grade-test'
import { mannKendall } from '../../../../shared/stats/mann-kendall'
import { welchAnova, welchAnovaSkewed } from '../../../../shared/stats/residual-tests'
import { rowMean } from '../../../../shared/stats/row-mean'
import { combinedMean, skewedInterval, skewedUpperP } from '../../../../shared/stats/skewed-mean'

interface Golden {
  readonly producer: string
  readonly fisher: readonly { readonly table: readonly [number, number, number, number]; readonly p: number; readonly midP: number }[]
  readonly kendall: readonly { readonly n: number; readonly s: number; readonly midP: number }[]
  readonly binomial: readonly { readonly defaults: number; readonly n: number; readonly pd: number; readonly midP: number }[]
  readonly betaBinomial: readonly { readonly covered: number; readonly n: number; readonly a: number; readonly b: number; readonly midP: number }[]
  readonly newLevels: { readonly levels: readonly (readonly [number, number])[]; readonly fresh: readonly { readonly count: number; readonly p: number }[] }
  readonly skewed: { readonly groups: readonly (readonly number[])[]; readonly f: number; readonly df2: number; readonly p: number; readonly difference: { readonly mean: number; readonly se: number; readonly df: number; readonly skew: number; readonly p: number } }
}

const golden = JSON.parse(readFileSync(resolve(import.meta.dirname, 'goldens.json'), 'utf8')) as Golden

/** 0 … n − 1 with |S| of this size: from falling throughout, neighbours are exchanged until enough pairs rise. */
function seriesOf(n: number, s: number): readonly number[] {
  const series = Array.from({ length: n }, (_, place) => n - place)
  let rising = ((n * (n - 1)) / 2 + s) / 2
  for (let end = n - 1; end > 0; end -= 1) for (let at = 0; at < end && rising > 0; at += 1) { [series[at], series[at + 1]] = [series[at + 1]!, series[at]!]; rising -= 1 }
  return series
}

describe(`p-values that alarm as often as they say, as ${golden.producer} give them`, () => {
  it.each(golden.fisher)('Fisher of $table', ({ table, p, midP }) => {
    const own = fisherExact(...table)
    expect(own.p).toBeCloseTo(p, 12)
    expect(own.midP).toBeCloseTo(midP, 12)
  })

  it.each(golden.kendall)('Mann–Kendall of $n windows, |S| $s', ({ n, s, midP }) => {
    const own = mannKendall(seriesOf(n, s))
    expect(own.s).toBe(s)
    expect(own.midP).toBeCloseTo(midP, 12)
  })

  it.each(golden.binomial)('$defaults defaults of $n at $pd', ({ defaults, n, pd, midP }) => {
    expect(gradeTest(defaults, n, pd).binomialMid).toBeCloseTo(midP, 12)
  })

  it.each(golden.betaBinomial)('$covered of $n covered', ({ covered, n, a, b, midP }) => {
    expect(shortfallP({ n, covered, share: covered / n, low: 0, high: 1 }, { n: a + b - 1, threshold: 1, a, b, low: 0, high: 1 })).toBeCloseTo(midP, 10)
  })

  it('levels that the reference lacks, by all levels as frequent', () => {
    const { levels, fresh } = golden.newLevels
    const side = (place: 0 | 1) => ({ counts: new Map(levels.flatMap((level, index) => (level[place] === 0 ? [] : [[`l${String(index)}`, level[place]] as const]))), present: levels.reduce((sum, level) => sum + level[place], 0) })
    const own = newLevelsOf(levels.map((_, index) => `l${String(index)}`), side(0), side(1))
    expect(own.map(({ count }) => count)).toEqual(fresh.map(({ count }) => count))
    own.forEach(({ p }, index) => { expect(p).toBeCloseTo(fresh[index]!.p, 12) })
  })

  it('several skewed means, and a difference of two', () => {
    const means = golden.skewed.groups.map((values) => rowMean(Float64Array.from(values)))
    const rows = means.reduce((sum, { n }) => sum + n, 0)
    const own = welchAnovaSkewed(means.map((mean) => ({ ...mean, share: mean.n / rows })))!
    expect([own.f, own.df2, own.p]).toEqual([expect.closeTo(golden.skewed.f, 9), expect.closeTo(golden.skewed.df2, 9), expect.closeTo(golden.skewed.p, 12)])
    const { p, ...parts } = golden.skewed.difference
    const difference = combinedMean([[1, means[0]!], [-1, means[1]!]])
    for (const key of ['mean', 'se', 'df', 'skew'] as const) expect(difference[key]).toBeCloseTo(parts[key], 10)
    expect(skewedUpperP(difference)).toBeCloseTo(p, 12)
  })

  it('is Welch’s test where nothing is skewed, and goes with the interval', () => {
    const flat = [[3, 0.4, 30], [3.5, 0.2, 60], [2.9, 0.5, 25]].map(([mean, se, df]) => ({ mean: mean!, se: se!, df: df!, skew: 0, share: 1 / 3 }))
    expect(welchAnovaSkewed(flat)!.p).toBeCloseTo(welchAnova(flat)!.p, 14)
    const leaning = { mean: 1, se: 0.5, df: 20, skew: 0.3 }
    const p = skewedUpperP(leaning)
    expect(skewedInterval(leaning, 1 - 2 * p).low).toBeCloseTo(0, 12)
  })
})
