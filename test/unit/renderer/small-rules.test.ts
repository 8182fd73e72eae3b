import { describe, expect, it } from 'vitest'
import { newReview } from '../../../shared/review/new-review'
import { blankFinding } from '../../../shared/review/findings'
import type { Finding } from '../../../shared/review/state'
import { isShown, progressWords, timeLeft } from '../../../renderer/app/progress'
import { suggestedTier } from '../../../renderer/places/governance/checklist'
import { filterCounts, ledgerRows } from '../../../renderer/places/findings/rows'
import { moved, rectangleOf, toTsv } from '../../../renderer/places/inputs/selection'
import { stepsOf } from '../../../renderer/places/overview/steps'
import { opinionDoubt } from '../../../renderer/places/pack/opinion-doubt'
import { addStep, firstSteps } from '../../../renderer/places/pack/steps'
import { requireSoundSignoffPlan } from '../../../shared/pack/signoff-plan'
import { dateProblem } from '../../../renderer/ui/date'
import { resolveTheme } from '../../../renderer/ui/preferences'

describe('progress', () => {
  const reading = { phase: 'Reading rows', done: 12_000, total: 40_000, unit: 'rows' }

  it('shows nothing for 250 ms', () => {
    expect(isShown(1000, 1249)).toBe(false)
    expect(isShown(1000, 1250)).toBe(true)
  })

  it('says phase, done and total', () => {
    expect(progressWords(reading)).toBe('Reading rows: 12,000 of 40,000 rows')
    expect(progressWords({ phase: 'Hashing', done: 1_500_000, total: 3_000_000, unit: 'bytes' })).toBe('Hashing: 1.5 MB of 3.0 MB')
    expect(progressWords({ phase: 'Sorting', done: 0, total: 0, unit: 'rows' })).toBe('Sorting')
  })

  it('gives the time left after two seconds and not before', () => {
    expect(timeLeft(reading, { at: 0, done: 0 }, 1999)).toBeNull()
    expect(timeLeft(reading, { at: 0, done: 0 }, 3000)).toBe('about 7 s left')
    expect(timeLeft({ ...reading, total: 0 }, { at: 0, done: 0 }, 3000)).toBeNull()
    expect(timeLeft({ ...reading, done: 10 }, { at: 0, done: 0 }, 3000)).toBeNull()
  })
})

describe('the theme', () => {
  it('follows the system, contrast before dark', () => {
    expect(resolveTheme('system', { dark: true, contrast: true })).toBe('contrast')
    expect(resolveTheme('system', { dark: true, contrast: false })).toBe('dark')
    expect(resolveTheme('system', { dark: false, contrast: false })).toBe('light')
    expect(resolveTheme('light', { dark: true, contrast: true })).toBe('light')
  })
})

describe('days', () => {
  it.each([['2026-02-28', true], ['', true], ['2026-02-30', false], ['28.02.2026', false], ['2026-13-01', false]])('%s: %s', (text, good) => expect(dateProblem(text) === null).toBe(good))
})

describe('the ledger', () => {
  const finding = (id: string, patch: Partial<Finding>): Finding => ({ ...blankFinding(id, '2026-01-01T00:00:00Z'), ...patch })
  const findings = [
    finding('F-001', { severity: 'low', status: 'proposed', title: 'Income drifted', owner: 'Ann' }),
    finding('F-002', { severity: 'critical', status: 'confirmed', title: 'Leak' }),
    finding('F-003', { severity: 'low', status: 'dismissed', title: 'Noise', owner: 'Bob' }),
  ]
  const ids = (rows: readonly Finding[]): readonly string[] => rows.map(({ id }) => id)
  const bySeverity = { key: 'severity', descending: false } as const

  it('counts what each filter leaves', () => {
    expect(filterCounts(findings)).toEqual({ all: 3, undecided: 1, open: 1, closed: 0, dismissed: 1 })
  })

  it('sorts the worst first and ties by id', () => {
    expect(ids(ledgerRows(findings, 'all', '', bySeverity))).toEqual(['F-002', 'F-001', 'F-003'])
    expect(ids(ledgerRows(findings, 'all', '', { key: 'severity', descending: true }))).toEqual(['F-001', 'F-003', 'F-002'])
  })

  it('puts those without an owner last and finds words anywhere', () => {
    expect(ids(ledgerRows(findings, 'all', '', { key: 'owner', descending: false }))).toEqual(['F-001', 'F-003', 'F-002'])
    expect(ids(ledgerRows(findings, 'all', 'DRIFT', bySeverity))).toEqual(['F-001'])
    expect(ids(ledgerRows(findings, 'open', '', bySeverity))).toEqual(['F-002'])
  })

  it('doubts an approval beside open severe findings', () => {
    const confirmed = [finding('F-001', { severity: 'high', status: 'confirmed' })]
    expect(opinionDoubt({ findings, opinion: { verdict: 'approved-with-conditions', text: '' } })).toMatch(/1 critical finding is open/)
    expect(opinionDoubt({ findings: confirmed, opinion: { verdict: 'approved', text: '' } })).toMatch(/1 high finding is open/)
    expect(opinionDoubt({ findings: confirmed, opinion: { verdict: 'approved-with-conditions', text: '' } })).toBeNull()
    expect(opinionDoubt({ findings, opinion: { verdict: 'not-approved', text: '' } })).toBeNull()
  })
})

