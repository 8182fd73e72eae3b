import { _electron, type ElectronApplication, type Page } from '@playwright/test'
import { rmSync } from 'node:fs'
import { homeEnvironment, makeHome } from '../../../electron/runtime/launch-as-user.mjs'
import { loader, session } from './environment'

export interface LaunchOptions {
  /** HOME of an earlier start, to come back to its drafts, recents and identities. */
  readonly home?: string
  /** Files to open, as from the command line. */
  readonly files?: readonly string[]
  /** Another folder to run as the app (`out/` inside); the build by default. */
  readonly appRoot?: string
  readonly env?: Readonly<Record<string, string>>
}

export interface LaunchedApp {
  readonly app: ElectronApplication
  readonly page: Page
  readonly home: string
  /** Console errors and uncaught exceptions of the page so far. */
  readonly errors: readonly string[]
  /** Quits; keeps `home`. */
  close(): Promise<void>
  /** Pulls the plug: SIGKILL to every process of the app. */
  kill(): Promise<void>
}

/** Starts the real app in a window and waits for its page. */
export async function launchApp({ home: given, files = [], appRoot, env = {} }: LaunchOptions = {}): Promise<LaunchedApp> {
  const { launch, kind } = session()
  const home = given ?? makeHome(launch)
  const app = await started({
    executablePath: launch.executable,
    // Playwright leaves its loader out where it is told which executable to start.
    args: ['-r', loader, '--disable-gpu', appRoot ?? launch.appRoot, '--', ...files],
    env: { ...homeEnvironment(home), COUNTERSIGN_RUNTIME: kind, ...env },
    cwd: home,
    timeout: 30_000,
    chromiumSandbox: launch.sandbox,
  })
  const page = await app.firstWindow()
  const errors: string[] = []
  page.on('pageerror', (error) => errors.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text())
  })
  await page.waitForLoadState('domcontentloaded')
  return {
    app,
    page,
    home,
    errors,
    close: () => close(app),
    kill: () => kill(app),
  }
}

/** The question about running jobs is answered with "Close": no one is there to answer it, and it stops the whole process. */
async function close(app: ElectronApplication): Promise<void> {
  await answerMessageBox(app, 1)
  const late = setTimeout(() => void kill(app), 30_000)
  await app.close().finally(() => { clearTimeout(late) })
}

async function kill(app: ElectronApplication): Promise<void> {
  const child = app.process()
  const ended = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGKILL')
  await ended
}

/**
 * Playwright attaches to Electron's main process through a debugger and now and then misses the
 * moment at which the app becomes ready; such a start is ended by its time limit and made anew.
 * What the app itself does wrong happens after this.
 */
async function started(options: Parameters<typeof _electron.launch>[0]): Promise<ElectronApplication> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await _electron.launch(options)
    } catch (error) {
      if (attempt === 3 || !String(error).includes('Timeout')) throw error
      process.stdout.write(`The debugger missed Electron's start (attempt ${attempt}); starting again.\n`)
    }
  }
}

/** Removes what starts left behind. */
export function removeHome(home: string): void {
  rmSync(home, { recursive: true, force: true })
}

/** File dialogs answer with these paths, one list after the other; the last answers from then on. */
export async function answerOpenDialog(app: ElectronApplication, ...answers: readonly (readonly string[])[]): Promise<void> {
  await app.evaluate(({ dialog }, lists) => {
    const waiting = [...lists]
    dialog.showOpenDialog = () => {
      const filePaths = [...((waiting.length > 1 ? waiting.shift() : waiting[0]) ?? [])]
      return Promise.resolve({ canceled: filePaths.length === 0, filePaths })
    }
  }, answers)
}

/** Save dialogs answer with this path; null cancels. */
export async function answerSaveDialog(app: ElectronApplication, path: string | null): Promise<void> {
  await app.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: filePath === null, filePath: filePath ?? '' })
  }, path)
}

/** Message boxes answer with this button; what they said is kept for `messageBoxes`. */
export async function answerMessageBox(app: ElectronApplication, response: number): Promise<void> {
  await app.evaluate(({ dialog }, button) => {
    const shown: string[] = []
    Reflect.set(globalThis, '__messageBoxes', shown)
    const note = (args: readonly unknown[]): void => void shown.push(JSON.stringify(args.at(-1)))
    dialog.showMessageBox = (...args: readonly unknown[]) => {
      note(args)
      return Promise.resolve({ response: button, checkboxChecked: false })
    }
    dialog.showMessageBoxSync = (...args: readonly unknown[]) => {
      note(args)
      return button
    }
  }, response)
}

/** JSON of the message boxes shown since `answerMessageBox`. */
export function messageBoxes(app: ElectronApplication): Promise<string[]> {
  return app.evaluate(() => (Reflect.get(globalThis, '__messageBoxes') as string[] | undefined) ?? [])
}
