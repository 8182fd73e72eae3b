import { describe, expect, it } from 'vitest'
import { chosen, columnCells, errorOf, readText, typeOf } from './read'
import { columnByName } from '../../../shared/table/index'

/** `count` lines made by `line`, with a header. */
function lines(header: string, count: number, line: (row: number) => string): string {
  return [header, ...Array.from({ length: count }, (_, row) => line(row))].join('\n') + '\n'
}

describe('what popular readers corrupt silently', () => {
  it('keeps leading zeros, also when the first one comes late', async () => {
    const early = await readText('zip,n\n00123,1\n90210,2\n')
    expect(columnCells(early, 'zip')).toEqual(['00123', '90210'])
    const late = await readText(lines('zip,n', 5000, (row) => `${row === 4321 ? '00123' : 10000 + row},${row}`))
    expect(typeOf(late.table, 'zip')).toBe('category')
    expect(columnCells(late, 'zip')[4321]).toBe('00123')
    expect(columnCells(late, 'zip')[0]).toBe('10000')
    expect(late.decisions.find((decision) => decision.id === 'column:zip')!.reason).toContain('leading zeros')
  })

  it('keeps whole numbers beyond 2^53, wherever they come', async () => {
    const report = await readText(lines('id,x', 5000, (row) => `${row === 4999 ? '9007199254740993' : row},${row}`))
    expect(columnCells(report, 'id').at(-1)).toBe('9007199254740993')
    const forced = await readText('id\n9007199254740993\n1\n', { 'column:id': 'number' })
    expect(columnCells(forced, 'id')).toEqual(['9007199254740992', '1'])
    expect(chosen(await readText('id,x\n9007199254740991,1\n-9007199254740991,2\n'), 'column:id')).toBe('integer')
  })

  it('refuses a ragged row with its number and both counts, or leaves it out and lists it, or fills it', async () => {
    const text = 'a,b,c\n1,2,3\n4,5\n6,7,8,9\n10,11,12\n'
    const error = await errorOf(readText(text))
    expect(error).toMatchObject({ code: 'csv.ragged-row', details: { row: 3, expected: 3, found: 2 } })
    const rejected = await readText(text, { ragged: 'reject' })
    expect(columnCells(rejected, 'a')).toEqual(['1', '10'])
    expect(rejected.rejected.map(({ row, text: raw }) => [row, raw])).toEqual([[3, '4,5'], [4, '6,7,8,9']])
    expect(rejected.rejectedCount).toBe(2)
    const padded = await readText(text, { ragged: 'pad' })
    expect(columnCells(padded, 'c')).toEqual(['3', '<blank>', '12'])
    expect(padded.rejectedCount).toBe(1)
  })

  it('gives row names without a header a column of their own, and takes no delimiter at the end for one', async () => {
    const r = await readText('"Weight","Feed"\n"p1",26.5,NA\n"p2",27.6,5.2\n')
    expect([r.table.columns.map((column) => column.name), columnCells(r, 'column1'), columnCells(r, 'Feed')]).toEqual([['column1', 'Weight', 'Feed'], ['p1', 'p2'], ['<code>', '5.2']])
    expect(chosen(r, 'header-width')).toBe('row names')
    expect(r.warnings.join(' ')).toContain('row names')
    const ends = await readText('a,b\n1,2,\n3,4,\n')
    expect([chosen(ends, 'header-width'), columnCells(ends, 'a'), columnCells(ends, 'column3')]).toEqual(['blank end', ['1', '3'], ['<blank>', '<blank>']])
    const header = await readText('a,b,\n1,2\n3,4\n')
    expect([chosen(header, 'header-width'), header.table.columns.length]).toEqual(['blank end', 2])
    // First cells that repeat are no row names but half of an unquoted cell.
    expect(await errorOf(readText('name,age\nDoe, John,35\nDoe, Jane,34\n'))).toMatchObject({ code: 'csv.ragged-row', message: 'Row 2 has 3 fields where 2 are expected (as the header has).' })
    expect(await errorOf(readText('a,b\np1,1,2\np2,3,4\n', { 'header-width': 'as written' }))).toMatchObject({ code: 'csv.ragged-row' })
  })

  it('takes the first row for names above dates and above true and false, and not when it is like them', async () => {
    for (const text of ['day,x\n13/02/2024,a\n14/02/2024,b\n', '2011,2012\nTRUE,FALSE\nFALSE,FALSE\n', '"",flag\n1,TRUE\n2,FALSE\n']) expect(chosen(await readText(text), 'header'), text).toBe('yes')
    for (const text of ['13.02.2024,word\n14.02.2024,other\n', 'TRUE,word\nFALSE,other\n']) expect(chosen(await readText(text), 'header'), text).toBe('no')
  })

  it('refuses a truncated last row', async () => {
    expect(await errorOf(readText('a,b,c\n1,2,3\n4,5'))).toMatchObject({ code: 'csv.ragged-row', details: { row: 3, found: 2 } })
  })

  it('names the row where a quote opened that is never closed, or goes on', async () => {
    expect(await errorOf(readText('a,b\n1,x\n2,"y\n3,z\n4,w\n'))).toMatchObject({ code: 'csv.unclosed-quote', details: { row: 3 } })
    expect(await errorOf(readText('a,b\n1,x\n2,"y"z\n'))).toMatchObject({ code: 'csv.stray-quote', details: { row: 3 } })
    const none = await readText('a,b\n1,x\n2,"y\n3,z\n', { quote: 'none' })
    expect(columnCells(none, 'b')).toEqual(['x', '"y', 'z'])
  })

  it('reads UTF-16 with and without byte order mark', async () => {
    for (const [mark, little] of [[true, true], [true, false], [false, true], [false, false]] as const) {
      const text = `${mark ? '\ufeff' : ''}name,n\nŻółć,1\n東京,2\n`
      const bytes = new Uint8Array(text.length * 2)
      for (let index = 0; index < text.length; index++) new DataView(bytes.buffer).setUint16(index * 2, text.charCodeAt(index), little)
      const report = await readText(bytes)
      expect(chosen(report, 'encoding')).toBe(little ? 'utf-16le' : 'utf-16be')
      expect(columnCells(report, 'name')).toEqual(['Żółć', '東京'])
    }
  })

  it('reads a decimal comma as such, and leaves what could be thousands as text until told', async () => {
    const comma = await readText('a;b\n1,5;x\n2,25;y\n')
    expect(columnByName(comma.table, 'a')).toMatchObject({ kind: 'number', type: 'decimal', values: Float64Array.of(1.5, 2.25) })
    const unclear = await readText('a;b\n1,500;x\n2,250;y\n')
    expect(typeOf(unclear.table, 'a')).toBe('category')
    expect(columnCells(await readText('a;b\n1,500;x\n2,250;y\n', { decimal: ',' }), 'a')).toEqual(['1.5', '2.25'])
    expect(columnCells(await readText('a;b\n1,500;x\n2,250;y\n', { thousands: ',' }), 'a')).toEqual(['1500', '2250'])
    const sure = await readText('a;b\n1,234,567.5;x\n2,250.25;y\n')
    expect(columnCells(sure, 'a')).toEqual(['1234567.5', '2250.25'])
    const german = await readText('a;b\n1.234.567,5;x\n2.250,25;y\n')
    expect(columnCells(german, 'a')).toEqual(['1234567.5', '2250.25'])
  })

  it('never guesses day and month', async () => {
    const either = await readText('d,x\n01/02/2024,1\n03/04/2024,2\n')
    expect(typeOf(either.table, 'd')).toBe('category')
    expect(either.decisions.find((decision) => decision.id === 'column:d')!.alternatives.slice(0, 2)).toEqual(['date-dmy', 'date-mdy'])
    expect(columnCells(await readText('d,x\n01/02/2024,1\n', { 'column:d': 'date-dmy' }), 'd')).toEqual(['2024-02-01'])
    expect(columnCells(await readText('d,x\n01/02/2024,1\n', { 'column:d': 'date-mdy' }), 'd')).toEqual(['2024-01-02'])
    const oneWay = await readText('d,x\n01/02/2024,1\n25/12/2024,2\n')
    expect(columnCells(oneWay, 'd')).toEqual(['2024-02-01', '2024-12-25'])
  })

  it('reads months by name, and months and run-together days only when told', async () => {
    const text = 'a,b,c,d\n11 Jan 2024,"Mar 5, 2024",2024-01,20240131\n12-February-2023,"May 31, 1999",2024-02,20240229\n'
    const report = await readText(text)
    expect([columnCells(report, 'a'), columnCells(report, 'b')]).toEqual([['2024-01-11', '2023-02-12'], ['2024-03-05', '1999-05-31']])
    expect([typeOf(report.table, 'c'), typeOf(report.table, 'd')]).toEqual(['category', 'integer'])
    const told = await readText(text, { 'column:c': 'date', 'column:d': 'date' })
    expect([columnCells(told, 'c'), columnCells(told, 'd')]).toEqual([['2024-01-01', '2024-02-01'], ['2024-01-31', '2024-02-29']])
    const typed = await readText('{"d":20240131}\n{"d":null}\n', { 'column:d': 'date' }, 'a.jsonl')
    expect(columnCells(typed, 'd')).toEqual(['2024-01-31', '<blank>'])
    expect(columnCells(await readText('{"d":20240231}\n', { 'column:d': 'date' }, 'a.jsonl'), 'd')[0]).toMatch(/^1970-01-01/)
    expect(typeOf((await readText('d\n31 Feb 2024\n1 Foo 2024\n')).table, 'd')).toBe('category')
  })

  it('reads spaces and apostrophes between thousands where the decimal mark proves them', async () => {
    const french = await readText('id;n\n1;1 234,50\n2;2\u00a0345,90\n3;1\u202f000,00\n')
    expect(columnCells(french, 'n')).toEqual(['1234.5', '2345.9', '1000'])
    expect(columnCells(await readText("id;n\n1;1'234.50\n2;2'345'678.90\n"), 'n')).toEqual(['1234.5', '2345678.9'])
    expect(typeOf((await readText('id;tel\n1;123 456\n2;12 345 678\n')).table, 'tel')).toBe('category')
    expect(columnCells(await readText('id;n\n1;1\u00a0234\n2;5\n3;6\n', { thousands: ' ' }), 'n')).toEqual(['1234', '5', '6'])
  })

  it('refuses types that are none, and says which options mean nothing', async () => {
    expect(await errorOf(readText('a,b\n1,2\n', { 'column:a': 'int' }))).toMatchObject({ code: 'table.bad-option', message: '"int" is no type of column "a".' })
    const report = await readText('a,b\n1,2\n', { 'column:nope': 'number', sheet: 'One', 'missing:a': '1' })
    expect(report.warnings).toEqual(['Read options that mean nothing for this file: column:nope, sheet.'])
  })

  it('takes the delimiter that a first line "sep=" names', async () => {
    const report = await readText('sep=;\r\na;b\r\n1,5;x,y\r\n')
    expect([chosen(report, 'delimiter'), chosen(report, 'skip'), columnCells(report, 'b')]).toEqual(['semicolon', '1', ['x,y']])
  })

  it('reads ISO dates and times, zones too', async () => {
    const report = await readText('d,t\n2024-02-29,2024-02-29T12:00:00.5+01:00\n2024-03-01,2024-02-29 11:00\n')
    expect(columnCells(report, 'd')).toEqual(['2024-02-29', '2024-03-01'])
    expect(columnCells(report, 't')).toEqual(['2024-02-29T11:00:00.500Z', '2024-02-29T11:00:00.000Z'])
    expect(typeOf((await readText('d,x\n2024-02-30,1\n')).table, 'd')).toBe('category')
  })

  it('does not change a column late: words after 100,000 numbers keep the numbers as written', async () => {
    const report = await readText(lines('v,n', 100_000, (row) => `${row < 97_000 ? `${row}.50` : `word${row % 7}`},1`))
    expect(typeOf(report.table, 'v')).toBe('category')
    const values = columnCells(report, 'v')
    expect([values[0], values[96_999], values[97_000]]).toEqual(['0.50', '96999.50', 'word1'])
  })

  it('lists the few cells that are no numbers in a column of numbers', async () => {
    const report = await readText(lines('v,n', 1000, (row) => `${row === 7 ? 'oops' : row},1`))
    expect(typeOf(report.table, 'v')).toBe('integer')
    expect(report.rejected).toEqual([{ row: 9, column: 'v', text: 'oops', reason: 'Not a number.' }])
    expect(columnCells(report, 'v')[7]).toBe('<rejected>')
    expect(columnCells(await readText(lines('v,n', 1000, (row) => `${row === 7 ? 'oops' : row},1`), { 'column:v': 'category' }), 'v')[7]).toBe('oops')
  })

  it('reads mixed line ends', async () => {
    const report = await readText('a,b\r\n1,x\n2,y\r3,z\r\n')
    expect(columnCells(report, 'b')).toEqual(['x', 'y', 'z'])
  })

  it('takes NA as missing among numbers and says so; keeps it as a word among words', async () => {
    const report = await readText('n,w\n1,NA\nNA,yes\n3,no\n')
    expect(columnCells(report, 'n')).toEqual(['1', '<code>', '3'])
    expect(chosen(report, 'missing:n')).toBe('NA')
    expect(columnCells(report, 'w')).toEqual(['NA', 'yes', 'no'])
    expect(report.decisions.find((decision) => decision.id === 'missing:w')).toMatchObject({ chosen: 'none', alternatives: ['NA'] })
    expect(columnCells(await readText('n,w\n1,NA\nNA,yes\n3,no\n', { missing: 'NA' }), 'w')).toEqual(['<code>', 'yes', 'no'])
    expect(typeOf((await readText('n,w\n1,NA\nNA,yes\n3,no\n', { 'missing:n': 'none' })).table, 'n')).toBe('category')
  })

  it('proposes -999 and takes it only when told', async () => {
    const text = lines('n,w', 100, (row) => `${row % 10 === 0 ? -999 : row},x`)
    const report = await readText(text)
    expect(columnCells(report, 'n')[0]).toBe('-999')
    expect(report.decisions.find((decision) => decision.id === 'missing:n')).toMatchObject({ chosen: 'none', alternatives: ['-999'] })
    expect(columnCells(await readText(text, { 'missing:n': '-999' }), 'n')[0]).toBe('<code>')
  })

  it('tells a quoted empty cell from a blank one', async () => {
    const text = 'a,b\n"",1\n,2\nx,3\n'
    const report = await readText(text)
    expect(columnCells(report, 'a')).toEqual(['<blank>', '<blank>', 'x'])
    expect(report.decisions.find((decision) => decision.id === 'quoted-empty')!.reason).toContain('1 cells are empty, 1 are quoted and empty')
    expect(columnCells(await readText(text, { 'quoted-empty': 'text' }), 'a')).toEqual(['', '<blank>', 'x'])
  })

  it('reads True and False as 1 and 0', async () => {
    const report = await readText('a,b\nTrue,true\nFalse,\n')
    expect(columnByName(report.table, 'a')).toMatchObject({ type: 'boolean', values: Float64Array.of(1, 0) })
    expect(columnCells(report, 'b')).toEqual(['true', '<blank>'])
  })

  it('says which names it had to change', async () => {
    const report = await readText('a,b,a,a,\n1,2,3,4,5\n')
    expect(report.table.columns.map((column) => column.name)).toEqual(['a', 'b', 'a.1', 'a.2', 'column5'])
    expect(report.warnings[0]).toContain('a.1, a.2')
  })

  it('refuses NUL bytes, foreign files and empty ones', async () => {
    expect(await errorOf(readText('a,b\n1,2\n3,\u0000\n4,5\n'))).toMatchObject({ code: 'csv.binary', details: { row: 3 } })
    expect(await errorOf(readText('%PDF-1.7\n1,2\n'))).toMatchObject({ code: 'table.not-a-table' })
    expect(await errorOf(readText('PK\u0003\u0004....'))).toMatchObject({ code: 'table.not-a-table' })
    expect(await errorOf(readText(''))).toMatchObject({ code: 'table.empty' })
    expect(await errorOf(readText('\n \n'))).toMatchObject({ code: 'table.empty' })
    expect(await errorOf(readText(Uint8Array.of(0xff, 0xfe, 0, 0, 0x61, 0, 0, 0)))).toMatchObject({ code: 'csv.utf-32' })
  })

  it('reads numbers to the last digit', async () => {
    const written = ['0.1', '-0', '1e22', '1e23', '123456789.123456789', '5e-324', '1.7976931348623157e308', '0.30000000000000004', '.5', '5.', '+7', '9007199254740991.5', '2.2250738585072011e-308']
    const report = await readText(`v,w\n${written.map((text) => `${text},x`).join('\n')}\n`)
    expect([...(columnByName(report.table, 'v') as { values: Float64Array }).values]).toEqual(written.map(Number))
  })

  it('reads NaN and infinity as what they are', async () => {
    const report = await readText('v,w\n1,a\nNaN,b\n-inf,c\n1e999,d\n')
    expect(columnCells(report, 'v')).toEqual(['1', '<nan>', '<infinite>', '<infinite>'])
  })

  it('counts lines, not rows, when a cell spans lines', async () => {
    const report = await readText(`a,n\n"one\ntwo",1\n${'x,1\n'.repeat(200)}y,oops\n`, { 'column:n': 'number' })
    expect(report.rejected).toMatchObject([{ row: 204, column: 'n', text: 'oops' }])
  })

  it('keeps blank cells of a one-column file and drops only the last line ends', async () => {
    const report = await readText('v\n1\n\n3\n\n\n')
    expect(columnCells(report, 'v')).toEqual(['1', '<blank>', '3'])
  })

  it('lets every decision be overridden', async () => {
    expect(columnCells(await readText('1;2\n3;4\n', { header: 'yes' }), '2')).toEqual(['4'])
    expect(columnCells(await readText('x\ty;z\n1\t2;3\n', { delimiter: 'semicolon' }), 'z')).toEqual(['3'])
    expect(columnCells(await readText("a,b\n'x,y',2\n", { quote: 'single' }), 'a')).toEqual(['x,y'])
    expect(columnCells(await readText('junk\na,b\n1,2\n', { skip: '1' }), 'b')).toEqual(['2'])
    expect(columnCells(await readText('a,b\n1,2\n#3,4\n', { comment: '#' }), 'b')).toEqual(['2'])
    expect(columnCells(await readText(Uint8Array.of(0x61, 0x2c, 0x62, 10, 0xe9, 0x2c, 49, 10), { encoding: 'macintosh' }), 'a')).toEqual(['È'])
    expect(await errorOf(readText('a\n1\n', { encoding: 'klingon' }))).toMatchObject({ code: 'table.bad-option' })
    expect(await errorOf(readText('a\n1\n', { ragged: 'maybe' }))).toMatchObject({ code: 'table.bad-option' })
    expect(await errorOf(readText('a\n1\n', { format: 'sas' }))).toMatchObject({ code: 'table.bad-option' })
  })
})
