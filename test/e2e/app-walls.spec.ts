import { expect, test } from '@playwright/test'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { session } from './harness/environment'
import { launchApp, removeHome } from './harness/launch'

test('the app itself starts behind the walls: nothing is refused that it needs, every worker is isolated', async () => {
  const running = await launchApp()
  const { page } = running
  await expect(page.locator('#root > *').first()).toBeVisible()
  const scripts = readdirSync(join(session().launch.appRoot, 'out/renderer/assets')).filter((name) => /\.worker-.*\.js$/.test(name))
  expect(scripts.length).toBeGreaterThan(0)
  await page.evaluate((names) => {
    Reflect.set(window, '__workers', names.map((name) => new Worker(`/assets/${name}`, { type: 'module' })))
  }, scripts)
  await expect.poll(() => page.workers().length).toBeGreaterThanOrEqual(scripts.length)
  for (const worker of page.workers()) {
    expect([worker.url(), await worker.evaluate(() => [self.crossOriginIsolated, typeof SharedArrayBuffer])]).toEqual([expect.stringMatching(/^app:\/\/ui\//), [true, 'function']])
  }
  const files = readdirSync(join(session().launch.appRoot, 'out/renderer/assets')).map((name) => `/assets/${name}`)
  const unprotected = await page.evaluate(async (paths) => {
    const names = ['content-security-policy', 'cross-origin-opener-policy', 'cross-origin-embedder-policy', 'cross-origin-resource-policy', 'x-content-type-options']
    const found: string[] = []
    for (const path of paths) {
      const { status, headers } = await fetch(path)
      if (status !== 200 || names.some((name) => !headers.has(name)) || headers.get('content-type') === 'application/octet-stream') found.push(path)
    }
    return found
  }, files)
  expect(unprotected).toEqual([])
  expect(running.errors).toEqual([])
  await running.close()
  removeHome(running.home)
})
