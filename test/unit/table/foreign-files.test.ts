import { zipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { errorOf, readText } from './read'

const text = (value: string): Uint8Array => new TextEncoder().encode(value)
const utf16 = (value: string): number[] => Array.from(value, (letter) => [letter.charCodeAt(0), 0]).flat()
const compound = (...parts: string[]): Uint8Array => Uint8Array.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, ...new Array<number>(600).fill(0), ...parts.flatMap((part) => [...utf16(part), 0, 0])])

describe('workbooks that are not read say what to do', () => {
  it.each([
    ['old.xls', Uint8Array.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, ...new Array<number>(600).fill(0)]), 'an old Office file (XLS, DOC)'],
    ['sheet.ods', zipSync({ mimetype: [text('application/vnd.oasis.opendocument.spreadsheet'), { level: 0 }], 'content.xml': text('<office:document-content/>') }), 'an OpenDocument spreadsheet (ODS)'],
    ['book.xls', compound('Root Entry', 'Workbook'), 'an old Excel workbook (XLS)'],
    ['locked.xlsx', compound('Root Entry', 'EncryptionInfo', 'EncryptedPackage'), 'a workbook or document with a password'],
    ['both.xls', compound('Workbook', 'WordDocument'), 'an old Office file (XLS, DOC)'],
  ])('%s', async (name, bytes, what) => {
    const error = await errorOf(readText(bytes, {}, name))
    expect(error.code).toBe('table.not-a-table')
    expect(error.message).toContain(`${name} is ${what}`)
    expect(error.details.remedy).toMatch(/XLSX/)
  })
})

describe('files of other programs are named', () => {
  it.each([
    ['export.xls', text('<html><table><tr><td>1</td></tr></table></html>'), 'a web page (HTML)'],
    ['export.csv', text('<?xml version="1.0"?><Workbook/>'), 'an XML document'],
    ['a.sav', text('$FL2@(#) SPSS DATA FILE'), 'an SPSS file (SAV)'],
    ['a.dta', text('<stata_dta><header><release>118'), 'a Stata file (DTA)'],
    ['a.parquet', text('PARE\u0001\u0002'), 'an encrypted Parquet file'],
    ['a.rda', text('RDX3\nX\n'), 'an R workspace (RDATA)'],
  ])('%s', async (name, bytes, what) => {
    expect((await errorOf(readText(bytes, {}, name))).message).toContain(`${name} is ${what}`)
  })
})
