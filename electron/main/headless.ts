import { app, type BrowserWindow } from 'electron'
import { describeError, ExpectedError, toErrorReport } from '../../shared/contract/errors'
import type { HeadlessJob } from './context'
import type { PreparedJob } from './headless-job'

/** Exit code for a defect of the app itself (EX_SOFTWARE of sysexits.h). */
export const defectExit = 70

const startSeconds = 60
const beatSeconds = 10
const silentSeconds = 180

/** Runs `end` once: whoever comes first (page, watchdog, signal) decides the code. */
export class HeadlessRun implements HeadlessJob {
  readonly command: PreparedJob['command']
  readonly targets: PreparedJob['targets']
  #ended = false
  #alive = false
  #timers: NodeJS.Timeout[] = []

  constructor({ command, targets }: PreparedJob) {
    this.command = command
    this.targets = targets
  }

  print(stream: 'stdout' | 'stderr', text: string): void {
    process[stream].write(text.endsWith('\n') ? text : `${text}\n`)
  }

  exit(code: number): void {
    if (this.#ended) return
    this.#ended = true
    for (const timer of this.#timers) clearInterval(timer)
    exitAfterFlush(code)
  }

  started(): void {
    this.#alive = true
  }

  /** Ends with 70 when the page crashes, does not start, or stops answering: never a hang. */
  watch(window: BrowserWindow): void {
    const fail = (line: string): void => {
      if (!this.#ended) this.print('stderr', `countersign: ${line}`)
      this.exit(defectExit)
    }
    window.webContents.on('render-process-gone', (_event, { reason }) => fail(`the page ended unexpectedly (${reason}).`))
    window.webContents.on('did-fail-load', (_event, _code, description) => fail(`the page could not be loaded (${description}).`))
    window.webContents.on('did-navigate', (_event, _url, status) => {
      if (status >= 400) fail(`the page could not be loaded (status ${status}).`)
    })
    window.webContents.on('preload-error', (_event, _path, error) => fail(`the page could not be prepared (${error.message}).`))
    this.#timers.push(setTimeout(() => {
      if (!this.#alive) fail(`the page did not start within ${startSeconds} s.`)
    }, startSeconds * 1000))
    let answered = performance.now()
    this.#timers.push(setInterval(() => {
      if (performance.now() - answered > silentSeconds * 1000) fail(`the page stopped answering for ${silentSeconds} s.`)
      window.webContents.executeJavaScript('1').then(() => (answered = performance.now()), () => undefined)
    }, beatSeconds * 1000))
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.on(signal, () => {
        this.print('stderr', 'countersign: stopped.')
        this.exit(signal === 'SIGINT' ? 130 : 143)
      })
    }
  }
}

/** Ends the process when what was printed is out; a closed pipe (`| head`) is no reason to wait. */
export function exitAfterFlush(code: number): void {
  const done = (): void => app.exit(code)
  setTimeout(done, 2000)
  process.stdout.write('', () => process.stderr.write('', done))
}

/** One line for a failure before the page is there, and its exit code. */
export function failureLine(error: unknown): { readonly line: string; readonly code: number } {
  const sentence = describeError(toErrorReport(error)).replaceAll('\n', ' ')
  return { line: `countersign: ${sentence}`, code: error instanceof ExpectedError ? 2 : defectExit }
}
