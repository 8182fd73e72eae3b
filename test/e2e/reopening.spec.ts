import { expect, test } from '@playwright/test'
import { chmodSync, copyFileSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import initSqlJs from 'sql.js'
import { session } from './harness/environment'
import { runHeadless } from './harness/headless'
import { answerOpenDialog, launchApp, removeHome, type LaunchedApp } from './harness/launch'

let folder = ''
let opened: LaunchedApp | null = null

test.beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'countersign-reopen-'))
  chmodSync(folder, 0o777)
  const sample = join(session().launch.appRoot, 'resources/sample/credit')
  for (const name of ['development.csv', 'production-2026-09.csv']) copyFileSync(join(sample, name), join(folder, name))
  writeFileSync(join(folder, 'plan.json'), JSON.stringify({
    countersign: 1, title: 'Reopened review', model: { name: 'Two windows' },
    datasets: [{ file: 'development.csv', role: 'development' }, { file: 'production-2026-09.csv', role: 'production', period: '2026-09' }],
    columns: { income: ['feature'], region: ['segment'] },
    analyses: [{ id: 'drift.univariate', params: {} }],
  }))
  const { code, stderr } = await runHeadless(['run', 'plan.json', '--out', 'pack.pdf', '--review', 'review.countersign', '--fail-on', 'never'], { cwd: folder })
  expect(code, stderr).toBe(0)
})
test.afterEach(async () => {
  await opened?.close().catch(() => undefined)
  if (opened !== null) removeHome(opened.home)
  opened = null
})
test.afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('a review changed outside the app is refused by its log, and the untouched one still opens', async () => {
  const sql = await initSqlJs()
  const database = new sql.Database(readFileSync(join(folder, 'review.countersign')))
  database.run("UPDATE log SET who = 'Somebody else' WHERE seq = 3")
  const changed = join(folder, 'changed.countersign')
  writeFileSync(changed, database.export())
  chmodSync(changed, 0o666)
  opened = await launchApp()
  const { app, page } = opened
  await expect(page.getByRole('button', { name: 'Open a review' })).toBeVisible()
  await answerOpenDialog(app, [changed])
  await page.getByRole('button', { name: 'Open a review' }).click()
  await expect(page.getByText(/Line 3 of the review's log does not continue the line before it/)).toBeVisible()
  await answerOpenDialog(app, [join(folder, 'review.countersign')])
  await page.getByRole('button', { name: 'Open a review' }).click()
  await expect(page.getByText('Reopened review').first()).toBeVisible()
})

test('inputs beside a review are found again, and one that was moved away is named', async () => {
  renameSync(join(folder, 'development.csv'), join(folder, 'elsewhere.csv'))
  opened = await launchApp()
  const { app, page } = opened
  await expect(page.getByRole('button', { name: 'Open a review' })).toBeVisible()
  await answerOpenDialog(app, [join(folder, 'review.countersign')])
  await page.getByRole('button', { name: 'Open a review' }).click()
  await expect(page.getByText('Reopened review').first()).toBeVisible()
  await page.getByRole('navigation', { name: 'Places' }).getByRole('button', { name: /^Inputs/ }).click()
  await expect(page.getByText(/Not found with the content .*: development\.csv/)).toBeVisible({ timeout: 30_000 })
  await expect(page.getByText(/1 input of this review is not loaded/)).toBeVisible()
})
