#!/usr/bin/env node
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildIfStale } from './build-if-stale.mjs'
import { installIfMissing } from './install.mjs'
import { isRoot, root, startedIn } from './paths.mjs'
import { resolveRuntime } from './resolve.mjs'
import { say } from './say.mjs'

/** Commands that need no window and no display. */
const unattended = new Set(['run', 'sign', 'verify', 'inspect', 'score', 'help', '--help', '-h', '--version', '-v'])

/** Commands that touch no file, where a word about the account would only be noise. */
const quiet = new Set(['help', '--help', '-h', '--version', '-v'])

/**
 * The launcher behind `npm run countersign -- …` and the `countersign` command: installs what is
 * missing, builds what is stale, picks the runtime, starts the app, and ends with its exit code.
 * @param {string[]} args
 */
async function main(args) {
  installIfMissing()
  buildIfStale()
  const runtime = await resolveRuntime({ fetch: true })
  const headless = unattended.has(args[0] ?? '') || args.some((argument) => argument.startsWith('-'))
  // Chromium's own remarks (no D-Bus, no GPU) are not the person's business.
  const switches = ['--log-level=3', ...(headless ? ['--headless', '--disable-gpu'] : [])]
  if (isRoot()) {
    switches.push('--no-sandbox')
    if (!quiet.has(args[0] ?? '')) say('running as root, where Chromium’s sandbox cannot work; use an ordinary account for files you do not trust.')
  }
  if (!headless && process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) throw new Error('There is no display. The commands run, sign, verify, inspect and score need none.')
  // Chromium writes to its profile until the very end, so a run cannot remove its own.
  const temp = headless ? mkdtempSync(join(tmpdir(), 'countersign-')) : tmpdir()
  const child = spawn(runtime.path, [...switches, root, '--', ...args], { cwd: startedIn, stdio: 'inherit', env: { ...process.env, TMPDIR: temp, COUNTERSIGN_RUNTIME: runtime.kind } })
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) process.on(signal, () => child.kill(signal))
  child.on('error', (error) => {
    say(`Electron could not be started: ${error.message}.`)
    process.exitCode = 70
  })
  child.on('exit', (code, signal) => {
    if (headless) removeProfile(temp)
    const stopped = signal === 'SIGINT' || signal === 'SIGTERM'
    if (signal !== null && !stopped) say(`Electron ended by ${signal} before it could say why; ELECTRON_ENABLE_LOGGING=1 shows what it reports.`)
    process.exitCode = code ?? (signal === 'SIGINT' ? 130 : signal === 'SIGTERM' ? 143 : 70)
  })
}

/**
 * A run that was stopped leaves processes behind that still write for a moment; a folder in the temporary
 * directory that outlives them is no reason to end with a stack trace and another exit code.
 * @param {string} folder
 */
function removeProfile(folder) {
  try {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
  } catch {
    // The system empties its temporary directory.
  }
}

main(process.argv.slice(2)).catch((/** @type {unknown} */ error) => {
  say(error instanceof Error ? error.message : String(error))
  process.exitCode = 70
})
