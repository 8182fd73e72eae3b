import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './paths.mjs'
import { say } from './say.mjs'

/** Installs the locked packages where they are missing. */
export function installIfMissing() {
  if (existsSync(join(root, 'node_modules/electron-vite/package.json'))) return
  say('installing packages.')
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm'
  const { status } = spawnSync(npm, ['ci'], { cwd: root, stdio: ['ignore', 2, 2], shell: process.platform === 'win32' })
  if (status !== 0) throw new Error('npm ci failed; see above.')
}
