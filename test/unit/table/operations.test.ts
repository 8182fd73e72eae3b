import { describe, expect, it } from 'vitest'
import { CancelledError } from '../../../shared/contract/errors'
import { quietJob } from '../../../shared/contract/job'
import { memorySource } from '../../../shared/contract/bytes'
import { cellText, columnByName, concatTables, filterRows, identifyTable, numericValues, orderRows, profileTable, queryRows, readTable, selectRows, withColumn } from '../../../shared/table/index'
import { cells, columnCells, errorOf, readText } from './read'

const people = 'name,age,group,when,member\nAda,36,2,2024-01-05,true\nBob,NA,10,2024-01-03,false\nCyd,41,2,,true\nDan,36,10,2024-01-04,\n'

describe('filters', () => {
  it.each([
    ['age', '>', 36, [2]], ['age', '>=', '36', [0, 2, 3]], ['age', '!=', 36, [2]], ['age', '=', '36.0', [0, 3]], ['age', 'missing', '', [1]], ['age', 'present', '', [0, 2, 3]],
    ['name', '=', 'Bob', [1]], ['name', '!=', 'Bob', [0, 2, 3]], ['name', 'contains', 'D', [0, 2, 3]],
    ['when', '<', '2024-01-05', [1, 3]], ['member', '=', 'true', [0, 2]], ['member', '!=', 'true', [1]], ['group', '<', 5, [0, 2]],
  ] as const)('%s %s %s keeps the right rows, a missing cell meets nothing', async (column, op, value, rows) => {
    const { table } = await readText(people)
    expect([...filterRows(table, [{ column, op, value }])]).toEqual(rows)
  })

  it('needs all conditions, and says what cannot be compared', async () => {
    const { table } = await readText(people, { 'column:group': 'category' })
    expect([...filterRows(table, [{ column: 'age', op: '=', value: 36 }, { column: 'group', op: '>', value: 5 }])]).toEqual([3])
    expect(() => filterRows(table, [{ column: 'age', op: '<', value: 'old' }])).toThrow(/cannot be compared/)
    expect(() => filterRows(table, [{ column: 'nobody', op: '<', value: 1 }])).toThrow(/no column "nobody"/)
  })
})

describe('windows of rows', () => {
  it('sorts stably, missing last either way, and shows kinds of missingness', async () => {
    const { table } = await readText(people)
    expect([...orderRows(table, { filter: [], sort: [{ column: 'age', descending: false }] })]).toEqual([0, 3, 2, 1])
    expect([...orderRows(table, { filter: [], sort: [{ column: 'age', descending: true }] })]).toEqual([2, 0, 3, 1])
    expect([...orderRows(table, { filter: [], sort: [{ column: 'group', descending: true }, { column: 'name', descending: true }] })]).toEqual([3, 1, 2, 0])
    const window = queryRows(table, { columns: ['name', 'age', 'when'], from: 2, to: 9, filter: [], sort: [{ column: 'age', descending: false }] })
    expect(window).toEqual({ total: 4, numbers: [2, 1], rows: [[{ text: 'Cyd' }, { text: '41' }, { text: '', missing: 'blank' }], [{ text: 'Bob' }, { text: '', missing: 'code' }, { text: '2024-01-03' }]] })
  })
})

describe('tables', () => {
  it('selects rows of every kind of column', async () => {
    const { table } = await readText(people, { 'column:name': 'text' })
    const picked = selectRows(table, Int32Array.of(3, 1, 1))
    expect(cells(columnByName(picked, 'name'), 3)).toEqual(['Dan', 'Bob', 'Bob'])
    expect(cells(columnByName(picked, 'age'), 3)).toEqual(['36', '<code>', '<code>'])
    expect(cells(columnByName(picked, 'when'), 3)).toEqual(['2024-01-04', '2024-01-03', '2024-01-03'])
  })

  it('puts columns in, of the right length only', async () => {
    const { table } = await readText(people)
    const more = withColumn(table, { kind: 'number', type: 'decimal', name: 'score', values: Float64Array.of(1, 2, 3, 4), missing: null })
    expect(more.columns.map((column) => column.name)).toEqual(['name', 'age', 'group', 'when', 'member', 'score'])
    expect(withColumn(more, { ...columnByName(more, 'score'), name: 'age' }).columns).toHaveLength(6)
    expect(() => withColumn(table, { kind: 'number', type: 'decimal', name: 'x', values: Float64Array.of(1), missing: null })).toThrow(/has 1 rows/)
  })

  it('puts parts below each other, by name, and widens where kinds differ', async () => {
    const first = (await readText('a,b,c\n1,x,5\n2,y,\n')).table
    const second = (await readText('b,a,c\nz,3,q\nx,4.5,r\n')).table
    const whole = concatTables([first, second])
    expect(whole.columns.map((column) => cells(column, 4))).toEqual([['1', '2', '3', '4.5'], ['x', 'y', 'z', 'x'], ['5', '<blank>', 'q', 'r']])
    expect(columnByName(whole, 'a')).toMatchObject({ type: 'decimal' })
    expect(() => concatTables([first, withColumn(second, { ...columnByName(second, "a"), name: "d" })])).toThrow(/with "d"/)
    const texts = (await readText(people, { 'column:name': 'text' })).table
    expect(cells(columnByName(concatTables([texts, texts]), 'name'), 8)).toEqual(['Ada', 'Bob', 'Cyd', 'Dan', 'Ada', 'Bob', 'Cyd', 'Dan'])
  })

  it('gives numbers of any column', async () => {
    const { table } = await readText('a,b\n007,x\n010,2\n,3\n', { 'column:b': 'text' })
    expect([...numericValues(columnByName(table, 'a'))]).toEqual([7, 10, NaN])
    expect([...numericValues(columnByName(table, 'b'))]).toEqual([NaN, 2, 3])
    expect(cellText(columnByName(table, 'a'), 2)).toBe('')
  })
})

