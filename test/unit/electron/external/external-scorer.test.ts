import { createHash } from 'node:crypto'
import { appendFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative, resolve } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { ExternalScorer, type ExternalQuestion } from '../../../../electron/main/external/external-scorer'
import { inspectCommand } from '../../../../electron/main/external/inspect-command'
import { externalQuestionText } from '../../../../electron/main/external/question-text'
import { externalHandlers } from '../../../../electron/main/handlers/external'
import { menuTemplate } from '../../../../electron/main/menu'
import { unattendedPeople } from '../../../../electron/main/people'
import { planSchema } from '../../../../shared/contract/plan'

vi.mock('electron', () => ({ dialog: {} }))

const sha256 = (bytes: Uint8Array | string): string => createHash('sha256').update(bytes).digest('hex')
const rows = new TextEncoder().encode('row,x\n1,0.5\n2,0.25\n')
const yes = () => Promise.resolve(true)
let home: string
let script: string
const source = `const fs = require('fs')
const lines = fs.readFileSync('rows.csv', 'utf8').trim().split('\\n').slice(1)
fs.writeFileSync('predictions.csv', 'row,p\\n' + lines.map((line) => line.split(',')[0] + ',' + Number(line.split(',')[1]) * 2).join('\\n') + '\\n')
`
beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'countersign-scorer-'))
  script = join(home, 'score.js')
})
beforeEach(() => { writeFileSync(script, source) })
afterAll(() => { rmSync(home, { recursive: true, force: true }) })

const command = (over: Partial<{ program: string; args: string[]; seconds: number }> = {}) => ({ program: process.execPath, args: [script, '--quiet'], seconds: 20, ...over })
const allowed = (): ExternalScorer => {
  const scorer = new ExternalScorer()
  scorer.allow(true)
  return scorer
}
const left = (): string[] => readdirSync(tmpdir()).filter((name) => name.startsWith('countersign-external-'))

describe('the external scorer', () => {
  it('is off until the menu allows it, and then asks nobody', async () => {
    const confirm = vi.fn(yes)
    await expect(new ExternalScorer().run(command(), rows, confirm)).rejects.toMatchObject({ code: 'external.off' })
    const scorer = allowed()
    scorer.allow(false)
    await expect(scorer.run(command(), rows, confirm)).rejects.toMatchObject({ code: 'external.off' })
    expect(confirm).not.toHaveBeenCalled()
  })

  it('gives back predictions and the record of what ran', async () => {
    const before = left()
    const { run, predictions } = await allowed().run(command(), rows, yes)
    expect(new TextDecoder().decode(predictions!)).toBe('row,p\n1,1\n2,0.5\n')
    expect(run).toMatchObject({
      program: process.execPath, programSha256: sha256(readFileSync(process.execPath)),
      args: [{ text: script, sha256: sha256(source) }, { text: '--quiet', sha256: null }],
      ended: 'exited', exitCode: 0, signal: null, unchanged: true,
      rows: { sha256: sha256(rows), size: rows.length }, predictions: { sha256: sha256(predictions!), size: predictions!.length },
    })
    expect(left()).toEqual(before)
  })

  it('runs nothing that is not confirmed, and shows exactly what would run', async () => {
    const marker = join(home, 'ran')
    writeFileSync(script, `require('fs').writeFileSync(${JSON.stringify(marker)}, '')`)
    const asked: ExternalQuestion[] = []
    const confirm = (question: ExternalQuestion): Promise<boolean> => { asked.push(question); return Promise.resolve(false) }
    await expect(allowed().run(command(), rows, confirm)).rejects.toMatchObject({ code: 'external.cancelled' })
    expect(existsSync(marker)).toBe(false)
    const { detail } = externalQuestionText(asked[0]!)
    for (const shown of [process.execPath, script, '--quiet', sha256(readFileSync(script)), sha256(rows), sha256(readFileSync(process.execPath))]) expect(detail).toContain(shown)
  })

  it('runs nothing when the script is another after it was shown, nor when it was switched off meanwhile', async () => {
    const marker = join(home, 'ran')
    const swap = (): Promise<boolean> => { writeFileSync(script, `require('fs').writeFileSync(${JSON.stringify(marker)}, '')`); return yes() }
    await expect(allowed().run(command(), rows, swap)).rejects.toMatchObject({ code: 'external.changed' })
    const scorer = allowed()
    await expect(scorer.run(command(), rows, () => { scorer.allow(false); return yes() })).rejects.toMatchObject({ code: 'external.cancelled' })
    expect(existsSync(marker)).toBe(false)
  })

  it('says when a file of the command changed while it ran', async () => {
    appendFileSync(script, `fs.appendFileSync(${JSON.stringify(script)}, '// other')\n`)
    expect((await allowed().run(command(), rows, yes)).run.unchanged).toBe(false)
  })

  it('runs one at a time, and none that a dialog could not show whole', async () => {
    const scorer = allowed()
    const first = scorer.run(command(), rows, async () => {
      await expect(scorer.run(command(), rows, yes)).rejects.toMatchObject({ code: 'external.busy' })
      return false
    })
    await expect(first).rejects.toMatchObject({ code: 'external.cancelled' })
    await expect(scorer.run(command({ args: Array.from({ length: 4 }, () => 'x'.repeat(1000)) }), rows, yes)).rejects.toMatchObject({ code: 'external.too-long' })
  })

  it.skipIf(process.platform === 'win32')('takes no link for predictions', async () => {
    writeFileSync(script, "require('fs').symlinkSync('/etc/hostname', 'predictions.csv')")
    expect(await allowed().run(command(), rows, yes)).toMatchObject({ predictions: null, run: { predictions: null, exitCode: 0 } })
  })

  it('finds a bare name in PATH only, and refuses a relative path', async () => {
    const folder = resolve(process.execPath, '..')
    expect((await inspectCommand({ program: process.execPath.split(/[\\/]/).at(-1)!, args: [`--model=${script}`] }, folder))).toMatchObject({ program: process.execPath, args: [{ text: `--model=${script}`, sha256: sha256(source) }] })
    await expect(inspectCommand({ program: `.${process.execPath}`, args: [] })).rejects.toMatchObject({ code: 'external.program' })
    await expect(inspectCommand({ program: 'no-such-program-here', args: [] }, folder)).rejects.toMatchObject({ code: 'external.program' })
    await expect(inspectCommand({ program: script, args: [] })).rejects.toMatchObject({ code: 'external.program' })
  })

  it('hides no sign of an argument in the dialog', () => {
    const { detail } = externalQuestionText({ program: '/bin/a', programSha256: 'aa', args: [{ text: 'x\n2: "--safe"\u202Ey\u00A0z', sha256: null }], seconds: 5, rows: { sha256: 'bb', size: 1 } })
    expect(detail).toContain('1: "x\\u{a}2: \\"--safe\\"\\u{202e}y\\u{a0}z"')
    expect(detail.split('\n').filter((line) => /^\d+: /.test(line))).toHaveLength(1)
  })
})

