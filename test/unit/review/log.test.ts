import { describe, expect, it } from 'vitest'
import { append, nextEntry, redoTarget, replay, undoTarget, type LogChange, type ReviewLog } from '../../../shared/review/log'
import type { ReviewEdit } from '../../../shared/review/edits'

const at = '2026-11-23T10:00:00.000Z'

function after(log: ReviewLog | null, ...changes: LogChange[]): ReviewLog {
  return changes.reduce<ReviewLog | null>((now, what) => append(now, nextEntry(now, what, at, 'Reviewer')), log)!
}
const created: LogChange = { change: 'created', id: 'r1', title: 'First' }
const edited = (edit: ReviewEdit): LogChange => ({ change: 'edited', edit })
const titled = (title: string): LogChange => edited({ edit: 'title.changed', title })
const ran: LogChange = edited({ edit: 'runs.recorded', runs: [], notRun: [{ analysis: 'a', reason: 'b' }], setupHash: 'h', at })

describe('the log of a review', () => {
  it('rebuilds the same review from its lines, through JSON', () => {
    const log = after(null, created, titled('Second'), edited({ edit: 'roles.changed', columns: ['age'], roles: ['feature', 'protected'] }))
    const again = replay(JSON.parse(JSON.stringify(log.entries)) as typeof log.entries)
    expect(again.state).toEqual(log.state)
    expect(again.state.title).toBe('Second')
  })

  it('refuses a line that was changed, removed, reordered or forged', () => {
    const { entries } = after(null, created, titled('A'), titled('B'), titled('C'))
    const forged = entries.map((e, i) => (i === 2 ? { ...e, what: titled('X') } : e))
    expect(() => replay(forged)).toThrow('Line 3')
    expect(() => replay([entries[0]!, entries[2]!])).toThrow('Line 3')
    expect(() => replay([entries[0]!, entries[2]!, entries[1]!])).toThrow()
    expect(() => replay(entries.map((e, i) => (i === 1 ? { ...e, who: 'Somebody else' } : e)))).toThrow('Line 2')
    expect(() => replay(forged)).toThrow(expect.objectContaining({ code: 'review.log-broken' }))
    expect(() => replay([])).toThrow('empty')
  })

  it('undoes and redoes edits in order, and a new edit ends redo', () => {
    let log = after(null, created, titled('A'), titled('B'))
    log = after(log, { change: 'undone', target: undoTarget(log)! })
    expect(log.state.title).toBe('A')
    log = after(log, { change: 'undone', target: undoTarget(log)! })
    expect(log.state.title).toBe('First')
    expect(undoTarget(log)).toBeNull()
    log = after(log, { change: 'redone', target: redoTarget(log)! })
    expect(log.state.title).toBe('A')
    log = after(log, { change: 'redone', target: redoTarget(log)! })
    expect(log.state.title).toBe('B')
    log = after(log, { change: 'undone', target: undoTarget(log)! })
    log = after(log, titled('C'))
    expect(redoTarget(log)).toBeNull()
    expect(log.state.title).toBe('C')
    expect(replay(log.entries).state).toEqual(log.state)
  })

  it('never undoes a run', () => {
    let log = after(null, created, titled('A'), ran)
    log = after(log, { change: 'undone', target: undoTarget(log)! })
    expect(log.state.title).toBe('First')
    expect(log.state.notRun).toHaveLength(1)
    expect(undoTarget(log)).toBeNull()
  })
})
