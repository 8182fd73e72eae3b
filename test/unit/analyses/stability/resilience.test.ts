import { describe, expect, it } from 'vitest'
import type { AnalysisInput, AnalysisResult } from '../../../../shared/contract/analysis'
import { quietJob } from '../../../../shared/contract/job'
import analysis from '../../../../shared/analyses/stability/resilience.analysis'
import { createRng } from '../../../../shared/stats/rng'
import { categoryColumn, makeDataset, makeInput, makeTable, numberColumn } from '../build-input'

const value = (result: AnalysisResult, id: string): number => result.values.find((one) => one.id === id)!.value as number
const run = async (input: AnalysisInput, given: Record<string, unknown> = {}): Promise<AnalysisResult> => {
  const params = analysis.params.parse(given)
  return analysis.compute(input, params, { ...quietJob, rng: createRng(1, 'resilience'), alpha: 0.01, score: null })
}

/** Three kinds of rows told by two numbers and a level; in the last kind the score says nothing where `weak`. */
function kinds(weak: boolean, rows = 1500): AnalysisInput {
  const make = (role: 'development' | 'test') => {
    const rng = createRng(5, role + String(weak))
    const kind = Array.from({ length: rows }, (_, row) => row % 3)
    const score = Float64Array.from(kind, () => 0.05 + 0.9 * rng.next())
    const table = makeTable([
      numberColumn('wage', Float64Array.from(kind, (each) => [10, 20, 30][each]! + rng.normal())),
      numberColumn('tenure', Float64Array.from(kind, (each) => [5, 1, 3][each]! + 0.2 * rng.normal())),
      categoryColumn('channel', kind.map((each) => ['shop', 'web', 'broker'][each]!)),
    ])
    return makeDataset(role, table, { score, outcome: score.map((p, row) => (rng.next() < (weak && kind[row] === 2 ? 0.5 : p) ? 1 : 0)) })
  }
  return { ...makeInput({ rows: 10, windows: 0 }), roles: { wage: ['feature'], tenure: ['feature'], channel: ['feature'] }, datasets: [make('development'), make('test')] }
}

describe('worst cluster and outer rows', () => {
  it('names the kind of row for which the score says nothing', async () => {
    const result = await run(kinds(true), { clusters: 3 })
    expect(result.headline).toMatch(/^The model is worse for one kind of row: (?=.*high wage)(?=.*channel = broker)/)
    expect(value(result, 'cluster/1')).toBeGreaterThan(1.3 * value(result, 'cluster/2'))
    expect(value(result, 'outer/1')).toBeCloseTo(value(result, 'overall'), 12)
  })

  it('calls no cluster worse where none is', async () => {
    expect((await run(kinds(false), { clusters: 3 })).headline).toMatch(/^No cluster is worse than the other rows beyond chance/)
  })

  it('does not know in which order the rows lie', async () => {
    const input = kinds(true, 300)
    const turned = { ...input, datasets: input.datasets.map((dataset) => makeDataset(dataset.role, makeTable(dataset.table.columns.map((column) => (
      column.kind === 'number' ? numberColumn(column.name, column.values.slice().reverse()) : categoryColumn(column.name, column.kind === 'category' ? Array.from(column.codes, (code) => column.levels[code]!).reverse() : [])))), { score: dataset.score!.slice().reverse(), outcome: dataset.outcome!.slice().reverse() })) }
    expect((await run(turned)).values).toEqual((await run(input)).values)
  })

  it('measures the outermost rows by distance from development', async () => {
    const input = kinds(false)
    const [development, test] = input.datasets
    const score = test!.score!.map((p, row) => ((test!.table.columns[0] as { readonly values: Float64Array }).values[row]! > 31.3 ? 1 - p : p))
    const result = await run({ ...input, datasets: [development!, { ...test!, score }] })
    expect(value(result, 'outer/0.05')).toBeGreaterThan(1.2 * value(result, 'overall'))
  })
})
