import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { unzipSync, zipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { formatKind } from '../../../shared/table/excel/number-format'
import { serialDate } from '../../../shared/table/excel/serial-date'
import { workbookOf } from '../../fuzz/table-mutations'
import { chosen, columnCells, errorOf, readText, typeOf } from './read'

const fixture = (name: string) => new Uint8Array(readFileSync(resolve(import.meta.dirname, `../../fixtures/table/${name}`)))
const text = (value: string) => new TextEncoder().encode(value)
const sheet = (rows: string) => workbookOf(text(`<worksheet><sheetData>${rows}</sheetData></worksheet>`))
const cell = (value: string | number) => (typeof value === 'number' ? `<c><v>${value}</v></c>` : `<c t="inlineStr"><is><t>${value}</t></is></c>`)
const row = (...values: (string | number)[]) => `<row>${values.map(cell).join('')}</row>`

describe.each(['values', 'values-1904'])('%s.xlsx, written by XlsxWriter', (name) => {
  it('reads every cell as it is meant', async () => {
    const report = await readText(fixture(`${name}.xlsx`), {}, `${name}.xlsx`)
    expect(chosen(report, 'format')).toBe('excel')
    expect(chosen(report, 'sheet')).toBe('Data')
    expect(chosen(report, 'skip')).toBe('1')
    expect(columnCells(report, 'day')).toEqual(['2024-02-29', '1999-12-31', '1904-01-02', '<blank>', '9999-12-31'])
    expect(columnCells(report, 'when')[4]).toBe('2024-01-05T12:30:15.000Z')
    expect(columnCells(report, 'amount')).toEqual(['20.7', '0.1', '-3', '1e-7', '12345.678'])
    expect(columnCells(report, 'flag')).toEqual(['true', 'false', 'true', 'false', 'true'])
    expect(columnCells(report, 'note')).toEqual(['plain', 'zwölf & <東京>', ' spaces ', '<blank>', '_x000D_'])
    expect(columnCells(report, 'sum')).toEqual(['2', '4', '6', '8', '10'])
    expect(columnCells(report, 'bad')).toEqual(['<rejected>', '<code>', '2', '3', '4'])
    expect(columnCells(report, 'time')[0]).toBe('1.25')
    expect(columnCells(report, 'day.1')[0]).toBe('x')
    expect(columnCells(report, 'mixed')).toEqual(['0.5', '1.5', '2.5', '2024-07-20', '4.5'])
    expect(report.rejected).toEqual([{ row: 4, column: 'bad', text: '#DIV/0!', reason: 'The spreadsheet shows an error here.' }])
    expect(report.warnings.join(' ')).toMatch(/Hidden sheets: Notes\..*7 cells are formulas.*1 rows without any value.*zip is shown with leading zeros.*turned numbers into dates/)
    expect(report.warnings.includes('Dates count from 1904, as the workbook says.')).toBe(name === 'values-1904')
  })
})

describe('Excel', () => {
  it('takes the sheet and types a person sets', async () => {
    expect(columnCells(await readText(fixture('values.xlsx'), { sheet: 'Other', header: 'no' }, 'a.xlsx'), 'column1')).toEqual(['a'])
    const report = await readText(fixture('values.xlsx'), { 'column:mixed': 'number' }, 'a.xlsx')
    expect(columnCells(report, 'mixed')).toEqual(['0.5', '1.5', '2.5', '<rejected>', '4.5'])
    expect(report.rejected.at(-1)).toMatchObject({ row: 8, column: 'mixed' })
    expect(await errorOf(readText(fixture('values.xlsx'), { sheet: 'Nope' }, 'a.xlsx'))).toMatchObject({ code: 'table.bad-option' })
    expect(await errorOf(readText(fixture('values.xlsx'), { sheet: 'Cover' }, 'a.xlsx'))).toMatchObject({ code: 'table.empty' })
  })

  it('lets no extension of the workbook change what it says of itself', async () => {
    const parts = unzipSync(sheet(row('day') + '<row><c s="1"><v>24472</v></c></row>'))
    parts['xl/workbook.xml'] = text('<workbook><workbookPr date1904="1"/><sheets><sheet name="S" r:id="r1"/></sheets><AlternateContent><Choice><workbookPr/></Choice></AlternateContent><extLst><ext><x14:workbookPr defaultImageDpi="32767"/></ext></extLst></workbook>')
    const report = await readText(zipSync(parts), {}, 'a.xlsx')
    expect(columnCells(report, 'day')).toEqual(['1971-01-01'])
    expect(report.warnings).toContain('Dates count from 1904, as the workbook says.')
  })

  it('finds the header beside a second, smaller table, under titles, and in sparse rows', async () => {
    const data = Array.from({ length: 12 }, (_, index) => row(index, 1.5, 'x')).join('')
    const beside = await readText(sheet(row('id', 'rate', 'kind') + row(1, 0.5, 'a', 'totals', 2, 3) + row(2, 0.5, 'b', 'mean', 4, 5) + data), {}, 'a.xlsx')
    expect(beside.table.columns.map((column) => column.name).slice(0, 4)).toEqual(['id', 'rate', 'kind', 'column4'])
    const under = await readText(sheet(row('Portfolio') + row('as of', 'today') + row('id', 'rate', 'kind') + data), {}, 'a.xlsx')
    expect([chosen(under, 'skip'), under.table.rows]).toEqual(['2', 12])
    const sparse = await readText(sheet(row('id', 'a', 'b', 'c', 'd') + row(1, 2) + row(2, 3) + row(3, 4) + row(4, 5, 6, 7, 8)), {}, 'a.xlsx')
    expect([chosen(sparse, 'skip'), sparse.table.rows]).toEqual(['0', 4])
    const last = await readText(sheet(row('x') + row('y') + row('a', 'b', 'c', 'd')), { header: 'no' }, 'a.xlsx')
    expect(last.table.rows).toBe(3)
  })

  it('opens archives with backslashes in their names', async () => {
    const parts = unzipSync(sheet(row('n') + row(7)))
    const turned = Object.fromEntries(Object.entries(parts).map(([name, bytes]) => [name.replaceAll('/', '\\'), bytes]))
    expect(columnCells(await readText(zipSync(turned), {}, 'a.xlsx'), 'n')).toEqual(['7'])
  })

  it('rejects formulas without a saved value and the day that never was (openpyxl)', async () => {
    const report = await readText(fixture('openpyxl.xlsx'), {}, 'openpyxl.xlsx')
    expect(columnCells(report, 'formula')).toEqual(['<rejected>', '<rejected>', '<rejected>'])
    expect(columnCells(report, 'early')).toEqual(['1900-02-28', '<rejected>', '1900-03-01'])
    expect(columnCells(report, 'text')).toEqual(['00123', '7', 'x'])
    expect(report.warnings.join(' ')).toMatch(/sixteen digits/)
  })

  it('keeps whole numbers beyond 2^53, and rejects the odd text among numbers', async () => {
    const big = await readText(sheet(row('id', 'x') + row(1, 2) + '<row><c><v>9007199254740993</v></c><c><v>3</v></c></row>'), {}, 'a.xlsx')
    expect(columnCells(big, 'id')).toEqual(['1', '9007199254740993'])
    const odd = await readText(sheet(row('a', 'b') + Array.from({ length: 200 }, (_, index) => row(index, index === 7 ? 'NA' : index === 8 ? 'oops' : index)).join('')), {}, 'a.xlsx')
    expect(typeOf(odd.table, 'b')).toBe('integer')
    expect(columnCells(odd, 'b').slice(6, 10)).toEqual(['6', '<code>', '<rejected>', '9'])
    expect(odd.rejected).toMatchObject([{ row: 10, column: 'b', text: 'oops' }])
  })

  it('refuses bombs, DOCTYPEs, binary workbooks, other archives and damage', async () => {
    const bomb = zipSync({ 'xl/workbook.xml': new Uint8Array(18e6).fill(32) })
    expect(await errorOf(readText(bomb, {}, 'a.xlsx'))).toMatchObject({ code: 'excel.too-large' })
    expect(await errorOf(readText(workbookOf(text('<!DOCTYPE x [<!ENTITY a "b">]><worksheet/>')), {}, 'a.xlsx'))).toMatchObject({ code: 'excel.malformed' })
    expect(await errorOf(readText(zipSync({ '_rels/.rels': text('<Relationships><Relationship Id="a" Type="/officeDocument" Target="xl/workbook.bin"/></Relationships>') }), {}, 'a.xlsb.xlsx'))).toMatchObject({ code: 'excel.binary' })
    expect(await errorOf(readText(zipSync({ 'data.csv': text('a,b\n1,2\n') }), {}, 'a.zip'))).toMatchObject({ code: 'table.not-a-table' })
    expect(await errorOf(readText(zipSync({ 'data.csv': text('a,b\n1,2\n') }), {}, 'a.xlsx'))).toMatchObject({ code: 'excel.not-a-workbook' })
    expect(await errorOf(readText(fixture('values.xlsx').subarray(0, 3000), {}, 'a.xlsx'))).toMatchObject({ code: 'excel.malformed' })
  })

  it('knows dates by number format only', () => {
    const kinds = ['General', 'dd/mm/yyyy', '[$-409]d-mmm-yy;@', '[h]:mm:ss', 'mm:ss', 'h:mm AM/PM', '0.00 "days"', '#,##0\\d', '[Red]0.00', '0.00E+00', '00000', 'mmmm', '_-* #,##0.00 [$USD]_-'].map((code) => formatKind(164, code))
    expect(kinds).toEqual(['number', 'date', 'date', 'time', 'time', 'time', 'number', 'number', 'number', 'number', 'zeros', 'date', 'number'])
    expect([0, 14, 18, 22, 49].map((id) => formatKind(id, undefined))).toEqual(['number', 'date', 'time', 'date', 'number'])
  })

  it('counts days in both systems', () => {
    const iso = (serial: number, from1904: boolean) => {
      const date = serialDate(serial, from1904)
      return date === null ? null : new Date(date).toISOString().slice(0, 10)
    }
    expect([0.5, 1, 59, 60, 61, 45_000, 2_958_465, 2_958_466].map((serial) => iso(serial, false))).toEqual([null, '1900-01-01', '1900-02-28', null, '1900-03-01', '2023-03-15', '9999-12-31', null])
    expect([0, 1, 43_538].map((serial) => iso(serial, true))).toEqual(['1904-01-01', '1904-01-02', '2023-03-15'])
  })
})
