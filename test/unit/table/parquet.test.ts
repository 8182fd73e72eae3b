import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { columnByName } from '../../../shared/table/index'
import { columnCells, errorOf, readText, typeOf } from './read'

const fixture = (codec: string) => new Uint8Array(readFileSync(resolve(import.meta.dirname, `../../fixtures/table/types-${codec}.parquet`)))

describe.each(['none', 'snappy', 'gzip', 'zstd', 'brotli', 'lz4'])('Parquet, %s', (codec) => {
  it('reads every type of pyarrow exactly, or leaves it out and says so', async () => {
    const report = await readText(fixture(codec), {}, 'types.parquet')
    const { table } = report
    const values = (name: string) => [...(columnByName(table, name) as { values: Float64Array }).values]
    expect(columnCells(report, 'id')).toEqual(['1', '2', '3', '<blank>', '5'])
    expect(columnCells(report, 'big')).toEqual(['9007199254740993', '1', '2', '3', '4'])
    expect(columnCells(report, 'u64')).toEqual(['18446744073709551615', '0', '1', '2', '3'])
    expect(columnCells(report, 'dec')).toEqual(['1.1', '-2.05', '<blank>', '0.01', '99999.99'])
    expect(columnCells(report, 'long')).toEqual(['12345678901234567890.123456789', '-1e-9', '<blank>', '0', '1'])
    expect(columnCells(report, 'day')).toEqual(['2024-02-29', '1969-12-31', '<blank>', '0001-01-01', '9999-12-31'])
    expect(values('us')).toEqual([1704141296123.456, -0.001, NaN, 0, 0.001])
    expect(values('ns')[0]).toBeCloseTo(1704141296123.4568, 3)
    expect(values('tz')).toEqual([1704141296123, -1, NaN, 0, 1])
    expect(columnCells(report, 'time')).toEqual(['01:01:01.000001', '00:00:00', '<blank>', '23:59:59.999999', '00:00:00.000001'])
    expect(columnCells(report, 'flag')).toEqual(['true', 'false', '<blank>', 'true', 'true'])
    expect(columnCells(report, 'f32')).toEqual([String(Math.fround(0.1)), '<nan>', '<blank>', '<infinite>', '0'])
    expect(columnCells(report, 'f16')).toEqual(['1.5', '<nan>', '<blank>', '<infinite>', '-2'])
    expect(columnCells(report, 'str')).toEqual(['a', 'zwölf', '<blank>', '', '東京'])
    expect(columnCells(report, 'dict')).toEqual(['x', 'y', 'x', '<blank>', 'x'])
    expect(columnCells(report, 'bin')).toEqual(['abc', '0xfffe', '<blank>', '', 'd'])
    expect(columnCells(report, 'struct.a')).toEqual(['1', '<blank>', '<blank>', '4', '5'])
    expect(columnCells(report, 'struct.b')).toEqual(['x', '<blank>', 'y', '<blank>', 'z'])
    expect(typeOf(table, 'dec')).toBe('decimal')
    expect(report.warnings).toEqual(['Columns with several values per row (lists, maps) were left out: list.'])
  })
})

const other = (name: string) => new Uint8Array(readFileSync(resolve(import.meta.dirname, `../../fixtures/table/${name}`)))

describe.each(['odd.parquet', 'odd.feather'])('%s', (name) => {
  it('tells columns of one name apart, shows bytes as bytes and a UUID as it is written', async () => {
    const report = await readText(other(name), {}, name)
    expect(report.table.columns.map((column) => column.name)).toEqual(['a', 'a.1', 'raw', 'key'])
    expect([columnCells(report, 'a'), columnCells(report, 'a.1')]).toEqual([['1', '2'], ['x', 'y']])
    expect(columnCells(report, 'raw')).toEqual(['plain', '0x0001'])
    expect(columnCells(report, 'key')).toEqual(['00010203-0405-0607-0809-0a0b0c0d0e0f', '<blank>'])
    expect(report.warnings).toEqual(['Column names that occur more than once got a suffix: a.1.'])
  })
})

describe('Parquet options and refusals', () => {
  it('leaves an encrypted column out and names it', async () => {
    const report = await readText(other('encrypted-column.parquet'), {}, 'encrypted-column.parquet')
    expect([report.table.columns.length, columnCells(report, 'open')]).toEqual([1, ['1', '2']])
    expect(report.warnings).toEqual(['Columns that are encrypted or of types that are not read were left out: secret: encrypted.'])
  })

  it('lets types and missing codes be set', async () => {
    const report = await readText(fixture('none'), { 'column:id': 'category', 'missing:big': '1', 'column:str': 'number' }, 'types.parquet')
    expect(typeOf(report.table, 'id')).toBe('category')
    expect(columnCells(report, 'big')[1]).toBe('<code>')
    expect(report.rejectedCount).toBe(4)
  })

  it('refuses what is cut or not Parquet', async () => {
    const whole = fixture('snappy')
    expect(await errorOf(readText(whole.subarray(0, whole.length - 9), {}, 'cut.parquet'))).toMatchObject({ code: 'parquet.malformed' })
    expect(await errorOf(readText('PAR1 but not really', {}, 'x.parquet'))).toMatchObject({ code: 'parquet.malformed' })
  })
})
