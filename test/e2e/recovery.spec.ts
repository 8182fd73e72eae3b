import { expect, test } from '@playwright/test'
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Answer, Grant, Preload, Recent } from '../../shared/contract/ipc'
import { answerMessageBox, answerSaveDialog, launchApp, messageBoxes, removeHome, type LaunchedApp } from './harness/launch'
import { makeSmallApp } from './harness/small-app'

declare global {
  interface Window {
    readonly countersign: Preload
  }
}

let small: ReturnType<typeof makeSmallApp>
test.beforeAll(() => {
  small = makeSmallApp()
})
test.afterAll(() => small.remove())

const asker = ({ page }: LaunchedApp) => async <T>(channel: string, request?: unknown): Promise<T> => {
  const answer: Answer<unknown> = await page.evaluate(([name, value]) => window.countersign.invoke(name as 'app.info', value), [channel, request] as const)
  if (!answer.ok) throw new Error(`${answer.error.code}: ${answer.error.message}`)
  return answer.value as T
}

interface Opened {
  readonly bytes: Record<string, number> | null
  readonly journal: string[]
  readonly damaged: number
}

test('what was confirmed is there after kill -9, as an unsaved draft; then it is saved by name and reopened', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-recovery-'))
  chmodSync(folder, 0o777)
  const first = await launchApp({ appRoot: small.appRoot })
  const ask = asker(first)
  const draft = await ask<Grant>('review.draft')
  await ask('review.open', { grant: draft.grant })
  await ask('review.append', { grant: draft.grant, line: 'one' })
  await ask('review.append', { grant: draft.grant, line: 'two' })
  await first.kill()

  const second = await launchApp({ appRoot: small.appRoot, home: first.home })
  const again = asker(second)
  const [found] = await again<Recent[]>('recents.list')
  expect(found).toMatchObject({ name: 'Unsaved draft', draft: true })
  expect(await again<Opened>('review.open', { grant: found!.grant })).toEqual({ bytes: null, journal: ['one', 'two'], damaged: 0 })
  await answerSaveDialog(second.app, join(folder, 'review'))
  const target = await again<Grant>('files.save', { purpose: 'review', suggestedName: 'review' })
  expect(target.name).toBe('review.countersign')
  await second.page.evaluate(([from, to]) => window.countersign.invoke('review.snapshot', { grant: from, bytes: new Uint8Array([1, 2]), copyTo: to }), [found!.grant, target.grant])
  await again('review.append', { grant: target.grant, line: 'three' })
  await second.kill()
  expect(readdirSync(folder).sort()).toEqual(['review.countersign', 'review.countersign.journal', 'review.countersign.lock'])

  const third = await launchApp({ appRoot: small.appRoot, home: first.home })
  const [saved, ...none] = await asker(third)<Recent[]>('recents.list')
  expect([saved?.name, saved?.missing, none]).toEqual(['review.countersign', false, []])
  const opened = await asker(third)<Opened>('review.open', { grant: saved!.grant })
  expect([Object.values(opened.bytes!), opened.journal]).toEqual([[1, 2], ['three']])
  await asker(third)('review.close', { grant: saved!.grant, discardDraft: false })
  expect(readdirSync(folder).sort()).toEqual(['review.countersign', 'review.countersign.journal'])
  expect(readFileSync(join(folder, 'review.countersign'))).toEqual(Buffer.from([1, 2]))
  await third.close()
  removeHome(first.home)
  rmSync(folder, { recursive: true })
})

test('a signature is confirmed in main’s own dialog, which shows the hash of the document', async () => {
  const running = await launchApp({ appRoot: small.appRoot })
  const ask = asker(running)
  const { id } = await ask<{ id: string }>('identity.create', { name: 'Ada Example', organisation: '', passphrase: 'long passphrase' })
  await answerMessageBox(running.app, 0)
  const sign = (passphrase: string) => running.page.evaluate(([identity, secret]) => window.countersign.invoke('pack.sign', { pdf: new TextEncoder().encode('abc'), identity, passphrase: secret, role: 'Validator', reason: 'Reviewed' }), [id, passphrase] as const)
  expect(await sign('wrong passphrase')).toMatchObject({ ok: false, error: { code: 'identity.passphrase' } })
  expect(await messageBoxes(running.app)).toEqual([])
  expect(await sign('long passphrase')).toMatchObject({ ok: false, error: { code: 'sign.cancelled' } })
  const [shown] = await messageBoxes(running.app)
  expect(shown).toContain('ba7816bf 8f01cfea 414140de 5dae2223 b00361a3 96177a9c b410ff61 f20015ad')
  expect(shown).toContain('Sign as Ada Example, Validator?')
  await running.close()
  removeHome(running.home)
})

test('closing with jobs running asks once', async () => {
  const running = await launchApp({ appRoot: small.appRoot })
  await asker(running)('window.busy', { jobs: 2, unsaved: false })
  await answerMessageBox(running.app, 0)
  const close = () => running.app.evaluate(({ BrowserWindow }) => {
    BrowserWindow.getAllWindows()[0]?.close()
    return BrowserWindow.getAllWindows().length
  })
  expect(await close()).toBe(1)
  expect(await messageBoxes(running.app)).toHaveLength(1)
  await asker(running)('window.busy', { jobs: 0, unsaved: false })
  await running.close()
  removeHome(running.home)
})

test('a page whose process ends says so, loses nothing and begins again', async () => {
  const running = await launchApp({ appRoot: small.appRoot })
  const ask = asker(running)
  const draft = await ask<Grant>('review.draft')
  await ask('review.append', { grant: draft.grant, line: 'kept' })
  await ask('window.busy', { jobs: 1, unsaved: false })
  await answerMessageBox(running.app, 1)
  await running.app.evaluate(({ BrowserWindow }) => { BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer() })
  await expect.poll(() => messageBoxes(running.app)).toHaveLength(1)
  expect((await messageBoxes(running.app))[0]).toContain('The window stopped working')
  const asked = (): Promise<unknown> => running.app.evaluate(async ({ BrowserWindow }) => {
    const page = BrowserWindow.getAllWindows()[0]?.webContents
    return page === undefined || page.isCrashed() || page.isLoading() ? null : await page.executeJavaScript("window.countersign.invoke('recents.list', undefined).then(async ({ value }) => (await window.countersign.invoke('review.open', { grant: value[0].grant })).value.journal)") as unknown
  })
  await expect.poll(asked).toEqual(['kept'])
  // Nothing is running any more that closing would have to ask about.
  await running.close()
  removeHome(running.home)
})

test('files named on the command line reach the page, early as they are', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-open-'))
  chmodSync(folder, 0o755)
  const running = await launchApp({ appRoot: small.appRoot, files: [join(small.appRoot, 'package.json')] })
  const opened = await running.page.evaluate(() => new Promise((resolve) => window.countersign.onCommand((command, argument) => resolve([command, (argument as { name: string }).name]))))
  expect(opened).toEqual(['open-file', 'package.json'])
  await running.close()
  removeHome(running.home)
  rmSync(folder, { recursive: true })
})
