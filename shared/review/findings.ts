import type { FindingProposal } from '../contract/analysis'
import type { RunRecord } from '../contract/run-record'
import type { Finding } from './state'

const noResponse = { kind: 'none', text: '', by: '', date: '' } as const
const noRetest = { outcome: 'none', text: '', date: '' } as const

/**
 * The ledger after a run: a proposal that was there before keeps its status and everything a person
 * wrote, with the new evidence; a new one is added as proposed; a proposal that nobody decided and
 * that the new run no longer makes goes away. What a person decided stays.
 */
export function proposedFindings(findings: readonly Finding[], runs: readonly RunRecord[], at: string): readonly Finding[] {
  const fresh = new Map<string, { run: RunRecord; proposal: FindingProposal }>()
  for (const run of runs) for (const proposal of run.proposals) fresh.set(`${run.analysis}/${proposal.key}`, { run, proposal })
  const kept = findings.flatMap((finding): Finding[] => {
    const again = fresh.get(finding.origin)
    if (again !== undefined) {
      fresh.delete(finding.origin)
      const evidence = [{ run: again.run.id, values: again.proposal.evidence }]
      return [finding.status === 'proposed' ? { ...finding, ...textOf(again.proposal), evidence } : { ...finding, evidence }]
    }
    return finding.status === 'proposed' && finding.origin !== '' ? [] : [finding]
  })
  let next = kept.reduce((most, f) => Math.max(most, Number(f.id.replace(/^F-/, '')) || 0), 0)
  const added = [...fresh].map(([origin, { run, proposal }]): Finding => ({
    id: `F-${String(++next).padStart(3, '0')}`,
    origin,
    kind: 'issue',
    ...textOf(proposal),
    status: 'proposed',
    evidence: [{ run: run.id, values: proposal.evidence }],
    owner: '',
    due: '',
    dismissReason: '',
    response: noResponse,
    retest: noRetest,
    raisedAt: at,
  }))
  return [...kept, ...added]
}

type Told = Pick<Finding, 'title' | 'severity' | 'condition' | 'criterion' | 'consequence' | 'recommendation'>

function textOf({ title, severity, condition, criterion, consequence, recommendation }: Told): Told {
  return { title, severity, condition, criterion, consequence, recommendation }
}

/** A finding a person raises; the caller gives the next free id. */
export function blankFinding(id: string, at: string): Finding {
  return {
    id, origin: '', kind: 'issue', title: '', severity: 'medium', status: 'confirmed', condition: '', criterion: '',
    consequence: '', recommendation: '', evidence: [], owner: '', due: '', dismissReason: '', response: noResponse,
    retest: noRetest, raisedAt: at,
  }
}

/** `F-001`, `F-002`, ... never reusing a number that is in the ledger. */
export function nextFindingId(findings: readonly Finding[]): string {
  const most = findings.reduce((best, f) => Math.max(best, Number(f.id.replace(/^F-/, '')) || 0), 0)
  return `F-${String(most + 1).padStart(3, '0')}`
}
