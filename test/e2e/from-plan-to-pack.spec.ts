import { expect, test } from '@playwright/test'
import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { session } from './harness/environment'
import { runHeadless } from './harness/headless'

const data = resolve(import.meta.dirname, '../../../shared/data')
let folder = ''
let sample = ''

test.beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'countersign-cli-'))
  // The app may run under another account, which must be able to write its results here.
  chmodSync(folder, 0o777)
  sample = join(session().launch.appRoot, 'resources/sample/credit')
})
test.afterAll(() => rmSync(folder, { recursive: true, force: true }))

interface RunSummary {
  readonly pack: { readonly sha256: string; readonly pages: number }
  readonly results: readonly { readonly id: string; readonly analysis: string; readonly values: readonly { readonly id: string; readonly label: string; readonly value: number | null }[] }[]
  readonly findings: readonly { readonly title: string }[]
}

/** Runs a plan, and hands out what the command printed. */
async function run(plan: string, out: string, ...more: string[]): Promise<{ code: number | null; summary: RunSummary; stderr: string }> {
  const { code, stdout, stderr } = await runHeadless(['run', plan, '--out', out, '--json', ...more])
  expect(stdout, stderr).not.toBe('')
  return { code, summary: JSON.parse(stdout) as RunSummary, stderr }
}

const hasPdfsig = existsSync('/usr/bin/pdfsig')

test.describe('from a plan to a pack', () => {
  test('reviews the sample, signs the pack, verifies it and runs it again', async () => {
    const pack = join(folder, 'pack.pdf')
    const { code, summary } = await run(join(sample, 'plan-boosted.json'), pack, '--fail-on', 'high')
    expect(code).toBe(1)
    const titles = summary.findings.map((f) => f.title).join('\n')
    for (const planted of [/income/i, /platform/, /broker/, /18-25/, /37/]) expect(titles).toMatch(planted)

    const verified = await runHeadless(['verify', pack, '--inputs', sample, '--json'])
    expect(verified.code, verified.stderr).toBe(0)
    const { rerun } = JSON.parse(verified.stdout) as { rerun: { comparison: { compared: number; differences: unknown[] }; missingInputs: unknown[] } }
    expect(rerun.comparison.differences).toEqual([])
    expect(rerun.missingInputs).toEqual([])
    expect(rerun.comparison.compared).toBeGreaterThanOrEqual(summary.results.reduce((sum, r) => sum + r.values.length, 0))

    const bytes = readFileSync(pack)
    const spoiled = Buffer.from(bytes)
    spoiled[Math.floor(bytes.length / 3)]! ^= 1
    const bad = join(folder, 'spoiled.pdf')
    writeFileSync(bad, spoiled)
    expect((await runHeadless(['verify', bad])).code).toBe(3)
    if (hasPdfsig) {
      const good = execFileSync('pdfsig', [pack], { encoding: 'utf8' })
      expect(good).toContain('Signature is Valid')
      expect(good).toContain('Total document signed')
      expect(spawnSync('pdfsig', [bad], { encoding: 'utf8' }).stdout).not.toContain('Signature is Valid')
    } else test.info().annotations.push({ type: 'not checked', description: 'pdfsig is not installed' })
  })

  test('gives the same records for the same plan, and scores what the developer recorded', async () => {
    const plan = join(sample, 'plan-linear.json')
    const first = await run(plan, join(folder, 'one.pdf'))
    const second = await run(plan, join(folder, 'two.pdf'))
    expect(second.summary.results).toEqual(first.summary.results)

    const out = join(folder, 'scores.csv')
    const scored = await runHeadless(['score', '--model', join(sample, 'credit-linear.onnx'), '--data', join(sample, 'test.csv'), '--out', out])
    expect(scored.code, scored.stderr).toBe(0)
    const rows = (text: string): string[][] => text.trim().split('\n').map((line) => line.split(','))
    const recorded = rows(readFileSync(join(sample, 'test.csv'), 'utf8'))
    const column = recorded[0]!.indexOf('recorded_pd_linear')
    const scores = rows(readFileSync(out, 'utf8'))
    const positive = scores[0]!.findLastIndex((name) => name.startsWith('probability'))
    expect(scores).toHaveLength(recorded.length)
    for (let row = 1; row < scores.length; row++) expect(Math.abs(Number(scores[row]![positive]) - Number(recorded[row]![column]))).toBeLessThan(1e-6)
  })
})

