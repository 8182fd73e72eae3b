import { expect, test, type Page } from '@playwright/test'
import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { answerMessageBox, answerOpenDialog, answerSaveDialog, launchApp, removeHome, type LaunchedApp } from './harness/launch'
import { openSample, place, runPlan } from './harness/pages'

let folder = ''
let opened: LaunchedApp | null = null
test.beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'countersign-two-'))
  chmodSync(folder, 0o777)
})
test.afterEach(async () => {
  await opened?.close().catch(() => undefined)
  if (opened !== null) removeHome(opened.home)
  opened = null
  rmSync(folder, { recursive: true, force: true })
})

async function makeIdentity(page: Page, name: string, passphrase: string): Promise<void> {
  await page.getByRole('button', { name: 'Make one here' }).click()
  await page.getByLabel('Name', { exact: true }).last().fill(name)
  await page.getByLabel('Passphrase', { exact: true }).fill(passphrase)
  await page.getByLabel('Passphrase again').fill(passphrase)
  await page.getByRole('button', { name: 'Make it' }).click()
  await expect(page.getByRole('radio', { name: new RegExp(name) })).toBeVisible()
}

test('a second person countersigns the pack, and the first signature stays valid', async () => {
  test.setTimeout(300_000)
  opened = await launchApp()
  const { app, page } = opened
  await openSample(page)
  await runPlan(page)
  await place(page, 'Pack').click()
  await makeIdentity(page, 'Ada Reviewer', 'correct horse battery')
  await answerMessageBox(app, 1)
  const first = join(folder, 'first.pdf')
  await answerSaveDialog(app, first)
  await page.getByLabel('Passphrase of the identity').fill('correct horse battery')
  await page.getByRole('button', { name: 'Sign and export' }).click()
  await expect(page.getByText('Written')).toBeVisible({ timeout: 120_000 })

  await makeIdentity(page, 'Grace Approver', 'staple battery horse')
  await page.getByRole('radio', { name: /Grace Approver/ }).check()
  const second = join(folder, 'second.pdf')
  await answerOpenDialog(app, [first])
  await answerSaveDialog(app, second)
  await page.getByLabel('Passphrase of the identity').fill('staple battery horse')
  await page.getByRole('button', { name: 'Sign the next role on a pack file…' }).click()
  await expect.poll(() => existsSync(second), { timeout: 60_000 }).toBe(true)
  await expect(page.getByText('second.pdf').first()).toBeVisible()
  await expect(page.getByText(/2 signatures cover the whole document/).first()).toBeVisible()
  // Countersigning adds to the file and changes nothing in it.
  const before = readFileSync(first)
  expect(readFileSync(second).subarray(0, before.length).equals(before)).toBe(true)
  if (existsSync('/usr/bin/pdfsig')) expect(spawnSync('pdfsig', [second], { encoding: 'utf8' }).stdout.match(/Signature is Valid/g)).toHaveLength(2)
})
