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

  it('counts the records that name a key twice, at any depth, and leaves others alone', async () => {
    const report = await readText('{"a":1,"t":"12:30"}\n{"a":1,"b":2,"a":3}\n{"n":{"k":1,"\\u006b":2},"m":{"k":1}}\n{"l":[{"k":1},{"k":2}],"s":"\\"a\\":1"}\n', {}, 't.jsonl')
    expect(columnCells(report, 'a')).toEqual(['1', '3', '<blank>', '<blank>'])
    expect(report.warnings).toEqual(['2 records name a key more than once, the first at row 2 ("a"); the last value counts and the others are lost, as JSON is usually read. Ask which one was meant.'])
    expect((await readText('[{"a":1},{"a":2,"b":{"a":1}}]', {}, 't.json')).warnings).toEqual([])
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

  it('takes NaN and Infinity as Python writes them, outside texts only', async () => {
    const report = await readText('{"a":NaN,"b":"NaN, Infinity"}\n{"a":-Infinity,"b":"x"}\n{"a":1.5,"b":null}\n', {}, 'a.jsonl')
    expect(columnCells(report, 'a')).toEqual(['<nan>', '<infinite>', '1.5'])
    expect(columnCells(report, 'b')).toEqual(['NaN, Infinity', 'x', '<blank>'])
  })

  it('says that a file of one nested record may be a table by columns', async () => {
    const report = await readText('{"a":{"0":1,"1":2}}', {}, 'a.json')
    expect(report.warnings.join(' ')).toContain('one record with nested values')
  })

  it('refuses lines of arrays and UTF-16 under its own name instead of reading them as delimited text', async () => {
    expect(await errorOf(readText('[1,2]\n[3,4]\n', {}, 'a.jsonl'))).toMatchObject({ code: 'jsonl.malformed' })
    const wide = new Uint8Array(Uint16Array.from('\ufeff{"a":1}\n', (char) => char.charCodeAt(0)).buffer)
    expect(await errorOf(readText(wide, {}, 'a.jsonl'))).toMatchObject({ code: 'jsonl.malformed', message: 'a.jsonl is not valid UTF-8, as JSON must be.' })
  })
})
