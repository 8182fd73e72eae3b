import { expect, test } from '@playwright/test'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Answer, Grant, Preload } from '../../shared/contract/ipc'
import { session } from './harness/environment'
import { answerOpenDialog, launchApp, removeHome, type LaunchedApp } from './harness/launch'
import { makeSmallApp } from './harness/small-app'

declare global {
  interface Window {
    readonly countersign: Preload
  }
}

let small: ReturnType<typeof makeSmallApp>
let running: LaunchedApp
let folder: string
let input: string
let server: Server
let base: string
let hits: string[] = []

test.beforeAll(async () => {
  small = makeSmallApp()
  folder = mkdtempSync(join(tmpdir(), 'countersign-walls-'))
  chmodSync(folder, 0o755)
  input = join(folder, 'input.csv')
  writeFileSync(input, 'a,b\n1,2\n')
  server = createServer((request, response) => {
    hits.push(request.url ?? '')
    response.setHeader('access-control-allow-origin', '*')
    response.setHeader('cross-origin-resource-policy', 'cross-origin')
    response.end('reached')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  running = await launchApp({ appRoot: small.appRoot })
  await expect(running.page.locator('#ready')).toHaveText('ready')
})

test.afterAll(async () => {
  await running.close()
  removeHome(running.home)
  small.remove()
  server.close()
  rmSync(folder, { recursive: true, force: true })
})

const invoke = (channel: string, request?: unknown): Promise<Answer<unknown>> =>
  running.page.evaluate(([name, value]) => window.countersign.invoke(name as 'app.info', value), [channel, request] as const)

async function grantInput(): Promise<string> {
  await answerOpenDialog(running.app, [input])
  const answer = (await invoke('files.pick', { purpose: 'inputs', multiple: true })) as Answer<Grant[]>
  if (!answer.ok) throw new Error(answer.error.message)
  return answer.value[0]!.grant
}

interface Seen {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly text: string
}

/** A response as main's own session sees it, whatever the page may read. */
const ask = (path: string, init: { method?: string; headers?: Record<string, string> } = {}): Promise<Seen> =>
  running.page.evaluate(async ([url, options]) => {
    const response = await fetch(url, options)
    return { status: response.status, headers: Object.fromEntries(response.headers), text: await response.text() }
  }, [`app://ui${path}`, init] as const)

test('every response carries the policy and the isolation, errors included', async () => {
  const grant = await grantInput()
  const kinds: readonly (readonly [string, number, string])[] = [
    ['/index.html', 200, 'text/html'], ['/', 200, 'text/html'], ['/page.js', 200, 'text/javascript'], ['/page.css', 200, 'text/css'],
    ['/assets/worker.js', 200, 'text/javascript'], ['/assets/module.mjs', 200, 'text/javascript'], ['/assets/empty.wasm', 200, 'application/wasm'],
    ['/assets/font.ttf', 200, 'font/ttf'], ['/assets/data.json', 200, 'application/json'], [`/__file/${grant}`, 200, 'application/octet-stream'],
    ['/__file/unknown', 404, 'text/plain'], ['/missing.js', 404, 'text/plain'], ['/%2e%2e%2fsecret.txt', 400, 'text/plain'],
  ]
  for (const [path, status, type] of kinds) {
    const seen = await ask(path)
    expect([path, seen.status]).toEqual([path, status])
    expect(seen.headers['content-type'], path).toContain(type)
    expect(seen.headers['content-security-policy'], path).toBe("default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'")
    expect(seen.headers, path).toMatchObject({ 'cross-origin-opener-policy': 'same-origin', 'cross-origin-embedder-policy': 'require-corp', 'cross-origin-resource-policy': 'same-origin', 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer', 'cache-control': 'no-store' })
  }
})

test('granted files are read in ranges, read only, and noticed when they change', async () => {
  const grant = await grantInput()
  const part = await ask(`/__file/${grant}`, { headers: { range: 'bytes=4-6' } })
  expect([part.status, part.text, part.headers['content-range'], part.headers['content-length']]).toEqual([206, '1,2', 'bytes 4-6/8', '3'])
  expect((await ask(`/__file/${grant}`, { headers: { range: 'bytes=8-' } })).status).toBe(416)
  expect((await ask(`/__file/${grant}`, { method: 'POST' })).status).toBe(405)
  expect(await invoke('files.write', { grant, bytes: new Uint8Array() })).toMatchObject({ ok: false })
  writeFileSync(input, 'a,b\n1,2\n3,4\n')
  expect((await ask(`/__file/${grant}`)).status).toBe(409)
  writeFileSync(input, 'a,b\n1,2\n')
})

test('nothing outside the renderer folder is served', async () => {
  for (const path of ['/../secret.txt', '/..%2fsecret.txt', '/%2e%2e/secret.txt', '/assets/..%5c..%5csecret.txt', '/assets/%00', '//etc/passwd', '/etc/passwd']) {
    const seen = await ask(path)
    expect([path, seen.text.includes('not for the page'), seen.status >= 400], path).toEqual([path, false, true])
  }
})

test('page and workers are cross-origin isolated, without Node and without eval', async () => {
  const page = await running.page.evaluate(() => ({ isolated: crossOriginIsolated, load: typeof Reflect.get(globalThis, 'require'), node: typeof Reflect.get(globalThis, 'process'), bridge: Object.keys(window.countersign).sort() }))
  expect(page).toEqual({ isolated: true, load: 'undefined', node: 'undefined', bridge: ['grantDropped', 'invoke', 'onCommand'] })
  const inWorker = await running.page.evaluate(() => new Promise((resolve) => {
    const worker = new Worker('./assets/worker.js', { type: 'module' })
    worker.onmessage = (event) => resolve(event.data)
    worker.postMessage(null)
  }))
  expect(inWorker).toEqual({ isolated: true, shared: 'function', evaluated: false, reached: false, node: 'undefined', load: 'undefined' })
  const violations = await running.page.evaluate(() => {
    const element = document.createElement('script')
    element.textContent = 'window.__inline = true'
    document.body.append(element)
    return Reflect.get(window, '__inline') as unknown
  })
  expect(violations).toBeUndefined()
})

test('the sandbox is on, and the app says so truthfully', async () => {
  test.skip(!session().launch.sandbox, 'User namespaces are not available to this account.')
  const answer = await invoke('app.info')
  expect(answer).toMatchObject({ ok: true, value: { sandboxed: true, headless: false } })
  const preferences = await running.app.evaluate(({ BrowserWindow }) => {
    const [window] = BrowserWindow.getAllWindows()
    return { uid: process.getuid?.(), noSandbox: process.argv.includes('--no-sandbox'), prefs: (window!.webContents as unknown as { getLastWebPreferences(): Record<string, unknown> }).getLastWebPreferences() }
  })
  expect(preferences.noSandbox).toBe(false)
  expect(preferences.uid).not.toBe(0)
  expect(preferences.prefs).toMatchObject({ sandbox: true, contextIsolation: true, nodeIntegration: false, webSecurity: true, webviewTag: false })
})

test('no request leaves: not from the page, not from a session, not from Chromium', async () => {
  await fetch(`${base}/control`)
  expect(hits).toEqual(['/control'])
  hits = []
  await running.page.evaluate(async (url) => {
    await fetch(`${url}/fetch`).catch(() => null)
    await fetch(`${url}/nocors`, { mode: 'no-cors' }).catch(() => null)
    navigator.sendBeacon(`${url}/beacon`)
    new Image().src = `${url}/image`
    try {
      new WebSocket(url.replace('http', 'ws')).onerror = () => null
    } catch {
      // Refused at once.
    }
    const link = document.createElement('link')
    link.rel = 'prefetch'
    link.href = `${url}/prefetch`
    document.head.append(link)
    await import(/* @vite-ignore */ `${url}/module.js`).catch(() => null)
    await new Promise((resolve) => setTimeout(resolve, 500))
  }, base)
  const sessions = await running.app.evaluate(async ({ BrowserWindow, net, session: all }, url) => {
    const outcome = (request: Promise<unknown>): Promise<string> => request.then(() => 'reached', () => 'refused')
    const ours = BrowserWindow.getAllWindows()[0]!.webContents.session
    return [await outcome(ours.fetch(`${url}/session`)), await outcome(all.defaultSession.fetch(`${url}/default`)), await outcome(net.fetch(`${url}/net`))]
  }, base)
  expect(sessions).toEqual(['refused', 'refused', 'refused'])
  expect(hits).toEqual([])
})

test('no other page can be reached', async () => {
  const home = running.page.url()
  const opened = await running.page.evaluate(async (url) => {
    const popup = window.open(`${url}/popup`)
    const link = document.createElement('a')
    link.href = `${url}/link`
    document.body.append(link)
    link.click()
    const frame = document.createElement('iframe')
    frame.src = `${url}/frame`
    document.body.append(frame)
    location.href = `${url}/location`
    await new Promise((resolve) => setTimeout(resolve, 500))
    return popup === null
  }, base)
  expect(opened).toBe(true)
  expect(running.page.url()).toBe(home)
  await running.page.evaluate(() => {
    location.href = 'file:///etc/passwd'
  })
  await running.page.waitForTimeout(300)
  expect(running.page.url()).toBe(home)
  expect(running.app.windows()).toHaveLength(1)
  expect(hits).toEqual([])
})

test('permissions are denied', async () => {
  const outcome = await running.page.evaluate(async () => {
    const state = (name: string): Promise<string> => navigator.permissions.query({ name: name as PermissionName }).then((status) => status.state, () => 'refused')
    const media = await navigator.mediaDevices.getUserMedia({ audio: true }).then(() => 'granted', () => 'denied')
    const notification = await Notification.requestPermission()
    const position = await new Promise((resolve) => navigator.geolocation.getCurrentPosition(() => resolve('granted'), () => resolve('denied')))
    const clipboard = await navigator.clipboard.readText().then(() => 'granted', () => 'denied')
    return { media, notification, position, clipboard, camera: await state('camera'), microphone: await state('microphone') }
  })
  expect(outcome).toEqual({ media: 'denied', notification: 'denied', position: 'denied', clipboard: 'denied', camera: 'denied', microphone: 'denied' })
})

test('main refuses unknown channels, bad payloads, forged grants and paths', async () => {
  const codeOf = async (channel: string, request?: unknown): Promise<string> => {
    const answer = await invoke(channel, request)
    return answer.ok ? 'ok' : answer.error.code
  }
  expect(await codeOf('app.secrets')).toBe('ipc.unknown-channel')
  expect(await codeOf('__proto__')).toBe('ipc.unknown-channel')
  expect(await codeOf('constructor')).toBe('ipc.unknown-channel')
  expect(await codeOf('app.info', { extra: 1 })).toBe('ipc.bad-request')
  expect(await codeOf('files.write', { grant: 1 })).toBe('ipc.bad-request')
  expect(await codeOf('files.write', { grant: '/etc/passwd', bytes: new Uint8Array() })).toBe('grant.unknown')
  expect(await codeOf('files.drop', ['/etc/passwd'])).toBe('ipc.refused')
  expect(await codeOf('headless.write', { path: '/tmp/x', bytes: new Uint8Array() })).toBe('headless.none')
  expect(await codeOf('headless.exit', { code: 0 })).toBe('headless.none')
  expect(await invoke('headless.command')).toEqual({ ok: true, value: null })
})

test('main refuses every sender but its own window’s page', async () => {
  const answers = await running.app.evaluate(async ({ BrowserWindow }, preload) => {
    const ours = BrowserWindow.getAllWindows()[0]!
    const results: unknown[] = []
    for (const url of ['app://ui/index.html', 'data:text/html,<p>foreign</p>']) {
      const foreign = new BrowserWindow({ show: false, webPreferences: { preload, session: ours.webContents.session, sandbox: true, contextIsolation: true } })
      await foreign.loadURL(url)
      results.push(await foreign.webContents.executeJavaScript("window.countersign.invoke('app.info', undefined)"))
      foreign.destroy()
    }
    return results
  }, join(small.appRoot, 'out/preload/index.cjs'))
  expect(answers).toMatchObject([{ ok: false, error: { code: 'ipc.sender' } }, { ok: false, error: { code: 'ipc.sender' } }])
})
