import { randomBytes } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import { join, sep } from 'node:path'
import { ExpectedError } from '../../shared/contract/errors'
import type { Grant } from '../../shared/contract/ipc'
import type { Grants } from './grants'
import { removeDraft } from './recents'
import { ReviewFile } from './review-file'

/** The review files that are open, by grant; several grants may mean one file. */
export class ReviewSessions {
  readonly #grants: Grants
  readonly #draftsDir: string
  readonly #open = new Map<string, ReviewFile>()

  constructor(grants: Grants, draftsDir: string) {
    this.#grants = grants
    this.#draftsDir = draftsDir
  }

  get openPaths(): ReadonlySet<string> {
    return new Set([...this.#open.values()].map(({ path }) => path))
  }

  isDraft(path: string): boolean {
    return path.startsWith(this.#draftsDir + sep)
  }

  /** Opens by grant. Opening again what this window has open (a reload) reads it afresh. */
  async open(grant: string): Promise<ReviewFile> {
    const { path } = this.#grants.require(grant, 'review')
    for (const [, file] of [...this.#open]) if (file.path === path) await this.#closeFile(file)
    const file = await ReviewFile.open(path)
    this.#open.set(grant, file)
    return file
  }

  /** A new draft, open at once, so that the first edit is already safe. */
  async draft(now: Date): Promise<Grant> {
    await mkdir(this.#draftsDir, { recursive: true })
    const name = `draft-${now.toISOString().slice(0, 19).replaceAll(':', '-')}-${randomBytes(3).toString('hex')}.countersign`
    const path = join(this.#draftsDir, name)
    const grant = this.#grants.grantTarget(path, 'review')
    this.#open.set(grant.grant, await ReviewFile.open(path))
    return grant
  }

  require(grant: string): ReviewFile {
    const file = this.#open.get(grant)
    if (file === undefined) throw new ExpectedError('review.not-open', 'This review is not open.', { remedy: 'Open it again.' })
    return file
  }

  /** Save as: both grants mean the new file afterwards; a draft it came from is removed. */
  async saveAs(grant: string, target: string, bytes: Uint8Array, through: number | undefined): Promise<ReviewFile> {
    const from = this.require(grant)
    const { path } = this.#grants.require(target, 'review')
    if (path === from.path) {
      await from.snapshot(bytes, through)
      this.#open.set(target, from)
      return from
    }
    const file = await from.saveAs(path, bytes, through)
    for (const [id, open] of [...this.#open]) {
      if (open !== from) continue
      this.#open.set(id, file)
      this.#grants.repoint(id, path)
    }
    this.#open.set(target, file)
    if (this.isDraft(from.path)) await removeDraft(from.path)
    return file
  }

  /** Closes; a draft goes with `discardDraft`, or when nothing was ever put into it. */
  async close(grant: string, discardDraft: boolean): Promise<void> {
    const file = this.require(grant)
    const empty = file.isEmpty
    await this.#closeFile(file)
    if (this.isDraft(file.path) && (discardDraft || empty)) await removeDraft(file.path)
  }

  /** On quitting: releases every lock; journals and drafts stay. */
  async closeAll(): Promise<void> {
    for (const file of new Set(this.#open.values())) {
      const empty = file.isEmpty
      await this.#closeFile(file)
      if (this.isDraft(file.path) && empty) await removeDraft(file.path)
    }
  }

  async #closeFile(file: ReviewFile): Promise<void> {
    for (const [grant, open] of [...this.#open]) if (open === file) this.#open.delete(grant)
    await file.close()
  }
}
