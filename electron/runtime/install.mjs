import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './paths.mjs'
import { say } from './say.mjs'

/**
 * Installs the locked packages where they are missing or where their installation was interrupted.
 * npm's warnings are left out: they name engines of packages that are only read here, never run.
 */
export function installIfMissing() {
  // npm writes this list last.
  if (existsSync(join(root, 'node_modules/.package-lock.json'))) return
  say('installing packages (npm ci).')
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm'
  const { status } = spawnSync(npm, ['ci', '--loglevel=error'], { cwd: root, stdio: ['ignore', 2, 2], shell: process.platform === 'win32' })
  if (status !== 0) throw new Error('npm ci failed; see above.')
}
