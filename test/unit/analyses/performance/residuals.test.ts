import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import residuals from '../../../../shared/analyses/performance/residuals.analysis'
import { groupMeans } from '../../../../shared/analyses/performance/residuals/rows'
import { meansByDate } from '../../../../shared/analyses/performance/residuals/by-date'
import type { Detail } from '../../../../shared/analyses/performance/residuals/report'
import type { AnalysisInput, AnalysisResult, FindingProposal } from '../../../../shared/contract/analysis'
import { quietJob } from '../../../../shared/contract/job'
import { createRng } from '../../../../shared/stats/rng'
import { rowMean } from '../../../../shared/stats/row-mean'
import { categoryColumn, makeDataset, makeTable, numberColumn } from '../build-input'

interface Planted {
  /** Added to the outcome, from the prediction, the feature b, the level of c and the row. */
  readonly bent?: (predicted: number, b: number, c: string, row: number) => number
  readonly roles?: AnalysisInput['roles']
  readonly rows?: number
  readonly noise?: number
}

function review({ bent = () => 0, roles = {}, rows = 1200, noise = 0.5 }: Planted = {}): AnalysisInput {
  const rng = createRng(4, 'residuals')
  const draw = (): Float64Array => Float64Array.from({ length: rows }, () => rng.normal())
  const [a, b, e] = [draw(), draw(), draw()]
  const c = Array.from({ length: rows }, () => 'uvw'[rng.int(3)]!)
  const score = a.map((value) => 10 + value)
  const outcome = score.map((value, row) => value + noise * e[row]! + bent(value, b[row]!, c[row]!, row))
  const day = Float64Array.from({ length: rows }, (_, row) => 86_400_000 * Math.floor(row / 10))
  const table = makeTable([numberColumn('a', a), numberColumn('b', b), categoryColumn('c', c), numberColumn('day', day, 'date'), numberColumn('case', Float64Array.from({ length: rows }, (_, row) => 5000 + row), 'integer')])
  return {
    task: 'regression', classes: [], decision: { threshold: null, favourable: 'above' }, model: null,
    roles: { a: ['feature'], b: ['feature'], c: ['feature'], day: ['date'], case: ['id'], ...roles }, datasets: [makeDataset('test', table, { score, outcome })],
  }
}

async function run(input: AnalysisInput, given: Readonly<Record<string, number>> = {}): Promise<{ result: AnalysisResult; detail: Detail; found: readonly FindingProposal[] }> {
  const params = residuals.params.parse(given)
  const result = await residuals.compute(input, params, { ...quietJob, rng: createRng(1, 'residuals'), alpha: 0.003, score: null })
  return { result, detail: result.detail as unknown as Detail, found: residuals.findings(result, params) }
}

