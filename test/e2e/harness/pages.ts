import { expect, type Locator, type Page } from '@playwright/test'

/** The rail's button of a place. */
export function place(page: Page, name: string): Locator {
  return page.getByRole('navigation', { name: 'Places' }).getByRole('button', { name: new RegExp(`^${name}`) })
}

/** Opens the sample review from Start and waits until its files are read. */
export async function openSample(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Open the sample review' }).click()
  await expect(page.getByText('Retail credit PD').first()).toBeVisible({ timeout: 120_000 })
}

/** Runs the plan and waits for the findings it proposes. */
export async function runPlan(page: Page): Promise<void> {
  await place(page, 'Plan').click()
  await page.getByRole('button', { name: /^Run/ }).first().click()
  await expect(place(page, 'Findings')).toContainText(/\d/, { timeout: 240_000 })
}
