import { createHash } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { memorySource } from '../../../shared/contract/bytes'
import { quietJob } from '../../../shared/contract/job'
import type { ReadOptions } from '../../../shared/contract/table'
import { byPartName, columnByName, partsHash, readParts } from '../../../shared/table/index'
import { cells } from './read'

const source = (name: string, text: string) => memorySource(name, new TextEncoder().encode(text))
const read = (texts: Readonly<Record<string, string>>, options: ReadOptions = {}) => readParts(Object.entries(texts).map(([name, text]) => source(name, text)), options, quietJob)

describe('a dataset of parts', () => {
  it('puts them one below the other, columns by name, with the rows of each', async () => {
    const report = await read({ 'a.csv': 'id,x\n1,2.5\n2,3\n', 'b.csv': 'x,id\n7,3\n', 'c.csv': 'id,x\n' })
    expect(report.table.columns.map(({ name, kind }) => [name, kind])).toEqual([['id', 'number'], ['x', 'number']])
    expect(cells(columnByName(report.table, 'id'), 3)).toEqual(['1', '2', '3'])
    expect(cells(columnByName(report.table, 'x'), 3)).toEqual(['2.5', '3', '7'])
    expect(report.partRows).toEqual([2, 1, 0])
    expect(report.decisions.find(({ id }) => id === 'parts')?.reason).toContain('a.csv, b.csv, c.csv')
    expect(report.decisions.find(({ id }) => id === 'column:x')).toMatchObject({ chosen: 'decimal', reason: 'Whole numbers in some parts, decimals in a.csv.' })
  })

  it('refuses what is all header: a review of it would find nothing in nothing', async () => {
    await expect(read({ 'a.csv': 'id,x\n' })).rejects.toMatchObject({ code: 'table.empty', message: 'a.csv has columns ("id", "x") but no rows.', details: { file: 'a.csv' } })
    await expect(read({ 'a.csv': 'id,x\n', 'b.csv': 'id,x\n' })).rejects.toMatchObject({ code: 'table.empty', message: 'The 2 parts have columns ("id", "x") but no rows.' })
  })

  it('names the part whose columns differ', async () => {
    await expect(read({ 'a.csv': 'id,x\n1,2\n', 'b.csv': 'id,y\n1,2\n' })).rejects.toMatchObject({ code: 'parts.columns', message: 'b.csv does not have the columns of a.csv: it lacks "x" and has "y" beside.', details: { file: 'b.csv' } })
    await expect(read({ 'a.csv': 'id,x\n1,2\n', 'b.csv': 'id,x\n1,2\n3\n' })).rejects.toMatchObject({ code: 'csv.ragged-row', details: { file: 'b.csv', row: 3 } })
  })

  it('reads a column as text everywhere when one part needs it, and changes no cell', async () => {
    const report = await read({ 'a.csv': 'code,n\n100.0,1\n7,2\n', 'b.csv': 'code,n\n00123,3\n', 'c.csv': 'code,n\n12,\n' })
    expect(cells(columnByName(report.table, 'code'), 4)).toEqual(['100.0', '7', '00123', '12'])
    expect(report.decisions.find(({ id }) => id === 'column:code')).toMatchObject({ chosen: 'category', overridden: false })
    expect(report.decisions.find(({ id }) => id === 'column:code')?.reason).toContain('number in a.csv, c.csv, category in b.csv')
    expect(columnByName(report.table, 'n')).toMatchObject({ kind: 'number', type: 'integer' })
  })

  it('lets a part in which a column is empty take the type of the others', async () => {
    const report = await read({ 'a.csv': 'when,n\n,NA\n', 'b.csv': 'when,n\n2026-01-31,4\n' })
    expect(columnByName(report.table, 'when')).toMatchObject({ kind: 'number', type: 'date' })
    expect(cells(columnByName(report.table, 'n'), 2)).toEqual(['<code>', '4'])
    expect(report.decisions.find(({ id }) => id === 'column:when')).toMatchObject({ chosen: 'date', overridden: false })
  })

  it('follows a type set for all parts, and says which part a rejected cell is in', async () => {
    const report = await read({ 'a.csv': 'n\n1\n2\n', 'b.csv': 'n\nx\n3\n' }, { 'column:n': 'number' })
    expect(cells(columnByName(report.table, 'n'), 4)).toEqual(['1', '2', '<rejected>', '3'])
    expect(report.rejected).toEqual([expect.objectContaining({ file: 'b.csv', row: 2, column: 'n', text: 'x' })])
  })

  it('says where the parts were read differently', async () => {
    const report = await readParts([source('a.csv', 'n;m\n1;2\n'), source('b.csv', 'n,m\n1,2\n'), memorySource('c.csv.gz', new Uint8Array(gzipSync('n,m\n4,5\n')))], {}, quietJob)
    expect(report.table.rows).toBe(3)
    expect(report.decisions.find(({ id }) => id === 'delimiter')?.reason).toMatch(/differs between the parts: .+ in a\.csv; .+ in b\.csv, c\.csv/)
  })

  it('is hashed as sha256sum does, and ordered as people count', () => {
    const parts = [{ name: 'a.csv', sha256: 'a'.repeat(64) }, { name: 'b.csv', sha256: 'b'.repeat(64) }]
    expect(partsHash(parts)).toBe(createHash('sha256').update(`${'a'.repeat(64)}  a.csv\n${'b'.repeat(64)}  b.csv\n`).digest('hex'))
    expect(['p10.csv', 'p2.csv', 'p1.csv', 'a', 'p02.csv'].sort(byPartName)).toEqual(['a', 'p1.csv', 'p02.csv', 'p2.csv', 'p10.csv'])
  })
})
