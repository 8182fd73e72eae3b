import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { spawnSync } from 'node:child_process'
import { session } from './environment'

const page = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Walls</title><link rel="stylesheet" href="./page.css"></head><body><p id="ready"></p><script type="module" src="./page.js"></script></body></html>`
const script = `document.getElementById('ready').textContent = 'ready'`
const worker = `self.onmessage = async () => {
  let evaluated = false
  try { evaluated = (0, eval)('true') } catch {}
  let reached = false
  try { await fetch('http://127.0.0.1:9/'); reached = true } catch {}
  self.postMessage({ isolated: self.crossOriginIsolated, shared: typeof SharedArrayBuffer, evaluated, reached, node: typeof process, load: typeof require })
}`
/** The smallest module: magic number and version. */
const wasm = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0)

/**
 * The real main and preload around a page that holds one file of each kind, so that the walls are
 * tested on their own, whatever the app's page does.
 */
export function makeSmallApp(): { readonly appRoot: string; remove(): void } {
  const { launch } = session()
  const appRoot = mkdtempSync(join(tmpdir(), 'countersign-small-'))
  for (const part of ['out/main', 'out/preload', 'package.json']) cpSync(join(launch.appRoot, part), join(appRoot, part), { recursive: true })
  const renderer = join(appRoot, 'out/renderer')
  mkdirSync(join(renderer, 'assets'), { recursive: true })
  const files: Readonly<Record<string, string | Uint8Array>> = { 'index.html': page, 'page.js': script, 'page.css': 'p { margin: 0 }', 'assets/worker.js': worker, 'assets/module.mjs': 'export default 1', 'assets/empty.wasm': wasm, 'assets/font.ttf': wasm, 'assets/data.json': '{}' }
  for (const [name, content] of Object.entries(files)) writeFileSync(join(renderer, name), content)
  writeFileSync(join(appRoot, 'out/secret.txt'), 'not for the page')
  spawnSync('chmod', ['-R', 'a+rX', appRoot])
  return { appRoot, remove: () => rmSync(appRoot, { recursive: true, force: true }) }
}
