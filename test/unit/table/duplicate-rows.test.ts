import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { quietJob } from '../../../shared/contract/job'
import { cellText, duplicateRows } from '../../../shared/table/index'
import { readText } from './read'

describe('Rows that repeat an earlier one', () => {
  it('are counted exactly, missing cells by their kind', async () => {
    const { table } = await readText('id,x,note\n1,,a\n1,,a\n1,NA,a\n2,0,b\n2,-0,b\n3,0.5,b\n', { 'column:x': 'number' })
    expect(duplicateRows(table, quietJob)).toEqual({ count: 2, first: { row: 1, repeats: 0 } })
    expect(duplicateRows((await readText('a,b\n1,2\n2,1\n')).table, quietJob)).toEqual({ count: 0, first: null })
  })

  it('agree with comparing the texts of random tables', async () => {
    await fc.assert(fc.asyncProperty(fc.array(fc.tuple(fc.integer({ min: 0, max: 3 }), fc.constantFrom('u', 'v', '')), { minLength: 1, maxLength: 60 }), async (rows) => {
      const { table } = await readText(`n,t,last\n${rows.map(([n, t]) => `${n},${t},z`).join('\n')}\n`, { header: 'yes' })
      const texts = Array.from({ length: table.rows }, (_, row) => table.columns.map((column) => cellText(column, row)).join('|'))
      expect(duplicateRows(table, quietJob).count).toBe(texts.length - new Set(texts).size)
    }), { numRuns: 50 })
  })
})
