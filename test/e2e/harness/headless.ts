import { spawn } from 'node:child_process'
import { homeEnvironment, makeHome } from '../../../electron/runtime/launch-as-user.mjs'
import { session } from './environment'
import { removeHome } from './launch'

export interface HeadlessResult {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface HeadlessOptions {
  /** Folder that relative paths are taken from; must be readable by the account Electron runs under. */
  readonly cwd?: string
  readonly appRoot?: string
  readonly timeout?: number
  /** Further environment: another language, another time zone. */
  readonly env?: Readonly<Record<string, string>>
  /** Called with everything printed so far and the process's id. */
  readonly onOutput?: (stdout: string, pid: number) => void
}

/** Runs the command line of the real app without a display, sandboxed where that is possible. */
export async function runHeadless(args: readonly string[], { cwd = '/', appRoot, timeout = 300_000, env = {}, onOutput }: HeadlessOptions = {}): Promise<HeadlessResult> {
  const { launch, kind } = session()
  const home = makeHome(launch)
  const environment: Record<string, string> = { ...homeEnvironment(home), ...env }
  delete environment.DISPLAY
  try {
    return await new Promise((resolve, reject) => {
      const child = spawn(launch.executable, ['--headless', '--disable-gpu', '--log-level=3', appRoot ?? launch.appRoot, '--', ...args], { cwd, env: { ...environment, COUNTERSIGN_RUNTIME: kind }, timeout, killSignal: 'SIGKILL' })
      const out: Buffer[] = []
      const err: Buffer[] = []
      child.stdout.on('data', (data: Buffer) => {
        out.push(data)
        onOutput?.(Buffer.concat(out).toString('utf8'), child.pid!)
      })
      child.stderr.on('data', (data: Buffer) => err.push(data))
      child.on('error', reject)
      child.on('close', (code) => resolve({ code, stdout: Buffer.concat(out).toString('utf8'), stderr: Buffer.concat(err).toString('utf8') }))
    })
  } finally {
    removeHome(home)
  }
}
