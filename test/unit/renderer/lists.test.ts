import { describe, expect, it } from 'vitest'
import type { ReviewCard } from '../../../shared/contract/ipc'
import type { RunRecord } from '../../../shared/contract/run-record'
import { cardOf } from '../../../shared/review/card'
import { blankFinding } from '../../../shared/review/findings'
import { append, nextEntry } from '../../../shared/review/log'
import { linesByModel } from '../../../renderer/places/inventory/rows'
import { matchesNotRun, matchesRun } from '../../../renderer/places/results/filter'
import { forgetReview, store } from '../../../renderer/session/store'

const run = (analysis: string, verdict: string, values: readonly object[] = []): RunRecord => ({ id: `run-${analysis}`, analysis, inputs: [], params: {}, proposals: [], result: { headline: `About ${analysis}`, verdict, values, tests: [] } }) as unknown as RunRecord
const finding = (origin: string) => ({ ...blankFinding('F-001', '2026-11-23T10:00:00Z'), origin })

describe('the list of results', () => {
  const drift = run('drift.columns', 'different')
  const named = { title: 'Drift of single columns', answers: 'Which inputs drifted?' }
  it('is filtered by verdict, by findings and by words of title, question and headline', () => {
    expect(matchesRun(drift, named, [], 'all', '')).toBe(true)
    expect([matchesRun(drift, named, [], 'different', ''), matchesRun(drift, named, [], 'equivalent', '')]).toEqual([true, false])
    expect([matchesRun(drift, named, [], 'findings', ''), matchesRun(drift, named, [finding('drift.columns/income')], 'findings', '')]).toEqual([false, true])
    expect(['single COLUMNS', 'inputs drifted', 'about drift', 'shapley'].map((words) => matchesRun(drift, named, [], 'all', words))).toEqual([true, true, true, false])
  })
  it('shows what did not run unless a verdict is asked for', () => {
    const line = { analysis: 'drift.columns', reason: 'There is no production window.' }
    expect([matchesNotRun(line, named, 'all', 'window'), matchesNotRun(line, named, 'all', 'shapley'), matchesNotRun(line, named, 'different', '')]).toEqual([true, false, false])
  })
})

describe('the inventory', () => {
  const { state } = append(null, nextEntry(null, { change: 'created', id: 'a', title: 'Annual review' }, '2026-11-23T10:00:00Z', 'reviewer'))
  it('remembers of a review its model, how far it is, what is open, and the figure on test data', () => {
    expect(cardOf(state)).toMatchObject({ title: 'Annual review', model: '', analyses: 0, openFindings: 0, measure: null })
    const values = [{ id: 'auc/development', label: 'AUC, dev', value: 0.9 }, { id: 'auc/test', label: 'AUC, test', value: 0.8, low: 0.7, high: 0.85, n: 500 }]
    const card = cardOf({ ...state, runs: [run('performance.discrimination', 'described', values)], findings: [finding(''), { ...finding(''), status: 'dismissed' }] })
    expect(card).toMatchObject({ analyses: 1, openFindings: 1, measure: { label: 'AUC, test', value: 0.8, low: 0.7, high: 0.85, n: 500 } })
  })
  it('puts the reviews of a model together, the latest first, and what has none last', () => {
    const recent = (name: string, model: string, openedAt: string) => ({ grant: name, name, folder: '~', openedAt, missing: false, card: { ...cardOf(state), model } satisfies ReviewCard })
    const lines = linesByModel([recent('a', '', '2026-01-01'), recent('b', 'PD', '2026-01-02'), recent('c', 'pd', '2026-01-01'), recent('d', 'PD', '2026-01-09'), recent('e', 'LGD', '2026-01-01')], '')
    expect(lines.map(({ model, reviews }) => [model, reviews.map(({ name }) => name).join('')])).toEqual([['LGD', 'e'], ['PD', 'db'], ['pd', 'c'], ['', 'a']])
    expect(linesByModel([recent('a', '', '2026-01-01'), recent('e', 'LGD', '2026-01-01')], 'lgd')).toHaveLength(1)
  })
})

describe('a review that is closed', () => {
  it('takes what was said in its places with it', () => {
    store.setState({ notices: [{ id: 1, tone: 'error', text: 'of the plan', place: 'plan' }, { id: 2, tone: 'error', text: 'of the desk', place: 'start' }] })
    forgetReview()
    expect(store.getState().notices.map(({ text }) => text)).toEqual(['of the desk'])
  })
})
