import { expect, test } from '@playwright/test'
import { chmodSync, copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { spawnSync } from 'node:child_process'
import { readPkcs12 } from '../../electron/main/identities/pkcs12'
import { quietJob } from '../../shared/contract/job'
import { parsePdf } from '../../shared/pack/pdf/revision'
import { readAttachments } from '../../shared/pack/verify/attachments'
import { verifyPack } from '../../shared/pack/verify/verify'
import { tamperings } from '../unit/pack/support/tamperings'
import { session } from './harness/environment'
import { runHeadless } from './harness/headless'

const identities = resolve(import.meta.dirname, '../fixtures/identities')
const people = [['p256.p12', 'Validator', 'Ada Example'], ['rsa3072-chain.p12', 'Lead', 'Leaf Example'], ['mary.p12', 'Approver', 'Mary Example']] as const
const passphrase = 'correct horse'
let folder = ''

test.beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'countersign-three-'))
  chmodSync(folder, 0o777)
  writeFileSync(join(folder, 'passphrase'), `${passphrase}\n`)
  for (const [file] of people) {
    copyFileSync(join(identities, file), join(folder, file))
    chmodSync(join(folder, file), 0o644)
  }
  // One analysis on two of the sample's files: what is signed matters here, not how much.
  const sample = join(session().launch.appRoot, 'resources/sample/credit')
  const plan = JSON.parse(readFileSync(join(sample, 'plan-boosted.json'), 'utf8')) as { model: { file: string }; datasets: { file: string; role: string }[]; analyses?: unknown; $schema?: string }
  delete plan.$schema
  plan.model.file = join(sample, plan.model.file)
  plan.datasets = plan.datasets.filter(({ role }) => role !== 'production').map((dataset) => ({ ...dataset, file: join(sample, dataset.file) }))
  plan.analyses = [{ id: 'stability.re-performance' }, { id: 'subpopulations.impact-ratio' }]
  writeFileSync(join(folder, 'plan.json'), JSON.stringify(plan))
})
test.afterAll(() => rmSync(folder, { recursive: true, force: true }))

const attached = (name: string): Map<string, string> => new Map(readAttachments({ file: parsePdf(new Uint8Array(readFileSync(join(folder, name))), quietJob), revision: 0 }, quietJob).map((file) => [file.name, Buffer.from(file.bytes).toString('utf8')]))

test('three persons sign one pack on the command line; nobody can change it afterwards; another place and time give the same evidence', async () => {
  test.setTimeout(300_000)
  const sign = (i: number): string[] => ['--identity', people[i]![0], '--passphrase-file', 'passphrase']
  const ok = async (args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<string> => {
    const { code, stdout, stderr } = await runHeadless(args, { cwd: folder, env })
    expect([code, stderr], stdout).toEqual([0, ''])
    return stdout
  }
  await ok(['run', 'plan.json', '--out', '1.pdf', '--fail-on', 'never', ...sign(0), ...people.flatMap(([, role, name]) => ['--sign-off', `${role}=${name}`])])
  const elsewhere = ['run', 'plan.json', '--out', 'elsewhere.pdf', '--fail-on', 'never', ...sign(0)]
  await ok(elsewhere, { TZ: 'Pacific/Kiritimati', LANG: 'ar_EG.UTF-8', LC_ALL: 'ar_EG.UTF-8', LANGUAGE: 'ar' })
  const [here, there] = [attached('1.pdf'), attached('elsewhere.pdf')]
  for (const name of ['results.json', 'plan.json', 'findings.json']) {
    expect(here.get(name)!.length).toBeGreaterThan(50)
    // When a finding was raised is a fact of the day; everything else is of the inputs, the plan and the version.
    const plain = (text: string | undefined): string | undefined => text?.replaceAll(/"raisedAt":"[^"]*"/gu, '')
    expect(plain(there.get(name)), name).toBe(plain(here.get(name)))
  }

  expect(await ok(['sign', '1.pdf', '--out', '2.pdf', ...sign(1)])).toContain('Still to sign: Approver.')
  expect(await ok(['sign', '2.pdf', '--out', '3.pdf', ...sign(2), '--role', 'Approver', '--reason', 'For use until 2027'])).toContain('Every planned role has signed.')

  const trusted: Uint8Array[] = []
  for (const [file] of people) {
    trusted.push((await readPkcs12(new Uint8Array(readFileSync(join(identities, file))), passphrase, file)).certificates[0]!)
    writeFileSync(join(folder, `${file}.cer`), trusted.at(-1)!)
  }
  const report = JSON.parse(await ok(['verify', '3.pdf', '--json', ...people.flatMap(([file]) => ['--trusted', `${file}.cer`])])) as { verdict: string; signatures: { role: string; trust: string; reason: string }[] }
  expect(report.verdict).toBe('proven')
  expect(report.signatures.map(({ role, trust }) => [role, trust])).toEqual(people.map(([, role]) => [role, 'trusted']))
  expect(report.signatures[2]!.reason).toBe('Approver: For use until 2027')
  if (existsSync('/usr/bin/pdfsig')) expect(spawnSync('pdfsig', [join(folder, '3.pdf')], { encoding: 'utf8' }).stdout.match(/Signature is Valid/g)).toHaveLength(3)

  const pack = new Uint8Array(readFileSync(join(folder, '3.pdf')))
  expect((await verifyPack(pack, { job: quietJob, trusted })).verdict).toBe('proven')
  for (const { name, make } of tamperings(pack)) {
    const { verdict, lines } = await verifyPack(make(), { job: quietJob, trusted })
    expect(verdict, name).not.toBe('proven')
    const doubts = lines.flatMap(({ details }) => details).filter(({ status }) => status === 'failed' || status === 'not-proven')
    expect(doubts.filter(({ code }) => !code.startsWith('when.')).length, name).toBeGreaterThan(0)
    for (const { code, sentence } of doubts) expect([name, code.endsWith('.unreadable'), sentence === '']).toEqual([name, false, false])
  }
})
