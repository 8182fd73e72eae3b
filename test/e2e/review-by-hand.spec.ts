import { expect, test, type Page } from '@playwright/test'
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { spawnSync } from 'node:child_process'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { answerMessageBox, answerOpenDialog, answerSaveDialog, launchApp, removeHome, type LaunchedApp } from './harness/launch'
import { openSample, place, runPlan } from './harness/pages'

let folder = ''
let opened: LaunchedApp | null = null

test.beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'countersign-hand-'))
  chmodSync(folder, 0o777)
})
test.afterEach(async () => {
  await opened?.close().catch(() => undefined)
  if (opened !== null) removeHome(opened.home)
  opened = null
  rmSync(folder, { recursive: true, force: true })
})

/** All jobs are over. */
async function quiet(page: Page): Promise<void> {
  await expect(page.getByRole('progressbar')).toHaveCount(0, { timeout: 120_000 })
}

test('a person opens the sample, runs it, decides a finding, signs, and verifies the pack', async () => {
  test.setTimeout(300_000)
  opened = await launchApp()
  const { app, page, errors } = opened
  await openSample(page)
  await quiet(page)

  await place(page, 'Inputs').click()
  await expect(page.getByText('credit-boosted.json').first()).toBeVisible()
  await runPlan(page)
  await quiet(page)

  await place(page, 'Results').click()
  await page.getByText('Performance by group').first().click()
  await expect(page.getByText(/weak for channel = broker/).first()).toBeVisible()
  await page.getByRole('button', { name: /^Confirm F-/ }).first().click()
  await expect(page.getByText(/confirmed/i).first()).toBeVisible()

  await place(page, 'Pack').click()
  await page.getByRole('button', { name: 'Make one here' }).click()
  await page.getByLabel('Name', { exact: true }).last().fill('Ada Reviewer')
  await page.getByLabel('Passphrase', { exact: true }).fill('correct horse battery')
  await page.getByLabel('Passphrase again').fill('correct horse battery')
  // Enter does what the button does, in a form of several fields too.
  await page.keyboard.press('Enter')
  await expect(page.getByText('Ada Reviewer').first()).toBeVisible()
  const pack = join(folder, 'pack.pdf')
  await answerSaveDialog(app, pack)
  await answerMessageBox(app, 1)
  await page.getByLabel('Passphrase of the identity').fill('correct horse battery')
  await page.keyboard.press('Enter')
  await expect(page.getByText('Written')).toBeVisible({ timeout: 120_000 })
  expect(readFileSync(pack).subarray(0, 5).toString()).toBe('%PDF-')
  if (existsSync('/usr/bin/pdfsig')) expect(spawnSync('pdfsig', [pack], { encoding: 'utf8' }).stdout).toContain('Total document signed')

  await page.getByRole('button', { name: 'Open in Verify' }).click()
  await expect(page.getByText(/Not one byte was changed/)).toBeVisible({ timeout: 60_000 })
  await page.getByRole('button', { name: 'From the open inputs' }).click()
  await expect(page.getByText(/numbers came out again/).first()).toBeVisible({ timeout: 120_000 })

  const file = join(folder, 'review.countersign')
  await answerSaveDialog(app, file)
  await page.keyboard.press('Control+s')
  await expect(page.getByText('Saved', { exact: true })).toBeVisible()
  expect(readFileSync(file).subarray(0, 15).toString()).toBe('SQLite format 3')
  expect(errors).toEqual([])
})

test('pulling the plug loses no confirmed edit', async () => {
  opened = await launchApp()
  let { page } = opened
  await page.getByRole('button', { name: 'New review' }).click()
  await page.getByLabel('Title').fill('Plug test')
  await page.getByRole('button', { name: 'Create' }).click()
  await expect(page.getByText('Plug test')).toBeVisible()
  await place(page, 'Governance').click()
  const reviewer = page.getByLabel('Reviewer', { exact: true }).first()
  await reviewer.fill('Grace')
  await page.keyboard.press('Tab')
  // What is undone is gone from its field too, and what is done again is back.
  await page.getByRole('button', { name: /^Undo/ }).click()
  await expect(reviewer).toHaveValue('')
  await page.getByRole('button', { name: /^Redo/ }).click()
  await expect(reviewer).toHaveValue('Grace')
  await reviewer.fill('Grace Keeper')
  await page.keyboard.press('Tab')
  await expect(page.getByText('Draft, kept on this workstation')).toBeVisible()
  const { home } = opened
  await opened.kill()

  opened = await launchApp({ home })
  ;({ page } = opened)
  // A draft is listed by its title, and deleting it asks first.
  const drafts = page.getByRole('table', { name: 'Drafts' })
  await drafts.getByRole('button', { name: 'Delete: Plug test' }).click()
  await page.getByRole('button', { name: 'Keep it' }).click()
  await drafts.getByRole('button', { name: 'Plug test', exact: true }).click()
  await expect(page.getByRole('heading', { name: 'Overview' })).toBeVisible()
  await place(page, 'Governance').click()
  await expect(page.getByLabel('Reviewer', { exact: true }).first()).toHaveValue('Grace Keeper')
})

test('bad files are refused in place and the app lives on', async () => {
  opened = await launchApp()
  const { app, page } = opened
  await page.getByRole('button', { name: 'New review' }).click()
  await page.getByRole('button', { name: 'Create' }).click()
  await expect(page.getByText('Untitled review')).toBeVisible()
  const put = (name: string, content: string): string => {
    const path = join(folder, name)
    writeFileSync(path, content)
    chmodSync(path, 0o644)
    return path
  }
  const bad: readonly [path: string, says: RegExp][] = [
    [put('empty.csv', ''), /empty\.csv is empty/],
    [put('renamed.onnx', '%PDF-1.7\n1 0 obj\n'), /renamed\.onnx is a PDF/],
    [put('ragged.csv', 'a,b\n1,2\n3\n4,5\n'), /row 3/i],
  ]
  for (const [path, says] of bad) {
    await answerOpenDialog(app, [path])
    await page.keyboard.press('Control+i')
    await expect(page.getByText(says).first()).toBeVisible({ timeout: 30_000 })
  }
  // The ragged file is read as the person says, and joins the datasets.
  await page.getByRole('button', { name: /Rows of another length/ }).click()
  await page.getByRole('option', { name: 'Leave out and list' }).click()
  await page.getByRole('button', { name: 'Read ragged.csv again' }).click()
  await expect(page.getByRole('navigation', { name: 'Inputs' }).getByText('ragged.csv')).toBeVisible({ timeout: 30_000 })
  await expect(page.getByRole('heading', { name: 'Not read' })).toHaveCount(0)
  await answerOpenDialog(app, [put('good.csv', `x,y\n${'1,0\n2,1\n'.repeat(30)}`)])
  await page.keyboard.press('Control+i')
  await place(page, 'Inputs').click()
  await expect(page.getByText('good.csv').first()).toBeVisible({ timeout: 30_000 })
  expect(readdirSync(folder)).toHaveLength(4)
})
