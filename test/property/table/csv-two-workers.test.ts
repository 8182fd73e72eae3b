import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { PartnerHost } from '../../../renderer/workers/engine/partner'
import type { ByteSource } from '../../../shared/contract/bytes'
import { CancelledError } from '../../../shared/contract/errors'
import { quietJob } from '../../../shared/contract/job'
import type { JobContext, Partner } from '../../../shared/contract/job'
import { profileShared, profileTable, readTable } from '../../../shared/table/index'
import type { PartnerTask } from '../../../shared/table/partner'
import { partnerThread } from '../../threads/partner-thread'
import { expectSame } from '../../threads/same-report'

const host = new PartnerHost(partnerThread, 0)
let passes = 0

/** Runs work with the real second worker, blocks as small as asked. */
function together<T>(work: (job: JobContext) => Promise<T>, sizes: { readonly block?: number; readonly fields?: number } = {}, base = quietJob): Promise<T> {
  return host.lend(base, 1, (job) => {
    const partner: Partner = { ...job.partner!, ...sizes, do: (task) => {
      if ((task as PartnerTask).kind === 'csv.read') passes++
      return job.partner!.do(task)
    } }
    return work({ ...job, partner })
  })
}

function choppy(bytes: Uint8Array, size: number): ByteSource {
  return {
    name: 'random.csv', size: bytes.length,
    slice: (from, to) => Promise.resolve(bytes.slice(from, to)),
    async *stream() {
      await Promise.resolve()
      for (let from = 0; from < bytes.length; from += size) yield bytes.slice(from, from + size)
    },
  }
}

const nasty = ['"', '""', ',', ';', '\n', '\r', '\r\n', '\n\n', 'ä', '€', '😀', '\ufeff', ' ', '\t', '#', '\\', "'", '0', '7', '12.5', '-3', '007', '1e400', 'NA', 'true', '2024-01-31', '31.01.2024', '9007199254740993', '0.2694993233308196', 'word', '\0']
const cell = fc.oneof(
  fc.array(fc.constantFrom(...nasty), { maxLength: 4 }).map((parts) => parts.join('').replaceAll('\0', '')), fc.integer().map(String), fc.double().map(String), fc.constantFrom(...nasty.slice(17, -1)),
)
const quoted = (text: string): string => (/["\n\r,;]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)
/** Tables that are well formed, but for some rows; and texts that are none. */
const text = fc.oneof(
  fc.record({ width: fc.integer({ min: 1, max: 5 }), end: fc.constantFrom('\n', '\r\n', '\r'), bad: fc.integer({ min: 0, max: 40 }) }).chain(({ width, end, bad }) => fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 30 })
    .map((rows) => [Array.from({ length: width }, (_, index) => `c${index}`), ...rows].map((row, index) => (index === bad ? [...row, 'more'] : row).map(quoted).join(',')).join(end))),
  fc.array(fc.constantFrom(...nasty), { minLength: 1, maxLength: 60 }).map((parts) => parts.join('')),
)
const encodings = ['utf-8', 'utf-16le', 'windows-1252'] as const

function encode(from: string, encoding: (typeof encodings)[number]): Uint8Array {
  if (encoding === 'utf-8') return new TextEncoder().encode(from)
  return Buffer.from(from, encoding === 'utf-16le' ? 'utf16le' : 'latin1')
}

describe('two workers read what one reads, to the last byte', () => {
  it('in random tables and texts, in blocks of any size', async () => {
    const before = passes
    let runs = 0
    await fc.assert(fc.asyncProperty(text, fc.constantFrom(...encodings), fc.constantFrom('error', 'reject', 'pad'), fc.integer({ min: 1, max: 70 }), fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 60 }), async (from, encoding, ragged, block, fields, chunk) => {
      const source = choppy(encode(from, encoding), chunk)
      if (source.size === 0) return
      runs++
      await together((shared) => expectSame((job) => readTable(source, { format: 'csv', ragged }, job), quietJob, shared), { block, fields })
    }), { numRuns: 400 })
    expect(passes - before).toBeGreaterThan(0.5 * runs)
  }, 120_000)

  it('in a file of many blocks: late changes of type, spilt dictionaries, rejected cells, quotes over lines', async () => {
    const rows = 110_000
    const line = (row: number): string => [
      `A${row}`, row > 90_000 && row % 7 === 0 ? `x${row % 50}` : row % 1000, row % 300 === 5 ? 'oops' : row / 7, row > 100_000 ? `00${row % 9}` : row % 9, row === 105_000 ? '9007199254740993' : row * 3,
      row % 211 === 3 ? '31.02.2020' : `2020-0${1 + (row % 9)}-1${row % 10}`, row % 97 === 0 ? 'NA' : row % 13, row % 401 === 0 ? '"two\nlines, and a ""quote"""' : `w${row % 17}`, row % 89 === 1 ? '' : '  ',
    ].join(',')
    const bytes = new TextEncoder().encode(`id,late,rejects,zeros,big,day,code,words,empty\n${Array.from({ length: rows }, (_, row) => line(row)).join('\n')}\n`)
    const source = choppy(bytes, 70_001)
    const before = passes
    await together((shared) => expectSame((job) => readTable(source, {}, job), quietJob, shared))
    expect(passes - before).toBe(2)
    const { table } = await readTable(source, {}, quietJob)
    expect(await together((job) => profileShared(table, job))).toEqual(profileTable(table, quietJob))
  }, 120_000)

  it('also a record longer than what is handed over at once', async () => {
    const source = choppy(new TextEncoder().encode(`a,b\n1,2\n"${'long '.repeat(40_000)}",3\n4,5\n`), 5000)
    await together((shared) => expectSame((job) => readTable(source, {}, job), quietJob, shared), { block: 1000 })
  })
})

describe('a second worker that is no help', () => {
  const source = choppy(new TextEncoder().encode(`a,b\n${'1,x\n'.repeat(5000)}`), 500)

  it('is done without where it fails', async () => {
    const broken: Partner = { do: () => Promise.reject(new Error('gone')), pause: (ms) => new Promise((resolve) => { setTimeout(resolve, ms) }), from: 0, block: 100 }
    await expectSame((job) => readTable(source, {}, job), quietJob, { ...quietJob, partner: broken })
    const { table } = await readTable(choppy(new TextEncoder().encode(`a,b\n${'1,2\n'.repeat(60_000)}`), 5000), {}, quietJob)
    expect(await profileShared(table, { ...quietJob, partner: broken })).toEqual(profileTable(table, quietJob))
  })

  it('stops with a cancelled job, and is there for the next', async () => {
    for (const after of [3, 40, 150]) {
      let left = after
      const job: JobContext = { ...quietJob, checkpoint: () => { if (left-- <= 0) throw new CancelledError() } }
      await expect(together((shared) => readTable(source, {}, shared), { block: 64 }, job)).rejects.toBeInstanceOf(CancelledError)
      await together((shared) => expectSame((next) => readTable(source, {}, next), quietJob, shared), { block: 64 })
    }
  })
})
