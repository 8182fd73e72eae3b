import { spawn, type ChildProcess } from 'node:child_process'
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { ExpectedError } from '../../../shared/contract/errors'
import type { ExternalRun } from '../../../shared/contract/external'

export interface CommandLimits {
  readonly milliseconds: number
  /** Bytes it may print to both streams together. */
  readonly printedBytes: number
  /** Bytes the files may hold that lie directly in its folder. */
  readonly folderBytes: number
}

export interface CommandEnd extends Pick<ExternalRun, 'ended' | 'exitCode' | 'signal' | 'milliseconds'> {
  /** The end of what it printed, both streams. */
  readonly said: string
}

const keptText = 4000
const watchEvery = 200
/** A process that left the group may hold the streams open after the program's end; no one waits for it. */
const streamsMayLag = 1000

/**
 * The whole environment of a command: where programs are found, a home and a temporary folder that vanish
 * with it, and what Windows itself needs. Nothing else of the app's own environment is passed on.
 */
export function commandEnvironment(folder: string, own: NodeJS.ProcessEnv = process.env): Record<string, string> {
  const base = { PATH: own['PATH'] ?? '', HOME: folder, TMPDIR: folder, LANG: 'C.UTF-8' }
  return process.platform === 'win32' ? { ...base, USERPROFILE: folder, TEMP: folder, TMP: folder, SystemRoot: own['SystemRoot'] ?? 'C:\\Windows' } : base
}

/**
 * Starts a program without a shell in `folder` and waits for its end. At a limit, at `stop`, at its own end
 * and at the app's, its whole process group is killed, so that nothing it started stays behind.
 * @throws ExpectedError `external.start` when it cannot be started.
 */
export function runCommand(program: string, args: readonly string[], folder: string, limits: CommandLimits, stop: AbortSignal): Promise<CommandEnd> {
  const started = performance.now()
  // A group of its own, so that it can be killed with all it started.
  const child = spawn(program, [...args], { cwd: folder, env: commandEnvironment(folder), shell: false, detached: process.platform !== 'win32', windowsHide: true, stdio: ['ignore', 'pipe', 'pipe'] })
  let ended: CommandEnd['ended'] = 'exited'
  let printed = 0
  let said = ''
  const kill = (): void => killGroup(child)
  const end = (why: CommandEnd['ended']): void => {
    if (ended === 'exited') ended = why
    kill()
  }
  const stopped = (): void => end('stopped')
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      printed += chunk.length
      said = (said + chunk.toString('utf8')).slice(-keptText)
      if (printed > limits.printedBytes) end('output-limit')
    })
  }
  const clock = setTimeout(() => end('time-limit'), limits.milliseconds)
  const watch = setInterval(() => void folderBytes(folder).then((bytes) => { if (bytes > limits.folderBytes) end('output-limit') }), watchEvery)
  stop.addEventListener('abort', stopped)
  if (stop.aborted) stopped()
  process.once('exit', kill)
  return new Promise<CommandEnd>((resolve, reject) => {
    child.once('error', (error) => reject(new ExpectedError('external.start', `The program could not be started: ${error.message}.`)))
    child.once('exit', (exitCode, signal) => {
      const milliseconds = Math.round(performance.now() - started)
      const why = ended
      kill()
      const finish = (): void => void folderBytes(folder).then((bytes) => {
        const tooMuch = bytes > limits.folderBytes || printed > limits.printedBytes
        resolve({ ended: why === 'exited' && tooMuch ? 'output-limit' : why, exitCode, signal, milliseconds, said })
      })
      const lag = setTimeout(() => { child.stdout.destroy(); child.stderr.destroy(); finish() }, streamsMayLag)
      child.once('close', () => { clearTimeout(lag); finish() })
    })
  }).finally(() => {
    clearTimeout(clock)
    clearInterval(watch)
    stop.removeEventListener('abort', stopped)
    process.removeListener('exit', kill)
  })
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return
  if (process.platform === 'win32') {
    spawn(join(process.env['SystemRoot'] ?? 'C:\\Windows', 'System32', 'taskkill.exe'), ['/pid', String(child.pid), '/T', '/F'], { stdio: 'ignore', windowsHide: true }).on('error', () => child.kill())
    return
  }
  try {
    process.kill(-child.pid, 'SIGKILL')
  } catch {
    // The group is gone already.
  }
}

async function folderBytes(folder: string): Promise<number> {
  const names = await readdir(folder).catch(() => [])
  const sizes = await Promise.all(names.map((name) => stat(join(folder, name)).then((found) => (found.isFile() ? found.size : 0), () => 0)))
  return sizes.reduce((sum, size) => sum + size, 0)
}
