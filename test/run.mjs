/**
 * `npm test`: typecheck, lint, unit, build and end-to-end tests, one closing line that adds them up.
 * Every suite runs even when an earlier one failed; a missing Electron runtime is a failure, not a skip.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { resolve } from 'node:path'
import { installIfMissing } from '../electron/runtime/install.mjs'
import { installPackages } from '../electron/runtime/libraries.mjs'

const root = resolve(import.meta.dirname, '..')
const reports = resolve(root, 'test-results')
const total = { passed: 0, failed: 0, skipped: 0 }
/** Names of what failed, to be found without scrolling. @type {string[]} */
const failures = []
const begun = performance.now()

/** Colours are for terminals; in a log file they only hide the words. */
const plain = process.stdout.isTTY ? {} : { NO_COLOR: '1', FORCE_COLOR: undefined }

function run(command, args, env = {}) {
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: 'inherit', env: { ...process.env, ...plain, ...env } })
  if (error) console.error(String(error))
  return status === 0
}

const npx = (...args) => run('npx', ['--no-install', ...args])

function heading(text) {
  console.log(`\n── ${text} ${'─'.repeat(Math.max(0, 72 - text.length))}`)
}

/** A check that is one test: it passed or it did not. */
function check(name, ok) {
  total[ok ? 'passed' : 'failed'] += 1
  if (ok) return
  failures.push(name)
  console.error(`${name} failed.`)
}

function counts(file, read) {
  try {
    return read(JSON.parse(readFileSync(file, 'utf8')))
  } catch (error) {
    console.error(`No report from ${file}: ${error}`)
    return null
  }
}

/** Adds a suite's counts; a runner that died or ran nothing counts as one failure. */
function add(name, ok, found) {
  if (found === null || found.passed + found.failed + found.skipped === 0) return check(`${name} (ran no test)`, false)
  total.passed += found.passed
  total.failed += found.failed
  total.skipped += found.skipped
  if (found.failed > 0) failures.push(`${found.failed} in ${name}`)
  else if (!ok) check(name, false)
}

function vitest(name, config) {
  heading(name)
  const file = resolve(reports, `${name.replaceAll(' ', '-')}.json`)
  const ok = npx('vitest', 'run', '--config', config, '--reporter=dot', '--reporter=json', `--outputFile.json=${file}`)
  add(name, ok, counts(file, (r) => ({ passed: r.numPassedTests, failed: r.numFailedTests, skipped: r.numPendingTests + r.numTodoTests })))
}

function endToEnd() {
  heading('end to end')
  const file = resolve(reports, 'end-to-end.json')
  const ok = run('npx', ['--no-install', 'playwright', 'test', '--config', 'test/e2e/playwright.config.ts', '--reporter=list,json'], { PLAYWRIGHT_JSON_OUTPUT_NAME: file })
  add('end to end', ok, counts(file, ({ stats }) => ({ passed: stats.expected + stats.flaky, failed: stats.unexpected, skipped: stats.skipped })))
}

/** The closing line, and the exit code that goes with it. */
function end() {
  heading('all suites')
  if (!existsSync(resolve(root, '../shared/data'))) console.log('The shared real datasets are not beside this checkout (../shared/data): tests that read them were skipped.')
  const minutes = Math.round((performance.now() - begun) / 6000) / 10
  console.log(`${failures.length === 0 ? 'Everything that ran holds' : `Failed: ${failures.join('; ')}`}. ${minutes} min on ${availableParallelism()} cores.`)
  console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`)
  process.exit(total.failed === 0 ? 0 : 1)
}

rmSync(reports, { recursive: true, force: true })
mkdirSync(reports, { recursive: true })
try {
  installIfMissing()
} catch (error) {
  console.error(String(error))
  check('installing packages', false)
  end()
}
// Signatures are also checked by other people's tools; where they cannot be installed those tests say so and skip.
if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get') && !(existsSync('/usr/bin/pdfsig') && existsSync('/usr/bin/qpdf'))) {
  heading('install checkers')
  installPackages(['poppler-utils', 'qpdf'])
}
heading('typecheck')
for (const project of ['shared', 'electron', 'renderer', 'renderer/workers', 'resources', 'test']) check(`typecheck ${project}`, npx('tsc', '-p', project))
heading('lint')
check('lint', npx('eslint', '.'))
vitest('unit', 'test/vitest.config.ts')
heading('build')
const built = npx('electron-vite', 'build', '--logLevel', 'warn')
check('build', built)
vitest('build output', 'test/build/vitest.config.ts')
endToEnd()

end()
