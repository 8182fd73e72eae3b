import { afterEach, describe, expect, it, vi } from 'vitest'
import { edit, owedLines, showLog, startJournal } from '../../../renderer/session/edits'
import { store } from '../../../renderer/session/store'
import { append, nextEntry, replay, type LogEntry } from '../../../shared/review/log'

/** A disk that is full for some time, in place of main. */
function disk(): { full: boolean; readonly lines: string[] } {
  const state = { full: false, lines: [] as string[] }
  const invoke = (channel: string, request: { readonly line: string }) => {
    if (channel !== 'review.append') return Promise.resolve({ ok: true, value: undefined })
    if (state.full) return Promise.resolve({ ok: false, error: { code: 'file.disk-full', message: 'The disk is full.', details: {} } })
    state.lines.push(request.line)
    return Promise.resolve({ ok: true, value: undefined })
  }
  vi.stubGlobal('window', { countersign: { invoke } })
  return state
}

afterEach(() => vi.unstubAllGlobals())

describe('the journal', () => {
  it('writes what a full disk refused before any later edit, so that the log has no gap', async () => {
    const written = disk()
    const created = nextEntry(null, { change: 'created', id: 'a', title: 'First' }, '2026-11-23T10:00:00Z', 'reviewer')
    store.setState({ file: { grant: { grant: 'g', name: 'a.countersign', size: 0 }, draft: false } })
    startJournal(0)
    showLog(append(null, created))
    await edit({ edit: 'title.changed', title: 'Second' })
    expect(store.getState().saved).toBe('journalled')
    written.full = true
    await expect(edit({ edit: 'title.changed', title: 'Third' })).rejects.toThrow('The disk is full.')
    expect([store.getState().saved, owedLines(), store.getState().review?.title]).toEqual(['failed', 1, 'Third'])
    written.full = false
    await edit({ edit: 'title.changed', title: 'Fourth' })
    expect([store.getState().saved, owedLines()]).toEqual(['journalled', 0])
    expect(replay([created, ...written.lines.map((line) => JSON.parse(line) as LogEntry)]).state.title).toBe('Fourth')
  })
})
