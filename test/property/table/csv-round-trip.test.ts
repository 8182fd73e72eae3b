import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ByteSource } from '../../../shared/contract/bytes'
import { quietJob } from '../../../shared/contract/job'
import { readTable } from '../../../shared/table/index'
import { decoderOf } from '../../../shared/table/csv/single-byte'
import { cells } from '../../unit/table/read'

const delimiters = [',', ';', '\t', '|', '^', '~']
const encodings = ['utf-8', 'utf-8-bom', 'utf-16le', 'utf-16be', 'utf-16le-bom', 'utf-16be-bom', 'windows-1250', 'windows-1251', 'windows-1252', 'windows-1253', 'windows-1254', 'windows-1257', 'macintosh', 'iso-8859-1', 'iso-8859-2', 'koi8-r', 'ibm866'] as const

/** Bytes of a text in an encoding, made from what the platform decodes. */
function encode(text: string, encoding: (typeof encodings)[number]): Uint8Array {
  if (encoding === 'utf-8') return new TextEncoder().encode(text)
  if (encoding === 'utf-8-bom') return new TextEncoder().encode(`\ufeff${text}`)
  if (encoding === 'utf-16le-bom') return encode(`\ufeff${text}`, 'utf-16le')
  if (encoding === 'utf-16be-bom') return encode(`\ufeff${text}`, 'utf-16be')
  if (encoding === 'utf-16le' || encoding === 'utf-16be') {
    const bytes = new Uint8Array(text.length * 2)
    for (let index = 0; index < text.length; index++) new DataView(bytes.buffer).setUint16(index * 2, text.charCodeAt(index), encoding === 'utf-16le')
    return bytes
  }
  const table = tableOf(encoding)
  return Uint8Array.from(text, (char) => table.get(char)!)
}

function tableOf(encoding: string): Map<string, number> {
  const decode = decoderOf(encoding)
  return new Map(Array.from({ length: 256 }, (_, byte) => [decode(Uint8Array.of(byte)), byte] as const).filter(([char]) => char !== '\ufffd' && char !== '\0'))
}

/** A source that hands out its bytes in small chunks. */
function choppy(bytes: Uint8Array, size: number): ByteSource {
  return {
    name: 'random.csv',
    size: bytes.length,
    slice: (from, to) => Promise.resolve(bytes.slice(from, to)),
    async *stream() {
      await Promise.resolve()
      for (let from = 0; from < bytes.length; from += size) yield bytes.slice(from, from + size)
    },
  }
}

const table = fc.record({
  encoding: fc.constantFrom(...encodings),
  delimiter: fc.constantFrom(...delimiters),
  quote: fc.constantFrom('"', "'"),
  escape: fc.constantFrom('double', 'backslash'),
  end: fc.constantFrom('\n', '\r\n', '\r'),
  lastEnd: fc.boolean(),
  quoteAll: fc.boolean(),
  chunk: fc.integer({ min: 1, max: 40 }),
}).chain((dialect) => {
  const single = !dialect.encoding.startsWith('utf')
  const char = single ? fc.constantFrom(...tableOf(dialect.encoding).keys()) : fc.oneof(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }), fc.constantFrom('"', "'", '\\', '\n', '\r', ',', ';', ' ', '#', '\ufeff'))
  const cell = fc.oneof(fc.array(char, { maxLength: 6 }).map((chars) => chars.join('').replaceAll('\0', '')), fc.integer().map(String), fc.double({ noNaN: true }).map(String))
  return fc.record({
    dialect: fc.constant(dialect),
    rows: fc.integer({ min: 2, max: 4 }).chain((width) => fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 12 })),
  })
})

function write(rows: readonly (readonly string[])[], { delimiter, quote, escape, end, lastEnd, quoteAll }: { delimiter: string; quote: string; escape: string; end: string; lastEnd: boolean; quoteAll: boolean }): string {
  const cell = (text: string): string => {
    if (!quoteAll && !/["'\\\n\r,;\t|^~]/.test(text) && !/^\s|\s$/.test(text)) return text
    return quote + (escape === 'double' ? text.replaceAll(quote, quote + quote) : text.replaceAll('\\', '\\\\').replaceAll(quote, `\\${quote}`)) + quote
  }
  const header = rows[0]!.map((_, index) => `c${index + 1}`)
  return [header, ...rows].map((row) => row.map(cell).join(delimiter)).join(end) + (lastEnd ? end : '')
}

const blank = /^[ \t]*$/

describe('random tables come back cell for cell', () => {
  it('in every dialect and encoding, in chunks of any size', async () => {
    await fc.assert(fc.asyncProperty(table, async ({ dialect, rows }) => {
      const bytes = encode(write(rows, dialect), dialect.encoding)
      const names = rows[0]!.map((_, index) => `c${index + 1}`)
      const report = await readTable(choppy(bytes, dialect.chunk), {
        format: 'csv',
        encoding: dialect.encoding.replace('-bom', ''), delimiter: dialect.delimiter === '\t' ? 'tab' : dialect.delimiter,
        quote: dialect.quote, escape: dialect.escape, header: 'yes', comment: 'none', padding: 'text', skip: '0', missing: 'none', ...Object.fromEntries(names.map((name) => [`column:${name}`, 'category'])),
      }, quietJob)
      expect(report.table.rows).toBe(rows.length)
      names.forEach((_, column) => {
        expect(cells(report.table.columns[column]!, rows.length)).toEqual(rows.map((row) => (blank.test(row[column]!) ? '<blank>' : row[column]!)))
      })
    }), { numRuns: 600 })
  })

  it('with types found by themselves: numbers to the last digit, dates, booleans, words', async () => {
    const typed = fc.array(fc.record({
      whole: fc.integer(),
      real: fc.double({ noNaN: true, noDefaultInfinity: true }),
      day: fc.date({ min: new Date('1900-01-01'), max: new Date('2100-01-01'), noInvalidDate: true }).map((date) => date.toISOString().slice(0, 10)),
      flag: fc.boolean(),
      word: fc.constantFrom('red', 'green, or so', 'say "blue"', 'zwölf'),
    }), { minLength: 3, maxLength: 40 })
    await fc.assert(fc.asyncProperty(typed, fc.constantFrom(',', ';', '\t', '|'), fc.constantFrom('\n', '\r\n'), fc.integer({ min: 1, max: 99 }), async (rows, delimiter, end, chunk) => {
      const text = ['whole,real,day,flag,word'.replaceAll(',', delimiter), ...rows.map((row) => [row.whole, row.real, row.day, row.flag, /[",;|\t]/.test(row.word) ? `"${row.word.replaceAll('"', '""')}"` : row.word].map((cell) => (Object.is(cell, -0) ? '-0' : String(cell))).join(delimiter))].join(end)
      const { table: read } = await readTable(choppy(new TextEncoder().encode(text), chunk), {}, quietJob)
      const [whole, real, day, flag, word] = read.columns
      expect([...(whole as { values: Float64Array }).values]).toEqual(rows.map((row) => row.whole))
      expect([...(real as { values: Float64Array }).values]).toEqual(rows.map((row) => row.real))
      expect(cells(day!, rows.length)).toEqual(rows.map((row) => row.day))
      expect(cells(flag!, rows.length)).toEqual(rows.map((row) => String(row.flag)))
      expect(cells(word!, rows.length)).toEqual(rows.map((row) => row.word))
    }), { numRuns: 150 })
  })
})
