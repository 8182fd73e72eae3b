import { gzipSync } from 'node:zlib'
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { chosen, columnCells, dataFolder, errorOf, haveData, readText } from './read'

describe('gzip', () => {
  it('unpacks what is inside, small or streamed', async () => {
    const small = await readText(gzipSync('a,b\n1,x\n2,y\n'), {}, 't.csv.gz')
    expect(columnCells(small, 'b')).toEqual(['x', 'y'])
    expect(chosen(small, 'compression')).toBe('gzip')
    const lines = Array.from({ length: 60_000 }, (_, row) => `${row},x${(row * 7919) % 1000}`)
    const large = await readText(gzipSync(`a,b\n${lines.join('\n')}\n`), {}, 't.csv.gz')
    expect(large.table.rows).toBe(60_000)
    expect(columnCells(large, 'a').at(-1)).toBe('59999')
  })

  it('refuses what is damaged or grows beyond reason', async () => {
    const packed = gzipSync(`a,b\n${'1,2\n'.repeat(50_000)}`)
    expect((await errorOf(readText(packed.subarray(0, packed.length - 40), {}, 't.csv.gz'))).code).toMatch(/^gzip\.malformed|csv\.ragged-row$/)
    const damaged = new Uint8Array(packed)
    damaged[60]! ^= 0xff
    expect((await errorOf(readText(damaged, {}, 't.csv.gz'))).code).toMatch(/^(?:gzip\.malformed|csv\.)/)
  })

  it.runIf(haveData)('unpacks Parquet into memory', async () => {
    const report = await readText(gzipSync(readFileSync(resolve(dataFolder, 'acs/ACS_sample.test.parquet'))), {}, 't.parquet.gz')
    expect(report.table.rows).toBe(15_000)
  })
})
