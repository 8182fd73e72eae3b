import { spawnSync } from 'node:child_process'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { hostileCases } from './hostile/cases'

const root = resolve(import.meta.dirname, '../..')

interface Outcome {
  readonly outcome: string
  readonly milliseconds: number
  /** The most memory its process held before reading and in all. */
  readonly before: number
  readonly megabytes: number
}

// Every file in a process of its own, since the most memory that was held is only known of a whole process.
describe('files made to harm their reader', () => {
  for (const { name } of hostileCases) {
    it(name, { timeout: 120_000 }, () => {
      const run = spawnSync(process.execPath, ['--import', 'tsx', 'test/fuzz/hostile/run.ts', name], { cwd: root, encoding: 'utf8', timeout: 90_000 })
      expect(run.stdout, run.stderr.slice(-500)).toMatch(/^\{/)
      const { outcome, milliseconds, before, megabytes } = JSON.parse(run.stdout) as Outcome
      expect(outcome).not.toMatch(/^THROWN/)
      expect(milliseconds).toBeLessThan(10_000)
      expect(megabytes - Math.max(0, before - 200)).toBeLessThan(1024)
    })
  }
})
