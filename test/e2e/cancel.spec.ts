import { expect, test } from '@playwright/test'
import { launchApp, removeHome, type LaunchedApp } from './harness/launch'
import { openSample, place } from './harness/pages'

let opened: LaunchedApp | null = null
test.afterEach(async () => {
  await opened?.close().catch(() => undefined)
  if (opened !== null) removeHome(opened.home)
  opened = null
})

test('Esc ends a run, leaves no partial result, and the next run is whole', async () => {
  test.setTimeout(240_000)
  opened = await launchApp()
  const { page, errors } = opened
  await openSample(page)
  await place(page, 'Plan').click()
  const run = page.getByRole('button', { name: /^Run/ }).first()
  await expect(run).toBeEnabled({ timeout: 60_000 })
  await run.click()
  const status = page.getByRole('contentinfo', { name: 'Status' })
  await expect(status).toContainText('Running the plan')
  await page.keyboard.press('Escape')
  await expect(status).toContainText('Ready', { timeout: 5_000 })
  await expect(page.getByText('The job was cancelled.')).toBeVisible()
  await expect(place(page, 'Findings')).not.toContainText(/\d/)

  await expect(run).toBeEnabled()
  await run.click()
  await expect(place(page, 'Findings')).toContainText(/\d/, { timeout: 120_000 })
  await expect(page.getByText('The job was cancelled.')).toHaveCount(0)
  expect(errors).toEqual([])
})
