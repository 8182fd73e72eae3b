import { spawnSync } from 'node:child_process'
import { chmodSync, chownSync, copyFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { isRoot, root } from './paths.mjs'
import { say } from './say.mjs'

/** `nobody`: an account without rights that every Linux has. */
const user = 65534
const asUser = ['--reuid=65534', '--regid=65534', '--clear-groups', '--inh-caps=-all']

/**
 * @typedef {object} Launch
 * @property {string} executable starts Electron; arguments go through unchanged
 * @property {string} appRoot the folder to hand to Electron as the app
 * @property {string} runtime the Electron executable itself
 * @property {boolean} sandbox whether Chromium's sandbox can hold here
 * @property {number | null} uid the account Electron runs under, null for one's own
 * @property {string | null} stage a folder to remove afterwards
 */

/**
 * How tests start Electron with its real sandbox. Chromium refuses its sandbox to root, so as root
 * (a bare container) Electron is started as `nobody` through `setpriv`; where that account cannot
 * read the checkout, what is needed is staged in a folder it can read.
 * @param {string} runtime @param {string} [loader] a script preloaded by the test driver
 * @returns {Launch}
 */
export function prepareLaunch(runtime, loader) {
  if (!isRoot() || process.platform !== 'linux') return { executable: runtime, appRoot: root, runtime, sandbox: true, uid: null, stage: null }
  const stage = mkdtempSync(join(tmpdir(), 'countersign-stage-'))
  chmodSync(stage, 0o755)
  const reachable = [join(root, 'out/main/index.js'), join(root, 'package.json'), runtime, ...(loader === undefined ? [] : [loader])].every(userCanRead)
  const place = reachable ? { appRoot: root, runtime, loader } : stageAll(stage, runtime, loader)
  const sandbox = spawnSync('setpriv', [...asUser, 'unshare', '--user', 'true']).status === 0
  if (!sandbox) say('user namespaces are not available here, so Chromium’s sandbox cannot be tested.')
  const executable = join(stage, 'electron-as-nobody')
  // The test driver names its own copy of the loader; the staged one is the same file.
  const swap = loader === undefined ? '' : `for each do shift; case "$each" in ${quote(loader)}) each=${quote(place.loader ?? loader)};; esac; set -- "$@" "$each"; done\n`
  const noSandbox = sandbox ? '' : ' --no-sandbox'
  writeFileSync(executable, `#!/bin/sh\n${swap}exec setpriv ${asUser.join(' ')} ${quote(place.runtime)}${noSandbox} "$@"\n`)
  chmodSync(executable, 0o755)
  return { executable, appRoot: place.appRoot, runtime: place.runtime, sandbox, uid: user, stage }
}

/** A folder of its own for one start: HOME, and files that both sides may write. @param {Launch} launch */
export function makeHome(launch) {
  const home = mkdtempSync(join(tmpdir(), 'countersign-home-'))
  const runtimeDir = join(home, 'run')
  mkdirSync(runtimeDir, { mode: 0o700 })
  if (launch.uid !== null) for (const folder of [home, runtimeDir]) chownSync(folder, launch.uid, launch.uid)
  return home
}

/** Environment for a start in that folder. @param {string} home @returns {Record<string, string>} */
export function homeEnvironment(home) {
  const kept = Object.entries(process.env).filter(([name, value]) => value !== undefined && !/^(XDG_|npm_|DBUS_|(NO|FORCE)_COLOR$)/.test(name))
  return { .../** @type {Record<string, string>} */ (Object.fromEntries(kept)), HOME: home, TMPDIR: home, XDG_CONFIG_HOME: join(home, '.config'), XDG_RUNTIME_DIR: join(home, 'run'), DBUS_SESSION_BUS_ADDRESS: 'disabled:' }
}

/** @param {Launch} launch */
export function removeStage(launch) {
  if (launch.stage !== null) rmSync(launch.stage, { recursive: true, force: true })
}

/** @param {string} path */
function userCanRead(path) {
  return spawnSync('setpriv', [...asUser, 'test', '-r', path]).status === 0
}

/** @param {string} stage @param {string} runtime @param {string | undefined} loader */
function stageAll(stage, runtime, loader) {
  const appRoot = join(stage, 'app')
  for (const part of ['out', 'resources', 'package.json']) {
    if (existsSync(join(root, part))) cpSync(join(root, part), join(appRoot, part), { recursive: true })
  }
  cpSync(dirname(runtime), join(stage, 'runtime'), { recursive: true })
  if (loader !== undefined) copyFileSync(loader, join(stage, 'loader.js'))
  spawnSync('chmod', ['-R', 'a+rX', stage])
  return { appRoot, runtime: join(stage, 'runtime', basename(runtime)), loader: loader === undefined ? undefined : join(stage, 'loader.js') }
}

/** @param {string} text */
function quote(text) {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`
}
