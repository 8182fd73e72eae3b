import { describe, expect, it } from 'vitest'
import { quietJob } from '../../../shared/contract/job'
import { cutWindows, keptRows, selectRows } from '../../../shared/table/index'
import { readText } from './read'

const dated = 'when,n\n2026-02-01,1\n2025-12-31T23:59:59,2\n2026-02-28,3\n2026-04-01,4\n'

describe('windows by a date column', () => {
  it('cuts in order of time and makes up no period', async () => {
    const { table } = await readText(dated)
    expect(cutWindows(table, { column: 'when', by: 'month' }, quietJob).map(({ period, rows }) => [period, [...rows]])).toEqual([['2025-12', [1]], ['2026-02', [0, 2]], ['2026-04', [3]]])
    expect(cutWindows(table, { column: 'when', by: 'quarter' }, quietJob).map(({ period }) => period)).toEqual(['2025-Q4', '2026-Q1', '2026-Q2'])
  })

  it('refuses rows without a date until a filter leaves them out', async () => {
    const { table } = await readText(`${dated},5\n`)
    expect(() => cutWindows(table, { column: 'when', by: 'month' }, quietJob)).toThrow(/1 of 5 rows have no date in "when"/)
    const kept = keptRows(table, { where: 'when is not missing' }, quietJob)
    expect([kept.rows, kept.dropped, kept.undecided]).toEqual([4, 1, 0])
    expect(cutWindows(kept.table, { column: 'when', by: 'year' }, quietJob).map(({ rows }) => rows.length)).toEqual([1, 3])
  })

  it('refuses a column without dates, and more windows than anyone reads', async () => {
    const { table } = await readText(dated)
    expect(() => cutWindows(table, { column: 'n', by: 'month' }, quietJob)).toThrow(/holds no dates/)
    const day = 86_400_000
    const long = { rows: 600, columns: [{ kind: 'number', type: 'date', name: 'when', missing: null, values: Float64Array.from({ length: 600 }, (_, index) => index * 7 * day) }] } as const
    expect(() => cutWindows(long, { column: 'when', by: 'week' }, quietJob)).toThrow(/600 weeks; 520 are allowed/)
    expect(cutWindows(selectRows(long, Int32Array.from({ length: 520 }, (_, index) => index)), { column: 'when', by: 'week' }, quietJob)).toHaveLength(520)
  })
})
