import { createHash } from 'node:crypto'
import { copyFile, open, readFile, rename, rm, type FileHandle } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import { syncFolder, writeAtomic } from './atomic-write'
import { errnoOf, explainFileError } from './fs-errors'
import { decodeJournal, editsAfterSnapshot, encodeFrame, type JournalFrame } from './journal'
import { takeLock, type Lock } from './lock-file'

export const journalPathOf = (path: string): string => `${path}.journal`
export const backupPathOf = (path: string): string => `${path}.bak`

/** What was found on opening: the snapshot, and the lines committed after it. */
export interface OpenedReview {
  readonly bytes: Uint8Array | null
  readonly journal: readonly string[]
  readonly damaged: number
}

/**
 * An open review file: lock, snapshot and journal. Operations run one after another.
 * Order of a snapshot, so that a kill between any two steps neither loses nor doubles an edit:
 * new bytes durable in a temp file → mark in the journal (fsync) → previous snapshot kept as
 * `.bak` → rename into place (fsync of the folder) → journal replaced by what is not covered.
 */
export class ReviewFile {
  readonly path: string
  readonly opened: OpenedReview
  readonly #lock: Lock
  /** Edits since the snapshot on disk, in order. */
  #pending: JournalFrame[]
  /** Numbers of the lines handed out on opening and appended since: what `through` counts. */
  readonly #lineSeqs: number[]
  #seq: number
  #hasSnapshot: boolean
  #handle: FileHandle
  #queue: Promise<unknown> = Promise.resolve()

  private constructor(path: string, opened: OpenedReview, lock: Lock, pending: readonly JournalFrame[], seq: number, handle: FileHandle) {
    this.path = path
    this.opened = opened
    this.#lock = lock
    this.#pending = [...pending]
    this.#lineSeqs = pending.map((frame) => frame.seq)
    this.#seq = seq
    this.#hasSnapshot = opened.bytes !== null
    this.#handle = handle
  }

  /** Opens (a missing file is a new review) and locks. @throws ExpectedError when locked or unreadable. */
  static async open(path: string): Promise<ReviewFile> {
    const lock = await takeLock(path)
    try {
      const bytes = await readIfThere(path)
      const content = await readIfThere(journalPathOf(path))
      const { frames, damaged } = decodeJournal(content === null ? '' : Buffer.from(content).toString('utf8'))
      const edits = editsAfterSnapshot(frames, bytes === null ? null : sha256(bytes))
      if (damaged > 0) await copyFile(journalPathOf(path), `${journalPathOf(path)}.damaged`)
      // Renumber from 1 and drop what is covered or damaged, so that appending goes on after a good end.
      const pending = edits.map((edit, index): JournalFrame => ({ ...edit, seq: index + 1 }))
      const handle = await rewriteJournal(path, pending)
      const opened = { bytes, journal: edits.map(({ text }) => text), damaged }
      return new ReviewFile(path, opened, lock, pending, pending.length, handle)
    } catch (error) {
      await lock.release()
      throw explainFileError(error, basename(path), 'open')
    }
  }

  /** Appends one line; when the promise resolves the line is on the disk. */
  append(line: string): Promise<void> {
    return this.#enqueue(async () => {
      const frame: JournalFrame = { seq: this.#seq + 1, kind: 'edit', text: line }
      await this.#write(frame)
      this.#pending.push(frame)
      this.#lineSeqs.push(frame.seq)
    })
  }

  /**
   * Replaces the snapshot. `through` is how many lines (those returned on opening, then those
   * appended) the bytes hold; left out, all so far. Lines beyond it stay in the journal.
   */
  snapshot(bytes: Uint8Array, through?: number): Promise<void> {
    return this.#enqueue(async () => {
      const covered = this.#coveredBy(through)
      const mark = `${sha256(bytes)} ${covered}`
      await writeAtomic(this.path, bytes, {
        beforeRename: async () => {
          await this.#write({ seq: this.#seq + 1, kind: 'snapshot', text: mark })
          await keepPrevious(this.path)
        },
      })
      this.#hasSnapshot = true
      this.#pending = this.#pending.filter(({ seq }) => seq > covered)
      // The snapshot is safe and the mark says what it covers: a journal that cannot be shortened
      // now (a full disk) is longer than need be, nothing worse, and the next snapshot tries again.
      await this.#compact().catch(() => undefined)
    })
  }

  /** Replaces the journal by the pending lines; on failure the old one goes on. */
  async #compact(): Promise<void> {
    const next = await rewriteJournal(this.path, this.#pending)
    await this.#handle.close()
    this.#handle = next
  }

  /**
   * Save as: the same review goes on in another file (locked, with the lines the bytes do not hold);
   * this one is closed as it is. What lay at the target is kept there as `.bak`.
   */
  saveAs(path: string, bytes: Uint8Array, through?: number): Promise<ReviewFile> {
    return this.#enqueue(async () => {
      const target = await ReviewFile.open(path)
      try {
        target.#pending = []
        await target.snapshot(bytes)
        const covered = this.#coveredBy(through)
        const rest = this.#pending.filter(({ seq }) => seq > covered)
        target.#lineSeqs.splice(0, Infinity, ...this.#lineSeqs)
        target.#seq = this.#seq
        target.#pending = rest
        await target.#compact()
      } catch (error) {
        await target.close()
        throw error
      }
      await this.#handle.close()
      await this.#lock.release()
      return target
    })
  }

  #coveredBy(through: number | undefined): number {
    return through === undefined ? this.#seq : (this.#lineSeqs[Math.min(through, this.#lineSeqs.length) - 1] ?? 0)
  }

  /** True when there is neither a snapshot nor a line: nothing a person made. */
  get isEmpty(): boolean {
    return !this.#hasSnapshot && this.#pending.length === 0
  }

  /** Closes and unlocks; the journal stays unless it is empty. */
  close(): Promise<void> {
    return this.#enqueue(async () => {
      await this.#handle.close()
      if (this.#pending.length === 0) await rm(journalPathOf(this.path), { force: true })
      await this.#lock.release()
    })
  }

  async #write(frame: JournalFrame): Promise<void> {
    const { size } = await this.#handle.stat()
    try {
      await this.#handle.appendFile(encodeFrame(frame))
      await this.#handle.datasync()
      this.#seq = frame.seq
    } catch (error) {
      // Half a frame would end every later replay here.
      await this.#handle.truncate(size).catch(() => undefined)
      throw explainFileError(error, basename(this.path), 'write')
    }
  }

  #enqueue<T>(work: () => Promise<T>): Promise<T> {
    const next = this.#queue.then(work)
    this.#queue = next.catch(() => undefined)
    return next
  }
}

async function rewriteJournal(path: string, frames: readonly JournalFrame[]): Promise<FileHandle> {
  const journal = journalPathOf(path)
  await writeAtomic(journal, Buffer.from(frames.map(encodeFrame).join('')))
  return open(journal, 'a')
}

/** Keeps the snapshot that is about to be replaced, itself written whole or not at all. */
async function keepPrevious(path: string): Promise<void> {
  const temp = `${backupPathOf(path)}.tmp`
  try {
    await copyFile(path, temp)
    await rename(temp, backupPathOf(path))
    await syncFolder(dirname(path))
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT') throw error
  }
}

async function readIfThere(path: string): Promise<Uint8Array | null> {
  try {
    return new Uint8Array(await readFile(path))
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return null
    throw error
  }
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}