describe('what cannot start an external scorer', () => {
  const headless = {} as never

  it('the command line: refused before anything, and the unattended answer is no', async () => {
    const external = allowed()
    const ask = vi.spyOn(external, 'run')
    const people = { ...unattendedPeople, confirmExternal: vi.fn(yes) }
    expect(() => externalHandlers({ external, headless, people })['external.run']({ command: command(), rows })).toThrow(/never run from the command line/)
    expect(ask).not.toHaveBeenCalled()
    expect(people.confirmExternal).not.toHaveBeenCalled()
    await expect(unattendedPeople.confirmExternal({} as never)).resolves.toBe(false)
  })

  it('a plan: it has no word for one', () => {
    const plan = { countersign: 1, title: 't', model: { name: 'm' }, datasets: [{ file: 'a.csv', role: 'test' }] }
    expect(planSchema.safeParse(plan).success).toBe(true)
    expect(planSchema.safeParse({ ...plan, external: command() }).success).toBe(false)
    expect(planSchema.safeParse({ ...plan, datasets: [{ file: 'a.csv', role: 'test', external: command() }] }).success).toBe(false)
  })

  it('anything in the page but the one action that a button calls', () => {
    const root = resolve(import.meta.dirname, '../../../..')
    const files = readdirSync(join(root, 'renderer'), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name)).map((entry) => join(entry.parentPath, entry.name))
    const holding = (word: string): string[] => files.filter((file) => readFileSync(file, 'utf8').includes(word)).map((file) => relative(root, file).replaceAll('\\', '/')).sort()
    expect(holding('external.run')).toEqual(['renderer/session/external.ts'])
    expect(holding('scoreOutside')).toEqual(['renderer/places/inputs/external-section.tsx', 'renderer/session/external.ts', 'renderer/session/index.ts', 'renderer/session/types.ts'])
  })

  it('the menu, until a person ticks its box, which is off at every start', () => {
    const told: boolean[] = []
    const template = menuTemplate(() => undefined, () => null, (value) => told.push(value))
    const item = template.flatMap((menu) => (Array.isArray(menu.submenu) ? menu.submenu : [])).find(({ id }) => id === 'external.allow')!
    expect(item).toMatchObject({ type: 'checkbox', checked: false })
    expect(told).toEqual([])
    item.click?.({ checked: true } as never, undefined, undefined as never)
    expect(told).toEqual([true])
  })
})
