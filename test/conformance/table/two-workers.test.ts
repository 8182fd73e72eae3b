import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { PartnerHost } from '../../../renderer/workers/engine/partner'
import { memorySource } from '../../../shared/contract/bytes'
import { quietJob } from '../../../shared/contract/job'
import { readTable } from '../../../shared/table/index'
import { partnerThread } from '../../threads/partner-thread'
import { expectSame } from '../../threads/same-report'

const data = resolve(import.meta.dirname, '../../../../shared/data')
/** All of them, however large: `COUNTERSIGN_ALL_FILES=1`. */
const most = process.env['COUNTERSIGN_ALL_FILES'] === '1' ? Infinity : 400_000
const host = new PartnerHost(partnerThread, 0)

describe.runIf(existsSync(data))('real files', () => {
  it('read by two workers are what one reads, to the last byte', async () => {
    const files = readdirSync(data, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile() && /\.(?:csv|tsv|txt|data|test|tab|dat|psv|gz)$/i.test(entry.name)).map((entry) => join(entry.parentPath, entry.name))
    const tried = files.filter((file) => statSync(file).size <= most)
    expect(tried.length).toBeGreaterThan(10)
    for (const [index, file] of tried.entries()) {
      const source = memorySource(file, readFileSync(file))
      // Blocks from a few hundred bytes up: records, quotes and characters are cut everywhere.
      const block = [257, 4096, 65_537][index % 3]!
      await host.lend(quietJob, 1, (job) => expectSame((used) => readTable(source, { ragged: 'reject' }, used), quietJob, { ...job, partner: { ...job.partner!, block } }))
    }
  }, 600_000)
})
