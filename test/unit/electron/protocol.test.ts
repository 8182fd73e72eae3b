import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { parseRange } from '../../../electron/main/byte-range'
import { Grants } from '../../../electron/main/grants'
import { answer } from '../../../electron/main/protocol'
import { securityHeaders } from '../../../electron/main/security-headers'

vi.mock('electron', () => ({ protocol: {} }))

let folder: string
let renderer: string
const grants = new Grants()
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'protocol-'))
  renderer = join(folder, 'renderer')
  mkdirSync(join(renderer, 'assets'), { recursive: true })
  writeFileSync(join(renderer, 'index.html'), '<!doctype html>')
  writeFileSync(join(renderer, 'assets/a.js'), 'export {}')
  writeFileSync(join(folder, 'secret.txt'), 'secret')
  writeFileSync(join(folder, 'data.csv'), '0123456789')
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const get = (url: string, init?: RequestInit): Promise<Response> => answer(new Request(url, init), renderer, grants)

describe('ranges', () => {
  it.each([
    ['bytes=0-4', { from: 0, to: 5 }], ['bytes=5-', { from: 5, to: 10 }], ['bytes=-3', { from: 7, to: 10 }], ['bytes=8-99', { from: 8, to: 10 }],
    ['bytes=10-', 'unsatisfiable'], ['bytes=-0', 'unsatisfiable'], ['bytes=5-4', null], ['bytes=-', null], ['bytes=0-1,3-4', null], ['rows=1-2', null], [null, null],
  ])('%s', (header, expected) => {
    expect(parseRange(header, 10)).toEqual(expected)
  })
})

describe('app://ui', () => {
  it('puts every wall on every answer', async () => {
    const { grant } = await grants.grantExisting(join(folder, 'data.csv'), 'read')
    for (const url of ['app://ui/', 'app://ui/assets/a.js', 'app://ui/none', `app://ui/__file/${grant}`, 'app://ui/__file/x', 'app://other/', 'app://ui/%00']) {
      const { headers } = await get(url)
      for (const [name, value] of Object.entries(securityHeaders)) expect([url, headers.get(name)]).toEqual([url, value])
    }
  })

  it.each(['app://ui/..%2fsecret.txt', 'app://ui/%2e%2e%2fsecret.txt', 'app://ui/assets/..%5c..%5csecret.txt', 'app://ui/assets%2f..%2f..%2fsecret.txt', 'app://ui//secret.txt', 'app://ui/%ff', 'app://ui/c:%5csecret.txt'])('refuses %s', async (url) => {
    const response = await get(url)
    expect(response.status).toBeGreaterThanOrEqual(400)
    expect(await response.text()).not.toContain('secret\n')
  })

  it('streams ranges of a granted file', async () => {
    const { grant } = await grants.grantExisting(join(folder, 'data.csv'), 'read')
    const url = `app://ui/__file/${grant}`
    expect(await (await get(url)).text()).toBe('0123456789')
    const part = await get(url, { headers: { range: 'bytes=3-5' } })
    expect([part.status, await part.text(), part.headers.get('content-length')]).toEqual([206, '345', '3'])
    const long = Buffer.alloc((4 << 20) + 3, 'abc')
    writeFileSync(join(folder, 'long.csv'), long)
    const { grant: longGrant } = await grants.grantExisting(join(folder, 'long.csv'), 'read')
    for (const range of ['bytes=0-', 'bytes=1-4194304', 'bytes=2-4194306']) {
      const [from, to] = range.slice(6).split('-').map(Number)
      const got = Buffer.from(await (await get(`app://ui/__file/${longGrant}`, { headers: { range } })).arrayBuffer())
      expect([range, got.equals(long.subarray(from, to === 0 ? undefined : to! + 1))]).toEqual([range, true])
    }
    expect((await get(url, { method: 'HEAD' })).headers.get('content-length')).toBe('10')
    expect((await get(url, { method: 'DELETE' })).status).toBe(405)
  })

  it('serves no write grants, and says when a file changed or went', async () => {
    const target = grants.grantTarget(join(folder, 'data.csv'), 'write')
    expect((await get(`app://ui/__file/${target.grant}`)).status).toBe(404)
    const path = join(folder, 'changing.csv')
    writeFileSync(path, 'a')
    const { grant } = await grants.grantExisting(path, 'read')
    writeFileSync(path, 'ab')
    expect((await get(`app://ui/__file/${grant}`)).status).toBe(409)
    const again = await grants.grantExisting(path, 'read')
    expect([(await get(`app://ui/__file/${again.grant}`)).status, (await get(`app://ui/__file/${grant}`)).status]).toEqual([200, 409])
    rmSync(path)
    expect((await get(`app://ui/__file/${grant}`)).status).toBe(410)
  })
})

describe('grants', () => {
  it('are random, the same for the same file and use, and never a path', async () => {
    const first = await grants.grantExisting(join(folder, 'data.csv'), 'read')
    expect(await grants.grantExisting(join(folder, 'data.csv'), 'read')).toEqual(first)
    expect(first.grant).toMatch(/^[\w-]{24}$/)
    expect(JSON.stringify(first)).not.toContain(folder)
    expect(() => grants.require(first.grant, 'write')).toThrow(/not opened for this use/)
    expect(() => grants.require('x', 'read')).toThrow(/no longer open/)
  })

  it('refuse what is not a file, with its name', async () => {
    await expect(grants.grantExisting(folder, 'read')).rejects.toMatchObject({ code: 'file.folder' })
    await expect(grants.grantExisting(join(folder, 'none.csv'), 'read')).rejects.toMatchObject({ code: 'file.missing', details: { file: 'none.csv' } })
    symlinkSync('/dev/zero', join(folder, 'zero.csv'))
    await expect(grants.grantExisting(join(folder, 'zero.csv'), 'read')).rejects.toMatchObject({ code: 'file.not-regular' })
    chmodSync(folder, 0o755)
  })
})
