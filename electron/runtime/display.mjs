import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { installPackages } from './libraries.mjs'
import { isRoot } from './paths.mjs'
import { say } from './say.mjs'

/**
 * Gives windows a display: the one that is there, else an Xvfb of our own (installed when root on
 * Debian, otherwise the error says what to install).
 * @returns {Promise<{ display: string | undefined, stop: () => void }>}
 */
export async function ensureDisplay() {
  const present = process.env.DISPLAY
  if (process.platform !== 'linux' || (present !== undefined && present !== '')) return { display: present, stop: () => undefined }
  if (!existsSync('/usr/bin/Xvfb')) {
    if (!isRoot() || !existsSync('/usr/bin/apt-get')) throw new Error('Windows need a display and there is none. To install one without a screen: sudo apt-get install -y xvfb')
    say('installing xvfb, a display without a screen.')
    installPackages(['xvfb'])
  }
  const server = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '1600x1000x24', '-nolisten', 'tcp', '-ac'], { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] })
  const pipe = /** @type {import('node:stream').Readable} */ (server.stdio[3])
  const number = await new Promise((resolve, reject) => {
    pipe.once('data', (data) => resolve(String(data).trim()))
    server.once('error', reject)
    server.once('exit', (code) => reject(new Error(`Xvfb ended with ${code}`)))
  })
  return { display: `:${number}`, stop: () => server.kill() }
}
