import { expect, test } from '@playwright/test'
import { execFileSync } from 'node:child_process'
import { chmodSync, copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { timeStampingUsage } from '../../shared/pack/verify/chain'
import { issue } from '../unit/pack/support/authority'
import { people, revisionZero, signAs, verify } from '../unit/pack/support/pack'
import { has } from '../unit/pack/support/tools'
import { answerMessageBox, answerOpenDialog, answerSaveDialog, launchApp, removeHome, type LaunchedApp } from './harness/launch'
import { openSample, place } from './harness/pages'

let folder = ''
let opened: LaunchedApp | null = null
test.beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'countersign-exchange-'))
  chmodSync(folder, 0o777)
})
test.afterEach(async () => {
  await opened?.close().catch(() => undefined)
  if (opened !== null) removeHome(opened.home)
  opened = null
  rmSync(folder, { recursive: true, force: true })
})

const pem = (label: string, bytes: Uint8Array): string => `-----BEGIN ${label}-----\n${Buffer.from(bytes).toString('base64').replace(/.{64}/gu, '$&\n')}\n-----END ${label}-----\n`

/** OpenSSL plays the time-stamp authority at the far side of the air gap. */
async function makeAuthority(): Promise<{ readonly certificate: string; readonly answer: (question: string, to: string) => void }> {
  const root = await issue({ name: 'Test TSA Root', authority: true })
  const authority = await issue({ name: 'Test TSA', issuer: root, usages: [timeStampingUsage] })
  const at = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text)
    return join(folder, name)
  }
  const certificate = at('tsa.pem', pem('CERTIFICATE', authority.certificates[0]!))
  const config = at('tsa.cnf', `[tsa]\nserial = ${at('serial', '01\n')}\nsigner_cert = ${certificate}\ncerts = ${at('chain.pem', pem('CERTIFICATE', authority.certificates[1]!))}\nsigner_key = ${at('key.pem', authority.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString())}\nsigner_digest = sha256\ndefault_policy = 1.2.3.4.1\ndigests = sha256\nordering = yes\ntsa_name = yes\ness_cert_id_chain = no\ness_cert_id_alg = sha256\n`)
  return { certificate, answer: (question, to) => void execFileSync('openssl', ['ts', '-reply', '-config', config, '-section', 'tsa', '-queryfile', question, '-out', to], { stdio: 'ignore' }) }
}

test('an identity from PKCS#12 signs a pack file, a time stamp comes over by files, whom to trust is the person’s list, and the pack becomes the earlier one', async () => {
  test.skip(!has('openssl', 'version'), 'OpenSSL answers as the time-stamp authority.')
  test.setTimeout(240_000)
  const authority = await makeAuthority()
  const [first] = await people()
  const at = (name: string): string => join(folder, name)
  writeFileSync(at('first.pdf'), await signAs(revisionZero(), first!, 0))
  writeFileSync(at('person.cer'), first!.certificates[0]!)
  copyFileSync(resolve(import.meta.dirname, '../fixtures/identities/p256.p12'), at('p256.p12'))
  for (const name of ['first.pdf', 'person.cer', 'p256.p12', 'tsa.pem']) chmodSync(at(name), 0o644)

  opened = await launchApp()
  const { app, page } = opened
  await openSample(page)
  await place(page, 'Pack').click()
  const importWith = async (passphrase: string): Promise<void> => {
    await page.getByRole('button', { name: 'Import PKCS#12…' }).click()
    await page.getByLabel('Passphrase of the file').fill(passphrase)
    await page.getByRole('button', { name: 'Choose the file…' }).click()
  }
  await answerOpenDialog(app, [at('p256.p12')])
  await importWith('battery staple')
  await expect(page.getByText('The password does not open p256.p12').first()).toBeVisible()
  await importWith('correct horse')
  await page.getByRole('radio', { name: /Ada Example/ }).check()

  await page.getByText('Set room aside for a time stamp').click()
  await page.getByLabel('Passphrase of the identity').fill('correct horse')
  await answerMessageBox(app, 1)
  await answerOpenDialog(app, [at('first.pdf')])
  await answerSaveDialog(app, at('second.pdf'))
  await page.getByRole('button', { name: 'Sign the next role on a pack file…' }).click()
  await expect.poll(() => existsSync(at('second.pdf')), { timeout: 60_000 }).toBe(true)

  await answerOpenDialog(app, [at('second.pdf')])
  await answerSaveDialog(app, at('second.tsq'))
  await page.getByRole('button', { name: 'Export the question (.tsq)…' }).click()
  await expect.poll(() => existsSync(at('second.tsq'))).toBe(true)
  authority.answer(at('second.tsq'), at('second.tsr'))
  chmodSync(at('second.tsr'), 0o644)
  await answerOpenDialog(app, [at('second.pdf')], [at('second.tsr')])
  await answerSaveDialog(app, at('stamped.pdf'))
  await page.getByRole('button', { name: 'Put in the answer (.tsr)…' }).click()
  await expect.poll(() => existsSync(at('stamped.pdf')), { timeout: 60_000 }).toBe(true)
  const report = await verify(new Uint8Array(readFileSync(at('stamped.pdf'))), [], { now: new Date() })
  expect(report.signatures.map(({ stampedTime }) => stampedTime === null)).toEqual([true, false])

  await place(page, 'Verify').click()
  for (const [file, name] of [['person.cer', 'Ada Lovelace'], ['tsa.pem', 'Test TSA']] as const) {
    await answerOpenDialog(app, [at(file)])
    await page.getByRole('button', { name: 'Add a certificate…' }).click()
    await expect(page.getByRole('button', { name: new RegExp(`No longer trust ${name}`) })).toBeVisible()
  }

  await place(page, 'Pack').click()
  await answerOpenDialog(app, [at('stamped.pdf')])
  await page.getByRole('button', { name: 'Choose the earlier pack…' }).click()
  await expect(page.getByText('Supersedes').first()).toBeVisible()
  await expect(page.getByText(report.evidence!.manifest.predicate.packId).first()).toBeVisible()
})
