import { describe, expect, it, vi } from 'vitest'
import { ExpectedError } from '../../../shared/contract/errors'
import { channels, type Channel } from '../../../shared/contract/ipc'
import { makeRouter, type Handlers, type Sender } from '../../../electron/main/ipc'
import { menuCommands, menuTemplate } from '../../../electron/main/menu'

vi.mock('electron', () => ({ protocol: {}, safeStorage: {} }))

const page = (over: Partial<{ url: string; origin: string; parent: object | null; id: number }> = {}): Sender => {
  const { url = 'app://ui/index.html', origin = 'app://ui', parent = null, id = 7 } = over
  return { senderFrame: { url, origin, parent: parent as null }, sender: { id } }
}

const defects: unknown[] = []
const unused = (): never => {
  throw new Error('not asked for')
}
const none: Handlers = Object.fromEntries(Object.keys(channels).map((channel) => [channel, unused])) as unknown as Handlers
const router = (handlers: Partial<Handlers>, window: number | null = 7) =>
  makeRouter({ ...none, ...handlers }, () => window, (_where, error) => {
    defects.push(error)
    return Promise.resolve('d1')
  })

describe('the border of main', () => {
  it('answers its own page', async () => {
    expect(await router({ 'identity.list': () => [] })(page(), 'identity.list', undefined)).toEqual({ ok: true, value: [] })
  })

  it.each([
    ['a subframe', page({ parent: {} })], ['another origin', page({ origin: 'https://example.org' })], ['another scheme', page({ url: 'file:///index.html' })],
    ['another window', page({ id: 8 })], ['a frame that is gone', { senderFrame: null, sender: { id: 7 } }],
  ])('refuses %s', async (_name, sender) => {
    const handler = vi.fn(() => [])
    expect(await router({ 'identity.list': handler })(sender, 'identity.list', undefined)).toMatchObject({ ok: false, error: { code: 'ipc.sender' } })
    expect(handler).not.toHaveBeenCalled()
  })

  it('refuses everything while there is no window', async () => {
    expect(await router({}, null)(page(), 'identity.list', undefined)).toMatchObject({ ok: false, error: { code: 'ipc.sender' } })
  })

  it.each(['nope', '__proto__', 'toString', 1, null, undefined, {}])('refuses the channel %s', async (channel) => {
    expect(await router({})(page(), channel, undefined)).toMatchObject({ ok: false, error: { code: 'ipc.unknown-channel' } })
  })

  it('refuses a malformed request to every channel that takes one', async () => {
    for (const channel of Object.keys(channels) as Channel[]) {
      for (const request of [42, { grant: {} }, [1]]) {
        expect(await router({})(page(), channel, request), channel).toMatchObject({ ok: false, error: { code: 'ipc.bad-request' } })
      }
    }
  })

  it('carries an expected error whole, and a defect with the id of its log line', async () => {
    const expected = router({ 'identity.list': () => Promise.reject(new ExpectedError('a.b', 'A sentence.', { file: 'x', row: 3 })) })
    expect(await expected(page(), 'identity.list', undefined)).toEqual({ ok: false, error: { code: 'a.b', message: 'A sentence.', details: { file: 'x', row: 3 } } })
    const defect = router({ 'identity.list': () => Promise.reject(new TypeError('x is undefined')) })
    expect(await defect(page(), 'identity.list', undefined)).toEqual({ ok: false, error: { code: 'unexpected', message: 'x is undefined', details: { id: 'd1' } } })
  })

  it('does not let a malformed answer through', async () => {
    const wrong = router({ 'identity.list': () => [{ id: 1 }] as never })
    expect(await wrong(page(), 'identity.list', undefined)).toMatchObject({ ok: false, error: { code: 'unexpected' } })
  })
})

it('the menu sends command ids, each once', () => {
  const sent: string[] = []
  const click = (items: readonly Electron.MenuItemConstructorOptions[]): void => {
    for (const item of items) {
      if (Array.isArray(item.submenu)) click(item.submenu)
      if (item.role === undefined && item.type !== 'checkbox' && item.accelerator !== 'F11') item.click?.(undefined as never, undefined, undefined as never)
    }
  }
  click(menuTemplate((command) => sent.push(command), () => null, unused))
  expect(sent.sort()).toEqual([...menuCommands, 'app.preferences'].sort())
  expect(new Set(sent).size).toBe(sent.length)
})
