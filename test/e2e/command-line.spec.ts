import { expect, test } from '@playwright/test'
import { spawnSync } from 'node:child_process'
import { chmodSync, copyFileSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { session } from './harness/environment'
import { runHeadless } from './harness/headless'
import { makeSmallApp } from './harness/small-app'

let folder: string
test.beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'countersign-cli-'))
  chmodSync(folder, 0o777)
})
test.afterAll(() => rmSync(folder, { recursive: true, force: true }))

const fixture = (name: string): string => resolve(import.meta.dirname, '../fixtures/identities', name)
const put = (name: string, content: string): string => {
  writeFileSync(join(folder, name), content)
  return name
}

test.describe('bad input is one clear line and exit code 2', () => {
  const cases: readonly (readonly [string, readonly string[], RegExp])[] = [
    ['a missing file', ['inspect', 'none.csv'], /^countersign: none\.csv is not there\./],
    ['a folder', ['inspect', '.'], /is a folder/],
    ['a missing plan', ['run', 'none.json', '--out', 'p.pdf'], /none\.json is not there/],
    ['a missing option', ['score', '--model', 'm'], /score needs --data FILE/],
    ['an unknown command', ['frobnicate'], /there is no command frobnicate/],
    ['an unknown option', ['verify', 'a.pdf', '--oops'], /--oops/],
    ['a place that is not there', ['score', '--model', 'present.csv', '--data', 'present.csv', '--out', 'none/scores.csv'], /The folder for none\/scores\.csv is not there/],
    ['a missing inputs folder', ['verify', 'present.csv', '--inputs', 'none'], /none is not there/],
  ]
  for (const [name, args, line] of cases) {
    test(name, async () => {
      put('present.csv', 'a,b\n1,2\n')
      const { code, stdout, stderr } = await runHeadless(args, { cwd: folder })
      expect([code, stdout]).toEqual([2, ''])
      expect(stderr).toMatch(line)
      expect(stderr.trimEnd().split('\n')).toHaveLength(1)
    })
  }

  test('a folder that may not be written to, before the work and not after it', async () => {
    test.skip(process.platform !== 'linux', 'Needs a folder that nobody may write to, whoever runs the tests.')
    put('plan.json', JSON.stringify({ countersign: 1, title: 'x', model: { name: 'm' }, datasets: [] }))
    const { code, stderr } = await runHeadless(['run', 'plan.json', '--out', '/proc/p.pdf'], { cwd: folder })
    expect([code, stderr]).toEqual([2, expect.stringMatching(/^countersign: .*\/proc\/p\.pdf/)])
  })

  test('a file that the plan names and that is not there', async () => {
    put('plan.json', JSON.stringify({ countersign: 1, title: 'x', model: { name: 'm' }, datasets: [{ file: 'data/none.csv', role: 'test' }] }))
    const { code, stderr } = await runHeadless(['run', 'plan.json', '--out', 'p.pdf'], { cwd: folder })
    expect([code, stderr]).toEqual([2, expect.stringContaining('data/none.csv is not there')])
  })

  test('an identity that cannot sign, or the wrong passphrase', async () => {
    put('plan.json', JSON.stringify({ countersign: 1, title: 'x', model: { name: 'm' }, datasets: [] }))
    put('right', 'correct horse\n')
    put('wrong', 'battery staple\n')
    for (const name of ['rsa1024.p12', 'p256.p12']) {
      copyFileSync(fixture(name), join(folder, name))
      chmodSync(join(folder, name), 0o644)
    }
    const weak = await runHeadless(['run', 'plan.json', '--out', 'p.pdf', '--identity', 'rsa1024.p12', '--passphrase-file', 'right'], { cwd: folder })
    expect([weak.code, weak.stderr]).toEqual([2, expect.stringContaining('1024 bits')])
    const wrong = await runHeadless(['run', 'plan.json', '--out', 'p.pdf', '--identity', 'p256.p12', '--passphrase-file', 'wrong'], { cwd: folder })
    expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringContaining('The password does not open p256.p12')])
  })
})

test('help and version need nothing else', async () => {
  const help = await runHeadless(['--help'])
  expect([help.code, help.stderr]).toEqual([0, ''])
  expect(help.stdout).toContain('countersign run PLAN --out PACK.pdf')
  const version = await runHeadless(['--version'])
  expect([version.code, version.stdout]).toEqual([0, `${(JSON.parse(readFileSync(resolve(import.meta.dirname, '../../package.json'), 'utf8')) as { version: string }).version}\n`])
})

