import { AxeBuilder } from '@axe-core/playwright'
import { expect, test, type Page } from '@playwright/test'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { answerOpenDialog, launchApp, removeHome, type LaunchedApp } from './harness/launch'
import { place } from './harness/pages'

let folder = ''
let opened: LaunchedApp | null = null

test.beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'countersign-look-'))
  chmodSync(folder, 0o777)
})
test.afterEach(async () => {
  await opened?.close().catch(() => undefined)
  if (opened !== null) removeHome(opened.home)
  opened = null
  rmSync(folder, { recursive: true, force: true })
})

/** 120 columns: an id, a few that mean something, one with a cell that is no number, then numbers. */
function wide(rows: number, shift: number): string {
  const names = ['id', 'age', 'region', 'defaulted', ...Array.from({ length: 116 }, (_, at) => `x${at}`)]
  const line = (row: number): string => [row, 20 + ((row * 7) % 50) + shift, ['north', 'south', 'east'][row % 3], row % 5 === 0 ? 1 : 0, ...Array.from({ length: 116 }, (_, at) => (row === 150 && at === 0 ? 'broken' : (row * (at + 3)) % 97))].join(',')
  return `${names.join(',')}\n${Array.from({ length: rows }, (_, row) => line(row)).join('\n')}\n`
}

async function clean(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).include('main').setLegacyMode(true).analyze()
  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ target }) => target.join(' ')).slice(0, 3)])).toEqual([])
}

test('a person pins, copies, lays two datasets side by side, and gives roles by key and by drag', async () => {
  test.setTimeout(90_000)
  opened = await launchApp()
  const { app, page, errors } = opened
  const shot = async (name: string): Promise<void> => {
    if (process.env.LOOK === undefined) return
    for (const scheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme: scheme })
      await page.screenshot({ path: join(process.env.LOOK, `${name}-${scheme}.png`) })
    }
    await page.emulateMedia({ colorScheme: 'light' })
  }
  const files = [['development.csv', wide(400, 0)], ['production.csv', wide(300, 9)]] as const
  for (const [name, text] of files) {
    writeFileSync(join(folder, name), text)
    chmodSync(join(folder, name), 0o644)
  }
  await page.getByRole('button', { name: 'New review' }).click()
  await page.getByRole('button', { name: 'Create' }).click()
  await expect(page.getByText('Untitled review')).toBeVisible()
  await answerOpenDialog(app, files.map(([name]) => join(folder, name)))
  await page.keyboard.press('Control+i')
  await place(page, 'Inputs').click()
  await page.getByRole('button', { name: /^development\.csv/ }).click({ timeout: 30_000 })

  // The rejected cell is one press away from its column; not all 120 columns are in the page.
  await expect(page.getByRole('heading', { name: 'development.csv' })).toBeVisible()
  expect(await page.getByRole('row').count()).toBeLessThan(80)
  await shot('columns')
  await page.getByRole('button', { name: '1 rejected cell' }).click()
  await expect(page.getByRole('cell', { name: 'broken' })).toBeVisible()

  // Roles by key and by drag.
  await page.getByRole('radio', { name: 'Roles', exact: true }).click()
  const lane = (name: string) => page.getByRole('listbox', { name })
  await lane('Columns without a role').or(lane('Columns with the role Feature')).first().waitFor()
  await shot('roles')
  await clean(page)
  await lane('Columns with the role Segment').getByRole('option', { name: 'region' }).click()
  await page.keyboard.press('d')
  await expect(lane('Columns with the role Date').getByRole('option', { name: 'region' })).toBeVisible()
  await lane('Columns with the role Date').getByRole('option', { name: 'region' }).dragTo(lane('Columns with the role Weight'))
  await expect(lane('Columns with the role Weight').getByRole('option', { name: 'region' })).toBeVisible()
  await expect(lane('Columns with the role Date').getByRole('option', { name: 'region' })).toHaveCount(0)
  await expect(page.getByText('guess', { exact: true })).toHaveCount(0)

  // Pin, sort and copy by keyboard.
  await page.getByRole('radio', { name: 'Rows', exact: true }).click()
  const grid = page.getByRole('grid', { name: 'Rows of development.csv' })
  await expect(grid.getByRole('gridcell', { name: 'south' }).first()).toBeVisible()
  await grid.focus()
  for (const key of ['ArrowRight', 'p', 'Control+ArrowRight']) await page.keyboard.press(key)
  await expect(grid.getByRole('columnheader', { name: 'age, pinned' })).toBeInViewport()
  await expect(grid.getByRole('columnheader', { name: 'x115', exact: true })).toBeInViewport()
  await shot('grid')
  await clean(page)
  for (const key of ['Control+Home', 'ArrowUp', 'Enter', 'Enter', 'ArrowDown', 'Shift+ArrowRight', 'Shift+ArrowDown']) await page.keyboard.press(key)
  await expect(grid.getByRole('columnheader', { name: 'age, pinned' })).toHaveAttribute('aria-sort', 'descending')
  await page.keyboard.press('Control+c')
  await expect(page.getByText('Copied 2 rows × 2 columns with headers.')).toBeVisible()
  expect(await app.evaluate(({ clipboard }) => clipboard.readText())).toMatch(/^age\tid\n69\t\d+\n69\t\d+$/)

  // Side by side: both grids go to the column that is asked for, and move together.
  await page.getByRole('radio', { name: 'Side by side' }).click()
  const [left, right] = [page.getByRole('grid', { name: 'Rows of development.csv' }), page.getByRole('grid', { name: 'Rows of production.csv' })]
  await expect(left.getByRole('gridcell', { name: 'north' }).first()).toBeVisible()
  await shot('beside')
  await clean(page)
  await page.getByRole('table').getByRole('button', { name: 'x3', exact: true }).click()
  for (const one of [left, right]) await expect(one.getByRole('columnheader', { name: 'x3', exact: true })).toBeInViewport()
  await left.evaluate((element) => element.scrollTo({ top: 2000 }))
  await expect.poll(() => right.evaluate((element) => element.scrollTop)).toBe(2000)
  expect(errors).toEqual([])
})
