import { describe, expect, it } from 'vitest'
import type { ColumnRoles } from '../../../shared/contract/analysis'
import type { RunSetup, SharedDataset } from '../../../shared/contract/engine'
import type { Column } from '../../../shared/contract/table'
import { scoredInput } from '../../../shared/review/scored-input'

const job = { checkpoint: () => undefined, progress: () => undefined } as unknown as Parameters<typeof scoredInput>[3]
const numbers = (name: string, values: readonly number[], type: 'decimal' | 'boolean' = 'decimal'): Column => ({ name, kind: 'number', type, values: Float64Array.from(values), missing: null })
const words = (name: string, levels: readonly string[], codes: readonly number[]): Column => ({ name, kind: 'category', levels: [...levels], codes: Int32Array.from(codes), missing: null })

const dataset = (id: string, columns: readonly Column[]): SharedDataset => ({ dataset: id, name: `${id}.csv`, sha256: id.repeat(64).slice(0, 64), table: { rows: 4, columns } }) as unknown as SharedDataset
const score = numbers('score', [0.1, 0.9, 0.4, 0.6])
const paid = words('paid', ['no', 'yes'], [0, 1, 0, 1])

function compute(columns: readonly Column[], roles: ColumnRoles, change: Partial<RunSetup> = {}, second?: SharedDataset): ReturnType<typeof scoredInput> {
  const datasets = second === undefined ? [dataset('a', columns)] : [dataset('a', columns), second]
  const setup: RunSetup = {
    task: 'binary', positive: 'yes', decision: { threshold: null, favourable: 'above' }, roles, mapping: {}, output: null, model: null,
    datasets: datasets.map(({ dataset: id }, index) => ({ dataset: id, role: index === 0 ? 'development' : 'test', period: '', filter: [] })),
    policy: { alpha: 0.05, origin: 'p' }, seed: 1, analyses: null, ...change,
  }
  return scoredInput(setup, datasets, null, job)
}

