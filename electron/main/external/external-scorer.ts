import { lstat, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ExpectedError } from '../../../shared/contract/errors'
import type { ExternalCommand, ExternalParts } from '../../../shared/contract/external'
import type { ResponseOf } from '../../../shared/contract/ipc'
import { sha256OfBytes } from '../hash-file'
import { inspectCommand } from './inspect-command'
import { commandEnvironment, runCommand } from './run-command'

/** Most bytes of rows that are handed over, and of predictions that are taken back. */
const fileLimit = 256 * 1024 * 1024
const printedLimit = 16 * 1024 * 1024
/** Signs of a command that a dialog can show whole: what is not seen cannot be confirmed. */
const shownLimit = 3000

/** What the person confirms before a command, in main's own dialog. */
export interface ExternalQuestion extends ExternalParts {
  readonly seconds: number
  readonly rows: { readonly sha256: string; readonly size: number }
}

/**
 * The one way a command of the reviewer's is started. `allowed` is set by the native menu alone and is off
 * at every start; each command is confirmed by itself, with the hashes of what is then started.
 */
export class ExternalScorer {
  #allowed = false
  #running: AbortController | null = null

  allow(allowed: boolean): void {
    this.#allowed = allowed
    if (!allowed) this.stop()
  }

  stop(): void {
    this.#running?.abort()
  }

  /** @throws ExpectedError `external.off`, `external.busy`, `external.cancelled`, `external.changed`, `external.too-large`, `external.too-long`, and those of finding and starting the program. */
  async run(command: ExternalCommand, rows: Uint8Array, confirm: (question: ExternalQuestion) => Promise<boolean>): Promise<ResponseOf<'external.run'>> {
    this.#requireAllowed()
    if (this.#running !== null) throw new ExpectedError('external.busy', 'An external scorer is running already.', { remedy: 'Wait for it, or cancel it.' })
    const running = new AbortController()
    this.#running = running
    try {
      if (rows.byteLength > fileLimit) throw new ExpectedError('external.too-large', 'The rows are larger than an external scorer is given (256 MB).', { remedy: 'Keep fewer rows in a file of their own.' })
      if ([command.program, ...command.args].join('').length > shownLimit) throw new ExpectedError('external.too-long', 'The command is too long to be shown whole, so it cannot be confirmed.', { remedy: 'Put its settings into a script.' })
      const parts = await inspectCommand(command)
      const given = { sha256: sha256OfBytes(rows), size: rows.byteLength }
      if (!(await confirm({ ...parts, seconds: command.seconds, rows: given })) || running.signal.aborted) throw new ExpectedError('external.cancelled', 'No command was run.')
      this.#requireAllowed()
      if (!same(parts, await inspectCommand(command))) throw new ExpectedError('external.changed', 'The program or a file of the command changed after it was shown; nothing was run.', { remedy: 'Run it again when its files stay as they are.' })
      const folder = await mkdtemp(join(tmpdir(), 'countersign-external-'))
      try {
        await writeFile(join(folder, 'rows.csv'), rows, { mode: 0o600 })
        const limits = { milliseconds: command.seconds * 1000, printedBytes: printedLimit, folderBytes: rows.byteLength + fileLimit }
        const { said, ...end } = await runCommand(parts.program, command.args, folder, limits, running.signal)
        const after = await inspectCommand(command).catch(() => null)
        const predictions = await predictionsIn(folder)
        const run = {
          ...parts, ...end, unchanged: after !== null && same(parts, after), environment: Object.keys(commandEnvironment(folder)).sort(), rows: given,
          predictions: predictions === null ? null : { sha256: sha256OfBytes(predictions), size: predictions.byteLength },
        }
        return { run, predictions, said }
      } finally {
        await rm(folder, { recursive: true, force: true }).catch(() => undefined)
      }
    } finally {
      this.#running = null
    }
  }

  #requireAllowed(): void {
    if (!this.#allowed) throw new ExpectedError('external.off', 'External scorers are off: a command would run outside the sandbox.', { remedy: 'Switch them on in the menu: Run, Allow an external scorer. They are off again at the next start.' })
  }
}

const same = (a: ExternalParts, b: ExternalParts): boolean => JSON.stringify(a) === JSON.stringify(b)

/** What the command left; null for no file, a link, or one beyond the limit. */
async function predictionsIn(folder: string): Promise<Uint8Array | null> {
  const path = join(folder, 'predictions.csv')
  const found = await lstat(path).catch(() => null)
  if (found === null || !found.isFile() || found.size > fileLimit) return null
  return new Uint8Array(await readFile(path))
}
