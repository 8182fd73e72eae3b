import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { commandEnvironment, runCommand, type CommandLimits } from '../../../../electron/main/external/run-command'

const generous: CommandLimits = { milliseconds: 20_000, printedBytes: 1_000_000, folderBytes: 1_000_000 }
let folder: string
beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'countersign-command-')) })
afterEach(() => { rmSync(folder, { recursive: true, force: true }) })

const node = (script: string, args: readonly string[] = [], limits: Partial<CommandLimits> = {}, stop = new AbortController().signal) =>
  runCommand(process.execPath, ['-e', script, '--', ...args], folder, { ...generous, ...limits }, stop)

const alive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    // A killed process that nobody waited for yet is not alive.
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
  } catch {
    return false
  }
}

describe('a command outside the sandbox', () => {
  it('hands arguments over as they are: no shell reads them', async () => {
    const args = ['$(touch made)', '`touch made`', '; touch made', '*', '$HOME', 'a b', '"', '| cat']
    const { ended, exitCode, said } = await node('process.stdout.write(JSON.stringify(process.argv.slice(1)))', args)
    expect({ ended, exitCode }).toEqual({ ended: 'exited', exitCode: 0 })
    expect(JSON.parse(said)).toEqual(args)
    expect(readdirSync(folder)).toEqual([])
  })

  it('gives it a minimal environment and its own folder, and nothing to read from', async () => {
    process.env['COUNTERSIGN_TEST_SECRET'] = 'not for a command'
    const { said } = await node('process.stdout.write(JSON.stringify([process.cwd(), process.env, require("fs").readFileSync(0, "utf8")]))')
    delete process.env['COUNTERSIGN_TEST_SECRET']
    const [where, environment, input] = JSON.parse(said) as [string, Record<string, string>, string]
    expect(where.endsWith(folder.split('/').at(-1)!)).toBe(true)
    // macOS adds a variable of its own to every process.
    delete environment['__CF_USER_TEXT_ENCODING']
    expect(environment).toEqual(commandEnvironment(folder))
    expect(environment['HOME']).toBe(folder)
    expect(input).toBe('')
  })

  it('says exit code and last words', async () => {
    expect(await node('console.error("no such model"); process.exit(3)')).toMatchObject({ ended: 'exited', exitCode: 3, signal: null, said: 'no such model\n' })
  })

  it.runIf(process.platform === 'linux')('kills the whole group at the time limit', async () => {
    const started = performance.now()
    const end = await node('const { pid } = require("child_process").spawn("sleep", ["60"]); console.log(pid); setInterval(() => {}, 1000)', [], { milliseconds: 700 })
    expect(end).toMatchObject({ ended: 'time-limit', exitCode: null, signal: 'SIGKILL' })
    expect(performance.now() - started).toBeLessThan(5000)
    expect(alive(Number(end.said))).toBe(false)
  })

  it.runIf(process.platform === 'linux')('leaves nothing running that the program started and did not wait for', async () => {
    const end = await node('const child = require("child_process").spawn("sleep", ["60"], { stdio: "inherit" }); console.log(child.pid); process.exit(0)')
    expect(end).toMatchObject({ ended: 'exited', exitCode: 0 })
    expect(alive(Number(end.said))).toBe(false)
  })

  it('ends it when it prints too much, or fills its folder', async () => {
    expect(await node('const line = "x".repeat(65536); setInterval(() => process.stdout.write(line), 1)', [], { printedBytes: 200_000 })).toMatchObject({ ended: 'output-limit' })
    expect(await node('require("fs").writeFileSync("predictions.csv", Buffer.alloc(300000)); setInterval(() => {}, 1000)', [], { folderBytes: 200_000 })).toMatchObject({ ended: 'output-limit' })
    expect(await node('require("fs").writeFileSync("predictions.csv", Buffer.alloc(300000))', [], { folderBytes: 200_000 })).toMatchObject({ ended: 'output-limit', exitCode: 0 })
  })

  it('ends it when the person does, and says what cannot be started', async () => {
    const stop = new AbortController()
    setTimeout(() => stop.abort(), 300)
    expect(await node('setInterval(() => {}, 1000)', [], {}, stop.signal)).toMatchObject({ ended: 'stopped', exitCode: null })
    await expect(runCommand(join(folder, 'nothing'), [], folder, generous, new AbortController().signal)).rejects.toMatchObject({ code: 'external.start' })
    expect(existsSync(join(folder, 'nothing'))).toBe(false)
  })
})
