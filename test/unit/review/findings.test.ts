import { describe, expect, it } from 'vitest'
import type { FindingProposal } from '../../../shared/contract/analysis'
import type { RunRecord } from '../../../shared/contract/run-record'
import { blankFinding, nextFindingId, proposedFindings } from '../../../shared/review/findings'

const at = '2026-11-23T10:00:00.000Z'
const proposal = (key: string, title: string): FindingProposal => ({
  key, title, severity: 'high', condition: 'c', criterion: 'k', consequence: 'q', recommendation: 'r', evidence: [`value/${key}`],
})
const run = (id: string, ...proposals: FindingProposal[]): RunRecord => ({
  id, analysis: 'drift.univariate', analysisVersion: 1, engine: 'e', params: {}, inputs: [], setupHash: 's', seed: 1, alpha: 0.05, proposals,
  result: { headline: 'h', verdict: 'different', values: [], tests: [], detail: null, rowsUsed: 1, rowsTotal: 1, warnings: [], notTested: [] },
})

describe('the ledger of findings after a run', () => {
  it('adds what is new as proposed, with its evidence', () => {
    const [finding] = proposedFindings([], [run('r1', proposal('income', 'Income drifted'))], at)
    expect(finding).toMatchObject({ id: 'F-001', status: 'proposed', origin: 'drift.univariate/income', evidence: [{ run: 'r1', values: ['value/income'] }] })
  })

  it('keeps what a person decided when the run makes the proposal again, or no more', () => {
    const [finding] = proposedFindings([], [run('r1', proposal('income', 'Income drifted'))], at)
    const decided = [{ ...finding!, status: 'confirmed' as const, title: 'My words', owner: 'Ms Lee' }]
    const again = proposedFindings(decided, [run('r2', proposal('income', 'Income drifted more'))], at)
    expect(again).toEqual([{ ...decided[0], evidence: [{ run: 'r2', values: ['value/income'] }] }])
    expect(proposedFindings(decided, [run('r3')], at)).toEqual(decided)
  })

  it('lets an undecided proposal go when the run no longer makes it, and never a finding a person raised', () => {
    const ledger = proposedFindings([blankFinding('F-007', at)], [run('r1', proposal('income', 'Income drifted'))], at)
    expect(ledger.map((f) => f.id)).toEqual(['F-007', 'F-008'])
    expect(proposedFindings(ledger, [run('r2')], at).map((f) => f.id)).toEqual(['F-007'])
    expect(nextFindingId(ledger)).toBe('F-009')
  })
})
