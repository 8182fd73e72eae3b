import { expect, test } from '@playwright/test'
import { createHash } from 'node:crypto'
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { answerMessageBox, answerSaveDialog, launchApp, messageBoxes, removeHome, type LaunchedApp } from './harness/launch'
import { place } from './harness/pages'

let folder = ''
let opened: LaunchedApp | null = null

test.beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'countersign-outside-'))
  chmodSync(folder, 0o777)
})
test.afterEach(async () => {
  await opened?.close().catch(() => undefined)
  if (opened !== null) removeHome(opened.home)
  opened = null
  rmSync(folder, { recursive: true, force: true })
})

const sha256 = (bytes: Uint8Array | string): string => createHash('sha256').update(bytes).digest('hex')

test('a command predicts rows outside the sandbox only where the menu allows it and the person says yes', async () => {
  test.setTimeout(90_000)
  const data = join(folder, 'data.csv')
  writeFileSync(data, `income,outcome\n${Array.from({ length: 60 }, (_, i) => `${1000 + i},${i % 2}`).join('\n')}\n`)
  const script = join(folder, 'score.sh')
  const source = `touch ${folder}/ran\necho row,outside_score > predictions.csv\nsed 1d rows.csv | while IFS=, read -r row income; do echo "$row,0.$income"; done >> predictions.csv\n`
  writeFileSync(script, source)
  opened = await launchApp({ files: [data] })
  const { app, page, errors } = opened
  await place(page, 'Inputs').click()
  await page.getByRole('button', { name: /^data\.csv/ }).click()
  await page.getByRole('button', { name: 'Confirm the guessed roles' }).click()
  await page.getByRole('radio', { name: 'Files, filter, origin' }).click()
  await page.getByLabel('Program', { exact: true }).fill('/bin/sh')
  await page.getByLabel('Arguments, one on each line').fill(`${script}\n$(touch ${folder}/expanded)`)
  await page.getByLabel('Column with the predictions').fill('outside_score')
  const run = page.getByRole('button', { name: 'Run outside the sandbox…' })
  await answerMessageBox(app, 0)

  await run.click()
  await expect(page.getByText('External scorers are off', { exact: false }).first()).toBeVisible()
  expect(await messageBoxes(app)).toEqual([])

  expect(await app.evaluate(({ Menu }) => {
    const item = Menu.getApplicationMenu()!.getMenuItemById('external.allow')!
    const before = item.checked
    item.click()
    return [before, item.checked]
  })).toEqual([false, true])
  await run.click()
  await expect(page.getByText('No command was run.', { exact: false }).first()).toBeVisible()
  const [question] = await messageBoxes(app)
  expect(JSON.parse(question!)).toMatchObject({ type: 'warning', buttons: ['Cancel', 'Run outside the sandbox'], defaultId: 0, cancelId: 0 })
  for (const shown of ['/bin/sh', script, sha256(source), sha256(readFileSync('/bin/sh'))]) expect(question).toContain(shown)
  expect(existsSync(join(folder, 'ran'))).toBe(false)

  await answerMessageBox(app, 1)
  const kept = join(folder, 'data-predictions.csv')
  await answerSaveDialog(app, kept)
  await run.click()
  await expect(page.getByText('Each of 60 rows has its prediction', { exact: false }).first()).toBeVisible({ timeout: 20_000 })
  await expect(page.getByRole('cell', { name: 'exit code 0' })).toBeVisible()
  expect(existsSync(join(folder, 'ran'))).toBe(true)
  expect(existsSync(join(folder, 'expanded'))).toBe(false)
  expect(readFileSync(kept, 'utf8').split('\n').slice(0, 3)).toEqual(['row,outside_score', '1,0.1000', '2,0.1001'])

  await page.getByRole('radio', { name: /^Columns 3/ }).click()
  await expect(page.getByRole('row', { name: /outside_score/ })).toContainText(/prediction/i)
  await place(page, 'Governance').click()
  await expect(page.getByText('Command run outside the sandbox on data.csv: /bin/sh, exit code 0').first()).toBeVisible()
  expect(errors).toEqual([])
})
