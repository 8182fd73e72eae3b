import { describe, expect, it } from 'vitest'
import { chosen, columnCells, readText, typeOf } from '../read'

const rows = (count: number, line: (row: number) => string): string => Array.from({ length: count }, (_, row) => `${line(row)}\n`).join('')

describe('a row of units below the names', () => {
  const text = `region,income,rate,day\n,EUR,%,yyyy-mm-dd\n${rows(40, (row) => `${row % 2 === 0 ? 'north' : 'south'},${1000 + row},${row / 10},2026-01-${String(1 + (row % 28)).padStart(2, '0')}`)}`

  it('is asked about and stays data until a person says what it is', async () => {
    const report = await readText(text)
    expect(report.table.rows).toBe(41)
    expect(columnCells(report, 'income')[0]).toBe('EUR')
    expect(report.decisions.find(({ id }) => id === 'units')).toMatchObject({ chosen: 'data', overridden: false, alternatives: ['left out'] })
    expect(report.decisions.find(({ id }) => id === 'units')?.reason).toContain('"EUR", "%", "yyyy-mm-dd"')
    expect(report.warnings.join()).toContain('If it holds units or a second row of names')
  })

  it('is left out where a person says so, so that the columns keep their types and lines their numbers', async () => {
    const report = await readText(`${text}east,oops,1,2026-01-01\n${rows(200, (row) => `east,${row},1,2026-01-02`)}`, { units: 'left out' })
    expect(report.table.rows).toBe(241)
    expect(['region', 'income', 'rate', 'day'].map((name) => typeOf(report.table, name))).toEqual(['category', 'integer', 'decimal', 'date'])
    expect(chosen(report, 'units')).toBe('left out')
    expect(report.warnings).toEqual(['The row below the names was left out, as set by the reviewer.'])
    expect(report.rejected).toEqual([expect.objectContaining({ row: 43, column: 'income', text: 'oops' })])
  })

  it('is data where a person says so, and no longer asked about', async () => {
    const report = await readText(text, { units: 'data' })
    expect(report.table.rows).toBe(41)
    expect(report.decisions.find(({ id }) => id === 'units')).toMatchObject({ chosen: 'data', overridden: true })
    expect(report.warnings.join()).not.toContain('units')
  })

  it.each([
    ['a missing code', `a,b,g\nNA,?,x\n${rows(30, (row) => `${row},${row},x`)}`],
    ['a single odd cell', `a,b,g\nabc,2,x\n${rows(30, (row) => `${row},${row},y`)}`],
    ['cells that come back below', `a,b,g\nlow,high,x\n${rows(30, (row) => (row === 20 ? 'low,high,y' : `${row},${row},z`))}`],
    ['columns of words', `a,b\none,two\n${rows(30, (row) => `w${row},v${row}`)}`],
    ['too few rows to tell', 'a,b\nkg,m\n1,2\n3,4\n'],
  ])('is not seen in %s', async (_, plain) => {
    const report = await readText(plain)
    expect(chosen(report, 'units')).toBeUndefined()
    expect(report.table.rows).toBe(plain.trimEnd().split('\n').length - 1)
  })
})

describe('years of two digits', () => {
  const text = `d,n\n31/12/68,1\n01/02/69,2\n29/02/24,3\n`

  it('are no dates by themselves, and the century rule is offered with its words', async () => {
    const report = await readText(text)
    expect(typeOf(report.table, 'd')).toBe('category')
    expect(report.decisions.find(({ id }) => id === 'column:d')?.alternatives.slice(0, 2)).toEqual(['date-dmy-yy', 'date-mdy-yy'])
    expect(report.decisions.find(({ id }) => id === 'column:d')?.reason).toContain('00 to 68 are 2000 to 2068, 69 to 99 are 1969 to 1999')
  })

  it('are read by the rule a person declares; what is no such date is rejected and listed', async () => {
    expect(columnCells(await readText(text, { 'column:d': 'date-dmy-yy' }), 'd')).toEqual(['2068-12-31', '1969-02-01', '2024-02-29'])
    const other = await readText(text, { 'column:d': 'date-mdy-yy' })
    expect(columnCells(other, 'd')).toEqual(['<rejected>', '1969-01-02', '<rejected>'])
    expect(other.rejectedCount).toBe(2)
    expect(columnCells(await readText('{"d":"3.4.24"}\n{"d":"3.4.2024"}\n', { 'column:d': 'date-dmy-yy' }, 't.jsonl'), 'd')).toEqual(['2024-04-03', '<rejected>'])
  })
})

describe('a colon between fields', () => {
  it('is never guessed, times have it too, and can be set', async () => {
    const text = 'a:b\n1:2\n3:4\n'
    expect((await readText(text)).table.columns).toHaveLength(1)
    expect(columnCells(await readText(text, { delimiter: 'colon' }), 'b')).toEqual(['2', '4'])
  })
})
