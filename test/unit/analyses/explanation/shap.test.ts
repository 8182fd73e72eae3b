import { describe, expect, it } from 'vitest'
import type { AnalysisInput, AnalysisResult, Explainer } from '../../../../shared/contract/analysis'
import { analysisById } from '../../../../shared/analyses/registry'
import { quietJob } from '../../../../shared/contract/job'
import type { Explanation } from '../../../../shared/contract/model'
import type { Table } from '../../../../shared/contract/table'
import { createRng } from '../../../../shared/stats/rng'
import { makeDataset, makeInput, makeTable, numberColumn, scoreTable } from '../build-input'

const analysis = analysisById('explanation.shap')!

function run(input: AnalysisInput, score: (table: Table) => Float64Array, given: Record<string, unknown> = {}, explain: Explainer | null = null): Promise<AnalysisResult> {
  return analysis.compute(input, analysis.params.parse(given), { ...quietJob, rng: createRng(1, analysis.id), alpha: 0.05, score: (table) => Promise.resolve(score(table)), explain })
}

const values = (table: Table, name: string): Float64Array => {
  const column = table.columns.find((each) => each.name === name)!
  return column.kind === 'number' ? column.values : new Float64Array()
}
const named = (result: AnalysisResult, id: string): number => result.values.find((value) => value.id === id)!.value!

function inputOf(score: (table: Table) => Float64Array, rows = 300): AnalysisInput {
  const rng = createRng(4, 'shap')
  const make = (): Table => makeTable(['a', 'b', 'c'].map((name) => numberColumn(name, Array.from({ length: rows }, () => rng.normal()))))
  const [development, test] = [make(), make()]
  return {
    task: 'regression', classes: [], decision: { threshold: null, favourable: 'above' }, model: null, roles: { a: ['feature'], b: ['feature'], c: ['feature'] },
    datasets: [makeDataset('development', development, { score: score(development) }), makeDataset('test', test, { score: score(test) })],
  }
}

const linear = (table: Table): Float64Array => values(table, 'a').map((a, row) => 2 * a - 3 * values(table, 'b')[row]! + 1)

describe('explanation.shap by sampling', () => {
  it('gives a linear model its exact contributions on every row: weight times distance from the background mean', async () => {
    const result = await run(inputOf(linear), linear)
    expect(result.verdict).toBe('described')
    expect(named(result, 'audit/failed')).toBe(0)
    expect(named(result, 'mean-abs/c')).toBeCloseTo(0, 12)
    expect(named(result, 'mean-abs/b') / named(result, 'mean-abs/a')).toBeGreaterThan(1.2)
    expect(result.rowsUsed).toBe(100)
    expect(result.warnings).toEqual(['100 of 300 rows were used, drawn at random with the seed of the review.'])
  })

  it('shares an interaction of two equally', async () => {
    const product = (table: Table): Float64Array => values(table, 'a').map((a, row) => a * values(table, 'b')[row]!)
    const result = await run(inputOf(product), product, { draws: 400 })
    expect(named(result, 'mean-abs/a') / named(result, 'mean-abs/b')).toBeCloseTo(1, 0)
    expect(named(result, 'mean-abs/c')).toBeCloseTo(0, 12)
    expect(named(result, 'audit/largest')).toBeLessThan(1e-9)
  })

  it('refuses, and prints nothing, when the score depends on what is no feature', async () => {
    const input = inputOf(linear)
    const result = await run({ ...input, roles: { a: ['feature'], c: ['feature'] } }, linear)
    expect(result.verdict).toBe('inconclusive')
    expect(result.headline).toContain('The explanation is refused')
    expect(analysis.figures(result)).toEqual([])
    expect(result.values.map((value) => value.id)).toEqual(['audit/failed', 'audit/largest'])
    expect(result.notTested.join(' ')).toContain('do not add up')
  })
})

describe('explanation.shap with the artifact\'s own contributions', () => {
  const exact = (table: Table): Explanation => ({
    method: 'linear', link: 'identity', base: 1, output: linear(table),
    contributions: [{ feature: 'a', values: values(table, 'a').map((a) => 2 * a) }, { feature: 'b', values: values(table, 'b').map((b) => -3 * b) }],
  })

  it('uses all rows and says in what unit', async () => {
    const result = await run(inputOf(linear), linear, {}, (table) => Promise.resolve(exact(table)))
    expect(result.rowsUsed).toBe(300)
    expect(result.headline).toMatch(/^b moves the score most, by [\d.]+ score units on average/)
  })

  it('refuses when one row does not add up, or when it is another score that is explained', async () => {
    const off = (table: Table): Explanation => ({ ...exact(table), output: exact(table).output.map((value, row) => (row === 7 ? value + 0.01 : value)) })
    expect((await run(inputOf(linear), linear, {}, (table) => Promise.resolve(off(table)))).headline).toContain('on 1 row of 300')
    const other = (table: Table): Explanation => ({ ...exact(table), base: 2, output: exact(table).output.map((value) => value + 1) })
    expect((await run(inputOf(linear), linear, {}, (table) => Promise.resolve(other(table)))).headline).toContain('is not the reviewed score')
  })
})

describe('explanation.counterfactual', () => {
  const counterfactual = analysisById('explanation.counterfactual')!
  const input = makeInput({ rows: 800, seed: 3 })
  const go = (given: Record<string, unknown>): Promise<AnalysisResult> => counterfactual.compute(input, counterfactual.params.parse(given), { ...quietJob, rng: createRng(1, 'cf'), alpha: 0.05, score: (table) => Promise.resolve(scoreTable(table)) })
  interface Shown { readonly fixed: readonly string[]; readonly examples: readonly { readonly scoreAfter: number | null; readonly cost: number; readonly changes: readonly { readonly feature: string }[] }[]; readonly whatIf: { readonly flipped: number; readonly rows: readonly unknown[] } | null }

  it('finds favourable changes that leave protected and fixed columns alone', async () => {
    const result = await go({ fixed: ['income'], examples: 20 })
    const { examples, fixed } = result.detail as unknown as Shown
    expect(fixed).toEqual(['age', 'income'])
    for (const { changes, scoreAfter } of examples) {
      for (const { feature } of changes) expect(['age', 'income']).not.toContain(feature)
      if (scoreAfter !== null) expect(scoreAfter).toBeLessThan(0.3)
    }
    expect(result.values.find((value) => value.id === 'found')!.value).toBeGreaterThan(0.3)
  })

  it('never pays more when it may change more', async () => {
    const costs = async (mostChanges: number): Promise<number> => {
      const { examples } = (await go({ mostChanges, examples: 20 })).detail as unknown as Shown
      return examples.reduce((sum, example) => sum + example.cost, 0)
    }
    expect(await costs(2)).toBeLessThanOrEqual(await costs(1))
  })

  it('scores what the plan asks', async () => {
    const { whatIf } = (await go({ whatIf: { income: 20_000 } })).detail as unknown as Shown
    expect(whatIf).toMatchObject({ flipped: 5 })
    expect(whatIf!.rows).toHaveLength(5)
  })
})
