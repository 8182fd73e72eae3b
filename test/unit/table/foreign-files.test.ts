import { zipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { errorOf, readText } from './read'

const text = (value: string): Uint8Array => new TextEncoder().encode(value)

describe('workbooks that are not read say what to do', () => {
  it.each([
    ['old.xls', Uint8Array.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, ...new Array<number>(600).fill(0)]), 'an old Office file (XLS, DOC)'],
    ['sheet.ods', zipSync({ mimetype: [text('application/vnd.oasis.opendocument.spreadsheet'), { level: 0 }], 'content.xml': text('<office:document-content/>') }), 'an OpenDocument spreadsheet (ODS)'],
  ])('%s', async (name, bytes, what) => {
    const error = await errorOf(readText(bytes, {}, name))
    expect(error.code).toBe('table.not-a-table')
    expect(error.message).toContain(`${name} is ${what}`)
    expect(error.details.remedy).toMatch(/XLSX/)
  })
})
