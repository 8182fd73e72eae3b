import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './paths.mjs'
import { say } from './say.mjs'

const built = ['out/main/index.js', 'out/preload/index.cjs', 'out/renderer/index.html']
const sources = ['electron', 'renderer', 'shared', 'resources/fonts', 'electron.vite.config.ts', 'package.json']

/** Builds when out/ is missing or older than a source. Output goes to standard error only. */
export function buildIfStale() {
  // Whoever builds by hand says so; an installed package has no sources to build from.
  if (process.env.COUNTERSIGN_SKIP_BUILD === '1') return
  if (!existsSync(join(root, 'electron.vite.config.ts'))) return
  const oldestBuilt = Math.min(...built.map((path) => timeOf(join(root, path))))
  if (oldestBuilt > newest(sources.map((path) => join(root, path)))) return
  say('building.')
  const { status } = spawnSync(process.execPath, [join(root, 'node_modules/electron-vite/bin/electron-vite.js'), 'build', '--logLevel', 'warn'], { cwd: root, stdio: ['ignore', 2, 2] })
  if (status !== 0) throw new Error('The build failed; see above.')
}

/** Time of change in ms, 0 where missing. @param {string} path */
function timeOf(path) {
  return existsSync(path) ? statSync(path).mtimeMs : 0
}

/** @param {string[]} paths @returns {number} */
function newest(paths) {
  let latest = 0
  for (const path of paths) {
    if (!existsSync(path)) continue
    const found = statSync(path)
    latest = Math.max(latest, found.isDirectory() ? newest(readdirSync(path).map((name) => join(path, name))) : found.mtimeMs)
  }
  return latest
}
