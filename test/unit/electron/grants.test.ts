import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { Grants } from '../../../electron/main/grants'

const folder = mkdtempSync(join(tmpdir(), 'countersign-grants-'))
afterAll(() => rmSync(folder, { recursive: true }))

const put = (name: string, text: string): string => {
  const path = join(folder, name)
  writeFileSync(path, text)
  utimesSync(path, 1_000_000, 1_000_000)
  return path
}

describe('inputs that changed since they were granted', () => {
  it('are named: gone, of another size, or of the same size and rewritten; targets and unknown ids are not', async () => {
    const grants = new Grants()
    const paths = ['same.csv', 'gone.csv', 'longer.csv', 'rewritten.csv'].map((name) => put(name, 'a,b\n1,2\n'))
    const ids = (await Promise.all(paths.map((path) => grants.grantExisting(path, 'read')))).map(({ grant }) => grant)
    expect(await grants.changed(ids)).toEqual([])
    rmSync(paths[1]!)
    put('longer.csv', 'a,b\n1,2\n3,4\n')
    writeFileSync(paths[3]!, 'a,b\n9,9\n')
    const target = grants.grantTarget(join(folder, 'pack.pdf'), 'write').grant
    expect(await grants.changed([...ids, target, 'nobody'])).toEqual([{ name: 'gone.csv', gone: true }, { name: 'longer.csv', gone: false }, { name: 'rewritten.csv', gone: false }])
  })

  it('are looked for inside a model folder', async () => {
    const grants = new Grants()
    const { grant } = await grants.grantExisting(put('MLmodel', 'flavors: {}\n'), 'read')
    expect(await grants.changed([grant])).toEqual([])
  })
})
