import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { writeAtomic } from '../../../electron/main/atomic-write'
import { ReviewFile } from '../../../electron/main/review-file'
import { closeLeftOpen, type faultyFs, plug, pullAfter } from './fault-fs'

vi.mock('node:fs/promises', async () => {
  const { faultyFs: make } = await vi.importActual<{ faultyFs: typeof faultyFs }>('./fault-fs')
  return make()
})

let folder: string
let path: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'review-'))
  path = join(folder, 'a.countersign')
  pullAfter(Infinity)
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const bytesOf = (lines: readonly string[]): Uint8Array => new TextEncoder().encode(JSON.stringify(lines))
const linesOf = (bytes: Uint8Array | null): string[] => (bytes === null ? [] : (JSON.parse(new TextDecoder().decode(bytes)) as string[]))

/** What a person would see after the crash: the snapshot and then the journal. */
async function reopen(): Promise<string[]> {
  pullAfter(Infinity)
  await closeLeftOpen()
  // The lock of this very process; that a dead process's lock is taken over has its own test.
  rmSync(`${path}.lock`, { force: true })
  const file = await ReviewFile.open(path)
  const seen = [...linesOf(file.opened.bytes), ...file.opened.journal]
  await file.close()
  return seen
}

/** A session: edits with snapshots in between; returns what was confirmed and what was asked for. */
async function session(): Promise<{ confirmed: string[]; asked: string[] }> {
  const confirmed: string[] = []
  const asked: string[] = []
  const edit = async (file: ReviewFile, line: string): Promise<void> => {
    asked.push(line)
    await file.append(line)
    confirmed.push(line)
  }
  try {
    const file = await ReviewFile.open(path)
    await edit(file, 'one')
    await edit(file, 'two')
    await file.snapshot(bytesOf(['one', 'two']))
    await edit(file, 'three')
    await edit(file, 'four "quoted"\nline')
    // Four came after the bytes were made.
    await file.snapshot(bytesOf(['one', 'two', 'three']), 3)
    await edit(file, 'five')
    await file.close()
  } catch (error) {
    if (!(error instanceof Error) || error.message !== 'killed') throw error
  }
  return { confirmed, asked }
}

describe('a review file', () => {
  it('keeps edits in order through snapshots, closing and opening', async () => {
    const { confirmed } = await session()
    expect(confirmed).toEqual(['one', 'two', 'three', 'four "quoted"\nline', 'five'])
    expect(await reopen()).toEqual(confirmed)
    expect(await reopen()).toEqual(confirmed)
  })

  it('loses no confirmed edit and doubles none, wherever the plug is pulled', async () => {
    await session()
    const operations = plug.used
    expect(operations).toBeGreaterThan(30)
    for (let at = 0; at < operations; at++) {
      rmSync(folder, { recursive: true, force: true })
      folder = mkdtempSync(join(tmpdir(), 'review-'))
      path = join(folder, 'a.countersign')
      pullAfter(at)
      const { confirmed, asked } = await session()
      const seen = await reopen()
      // At most the one edit that was being written when the plug was pulled is there unconfirmed.
      expect([at, seen], `after ${at} operations`).toEqual([at, asked.slice(0, seen.length)])
      expect(seen.length, `after ${at} operations`).toBeGreaterThanOrEqual(confirmed.length)
      expect(await reopen()).toEqual(seen)
    }
  })

  it('keeps the previous snapshot', async () => {
    await session()
    expect(linesOf(readFileSync(`${path}.bak`))).toEqual(['one', 'two'])
  })

  it('counts damage, keeps the damaged journal, and goes on after what is good', async () => {
    const file = await ReviewFile.open(path)
    for (const line of ['one', 'two', 'three']) await file.append(line)
    await file.close()
    const journal = readFileSync(`${path}.journal`, 'utf8').split('\n')
    journal[1] = journal[1]!.replace('two', 'twa')
    writeFileSync(`${path}.journal`, journal.join('\n'))
    const again = await ReviewFile.open(path)
    expect(again.opened).toMatchObject({ journal: ['one'], damaged: 2 })
    await again.append('four')
    await again.close()
    expect(await reopen()).toEqual(['one', 'four'])
    expect(readFileSync(`${path}.journal.damaged`, 'utf8')).toContain('three')
  })

  it('leaves nothing but the file, its backup and no lock when closed after a save', async () => {
    const file = await ReviewFile.open(path)
    await file.append('one')
    await file.snapshot(bytesOf(['one']))
    await file.close()
    expect(readdirSync(folder)).toEqual(['a.countersign'])
  })

  it('refuses a second opener and names the place', async () => {
    const file = await ReviewFile.open(path)
    await expect(ReviewFile.open(path)).rejects.toMatchObject({ code: 'review.locked', details: { file: 'a.countersign' } })
    await file.close()
    await (await ReviewFile.open(path)).close()
  })

  it('takes over the lock of a process that is gone', async () => {
    writeFileSync(`${path}.lock`, JSON.stringify({ pid: 2 ** 22 + 1, host: (await import('node:os')).hostname(), started: '', token: 'x' }))
    await (await ReviewFile.open(path)).close()
    writeFileSync(`${path}.lock`, '{"torn')
    await (await ReviewFile.open(path)).close()
  })

  it('does not take over a lock from another computer', async () => {
    writeFileSync(`${path}.lock`, JSON.stringify({ pid: 1, host: 'elsewhere', started: '', token: 'x' }))
    await expect(ReviewFile.open(path)).rejects.toThrow(/open on elsewhere/)
  })

  it('goes on elsewhere after save as, with the lines the bytes do not hold', async () => {
    const file = await ReviewFile.open(path)
    for (const line of ['one', 'two', 'three']) await file.append(line)
    const other = join(folder, 'b.countersign')
    const copy = await file.saveAs(other, bytesOf(['one', 'two']), 2)
    await copy.append('four')
    await copy.snapshot(bytesOf(['one', 'two', 'three']), 3)
    await copy.close()
    path = other
    expect(await reopen()).toEqual(['one', 'two', 'three', 'four'])
  })
})

describe('an atomic write', () => {
  it.each(['ENOSPC', 'EACCES', 'EROFS', 'EIO'])('leaves the old file and no temp file on %s', async (errno) => {
    writeFileSync(path, 'old')
    for (let at = 0; at < 3; at++) {
      pullAfter(at, errno)
      await expect(writeAtomic(path, Buffer.from('new'))).rejects.toMatchObject({ name: 'ExpectedError', details: { file: 'a.countersign' } })
      expect(readFileSync(path, 'utf8')).toBe('old')
      expect(readdirSync(folder)).toEqual(['a.countersign'])
    }
  })

  it('reports a full disk when an edit cannot be kept, and the journal still reads', async () => {
    const file = await ReviewFile.open(path)
    await file.append('one')
    pullAfter(0, 'ENOSPC')
    await expect(file.append('two')).rejects.toMatchObject({ code: 'file.disk-full' })
    pullAfter(Infinity)
    await file.append('three')
    await file.close()
    expect(await reopen()).toEqual(['one', 'three'])
  })

  it('says which folder is missing', async () => {
    await expect(writeAtomic(join(folder, 'none', 'x.pdf'), Buffer.from(''))).rejects.toMatchObject({ code: 'file.missing-folder' })
    expect(existsSync(join(folder, 'none'))).toBe(false)
  })
})
