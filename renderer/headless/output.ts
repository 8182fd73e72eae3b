import { ask } from '../bridge'

/** One line (or one document) on the command line's standard output. */
export function print(text: string): Promise<undefined> {
  return ask('headless.print', { stream: 'stdout', text: `${text}\n` })
}

/** What is not a result goes to standard error. */
export function printError(text: string): Promise<undefined> {
  return ask('headless.print', { stream: 'stderr', text: `${text}\n` })
}

/** Exit codes of the command line. */
export const exit = { clean: 0, findings: 1, badInput: 2, notVerified: 3, defect: 70 } as const
