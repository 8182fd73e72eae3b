import { describe, expect, it } from 'vitest'
import { columnCells, errorOf, readText, typeOf } from './read'

describe('JSON Lines', () => {
  it('reads keys as columns in order of appearance, absent and null as blank', async () => {
    const report = await readText('{"a":1,"b":"x","c":true}\n\n{"a":2.5,"c":false,"d":null}\n{"b":"y","d":"z"}\n', {}, 't.jsonl')
    expect(report.format).toBe('jsonl')
    expect(columnCells(report, 'a')).toEqual(['1', '2.5', '<blank>'])
    expect(columnCells(report, 'b')).toEqual(['x', '<blank>', 'y'])
    expect(columnCells(report, 'c')).toEqual(['true', 'false', '<blank>'])
    expect(columnCells(report, 'd')).toEqual(['<blank>', '<blank>', 'z'])
  })

  it('keeps whole numbers beyond 2^53 exact, alone and nested, and leaves digits in texts alone', async () => {
    const report = await readText('{"a":5,"n":{"k":12345678901234567890},"t":"id 12345678901234567890, x"}\n{"a":9007199254740993}\n{"a":0.12345678901234567}\n', {}, 't.jsonl')
    expect(columnCells(report, 'a')).toEqual(['5', '9007199254740993', '0.12345678901234566'])
    expect(columnCells(report, 't')[0]).toBe('id 12345678901234567890, x')
    expect(columnCells(report, 'n')[0]).toContain('12345678901234567890')
    expect(columnCells(await readText('{"id":9007199254740993}\n{"id":1}\n', {}, 't.jsonl'), 'id')).toEqual(['9007199254740993', '1'])
  })

  it('turns mixed columns into texts', async () => {
    const report = await readText('{"a":1,"b":true}\n{"a":"x","b":2}\n{"a":3,"b":false}\n', {}, 't.jsonl')
    expect(columnCells(report, 'a')).toEqual(['1', 'x', '3'])
    expect(columnCells(report, 'b')).toEqual(['true', '2', 'false'])
    expect(typeOf(report.table, 'a')).toBe('category')
  })

  it('reads an array of records', async () => {
    const report = await readText('[{"a":1,"s":"],{"},\n {"a":2,"s":"\\"["}]', {}, 't.json')
    expect(columnCells(report, 's')).toEqual(['],{', '"['])
  })

  it('applies types and missing codes that a person sets', async () => {
    const report = await readText('{"d":"2024-01-02","n":-9}\n{"d":"oops","n":4}\n', { 'column:d': 'date', missing: '-9' }, 't.jsonl')
    expect(columnCells(report, 'd')).toEqual(['2024-01-02', '<rejected>'])
    expect(columnCells(report, 'n')).toEqual(['<code>', '4'])
    expect(report.rejectedCount).toBe(1)
  })

  it('names the row that is wrong', async () => {
    expect(await errorOf(readText('{"a":1}\n{"a":\n', {}, 't.jsonl'))).toMatchObject({ code: 'jsonl.malformed', details: { row: 2 } })
    expect(await errorOf(readText('{"a":1}\n[1]\n', {}, 't.jsonl'))).toMatchObject({ code: 'jsonl.malformed', details: { row: 2 } })
    expect(await errorOf(readText('[{"a":1},{"a":2}', {}, 't.json'))).toMatchObject({ code: 'jsonl.malformed' })
  })
})