test.describe('bad input', () => {
  const cases: readonly [name: string, content: string | Buffer, says: RegExp][] = [
    ['empty.csv', '', /empty/],
    ['ragged.csv', 'a,b,c\n1,2,3\n4,5\n6,7,8\n', /row 3/i],
    ['truncated.csv', `a,b,c\n${'1,2,3\n'.repeat(50)}4,"5`, /row 52|quote/],
    ['model.onnx', '%PDF-1.7\n%âãÏÓ\n1 0 obj\n', /PDF/],
    ['noise.bin', Buffer.from(Array.from({ length: 4096 }, (_, i) => (i * 197 + 13) % 256)), /format|binary/i],
  ]
  for (const [name, content, says] of cases) {
    test(`${name} gets one clear line and exit code 2`, async () => {
      const file = join(folder, name)
      writeFileSync(file, content)
      const { code, stderr } = await runHeadless(['inspect', file])
      const lines = stderr.trim().split('\n').filter((line) => !/^\[\d+:\d+|^$/.test(line))
      expect(code, stderr).toBe(2)
      expect(lines, stderr).toHaveLength(1)
      expect(lines[0]).toMatch(says)
      expect(lines[0]).toContain(name)
    })
  }

  test('a plan with a slip of the pen names the field; a missing file is named', async () => {
    const plan = { ...JSON.parse(readFileSync(join(sample, 'plan-boosted.json'), 'utf8')) as Record<string, unknown>, model: { file: join(sample, 'credit-boosted.json'), name: 'M' } }
    const attempt = async (change: object): Promise<string> => {
      const file = join(folder, 'plan.json')
      writeFileSync(file, JSON.stringify({ ...plan, ...change }))
      const { code, stderr } = await runHeadless(['run', file, '--out', join(folder, 'never.pdf')])
      expect(code).toBe(2)
      return stderr
    }
    expect(await attempt({ datasets: [{ file: join(sample, 'development.csv'), role: 'dev' }] })).toContain('datasets.0.role')
    expect(await attempt({ datasets: [{ file: 'no-such.csv', role: 'development' }] })).toContain('no-such.csv')
    expect(existsSync(join(folder, 'never.pdf'))).toBe(false)
  })
})

test.describe('real data', () => {
  test.skip(!existsSync(join(data, 'wine/winequality-white.csv')), 'the shared real datasets are not beside this checkout')

  test('drift of white wine by alcohol has the published numbers', async () => {
    const wine = join(folder, 'wine.csv')
    writeFileSync(wine, readFileSync(join(data, 'wine/winequality-white.csv')))
    const plan = join(folder, 'wine-plan.json')
    const column = (op: string) => [{ column: 'alcohol', op, value: 11 }]
    writeFileSync(plan, JSON.stringify({
      countersign: 1, title: 'White wine by alcohol', model: { name: 'none' }, task: 'regression',
      datasets: [{ file: 'wine.csv', role: 'development', filter: column('>') }, { file: 'wine.csv', role: 'production', period: 'low', filter: column('<=') }].map((d) => ({ ...d, read: { 'column:quality': 'category' } })),
      columns: { density: ['feature'], chlorides: ['feature'], 'residual sugar': ['feature'], pH: ['feature'], quality: ['segment'] },
      analyses: [{ id: 'drift.univariate', params: {} }],
    }))
    const { summary } = await run(plan, join(folder, 'wine.pdf'), '--fail-on', 'never')
    const values = summary.results[0]!.values
    const value = (kind: string, column: string) => values.find((v) => v.id.startsWith(`${kind}/`) && v.label.includes(`, ${column},`))?.value
    expect(value('effect', 'density')).toBeCloseTo(0.713, 4)
    expect(value('effect', 'chlorides')).toBeCloseTo(0.4839, 4)
    expect(value('effect', 'residual sugar')).toBeCloseTo(0.3778, 4)
    expect(value('effect', 'pH')).toBeCloseTo(0.072, 4)
    expect(value('chi-square', 'quality')).toBeCloseTo(823.6798, 4)
  })
})
