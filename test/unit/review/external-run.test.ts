import { describe, expect, it } from 'vitest'
import type { ExternalRun } from '../../../shared/contract/external'
import { planOf } from '../../../shared/pack/evidence/plan-of'
import { externalRunBlocks } from '../../../shared/pack/document/external-run-blocks'
import { endWords, requireUsable } from '../../../shared/review/external-run'
import { append, nextEntry, undoTarget, type LogChange, type ReviewLog } from '../../../shared/review/log'
import type { ExternalRunNote } from '../../../shared/review/state'

const sha = (letter: string): string => letter.repeat(64)
const ran: ExternalRun = {
  program: '/usr/bin/java', programSha256: sha('a'), args: [{ text: '-jar', sha256: null }, { text: '/home/r/scorer.jar', sha256: sha('b') }],
  ended: 'exited', exitCode: 0, signal: null, milliseconds: 1234, unchanged: true, environment: ['HOME', 'PATH'],
  rows: { sha256: sha('c'), size: 100 }, predictions: { sha256: sha('d'), size: 50 },
}
const note: ExternalRunNote = { ...ran, dataset: { name: 'test.csv', sha256: sha('e') }, columns: ['income', 'age'] }

const logOf = (...changes: LogChange[]): ReviewLog => changes.reduce<ReviewLog | null>((log, what) => append(log, nextEntry(log, what, '2026-11-23T10:00:00.000Z', 'R')), null)!

describe('a command that was run outside the sandbox', () => {
  it('is in the log for good: nothing undoes it, and no plan repeats it', () => {
    const log = logOf({ change: 'created', id: 'r', title: 'T' }, { change: 'edited', edit: { edit: 'title.changed', title: 'U' } }, { change: 'edited', edit: { edit: 'external.ran', run: note } })
    expect(log.state.externalRuns).toEqual([note])
    expect(undoTarget(log)).toBe(2)
    const undone = append(log, nextEntry(log, { change: 'undone', target: 2 }, '2026-11-23T10:00:01.000Z', 'R'))
    expect(undone.state.externalRuns).toEqual([note])
    expect(JSON.stringify(planOf(log.state))).not.toContain('java')
  })

  it('is printed exactly, with every hash and how it ended', () => {
    const printed = JSON.stringify(externalRunBlocks([note, { ...note, ended: 'time-limit', exitCode: null, signal: 'SIGKILL', predictions: null }]))
    for (const said of ['/usr/bin/java', '-jar', '/home/r/scorer.jar', ...['a', 'b', 'c', 'd', 'e'].map(sha), 'exit code 0', 'ended at its time limit', 'row, income, age', 'left the sandbox']) expect(printed).toContain(said)
    expect(externalRunBlocks([])).toEqual([])
  })

  it('gives predictions only when it ended well and nothing of it changed', () => {
    expect(() => requireUsable(ran, '')).not.toThrow()
    expect(() => requireUsable({ ...ran, exitCode: 2 }, 'no such model')).toThrow(expect.objectContaining({ code: 'external.failed', message: expect.stringContaining('exit code 2') as string, details: { remedy: 'It last printed: no such model' } }))
    expect(() => requireUsable({ ...ran, ended: 'output-limit' }, '')).toThrow(/wrote too much/)
    expect(() => requireUsable({ ...ran, ended: 'stopped', exitCode: null, signal: 'SIGKILL' }, '')).toThrow(/stopped by the reviewer/)
    expect(() => requireUsable({ ...ran, unchanged: false }, '')).toThrow(expect.objectContaining({ code: 'external.changed' }))
    expect(() => requireUsable({ ...ran, predictions: null }, '')).toThrow(expect.objectContaining({ code: 'external.no-predictions' }))
    expect(endWords({ ...ran, exitCode: null, signal: 'SIGSEGV' })).toBe('ended by SIGSEGV')
  })
})
