import { randomBytes } from 'node:crypto'
import { appendFile, mkdir, rename, stat } from 'node:fs/promises'
import { join } from 'node:path'

const maxBytes = 2_000_000

/** The log of defects: one JSON line each, on this machine only, at most two files of 2 MB. */
export class DefectLog {
  readonly #folder: string
  /** Called for each entry; the command line prints them. */
  onDefect: ((line: string) => void) | null = null

  constructor(folder: string) {
    this.#folder = folder
  }

  /** Logs a defect and returns its id. Never throws: a full disk must not turn one defect into two. */
  async report(where: string, message: string, stack: string): Promise<string> {
    const id = randomBytes(4).toString('hex')
    this.onDefect?.(`Defect ${id} in ${where}: ${message}`)
    try {
      await mkdir(this.#folder, { recursive: true })
      const path = join(this.#folder, 'defects.log')
      const size = await stat(path).then((found) => found.size, () => 0)
      if (size > maxBytes) await rename(path, join(this.#folder, 'defects.1.log'))
      const entry = { id, at: new Date().toISOString(), where, message: message.slice(0, 4000), stack: stack.slice(0, 16_000) }
      await appendFile(path, `${JSON.stringify(entry)}\n`)
    } catch {
      // Nowhere to write it; the id still goes on screen.
    }
    return id
  }

  /** The same for anything thrown. */
  reportThrown(where: string, thrown: unknown): Promise<string> {
    return thrown instanceof Error ? this.report(where, thrown.message, thrown.stack ?? '') : this.report(where, String(thrown), '')
  }
}
