import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { gzipSync } from 'node:zlib'
import { zipSync } from 'fflate'
import { memorySource } from '../../shared/contract/bytes'
import { ExpectedError } from '../../shared/contract/errors'
import { quietJob } from '../../shared/contract/job'
import { columnLength, configureSqlite, profileTable, readTable } from '../../shared/table/index'

const text = (value: string) => new TextEncoder().encode(value)
const fixture = (name: string) => new Uint8Array(readFileSync(resolve(import.meta.dirname, '../fixtures/table', name)))

configureSqlite({ wasmBinary: new Uint8Array(readFileSync(resolve(import.meta.dirname, '../../node_modules/sql.js/dist/sql-wasm.wasm'))) })

/** Seed files per reader. */
export const seeds: Readonly<Record<string, readonly (readonly [string, Uint8Array])[]>> = {
  csv: [
    ['a.csv', text('id,when,amount,flag,note\n1,2024-01-02,1.50,true,"a, b"\n2,2024-01-03,NA,false,"say ""hi"""\n3,,1e5,true,\n00123,2024-01-05,-7,false,zwölf\n')],
    ['b.csv', text('# made by hand\na;b;c\r\n1,5;x;01/02/2024\r\n2,25;y;03/04/2024\r\n')],
    ['c.data', text('A11 6 A34 1169\nA12 48 A32 5951\nA14 12 A34 2096\n')],
    ['d.tsv', text("a\tb\n'x\ty'\t1\n'it\\'s'\t2\n")],
    ['e.csv', Uint8Array.from('\ufeffa,b\n1,ż\n2,東\n', (char) => char.charCodeAt(0) & 255)],
    ['f.csv', new Uint8Array(Uint16Array.from('\ufeffa,b\n1,ż\n2,東\n', (char) => char.charCodeAt(0)).buffer)],
  ],
  parquet: ['snappy', 'gzip', 'zstd', 'brotli', 'lz4', 'none'].map((codec) => [`${codec}.parquet`, fixture(`types-${codec}.parquet`)] as const),
  jsonl: [
    ['a.jsonl', text('{"a":1,"b":"x","c":[1,{"d":2}],"e":null}\n{"a":12345678901234567890,"b":true}\n{"f":"\\u00e9"}\n')],
    ['b.json', text('[{"a":1,"b":"],{"},{"a":2,"b":"\\"["}]')],
  ],
  arrow: ['types-lz4.feather', 'types-zstd.feather', 'types-uncompressed.feather', 'dictionaries.arrows', 'polars.arrow', 'legacy.arrows'].map((name) => [name, fixture(name)] as const),
  excel: ['values', 'values-1904', 'openpyxl'].map((name) => [`${name}.xlsx`, fixture(`${name}.xlsx`)] as const),
  'excel sheet': [['sheet.xlsx', text('<worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>a</t></is></c><c r="B1" t="s"><v>0</v></c></row><row r="2"><c r="A2" s="1"><v>45000.5</v></c><c r="B2"><f>A2</f><v>1e5</v></c></row><row r="3"><c r="A3" t="b"><v>1</v></c><c t="e"><v>#N/A</v></c></row></sheetData></worksheet>')]],
  sqlite: [['loans.db', fixture('loans.db')]],
  gzip: [['a.csv.gz', new Uint8Array(gzipSync(`a,b\n${'1,x\n'.repeat(2000)}`))], ['b.parquet.gz', new Uint8Array(gzipSync(fixture('types-none.parquet')))]],
}

/** A workbook around the XML of its one sheet. */
export function workbookOf(sheet: Uint8Array): Uint8Array {
  return zipSync({
    'xl/workbook.xml': text('<workbook><sheets><sheet name="S" r:id="r1"/></sheets></workbook>'),
    'xl/_rels/workbook.xml.rels': text('<Relationships><Relationship Id="r1" Type="/worksheet" Target="s.xml"/><Relationship Id="r2" Type="/sharedStrings" Target="t.xml"/><Relationship Id="r3" Type="/styles" Target="y.xml"/></Relationships>'),
    'xl/t.xml': text('<sst><si><r><t>b</t></r><r><t>c</t></r><rPh><t>x</t></rPh></si></sst>'),
    'xl/y.xml': text('<styleSheet><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>'),
    'xl/s.xml': sheet,
  })
}

/** Readers whose mutated part lies inside a container. */
const wraps: Readonly<Record<string, (bytes: Uint8Array) => Uint8Array>> = { 'excel sheet': workbookOf }

/** Small generator with a state of its own, so that every failure can be repeated by its number. */
function generator(seed: number): (below: number) => number {
  let state = Math.imul(seed + 1, 0x9e3779b1) >>> 0
  return (below) => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) % below
  }
}

const nasty = [0, 10, 13, 34, 39, 44, 59, 92, 127, 128, 255, 0xfe, 0xff]

/** The seed file changed in one to six places: bytes flipped, set, put in, cut out, doubled, or the end cut off. */
export function mutate(bytes: Uint8Array, number: number): Uint8Array {
  const random = generator(number)
  let result = Array.from(bytes)
  for (let times = 1 + random(6); times > 0 && result.length > 0; times--) {
    const at = random(result.length)
    switch (random(7)) {
      case 0: result[at]! ^= 1 << random(8); break
      case 1: result[at] = nasty[random(nasty.length)]!; break
      case 2: result.splice(at, 0, nasty[random(nasty.length)]!); break
      case 3: result.splice(at, 1 + random(16)); break
      case 4: result.splice(at, 0, ...result.slice(at, at + 1 + random(64))); break
      case 5: result[at] = random(256); break
      default: if (random(4) === 0) result = result.slice(0, at)
    }
  }
  return Uint8Array.from(result)
}

/**
 * Reads `count` mutated files of a reader. Each must end in a consistent table or an `ExpectedError`,
 * within two seconds of processor time (the machine may be busy); anything else is thrown with the number that repeats it.
 */
export async function fuzzReader(reader: string, from: number, count: number): Promise<{ read: number; refused: number; slowest: number }> {
  const outcome = { read: 0, refused: 0, slowest: 0 }
  const files = seeds[reader]!
  for (let number = from; number < from + count; number++) {
    const [name, bytes] = files[number % files.length]!
    const started = process.cpuUsage()
    try {
      const { table } = await readTable(memorySource(name, (wraps[reader] ?? ((same) => same))(mutate(bytes, number))), reader === 'csv' || reader === 'jsonl' || reader === 'parquet' ? { format: reader } : {}, quietJob)
      for (const column of table.columns) if (columnLength(column) !== table.rows) throw new Error(`Column ${column.name} has ${columnLength(column)} rows of ${table.rows}.`)
      profileTable(table, quietJob)
      outcome.read++
    } catch (problem) {
      if (!(problem instanceof ExpectedError)) throw new Error(`${reader} mutation ${number} of ${name}: ${problem instanceof Error ? problem.stack ?? problem.message : String(problem)}`)
      outcome.refused++
    }
    const { user, system } = process.cpuUsage(started)
    const taken = (user + system) / 1000
    if (taken > 2000) throw new Error(`${reader} mutation ${number} of ${name} took ${Math.round(taken)} ms.`)
    outcome.slowest = Math.max(outcome.slowest, taken)
  }
  return outcome
}
