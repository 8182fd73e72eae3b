import { describe, expect, it } from 'vitest'
import { analysisById } from '../../../../shared/analyses/registry'
import type { AnalysisInput } from '../../../../shared/contract/analysis'
import type { CategoryColumn, Column, NumericColumn } from '../../../../shared/contract/table'
import { quietJob } from '../../../../shared/contract/job'
import { createRng } from '../../../../shared/stats/rng'
import { categoryColumn, makeInput, numberColumn } from '../build-input'

const analysis = analysisById('drift.univariate')!

async function titles(input: AnalysisInput): Promise<readonly string[]> {
  const params = analysis.params.parse({})
  const result = await analysis.compute(input, params, { ...quietJob, rng: createRng(2), alpha: 0.01, score: null })
  return analysis.findings(result, params).map((finding) => `${finding.key}: ${finding.title}`)
}

const clean = makeInput({ rows: 1000, windows: 2 })
/** The second window with one column changed. */
const changed = (name: string, change: (column: Column) => Column): AnalysisInput => ({
  ...clean,
  datasets: clean.datasets.map((dataset) => (dataset.period !== '2026-02' ? dataset : { ...dataset, table: { ...dataset.table, columns: dataset.table.columns.map((column) => (column.name === name ? change(column) : column)) } })),
})
const numbers = (name: string, change: (value: number, row: number) => number): AnalysisInput => changed(name, (column) => numberColumn(name, (column as NumericColumn).values.map(change)))
const levels = (name: string, change: (level: string, row: number) => string | null): AnalysisInput => changed(name, (column) => categoryColumn(name, Array.from((column as CategoryColumn).codes, (code, row) => (code < 0 ? null : change((column as CategoryColumn).levels[code]!, row)))))

describe('drift told from damage', () => {
  it.each([
    ['a unit a thousand times smaller', numbers('income', (value) => value * 1000), 'damage/income: income looks damaged rather than drifted in 2026-02: its values look multiplied by 1,000'],
    ['a part of the rows in another unit', numbers('income', (value, row) => (row % 10 === 0 ? value * 100 : value)), '10.1 % of its values look multiplied by 100'],
    ['the other sign', numbers('income', (value) => -value), 'its values have the other sign'],
    ['a constant', numbers('income', () => 5), 'damage/income: income looks damaged rather than drifted in 2026-02: every value is 5'],
    ['nothing left', numbers('age', () => Number.NaN), 'damage/age: age looks damaged rather than drifted in 2026-02: every cell is missing'],
    ['decimals cut', numbers('debt', (value) => Math.round(value * 10) / 10), 'its values have only 1 decimal left'],
    ['a code for missing', numbers('income', (value, row) => (row % 12 === 0 ? -999 : value)), '8.5 % of its values are −999, which the reference never holds'],
    ['a cut', numbers('income', (value) => Math.min(value, 4500)), 'its values are cut off at 4,500'],
    ['another spelling', levels('purpose', (level) => (level === 'car' ? 'CAR ' : level)), 'hold known levels in another spelling ("CAR " for "car")'],
    ['other names', levels('sex', (level) => (level === 'f' ? '2' : '1')), 'so they look renamed'],
  ])('calls %s by its name', async (_, input, expected) => {
    const found = await titles(input)
    expect(found).toHaveLength(1)
    expect(found[0]).toContain(expected)
    expect(found[0]).toMatch(/^damage\//)
  })

  it('leaves drift as drift, and nothing as nothing', async () => {
    expect((await titles(numbers('income', (value) => value * 1.5))).map((title) => title.split(':')[0])).toEqual(['drift/income'])
    expect((await titles(levels('purpose', (level, row) => (row % 3 === 0 ? 'home' : level)))).map((title) => title.split(':')[0])).toEqual(['drift/purpose'])
    expect(await titles(clean)).toEqual([])
  })

  it('does not take a heap of few rows for a code', async () => {
    // Of 200 whole ages in sixty years, the commonest of a window now and then has ten rows and none in the reference.
    const ages = (counts: (age: number) => number): Column => numberColumn('age', Array.from({ length: 60 }, (_, age) => Array<number>(counts(age)).fill(18 + age)).flat(), 'integer')
    const table = (column: Column) => ({ rows: 200, columns: [column] })
    const [before, after] = [ages((age) => (age === 0 ? 0 : age <= 23 ? 4 : 3)), ages((age) => (age === 0 ? 10 : age <= 13 ? 4 : 3))].map(table)
    const [first, second] = [clean.datasets[0]!, clean.datasets[2]!]
    const bare = { score: null, recorded: null, outcome: null }
    const few = { ...clean, roles: { age: ['feature'] as const }, datasets: [{ ...first, ...bare, table: before! }, { ...second, ...bare, table: after! }] }
    expect(await titles(few)).toEqual([])
  })
})
