import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { filesBelow, sha256OfPath } from '../../../electron/main/folder'
import { Grants } from '../../../electron/main/grants'

let folder = ''
beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), 'folder-')), 'churn')
  mkdirSync(join(folder, 'data'), { recursive: true })
  writeFileSync(join(folder, 'MLmodel'), 'flavors: {}\n')
  writeFileSync(join(folder, 'data', 'model.xgb'), 'x')
  writeFileSync(join(folder, 'requirements.txt'), 'xgboost==3\n')
})
afterEach(() => rmSync(join(folder, '..'), { recursive: true }))

describe('a model folder', () => {
  it('is granted file by file, whether the folder or its MLmodel file is chosen', async () => {
    const grants = new Grants()
    const whole = await grants.grantExisting(folder, 'read')
    expect(whole.name).toBe('churn')
    expect(whole.files?.map((file) => [file.path, file.size])).toEqual([['MLmodel', 12], ['data/model.xgb', 1], ['requirements.txt', 11]])
    expect(whole.size).toBe(24)
    for (const file of whole.files ?? []) expect(grants.require(file.grant, 'read').path).toBe(join(folder, file.path))
    expect(await grants.grantExisting(join(folder, 'MLmodel'), 'read')).toEqual(whole)
    expect(JSON.stringify(whole)).not.toContain(folder)
  })

  it('is refused when a link leads out of it', async () => {
    symlinkSync('/etc/hostname', join(folder, 'data', 'hostname'))
    await expect(new Grants().grantExisting(folder, 'read')).rejects.toMatchObject({ code: 'file.folder-link' })
  })

  it('is not every folder', async () => {
    await expect(new Grants().grantExisting(join(folder, 'data'), 'read')).rejects.toMatchObject({ code: 'file.folder' })
  })

  it.runIf(process.platform === 'linux')('has the hash that sha256sum gives anyone', async () => {
    const command = "find . -type f -printf '%P\\n' | LC_ALL=C sort | xargs -d '\\n' sha256sum | sha256sum"
    expect(execFileSync('sh', ['-c', command], { cwd: folder, encoding: 'utf8' }).slice(0, 64)).toBe(await sha256OfPath(folder))
    expect(await filesBelow(folder)).toHaveLength(3)
  })
})
