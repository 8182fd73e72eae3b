import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { quietJob } from '../../../shared/contract/job'
import type { Table } from '../../../shared/contract/table'
import { columnByName, joinTables } from '../../../shared/table/index'
import { cells, readText } from './read'

const table = async (text: string, options = {}) => (await readText(text, options)).table
const on = [{ left: 'id', right: 'customer' }]

describe('a join by key', () => {
  it('gives each row its one partner and keeps the rows as they are', async () => {
    const left = await table('id,x\n3,a\n1,b\n9,c\n,d\n1,e\n')
    const right = await table('customer,label,note\n1,0,early\n3,1,\n4,1,late\n')
    const { table: joined, counts } = joinTables(left, right, { on }, quietJob)
    expect(cells(columnByName(joined, 'x'), 5)).toEqual(['a', 'b', 'c', 'd', 'e'])
    expect(cells(columnByName(joined, 'label'), 5)).toEqual(['1', '0', '<blank>', '<blank>', '0'])
    expect(cells(columnByName(joined, 'note'), 5)).toEqual(['<blank>', 'early', '<blank>', '<blank>', 'early'])
    expect(counts).toMatchObject({ rows: 3, columns: ['label', 'note'], matched: 3, unmatched: 1, withoutKey: 1, ambiguous: 0, unused: 1, repeatedKeys: 0, sharedKeys: 1 })
    expect(counts.examples).toEqual([{ what: 'unmatched', keys: ['9'] }, { what: 'shared', keys: ['1'] }, { what: 'unused', keys: ['4'] }])
  })

  it('takes a repeated key where it says one thing, and none where it says two', async () => {
    const left = await table('id\n1\n2\n')
    const right = await table('customer,label\n1,0\n1,0\n2,0\n2,1\n')
    const { table: joined, counts } = joinTables(left, right, { on }, quietJob)
    expect(joined.rows).toBe(2)
    expect(cells(columnByName(joined, 'label'), 2)).toEqual(['0', '<blank>'])
    expect(counts).toMatchObject({ matched: 1, ambiguous: 1, repeatedKeys: 2 })
  })

  it('matches by the number of the row, on one side or both, where no column has that name', async () => {
    const left = await table('x\na\nb\nc\n')
    const numbered = await table('row,p\n3,0.3\n1,0.1\n7,0.7\n')
    const byColumn = joinTables(left, numbered, { on: [{ left: '#row', right: 'row' }] }, quietJob)
    expect(cells(columnByName(byColumn.table, 'p'), 3)).toEqual(['0.1', '<blank>', '0.3'])
    expect(byColumn.counts).toMatchObject({ columns: ['p'], matched: 2, unmatched: 1, unused: 1 })
    expect(byColumn.table.columns.map(({ name }) => name)).toEqual(['x', 'p'])
    const inOrder = joinTables(left, await table('p\n0.1\n0.2\n0.3\n'), { on: [{ left: '#row', right: '#row' }] }, quietJob)
    expect(cells(columnByName(inOrder.table, 'p'), 3)).toEqual(['0.1', '0.2', '0.3'])
    const own = await table('key,x\n9,a\n')
    const called: Table = { ...own, columns: own.columns.map((column) => (column.name === 'key' ? { ...column, name: '#row' } : column)) }
    const named = joinTables(called, await table('row,p\n9,0.9\n'), { on: [{ left: '#row', right: 'row' }] }, quietJob)
    expect(cells(columnByName(named.table, 'p'), 1)).toEqual(['0.9'])
  })

  it('refuses keys that could never match and columns that would replace others', async () => {
    const left = await table('id,x\n1,2\n')
    const codes = await table('customer,label\n001,0\n')
    expect(() => joinTables(left, codes, { on }, quietJob)).toThrow(/"id" is number in the first file and "customer" is text/)
    const clash = await table('customer,x\n1,0\n')
    expect(() => joinTables(left, clash, { on }, quietJob)).toThrow(/Both files have a column "x"/)
    expect(() => joinTables(left, clash, { on, columns: ['y'] }, quietJob)).toThrow(/no column "y"/)
    expect(() => joinTables(left, clash, { on: [{ left: 'id', right: 'customer' }, { left: 'x', right: 'x' }] }, quietJob)).toThrow(/no column to take/)
  })

  it('does not run two cells of a key together', async () => {
    const left = await table('a,b\n1,23\n12,3\n', { 'column:a': 'category', 'column:b': 'category' })
    const right = await table('a,b,label\n12,3,yes\n', { 'column:a': 'category', 'column:b': 'category' })
    const { table: joined } = joinTables(left, right, { on: [{ left: 'a', right: 'a' }, { left: 'b', right: 'b' }] }, quietJob)
    expect(cells(columnByName(joined, 'label'), 2)).toEqual(['<blank>', 'yes'])
  })

  it('counts every row of both files once, whatever the keys', () => {
    const keys = fc.array(fc.integer({ min: 0, max: 6 }), { maxLength: 12 })
    fc.assert(fc.property(keys, keys, (left, right) => {
      const numbers = (name: string, values: readonly number[]) => ({ kind: 'number', type: 'integer', name, missing: null, values: Float64Array.from(values) } as const)
      const { table: joined, counts } = joinTables({ rows: left.length, columns: [numbers('id', left)] }, { rows: right.length, columns: [numbers('customer', right), numbers('label', right.map((key, row) => key * 100 + row))] }, { on }, quietJob)
      expect(joined.rows).toBe(left.length)
      expect(counts.matched + counts.unmatched + counts.ambiguous + counts.withoutKey).toBe(left.length)
      const label = joined.columns[1]!
      left.forEach((key, row) => {
        const partners = right.flatMap((other, at) => (other === key ? [key * 100 + at] : []))
        const found = label.kind === 'number' && (label.missing === null || label.missing[row] === 0) ? label.values[row] : null
        expect(found).toBe(partners.length === 1 ? partners[0] : null)
      })
    }))
  })
})