test.describe('a page that fails ends the command, never hangs it', () => {
  test('is missing', async () => {
    const small = makeSmallApp()
    rmSync(join(small.appRoot, 'out/renderer/index.html'))
    const { code, stderr } = await runHeadless(['inspect', put('present.csv', 'a\n1\n')], { cwd: folder, appRoot: small.appRoot, timeout: 60_000 })
    small.remove()
    expect([code, stderr]).toEqual([70, expect.stringContaining('could not be loaded')])
  })

  test('crashes', async () => {
    test.skip(process.platform !== 'linux', 'Finds the page’s process through /proc.')
    const small = makeSmallApp()
    writeFileSync(join(small.appRoot, 'out/renderer/page.js'), "await window.countersign.invoke('headless.command'); await window.countersign.invoke('headless.print', { stream: 'stdout', text: 'working' }); setInterval(() => 0, 1000)")
    const killed: number[] = []
    const { code, stderr } = await runHeadless(['inspect', put('present.csv', 'a\n1\n')], {
      cwd: folder, appRoot: small.appRoot, timeout: 60_000,
      onOutput: (stdout, pid) => {
        if (!stdout.includes('working') || killed.length > 0) return
        killed.push(...renderersOf(pid))
        for (const renderer of killed) process.kill(renderer, 'SIGKILL')
      },
    })
    small.remove()
    expect(killed).toHaveLength(1)
    expect([code, stderr]).toEqual([70, expect.stringContaining('the page ended unexpectedly')])
  })
})

/** Page processes that descend from a process. */
function renderersOf(ancestor: number): number[] {
  const parents = new Map<number, number>()
  const renderers: number[] = []
  for (const entry of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const stat = readFileSync(`/proc/${entry}/stat`, 'utf8')
      parents.set(Number(entry), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]))
      if (readFileSync(`/proc/${entry}/cmdline`, 'utf8').includes('--type=renderer')) renderers.push(Number(entry))
    } catch {
      // It ended meanwhile.
    }
  }
  const descends = (pid: number | undefined): boolean => pid !== undefined && pid > 1 && (pid === ancestor || descends(parents.get(pid)))
  return renderers.filter(descends)
}

test('the page writes only where the command says, and its code is the exit code', async () => {
  const small = makeSmallApp()
  writeFileSync(join(small.appRoot, 'out/renderer/page.js'), `
    const ask = (channel, request) => window.countersign.invoke(channel, request)
    const { value: command } = await ask('headless.command')
    const good = await ask('headless.write', { path: command.out, bytes: new TextEncoder().encode('scores') })
    const bad = await ask('headless.write', { path: command.out + '.other', bytes: new Uint8Array() })
    const info = await ask('app.info')
    await ask('headless.print', { stream: 'stdout', text: JSON.stringify({ command, good, bad, info }) })
    await ask('headless.exit', { code: 3 })`)
  put('m', 'model')
  put('d', 'data')
  const { code, stdout, stderr } = await runHeadless(['score', '--model', 'm', '--data', 'd', '--out', 'scores.csv', '--json'], { cwd: folder, appRoot: small.appRoot })
  small.remove()
  expect([code, stderr]).toEqual([3, ''])
  expect(JSON.parse(stdout)).toMatchObject({
    command: { command: 'score', model: { name: 'm', size: 5 }, data: { name: 'd' }, out: 'scores.csv', json: true },
    good: { ok: true }, bad: { ok: false, error: { code: 'headless.target' } }, info: { value: { headless: true, sandboxed: session().launch.sandbox } },
  })
  expect(readFileSync(join(folder, 'scores.csv'), 'utf8')).toBe('scores')
})

test('the launcher behind npm run countersign passes output and exit codes through', () => {
  const launcher = resolve(import.meta.dirname, '../../electron/runtime/countersign.mjs')
  const run = (...args: string[]) => spawnSync(process.execPath, [launcher, ...args], { cwd: folder, encoding: 'utf8', env: { ...process.env, DISPLAY: '' } })
  expect(run('--version')).toMatchObject({ status: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) })
  const missing = run('inspect', 'none.csv')
  expect([missing.status, missing.stderr]).toEqual([2, expect.stringContaining('none.csv is not there')])
})
