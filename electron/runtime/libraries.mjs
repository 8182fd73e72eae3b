import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { isRoot } from './paths.mjs'
import { say } from './say.mjs'

/** Debian and Ubuntu packages with the libraries Electron links to; newer releases add `t64`. */
const packages = ['libnss3', 'libnspr4', 'libatk1.0-0', 'libatk-bridge2.0-0', 'libatspi2.0-0', 'libcups2', 'libdrm2', 'libgtk-3-0', 'libgbm1', 'libasound2', 'libxcomposite1', 'libxdamage1', 'libxfixes3', 'libxrandr2', 'libxkbcommon0', 'libpango-1.0-0', 'libcairo2', 'libx11-6', 'libx11-xcb1', 'libxcb1', 'libxext6', 'libdbus-1-3', 'libexpat1', 'libudev1', 'libglib2.0-0']

/** What Electron opens only when it makes a window, ending without a word where it is not there; `ldd` does not know. */
const openedLater = ['libX11-xcb.so.1']

/** Shared libraries an executable does not find here. @param {string} path @returns {string[]} */
export function missingLibraries(path) {
  if (process.platform !== 'linux') return []
  const { stdout, error } = spawnSync('ldd', [path], { encoding: 'utf8' })
  if (error !== undefined) return []
  const linked = [...stdout.matchAll(/^\s*(\S+) => not found$/gm)].map((match) => match[1] ?? '')
  const known = ['/sbin/ldconfig', '/usr/sbin/ldconfig'].map((tool) => spawnSync(tool, ['-p'], { encoding: 'utf8' })).find((list) => list.status === 0)
  return [...linked, ...(known === undefined ? [] : openedLater.filter((name) => !known.stdout.includes(`${name} (`)))]
}

/**
 * Makes sure that the runtime can start: installs what is missing when root on Debian or Ubuntu,
 * otherwise says exactly what to type.
 * @param {string} path
 */
export function ensureLibraries(path) {
  const missing = missingLibraries(path)
  if (missing.length === 0) return
  const debian = existsSync('/usr/bin/apt-get')
  if (debian && isRoot()) {
    say(`installing ${missing.length === 1 ? 'a system library' : `${missing.length} system libraries`} that Electron needs (${shortened(missing)}).`)
    installPackages(packages)
    const still = missingLibraries(path)
    if (still.length === 0) return
    throw new Error(`Electron still misses ${still.join(', ')} after installing ${packages.join(' ')}.`)
  }
  const remedy = debian ? `sudo apt-get update && sudo apt-get install -y ${available(packages).join(' ')}` : 'install GTK 3, NSS, ALSA, GBM and CUPS client libraries with your package manager'
  throw new Error(`Electron misses ${missing.join(', ')}. To install: ${remedy}`)
}

/** @param {readonly string[]} names */
function shortened(names) {
  return names.length <= 4 ? names.join(', ') : `${names.slice(0, 3).join(', ')} and others`
}

/**
 * Installs Debian packages without questions; what apt says is shown only where it failed.
 * @param {string[]} wanted @returns {boolean} whether all of them were installed
 */
export function installPackages(wanted) {
  const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  /** @param {...string} args */
  const apt = (...args) => spawnSync('apt-get', args, { env: environment, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
  const updated = apt('update', '-qq')
  const installed = apt('install', '-y', '-qq', '--no-install-recommends', ...available(wanted))
  if (installed.status === 0) return true
  for (const { stderr } of [updated, installed]) if (stderr.trim() !== '') process.stderr.write(`${stderr.trim()}\n`)
  say(`apt-get could not install everything; try: apt-get update && apt-get install -y ${wanted.join(' ')}`)
  return false
}

/** The name a package has in this release. @param {string[]} wanted */
function available(wanted) {
  return wanted.map((name) => {
    const candidate = (/** @type {string} */ each) => /Candidate: (?!\(none\))/.test(spawnSync('apt-cache', ['policy', each], { encoding: 'utf8' }).stdout ?? '')
    return !candidate(name) && candidate(`${name}t64`) ? `${name}t64` : name
  })
}
