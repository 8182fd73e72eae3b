import { expect, test } from '@playwright/test'
import { launchApp, removeHome, type LaunchedApp } from './harness/launch'
import { openSample, place } from './harness/pages'

let opened: LaunchedApp | null = null

test.afterEach(async () => {
  await opened?.close().catch(() => undefined)
  if (opened !== null) removeHome(opened.home)
  opened = null
})

test('a person derives a column and filters rows, shown the place of a mistake while typing', async () => {
  test.setTimeout(120_000)
  opened = await launchApp()
  const { page, errors } = opened
  await openSample(page)
  await expect(page.getByRole('progressbar')).toHaveCount(0, { timeout: 60_000 })
  await place(page, 'Inputs').click()
  await page.getByRole('button', { name: /^development\.csv/ }).click()
  await page.getByRole('radio', { name: 'Files, filter, origin' }).click()

  await page.getByLabel('Name', { exact: true }).fill('burden')
  await page.getByLabel('Expression', { exact: true }).fill('loan_amount / incom')
  await expect(page.getByText('There is no column "incom" (character 15)', { exact: false })).toBeVisible()
  await expect(page.getByRole('button', { name: 'Add column' })).toBeDisabled()
  await page.getByLabel('Expression', { exact: true }).fill('loan_amount / income')
  await expect(page.getByText(/^Gives decimal, missing in/)).toBeVisible()
  await page.getByRole('button', { name: 'Add column' }).click()
  await expect(page.getByRole('cell', { name: 'burden', exact: true })).toBeVisible()

  await page.getByLabel('Condition', { exact: true }).fill('burden > 1')
  await expect(page.getByText(/^Keeps .+ of .+ rows/)).toBeVisible()
  await page.getByRole('button', { name: 'Keep these rows' }).click()
  await expect(page.getByText(/columns, .+ kept/)).toBeVisible()
  expect(errors).toEqual([])
})
