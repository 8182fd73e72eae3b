import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { weightedFreedom } from '../../../../shared/stats/weighted'

interface Golden {
  readonly producer: string
  readonly cases: readonly { readonly weights: readonly number[]; readonly factor: number; readonly df: number }[]
}

const golden = JSON.parse(readFileSync(resolve(import.meta.dirname, 'goldens.json'), 'utf8')) as Golden

describe(`small-sample correction of a weighted mean, by the matrices of ${golden.producer}`, () => {
  it.each(golden.cases)('$weights.length weights, df $df', ({ weights, factor, df }) => {
    const found = weightedFreedom(weights)
    expect(found.factor).toBeCloseTo(factor, 9)
    expect(found.df).toBeCloseTo(df, 8)
  })

  it('is n − 1 without weights, knows nothing of one row, and leaves rows of weight 0 out', () => {
    expect(weightedFreedom([1, 1, 1, 1])).toEqual({ factor: 4 / 3, df: 3 })
    expect(weightedFreedom([3]).df).toBeNaN()
    expect(weightedFreedom([1, 0, 2, 0, 1])).toEqual(weightedFreedom([1, 2, 1]))
  })
})