describe('the tier', () => {
  it('follows probability times impact, and the worst impact is never low', () => {
    expect(suggestedTier(5, 5)).toBe('high')
    expect(suggestedTier(3, 5)).toBe('high')
    expect(suggestedTier(2, 3)).toBe('medium')
    expect(suggestedTier(1, 5)).toBe('medium')
    expect(suggestedTier(5, 1)).toBe('low')
  })
})

describe('the grid', () => {
  const size = { rows: 100, columns: 5, page: 20 }

  it('moves like a spreadsheet and stops at the edges', () => {
    expect(moved('ArrowDown', { row: 0, column: 0 }, size, false)).toEqual({ row: 1, column: 0 })
    expect(moved('ArrowUp', { row: 0, column: 0 }, size, false)).toEqual({ row: 0, column: 0 })
    expect(moved('ArrowRight', { row: 3, column: 1 }, size, true)).toEqual({ row: 3, column: 4 })
    expect(moved('PageDown', { row: 90, column: 1 }, size, false)).toEqual({ row: 99, column: 1 })
    expect(moved('Home', { row: 9, column: 3 }, size, true)).toEqual({ row: 0, column: 0 })
    expect(moved('End', { row: 9, column: 3 }, size, false)).toEqual({ row: 9, column: 4 })
    expect(moved('x', { row: 9, column: 3 }, size, false)).toBeNull()
  })

  it('spans a rectangle whichever way it was drawn', () => {
    expect(rectangleOf({ anchor: { row: 5, column: 3 }, focus: { row: 2, column: 4 } })).toEqual({ top: 2, bottom: 5, left: 3, right: 4 })
  })

  it('copies with headers, quotes what would break the cells, and leaves missing cells empty', () => {
    expect(toTsv(['a', 'b'], [[{ text: 'x\ty' }, { text: '1' }], [{ text: 'say "hi"' }, { text: 'NA', missing: 'code' }]])).toBe('a\tb\n"x\ty"\t1\n"say ""hi"""\t')
  })
})

describe('the steps of a review', () => {
  it('starts with everything open and never says done without ground', () => {
    const steps = stepsOf(newReview('r', 'Review', '2026-01-01T00:00:00Z'), false)
    expect(steps.map(({ state }) => state)).toEqual(['open', 'open', 'open', 'open', 'open', 'open', 'open'])
  })
})

describe('the sign-off plan', () => {
  it('never uses a field twice', () => {
    const [first] = firstSteps('Ann')
    expect(first).toEqual({ field: 'signoff-1', role: 'Reviewer', name: 'Ann' })
    expect(addStep(firstSteps('Ann').slice(1)).map(({ field }) => field)).toEqual(['signoff-2', 'signoff-3'])
    const six = addStep(addStep(addStep(addStep(firstSteps('Ann')))))
    expect(six.map(({ role }) => role)).toEqual(['Reviewer', 'Approver', 'Countersigner', 'Countersigner 2', 'Countersigner 3', 'Countersigner 4'])
    expect(() => requireSoundSignoffPlan(six)).not.toThrow()
    expect(() => requireSoundSignoffPlan([...six, { ...six[3]!, field: 'signoff-9' }])).toThrow('"Countersigner 2" twice')
    expect(() => requireSoundSignoffPlan([{ field: 'signoff-1', role: ' ' }])).toThrow('no role')
  })
})