describe('profiles', () => {
  it('counts everything over all rows', async () => {
    const body = Array.from({ length: 1000 }, (_, row) => `${row},${row % 4},7,${row < 995 ? 1 : 2},${row < 600 ? '' : row},00${row % 9},user${row}@mail.org,${row === 5 ? 'Mar-26' : 'x'}`).join('\n')
    const { table } = await readText(`id,g,same,near,gone,code,contact,odd\n${body}\n`)
    const profile = Object.fromEntries(profileTable(table, quietJob).map((column) => [column.name, column]))
    expect(profile['id']).toMatchObject({ type: 'integer', distinct: 1000, min: 0, max: 999, mean: 499.5, missingTotal: 0, flags: ['all distinct'] })
    expect(profile['id']!.bars).toHaveLength(24)
    expect(profile['id']!.bars.reduce((sum, bar) => sum + bar.count, 0)).toBe(1000)
    expect(profile['g']!.bars.map((bar) => bar.count)).toEqual([250, 250, 250, 250])
    expect(profile['same']!.flags).toEqual(['constant'])
    expect(profile['near']!.flags).toEqual(['near-constant'])
    expect(profile['gone']).toMatchObject({ missing: { blank: 600 }, flags: ['mostly missing', 'all distinct'] })
    expect(profile['code']!.flags).toEqual(['leading zeros kept'])
    expect(profile['contact']!.flags).toEqual(['all distinct', 'possible personal data'])
    expect(profile['odd']!.flags).toEqual(['near-constant', 'possible Excel dates'])
  })

  it('counts the distinct texts of a column that has too many for a dictionary', async () => {
    const { table } = await readText(`id,x\n${Array.from({ length: 120_000 }, (_, row) => `A${row % 110_000},1`).join('\n')}\n`)
    expect(columnByName(table, 'id').kind).toBe('text')
    expect(profileTable(table, quietJob)[0]).toMatchObject({ type: 'text', distinct: 110_000, bars: { length: 24 } })
    expect(columnCells(await readText(`id,x\n${Array.from({ length: 120_000 }, (_, row) => `A${row},1`).join('\n')}\n`, { 'column:id': 'category' }), 'id').at(-1)).toBe('A119999')
  })
})

describe('reading as a job', () => {
  it('reports progress and stops when it is cancelled', async () => {
    const source = memorySource('a.csv', new TextEncoder().encode(`a,b\n${'1,2\n'.repeat(400_000)}`))
    let [checks, reports] = [0, 0]
    const stop = { checkpoint: () => { if (++checks > 3) throw new CancelledError() }, progress: () => { reports++ } }
    expect(await errorOf(readTable(source, {}, stop))).toMatchObject({ code: 'job.cancelled' })
    expect(reports).toBeGreaterThan(0)
  })

  it('knows formats by content and name', () => {
    const bytes = (text: string) => new TextEncoder().encode(text)
    expect(identifyTable(bytes('a,b\n1,2\n'), 'x.csv')).toEqual({ format: 'csv', score: 0.9 })
    expect(identifyTable(bytes('{"a":1}\n{"a":2}\n'), 'x')).toMatchObject({ format: 'jsonl' })
    expect(identifyTable(bytes('PAR1....'), 'x')).toEqual({ format: 'parquet', score: 1 })
    expect(identifyTable(bytes('%PDF-1.4'), 'x.csv')).toEqual({ format: null, score: 0 })
    expect(identifyTable(Uint8Array.of(0x1f, 0x8b, 8), 'x.csv.gz')).toEqual({ format: 'gzip', score: 0.9 })
    expect(identifyTable(bytes('<?xml version="1.0"?><PMML>'), 'm.pmml').score).toBeLessThan(0.1)
    expect(identifyTable(bytes('{"learner": {"objective": 1}}'), 'model.json').score).toBeLessThan(0.9)
  })
})