describe('residuals', () => {
  it('finds nothing where only noise and one bias for all are left, and rules out what matters', async () => {
    const { result, found } = await run(review({ bent: () => 3, noise: 0.2, rows: 3000 }))
    expect(found).toEqual([])
    expect(result.verdict).toBe('equivalent')
  })

  it('calls predictions that are too flat a finding, once', async () => {
    const { result, found } = await run(review({ bent: (predicted) => 0.4 * (predicted - 10) }))
    expect(found.map(({ key }) => key)).toEqual(['prediction'])
    expect(found[0]!.title).toMatch(/too (low|high) by 0\.\d\d SD where predictions (over|up to)/)
    expect(result.verdict).toBe('different')
    const slope = result.values.find(({ id }) => id === 'slope/test')!
    expect(slope.low!).toBeGreaterThan(1.3)
    expect(slope.high!).toBeLessThan(1.5)
  })

  it('names the feature that the model does not use', async () => {
    const { found, detail } = await run(review({ bent: (_, b) => 0.4 * b * b }))
    expect(found.map(({ key }) => key)).toEqual(['features'])
    expect(found[0]!.title).toContain('depends on b')
    expect(detail.datasets[0]!.columns.find(({ column }) => column === 'c')!.verdict).not.toBe('different')
  })

  it('names both where neither explains the other', async () => {
    const { found } = await run(review({ bent: (predicted, _, c) => 0.4 * (predicted - 10) + (c === 'u' ? 1 : 0) }))
    expect(found.map(({ key }) => key)).toEqual(['prediction', 'features'])
    expect(found[1]!.title).toContain('c = u')
    // a is the prediction less ten: nothing is left of it within bands of the prediction.
    expect(found[1]!.condition).not.toContain('also a')
  })

  it('leaves segments to the page on performance by group', async () => {
    const { result, detail } = await run(review({ bent: (_, __, c) => (c === 'u' ? 2 : 0), roles: { c: ['feature', 'segment'] } }))
    expect(detail.datasets[0]!.columns.map(({ column }) => column)).toEqual([null, 'a', 'b'])
    expect(result.notTested.join(' ')).toContain('c: segment or protected')
  })

  it('describes spread and order, and warns where neighbouring dates go together', async () => {
    const { result, found } = await run(review({ noise: 0, bent: (predicted, b, _, row) => 0.2 * Math.exp(predicted - 10) * b + 0.3 * Math.sin(row / 60) }), { limit: 1 })
    expect(found).toEqual([])
    const p = (id: string): number => result.tests.find((test) => test.id === `${id}/test`)!.pAdjusted
    expect(p('spread')).toBeLessThan(1e-4)
    expect(p('order')).toBeLessThan(1e-4)
    expect(result.tests.filter(({ confirmatory }) => !confirmatory).map(({ id }) => id)).toEqual(['spread/test', 'order/test'])
    expect(result.warnings.join(' ')).toContain('neighbouring dates go together')
  })

  it('names the row that weighs most by its identifier', async () => {
    const { detail } = await run(review({ bent: (_, __, ___, row) => (row === 77 ? 30 : 0) }))
    const [first] = detail.datasets[0]!.described.influential
    expect(first!.name).toBe('5077')
    expect(first!.share).toBeGreaterThan(0.5)
  })

  it('refuses few rows and says why', async () => {
    const { result } = await run(review({ rows: 99 }))
    expect(result.verdict).toBe('described')
    expect(result.notTested.join(' ')).toContain('99 rows with prediction and outcome; 100 are needed')
  })

  it('groups have the means, errors and skewness of their own rows', () => {
    fc.assert(fc.property(fc.array(fc.tuple(fc.double({ min: -50, max: 50, noNaN: true }), fc.integer({ min: -1, max: 2 }), fc.integer({ min: 1, max: 5 })), { minLength: 1, maxLength: 60 }), fc.boolean(), (rows, weighted) => {
      const values = Float64Array.from(rows, ([value]) => value)
      const group = Int32Array.from(rows, ([, g]) => g)
      const weight = weighted ? Float64Array.from(rows, ([, , w]) => w) : null
      groupMeans(values, group, 3, weight, () => undefined).forEach((found, g) => {
        const places = [...group.keys()].filter((row) => group[row] === g)
        const own = rowMean(Float64Array.from(places, (row) => values[row]!), weight === null ? null : Float64Array.from(places, (row) => weight[row]!))
        expect(found.n).toBe(own.n)
        if (own.n === 0) return
        expect(found.mean).toBeCloseTo(own.mean, 9)
        if (own.n > 1) {
          expect(found.se).toBeCloseTo(own.se, 9)
          expect(found.df).toBeCloseTo(own.df, 9)
        }
        if (own.n > 1 && own.sd > 1e-3) expect(found.skew).toBeCloseTo(own.skew, 6)
      })
    }))
  })

  it('takes one mean per date, in order, and passes over rows without one', () => {
    const { dates, means } = meansByDate({ rows: Uint32Array.of(3, 0, 2, 1), residual: Float64Array.of(1, 3, 5, 9) }, Float64Array.of(20, Number.NaN, 10, 10), () => undefined)
    expect([...dates]).toEqual([10, 20])
    expect([...means]).toEqual([3, 3])
  })
})
