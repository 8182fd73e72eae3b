import { test } from '@playwright/test'
import { mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { launchApp, removeHome } from '../e2e/harness/launch'
import { openSample, place, runPlan } from '../e2e/harness/pages'

const folder = resolve(import.meta.dirname, '../../', process.env.SCREENSHOTS ?? 'test-results/screenshots')
const places = ['Start', 'Overview', 'Inputs', 'Plan', 'Results', 'Findings', 'Governance', 'Pack', 'Verify', 'Inventory'] as const

test('every place on the sample, in light and dark', async () => {
  mkdirSync(folder, { recursive: true })
  const opened = await launchApp()
  const { page } = opened
  await openSample(page)
  await runPlan(page)
  for (const scheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: scheme })
    for (const name of places) {
      await place(page, name).click()
      if (name === 'Results') await page.getByText('Drift of single columns').first().click()
      await page.mouse.move(700, 4)
      await page.waitForTimeout(1500)
      await page.screenshot({ path: join(folder, `${name.toLowerCase()}-${scheme}.png`) })
    }
  }
  await opened.close()
  removeHome(opened.home)
})
