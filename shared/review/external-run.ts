import type { ExternalRun } from '../contract/external'
import { ExpectedError } from '../contract/errors'

/** How a command ended, in a few words. */
export function endWords({ ended, exitCode, signal }: Pick<ExternalRun, 'ended' | 'exitCode' | 'signal'>): string {
  if (ended === 'time-limit') return 'ended at its time limit'
  if (ended === 'output-limit') return 'ended because it wrote too much'
  if (ended === 'stopped') return 'stopped by the reviewer'
  return exitCode === null ? `ended by ${signal ?? 'a signal'}` : `exit code ${exitCode}`
}

/**
 * Refuses what a command left unless all of it can be relied on.
 * @throws ExpectedError `external.failed`, `external.changed`, `external.no-predictions`.
 */
export function requireUsable(run: ExternalRun, said: string): void {
  const program = run.program.split(/[\\/]/).at(-1)!
  const last = said.trim() === '' ? 'It printed nothing.' : `It last printed: ${said.trim().slice(-300)}`
  if (run.ended !== 'exited' || run.exitCode !== 0) throw new ExpectedError('external.failed', `The external scorer ${program} gave no predictions: ${endWords(run)}.`, { remedy: last })
  if (!run.unchanged) throw new ExpectedError('external.changed', 'The program or a file of the command changed while it ran; nothing of it is used.', { remedy: 'Run it again when its files stay as they are.' })
  if (run.predictions === null) throw new ExpectedError('external.no-predictions', `The external scorer ${program} left no file predictions.csv where it was started.`, { remedy: last })
}
