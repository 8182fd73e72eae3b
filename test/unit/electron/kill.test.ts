import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { expect, it } from 'vitest'
import { ReviewFile } from '../../../electron/main/review-file'

/** Runs the child on the file, kills it -9 after some confirmed lines, returns the last confirmed. */
function editUntilKilled(path: string, after: number): Promise<string[]> {
  return new Promise((done, failed) => {
    const child = spawn(process.execPath, ['--import', 'tsx', resolve(import.meta.dirname, 'kill-child.ts'), path], { stdio: ['ignore', 'pipe', 'pipe'] })
    let text = ''
    let errors = ''
    child.stderr.on('data', (data) => (errors += String(data)))
    child.stdout.on('data', (data) => {
      text += String(data)
      // The pipe lags behind, so this falls on an arbitrary step of a later edit or save.
      if (text.split('\n').length > after) child.kill('SIGKILL')
    })
    child.on('exit', () => (errors === '' ? done(text.split('\n').slice(0, -1)) : failed(new Error(errors))))
  })
}

it('kill -9 loses no confirmed edit, and the next start takes over the dead process’s lock', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'kill-'))
  const path = join(folder, 'a.countersign')
  let confirmed: string[] = []
  for (const after of [3, 8, 14]) {
    confirmed = [...confirmed, ...(await editUntilKilled(path, after))]
    const file = await ReviewFile.open(path)
    const { bytes, journal } = file.opened
    const seen = [...(bytes === null ? [] : (JSON.parse(Buffer.from(bytes).toString('utf8')) as string[])), ...journal]
    await file.close()
    expect(seen.slice(0, confirmed.length)).toEqual(confirmed)
    expect(seen).toEqual(seen.map((_, n) => `line ${n}`))
    // Written but not yet said on the pipe when the end came.
    confirmed = seen
  }
  rmSync(folder, { recursive: true, force: true })
}, 60_000)
