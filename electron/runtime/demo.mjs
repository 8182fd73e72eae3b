#!/usr/bin/env node
/**
 * `npm run demo`: from a fresh clone to a signed and verified pack on the sample, without a display;
 * opens the app on that review where there is one.
 */
import { spawn, spawnSync } from 'node:child_process'
import { mkdirSync, rmSync } from 'node:fs'
import { join, relative } from 'node:path'
import { installIfMissing } from './install.mjs'
import { root } from './paths.mjs'
import { say } from './say.mjs'

const launcher = join(import.meta.dirname, 'countersign.mjs')
const sample = join(root, 'resources/sample/credit')
const folder = join(root, 'demo')
const pack = join(folder, 'retail-credit.pdf')
const review = join(folder, 'retail-credit.countersign')

/** Runs the command line and prints what it prints. @param {string[]} args @returns {number} */
function countersign(...args) {
  const { status } = spawnSync(process.execPath, [launcher, ...args], { stdio: 'inherit' })
  return status ?? 70
}

/** @param {boolean} ok @param {string} otherwise */
function must(ok, otherwise) {
  if (ok) return
  say(otherwise)
  process.exit(1)
}

try {
  installIfMissing()
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
} catch (error) {
  must(false, error instanceof Error ? error.message : String(error))
}

console.log('Reviewing the sample: retail credit applications, a gradient-boosted model, twelve production windows.\n')
const reviewed = countersign('run', join(sample, 'plan-boosted.json'), '--out', pack, '--review', review, '--fail-on', 'high')
// The sample has planted problems: an exit code of 1 says that they were found.
must(reviewed === 1, `the review ended with exit code ${reviewed}, where 1 (findings) was expected.`)

console.log('\nVerifying the pack and running it again from the inputs.\n')
const verified = countersign('verify', pack, '--inputs', sample)
must(verified === 0, `verification ended with exit code ${verified}.`)

console.log(`
The sample’s problems were planted; what is wrong with it is told in resources/sample/README.md.
  Pack    ${pack}
  Review  ${review}
`)
if (process.env.DISPLAY || process.env.WAYLAND_DISPLAY || process.platform !== 'linux') {
  console.log('Opening the app on that review.')
  spawn(process.execPath, [launcher, review], { detached: true, stdio: 'ignore' }).unref()
} else {
  console.log(`There is no display here. Where there is one: npm run countersign -- ${relative(root, review)}`)
}
