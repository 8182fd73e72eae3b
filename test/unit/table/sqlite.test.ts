import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { configureSqlite } from '../../../shared/table/index'
import { chosen, columnCells, errorOf, readText, typeOf } from './read'

const root = resolve(import.meta.dirname, '../../..')
const database = () => new Uint8Array(readFileSync(resolve(root, 'test/fixtures/table/loans.db')))

beforeAll(() => configureSqlite({ wasmBinary: new Uint8Array(readFileSync(resolve(root, 'node_modules/sql.js/dist/sql-wasm.wasm'))) }))

describe('SQLite', () => {
  it('reads the table with the most rows, each cell as it is kept', async () => {
    const report = await readText(database(), {}, 'loans.db')
    expect([chosen(report, 'format'), chosen(report, 'table')]).toEqual(['sqlite', 'the loans'])
    expect(columnCells(report, 'id')).toEqual(['1', '2', '3'])
    expect(typeOf(report.table, 'id')).toBe('integer')
    expect(columnCells(report, 'amount')).toEqual(['0.5', '<blank>', '1e+300'])
    expect(columnCells(report, 'code')).toEqual(['00123', 'x', '<blank>'])
    expect(columnCells(report, 'mixed')).toEqual(['1', 'a', '2.5'])
    expect(columnCells(report, 'raw')).toEqual(['abc', '0xfffe', '<blank>'])
    expect(columnCells(report, 'twice')).toEqual(['2', '4', '6'])
    expect(columnCells(report, 'big')).toEqual(['1', '9007199254740993', '-9223372036854775808'])
    expect(report.warnings).toEqual(['Views and virtual tables are not read: endless.'])
  })

  it('takes the table a person sets, and never runs a view', async () => {
    expect(columnCells(await readText(database(), { table: 'small' }, 'loans.db'), 'x')).toEqual(['1'])
    expect(await errorOf(readText(database(), { table: 'endless' }, 'loans.db'))).toMatchObject({ code: 'table.bad-option' })
  })

  it('reads a database in WAL mode and says what may be missing', async () => {
    const bytes = database()
    bytes.fill(2, 18, 20)
    expect((await readText(bytes, {}, 'loans.db')).warnings[0]).toMatch(/-wal/)
  })

  it('refuses reviews and damage', async () => {
    expect(await errorOf(readText(database(), {}, 'a.countersign'))).toMatchObject({ code: 'sqlite.review' })
    expect(await errorOf(readText(database().fill(7, 600, 1500), {}, 'loans.db'))).toMatchObject({ code: 'sqlite.malformed' })
    expect(await errorOf(readText(database().subarray(0, 700), {}, 'loans.db'))).toMatchObject({ code: 'sqlite.malformed' })
  })

  it('passes over the tables in which a virtual table keeps its index', async () => {
    const bytes = new Uint8Array(readFileSync(resolve(import.meta.dirname, '../../fixtures/table/virtual.db')))
    const report = await readText(bytes, {}, 'virtual.db')
    expect([chosen(report, 'table'), columnCells(report, 'from')]).toEqual(['select', ['1']])
    expect(report.warnings.join(' ')).toContain('notes')
  })
})