describe('what a run is computed on', () => {
  const roles: ColumnRoles = { paid: ['outcome'], score: ['prediction'] }

  it('takes the outcome and the recorded score', async () => {
    const { datasets } = await compute([score, paid], roles)
    expect([...datasets[0]!.outcome!]).toEqual([0, 1, 0, 1])
    expect([...datasets[0]!.recorded!]).toEqual([0.1, 0.9, 0.4, 0.6])
  })

  it('judges the first of several recorded scores in the file, or the one that is chosen', async () => {
    const both: ColumnRoles = { ...roles, challenger: ['prediction'] }
    const columns = [numbers('challenger', [0.2, 0.8, 0.3, 0.7]), score, paid]
    expect([...(await compute(columns, both)).datasets[0]!.recorded!]).toEqual([0.2, 0.8, 0.3, 0.7])
    expect([...(await compute(columns, both, { recorded: 'score' })).datasets[0]!.recorded!]).toEqual([0.1, 0.9, 0.4, 0.6])
    // A dataset without the column has no recorded prediction, rather than another one.
    expect((await compute(columns, both, { recorded: 'score' }, dataset('b', [columns[0]!, paid]))).datasets[1]!.recorded).toBeNull()
    await expect(compute(columns, both, { recorded: 'paid' })).rejects.toThrow('The recorded prediction "paid" is no column in the role prediction.')
  })

  it('refuses a positive class that no outcome takes, and says which there are', async () => {
    await expect(compute([score, paid], roles, { positive: '1' })).rejects.toThrow('The positive class "1" does not occur in the outcome column "paid"; it holds "no", "yes".')
    await expect(compute([score, numbers('paid', [1, 0, 1, 0], 'boolean')], roles, { positive: 'default' })).rejects.toThrow('"default" does not occur')
    // A column of one value may be a month without events.
    await expect(compute([score, numbers('paid', [0, 0, 0, 0])], roles, { positive: '1' })).resolves.toBeDefined()
  })

  it('refuses two outcome columns, words as scores, and a threshold that no probability reaches', async () => {
    await expect(compute([score, paid, words('late', ['yes'], [0, 0, 0, 0])], { ...roles, late: ['outcome'] })).rejects.toThrow('two outcome columns, "paid" and "late"')
    await expect(compute([score, paid], { ...roles, paid: ['outcome', 'feature'] })).rejects.toThrow('both the outcome and a feature')
    await expect(compute([paid, words('grade', ['A'], [0, 0, 0, 0])], { paid: ['outcome'], grade: ['prediction'] })).rejects.toThrow('holds words, not numbers')
    // A column that is missing from end to end holds no words either.
    await expect(compute([paid, words('grade', [], [-1, -1, -1, -1])], { paid: ['outcome'], grade: ['prediction'] })).resolves.toBeDefined()
    await expect(compute([score, paid], roles, { decision: { threshold: 7, favourable: 'above' } })).rejects.toThrow('threshold 7 lies outside')
    await expect(compute([numbers('score', [1, 9, 4, 6]), paid], roles, { decision: { threshold: 7, favourable: 'above' } })).resolves.toBeDefined()
  })

  it('refuses the same rows as two datasets', async () => {
    await expect(compute([score, paid], roles, {}, dataset('a', [score, paid]))).rejects.toThrow('the same rows')
    await expect(compute([score, paid], roles, {}, dataset('b', [score, paid]))).resolves.toBeDefined()
  })

  it('gives no roles to columns named like the members of an object', async () => {
    const odd = ['constructor', '__proto__', 'toString'].map((name) => numbers(name, [1, 2, 3, 4]))
    const { datasets } = await compute([score, paid, ...odd], roles)
    expect(datasets[0]!.table.columns).toHaveLength(5)
  })

  it('computes on the rows an expression keeps, and on the windows a date column cuts', async () => {
    const when = { ...numbers('when', ['2026-01-05', '2026-02-01', '2026-01-31', '2026-02-02'].map((day) => Date.parse(day))), type: 'date' } as Column
    const asked = (change: Partial<RunSetup['datasets'][number]>) => compute([score, paid, when], roles, { datasets: [{ dataset: 'a', role: 'production', period: '', filter: [], ...change }] })
    expect((await asked({ where: 'score > 0.3' })).datasets.map(({ table }) => table.rows)).toEqual([3])
    const { datasets } = await asked({ windows: { column: 'when', by: 'month' }, where: "paid = 'yes' or score < 0.5" })
    expect(datasets.map(({ id, period, table, outcome }) => [id, period, table.rows, [...outcome!]])).toEqual([['a/2026-01', '2026-01', 2, [0, 0]], ['a/2026-02', '2026-02', 2, [1, 1]]])
    await expect(asked({ role: 'test', windows: { column: 'when', by: 'month' } })).rejects.toThrow(/only production data come in windows/)
  })

  it('refuses a filter that keeps no row, instead of finding nothing in nothing', async () => {
    const asked = compute([score, paid], roles, { datasets: [{ dataset: 'a', role: 'test', period: '', filter: [], where: 'score > 99' }] })
    await expect(asked).rejects.toMatchObject({ code: 'input.no-rows', message: expect.stringMatching(/^The filter of .* keeps none of its \d+ rows: score > 99\.$/) as string })
  })

  it('takes one file twice only where an expression picks different rows', async () => {
    const halves = (first: string, second: string) => compute([score, paid], roles, { datasets: [{ dataset: 'a', role: 'development', period: '', filter: [], where: first }, { dataset: 'a', role: 'test', period: '', filter: [], where: second }] })
    expect((await halves('score < 0.5', 'score >= 0.5')).datasets.map(({ table }) => table.rows)).toEqual([2, 2])
    await expect(halves('score < 0.5', 'score < 0.5')).rejects.toThrow(/same rows/)
  })
})
