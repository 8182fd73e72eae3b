import { describe, expect, it } from 'vitest'
import { dateOrder } from '../../../shared/analyses/performance/leakage/dates'
import { sharedRows } from '../../../shared/analyses/performance/leakage/shared-rows'
import analysis from '../../../shared/analyses/performance/leakage.analysis'
import type { AnalysisInput, ColumnRole } from '../../../shared/contract/analysis'
import { quietJob } from '../../../shared/contract/job'
import type { Table } from '../../../shared/contract/table'
import { createRng } from '../../../shared/stats/rng'
import { categoryColumn, makeDataset, makeInput, makeTable, numberColumn } from './build-input'

const quiet = (): void => undefined
const base = makeInput({ rows: 800, windows: 0 })
const [development, test] = base.datasets as [AnalysisInput['datasets'][number], AnalysisInput['datasets'][number]]
const day = 86_400_000

async function questions(change: (table: Table, outcome: Float64Array, role: string) => Table, roles: Readonly<Record<string, readonly ColumnRole[]>>): Promise<readonly string[]> {
  const input: AnalysisInput = { ...base, roles: { ...base.roles, ...roles }, datasets: base.datasets.map((dataset) => ({ ...dataset, table: change(dataset.table, dataset.outcome!, dataset.role) })) }
  const result = await analysis.compute(input, analysis.params.parse({}), { ...quietJob, rng: createRng(1, 'leak'), alpha: 0.005, score: null })
  return analysis.findings(result, analysis.params.parse({})).map((finding) => finding.key)
}
const add = (table: Table, column: Table['columns'][number]): Table => ({ ...table, columns: [...table.columns, column] })

describe('questions about leakage', () => {
  it('are not raised where nothing leaks, not even by an identifier among the features', async () => {
    expect(await questions((table) => table, {})).toEqual([])
    expect(await questions((table, _, role) => add(table, categoryColumn('code', Array.from({ length: table.rows }, (__, row) => `${role}${String(row)}`))), { code: ['feature'] })).toEqual([])
  })

  it('are left open, and said to be, for a category that has nothing but rare levels', async () => {
    const few = makeInput({ rows: 40, windows: 0 })
    const { values, notTested } = await analysis.compute(few, analysis.params.parse({}), { ...quietJob, rng: createRng(1, 'few'), alpha: 0.005, score: null })
    expect(values.some(({ id }) => id === 'input/purpose')).toBe(false)
    expect(values.some(({ id }) => id === 'input/income')).toBe(true)
    expect(notTested.some((sentence) => sentence.startsWith('purpose against the outcome'))).toBe(true)
  })

  it('are raised by the outcome, its near-copy, its category and its gaps', async () => {
    const rng = createRng(4, 'leaks')
    expect(await questions((table, outcome) => add(table, numberColumn('again', outcome)), { again: ['feature'] })).toEqual(['input/again'])
    expect(await questions((table, outcome) => add(table, numberColumn('near', outcome.map((y) => -y + 0.2 * rng.normal()))), { near: ['feature'] })).toEqual(['input/near'])
    expect(await questions((table, outcome) => add(table, categoryColumn('status', Array.from(outcome, (y, row) => (row % 90 === 0 ? 'open' : y === 1 ? 'written off' : 'paid')))), { status: ['feature'] })).toEqual(['input/status'])
    expect(await questions((table, outcome) => add(table, numberColumn('recovered', outcome.map((y, row) => (y === 1 || row % 90 === 0 ? row % 7 : Number.NaN)))), { recovered: ['feature'] })).toEqual(['input/recovered missing'])
  })

  it('are raised by a shared identifier, by known rows and by a test older than development', async () => {
    const ids = (table: Table, role: string): Table => add(table, categoryColumn('case', Array.from({ length: table.rows }, (_, row) => (row === 3 ? 'both' : `${role}${String(row)}`))))
    expect(await questions((table, _, role) => ids(table, role), { case: ['id'] })).toEqual(['ids/test/case'])
    expect(await questions(() => development.table, {})).toEqual(['rows/test/all features'])
    expect(await questions((table, _, role) => add(table, numberColumn('opened', Float64Array.from({ length: table.rows }, (__, row) => (role === 'test' ? row : 5000 + row) * day), 'date')), { opened: ['date'] })).toEqual(['dates/test/opened'])
  })
})

describe('rows of development among those of test', () => {
  it('are counted exactly, missing cells equal and rows without any left out', () => {
    const one = makeTable([numberColumn('a', [1, 2, 2, NaN, NaN]), categoryColumn('b', ['x', 'y', 'y', 'z', null])])
    const other = makeTable([numberColumn('a', [2, 2, 3, NaN, NaN]), categoryColumn('b', ['y', 'x', 'x', 'z', null])])
    expect(sharedRows(one, other, ['a', 'b'], quiet)).toEqual({ shared: 2, testRows: 4, twins: 2, developmentRows: 4 })
    expect(sharedRows(development.table, test.table, ['income', 'debt', 'purpose'], quiet).shared).toBe(0)
    expect(makeDataset('test', other).table.rows).toBe(5)
  })
})

describe('dates', () => {
  it('lie before, within and after those of development', () => {
    expect(dateOrder(Float64Array.of(5, 9, Number.NaN), Float64Array.of(1, 5, 7, 10, Number.NaN))).toEqual({ developmentFirst: 5, developmentLast: 9, testFirst: 1, testLast: 10, before: 0.25, within: 0.5, after: 0.25, n: 4 })
    expect(dateOrder(Float64Array.of(Number.NaN), Float64Array.of(1))).toBeNull()
  })
})
