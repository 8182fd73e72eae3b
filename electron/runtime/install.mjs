import { spawnSync } from 'node:child_process'
import { existsSync, lstatSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './paths.mjs'
import { say } from './say.mjs'

/**
 * Installs the locked packages where they are missing: in a fresh clone, after an interrupted
 * installation, or when a newer checkout wants others. npm's warnings are left out: they name
 * engines of packages that are only read here, never run.
 */
export function installIfMissing() {
  if (!isMissing()) return
  say('installing packages (npm ci).')
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm'
  const { status } = spawnSync(npm, ['ci', '--loglevel=error'], { cwd: root, stdio: ['ignore', 2, 2], shell: process.platform === 'win32' })
  if (status !== 0) throw new Error('npm ci failed; see above.')
}

function isMissing() {
  const folder = join(root, 'node_modules')
  // npm writes this list last.
  if (!existsSync(join(folder, '.package-lock.json'))) return true
  // A folder that is linked here belongs to another checkout, which looks after it.
  if (lstatSync(folder).isSymbolicLink()) return false
  const { dependencies = {}, devDependencies = {} } = readJson(join(root, 'package.json'))
  return Object.entries({ ...dependencies, ...devDependencies }).some(([name, wanted]) => {
    const path = join(folder, name, 'package.json')
    return !existsSync(path) || (/^\d+\.\d+\.\d+$/.test(wanted) && readJson(path).version !== wanted)
  })
}

/** @param {string} path @returns {{ version?: string, dependencies?: Record<string, string>, devDependencies?: Record<string, string> }} */
function readJson(path) {
  return JSON.parse(readFileSync(path, 'utf8'))
}
