import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { columnByName } from '../../../shared/table/index'
import { unpackLz4Frame } from '../../../shared/table/arrow/lz4-frame'
import { mutate } from '../../fuzz/table-mutations'
import { cells, chosen, columnCells, errorOf, readText } from './read'

const fixture = (name: string) => new Uint8Array(readFileSync(resolve(import.meta.dirname, `../../fixtures/table/${name}`)))

describe.each(['uncompressed', 'lz4', 'zstd'])('Feather of pyarrow, %s', (codec) => {
  it('holds what the Parquet file of the same table holds, cell for cell', async () => {
    const report = await readText(fixture(`types-${codec}.feather`), {}, 'types.feather')
    const parquet = await readText(fixture('types-none.parquet'), {}, 'types.parquet')
    expect(chosen(report, 'format')).toBe('arrow')
    for (const column of report.table.columns) {
      const twin = columnByName(parquet.table, column.name)
      expect(cells(column, 5), column.name).toEqual(cells(twin, 5))
      if (column.kind === 'number' && twin.kind === 'number') expect(column.values).toEqual(twin.values)
    }
    expect(columnCells(report, 'big')[0]).toBe('9007199254740993')
    expect(report.warnings).toEqual(['Columns with several values per row, or of types that are not read, were left out: list, struct.'])
  })
})

describe('Arrow', () => {
  it('takes columns and batches of a file from its footer, as polars writes them', async () => {
    const report = await readText(fixture('polars.arrow'), {}, 'polars.arrow')
    expect(report.table.columns.map((column) => [column.name, ...cells(column, 3)])).toEqual([
      ['i', '1', '<blank>', '9007199254740993'],
      ['s', 'a', '<blank>', 'longer than twelve bytes'],
      ['day', '2020-01-01', '<blank>', '1800-01-01'],
      ['level', 'x', 'y', '<blank>'],
      ['kind', 'x', 'y', '<blank>'],
      ['flag', 'true', '<blank>', 'false'],
    ])
  })

  it('refuses the packing that Arrow 0.17 tried out, whose values would be nonsense', async () => {
    const error = await errorOf(readText(fixture('trial.arrows'), {}, 'old.arrows'))
    expect(error).toMatchObject({ code: 'arrow.trial-compression', details: { file: 'old.arrows' } })
    expect(error.message).toContain('Arrow 0.17')
  })

  it('refuses a decimal whose scale would take the decoder seconds', async () => {
    const bytes = fixture('types-zstd.feather')
    const error = await errorOf(readText(mutate(bytes, 485), {}, 'a.feather'))
    expect(error.message).toBe('a.feather cannot be read as Arrow: a decimal has the scale 33554434; 0 to 76 are read.')
  })

  it('reads streams from before 2019, which begin with a length', async () => {
    expect(columnCells(await readText(fixture('legacy.arrows'), {}, 'legacy.arrows'), 'n')).toEqual(['1', '<blank>', '3'])
  })

  it('unpacks LZ4 across blocks: 20,000 rows of runs and noise', async () => {
    const { table } = await readText(fixture('runs-lz4.feather'), {}, 'runs.feather')
    const runs = columnByName(table, 'run')
    const texts = columnByName(table, 'text')
    if (runs.kind !== 'number' || texts.kind !== 'category') throw new Error('other kinds')
    expect(runs.values.every((value, row) => value === Math.floor(row / 200))).toBe(true)
    expect(texts.codes.every((code, row) => texts.levels[code] === `level ${row % 700}`)).toBe(true)
  })

  it('reads each batch of a stream with the dictionary of its time', async () => {
    const report = await readText(fixture('dictionaries.arrows'), {}, 'dictionaries.arrows')
    expect(columnCells(report, 'd')).toEqual(['a', 'b', '<blank>', 'y', 'x', 'y', 'z', 'x', 'y'])
    expect(columnCells(report, 'n').slice(0, 3)).toEqual(['1', '2', '9007199254740993'])
  })

  it('says that a stream without an end mark may be cut, and refuses what is cut or of version 1', async () => {
    const stream = fixture('dictionaries.arrows')
    expect((await readText(stream.subarray(0, stream.length - 8), {}, 'a.arrows')).warnings).toEqual(['The stream has no end mark: it may be cut.'])
    expect(await errorOf(readText(stream.subarray(0, stream.length - 100), {}, 'a.arrows'))).toMatchObject({ code: 'arrow.malformed' })
    const file = fixture('types-lz4.feather')
    expect(await errorOf(readText(file.subarray(0, file.length - 20), {}, 'a.feather'))).toMatchObject({ code: 'arrow.malformed' })
    expect(await errorOf(readText('FEA1 and more bytes', {}, 'a.feather'))).toMatchObject({ code: 'arrow.feather-v1' })
  })

  it('refuses LZ4 frames that reach outside themselves', () => {
    const frame = [0x04, 0x22, 0x4d, 0x18, 0x40, 0x40, 0]
    expect([...unpackLz4Frame(Uint8Array.from([...frame, 6, 0, 0, 0, 0x11, 65, 1, 0, 0x10, 66, 0, 0, 0, 0]), 100)].slice(0, 6)).toEqual([65, 65, 65, 65, 65, 65])
    for (const block of [[0x11, 65, 9, 0], [0x00, 0, 0, 0], [0xf0, 255, 255, 255], [0x1f, 65, 1, 0, 255, 255, 255, 255]]) {
      expect(() => unpackLz4Frame(Uint8Array.from([...frame, block.length, 0, 0, 0, ...block, 0, 0, 0, 0]), 100)).toThrow()
    }
  })
})
