import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { moments, varianceOf } from '../../../../shared/stats/sums'
import { welchAnova } from '../../../../shared/stats/welch-anova'

interface Golden {
  readonly producer: string
  readonly cases: readonly { readonly groups: readonly (readonly number[])[]; readonly statistic: number; readonly df: readonly [number, number]; readonly p: number }[]
}

const golden = JSON.parse(readFileSync(resolve(import.meta.dirname, 'goldens.json'), 'utf8')) as Golden

describe(`Welch's test of several means, as ${golden.producer} gives it`, () => {
  it.each(golden.cases)('F $statistic', ({ groups, statistic, df, p }) => {
    const result = welchAnova(groups.map((values) => { const m = moments(Float64Array.from(values)); return { n: m.n, mean: m.mean, variance: varianceOf(m) } }))
    expect(result.statistic).toBeCloseTo(statistic, 10)
    expect([result.df1, result.df2]).toEqual([df[0], expect.closeTo(df[1], 8)])
    expect(result.p).toBeCloseTo(p, 10)
  })

  it('has no answer for one group', () => {
    expect(welchAnova([{ n: 10, mean: 1, variance: 1 }]).statistic).toBeNaN()
  })
})
