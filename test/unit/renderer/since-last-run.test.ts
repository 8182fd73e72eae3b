import { describe, expect, it } from 'vitest'
import { append, nextEntry, type LogChange, type ReviewLog } from '../../../shared/review/log'
import { changesSinceRun } from '../../../renderer/places/overview/since-last-run'

const at = '2026-01-01T00:00:00Z'

function logOf(changes: readonly LogChange[]): ReviewLog {
  const created = append(null, nextEntry(null, { change: 'created', id: 'r', title: 'Review' }, at, 'Ann'))
  return changes.reduce((log, what) => append(log, nextEntry(log, what, at, 'Ann')), created)
}

const ran: LogChange = { change: 'edited', edit: { edit: 'runs.recorded', runs: [], notRun: [], setupHash: 'h', at } }
const threshold: LogChange = { change: 'edited', edit: { edit: 'setup.changed', patch: { decision: { threshold: 0.3, favourable: 'above' } } } }
const title: LogChange = { change: 'edited', edit: { edit: 'title.changed', title: 'Other' } }

describe('what changed since the last run', () => {
  it('names what decides numbers and nothing else', () => {
    expect(changesSinceRun(logOf([threshold, ran, title, threshold]).entries)).toEqual(['Settings: decision changed'])
  })

  it('is empty before the first run and after an undo', () => {
    expect(changesSinceRun(logOf([threshold]).entries)).toEqual([])
    expect(changesSinceRun(logOf([ran, threshold, { change: 'undone', target: 3 }]).entries)).toEqual([])
    expect(changesSinceRun(logOf([ran, threshold, { change: 'undone', target: 3 }, { change: 'redone', target: 3 }]).entries)).toHaveLength(1)
  })
})
