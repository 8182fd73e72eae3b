import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { open, readFile, rename, rm } from 'node:fs/promises'
import { hostname } from 'node:os'
import { basename } from 'node:path'
import { z } from 'zod'
import { ExpectedError } from '../../shared/contract/errors'
import { errnoOf, explainFileError } from './fs-errors'

const lockSchema = z.object({ pid: z.number(), host: z.string(), started: z.string(), token: z.string() })

/** A lock held on a review: `<file>.lock`, which names the process that holds it. */
export interface Lock {
  release(): Promise<void>
}

/**
 * Takes the lock, or takes it over where its holder is no longer running (after a crash).
 * @throws ExpectedError `review.locked` naming who holds it.
 */
export async function takeLock(path: string): Promise<Lock> {
  const lockPath = `${path}.lock`
  const token = randomBytes(8).toString('hex')
  for (let attempt = 0; attempt < 5; attempt++) {
    try {
      const file = await open(lockPath, 'wx')
      try {
        await file.writeFile(JSON.stringify({ pid: process.pid, host: hostname(), started: processStart(process.pid), token }))
        await file.sync()
      } finally {
        await file.close()
      }
      return { release: () => releaseLock(lockPath, token) }
    } catch (error) {
      if (errnoOf(error) !== 'EEXIST') throw explainFileError(error, basename(path), 'write')
    }
    await clearStale(lockPath, basename(path))
  }
  throw new ExpectedError('review.locked', `${basename(path)} is being opened elsewhere at this moment.`, { file: basename(path), remedy: 'Try again.' })
}

async function clearStale(lockPath: string, name: string): Promise<void> {
  const text = await readFile(lockPath, 'utf8').catch(() => null)
  if (text === null) return
  const holder = lockSchema.safeParse(safeJson(text))
  // An unreadable lock was torn by a crash while it was being written.
  if (holder.success && isAlive(holder.data)) {
    const where = holder.data.host === hostname() ? 'in another window of Countersign' : `on ${holder.data.host}`
    throw new ExpectedError('review.locked', `${name} is open ${where}.`, { file: name, remedy: `Close it there first; if nobody has it open, delete ${name}.lock.` })
  }
  // Rename first: of two processes that both see the stale lock, only one gets it.
  const aside = `${lockPath}.${randomBytes(4).toString('hex')}`
  await rename(lockPath, aside).then(() => rm(aside, { force: true }), () => undefined)
}

function isAlive({ pid, host, started }: z.infer<typeof lockSchema>): boolean {
  // Nothing can be known about another machine's processes; only a person can tell.
  if (host !== hostname()) return true
  try {
    process.kill(pid, 0)
  } catch (error) {
    return errnoOf(error) === 'EPERM'
  }
  // The number may have gone to another program since.
  return started === '' || started === processStart(pid)
}

/** Start time of a process in clock ticks since boot, where the system tells it ('' elsewhere). */
function processStart(pid: number): string {
  if (process.platform !== 'linux') return ''
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return text.slice(text.lastIndexOf(')') + 2).split(' ')[19] ?? ''
  } catch {
    return ''
  }
}

async function releaseLock(lockPath: string, token: string): Promise<void> {
  const held = lockSchema.safeParse(safeJson(await readFile(lockPath, 'utf8').catch(() => '')))
  if (held.success && held.data.token === token) await rm(lockPath, { force: true })
}

function safeJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
