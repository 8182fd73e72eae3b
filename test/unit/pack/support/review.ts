import { hashOfJson } from '../../../../shared/contract/json'
import type { NamedValue } from '../../../../shared/contract/analysis'
import { engineVersion } from '../../../../shared/contract/run-record'
import type { RunRecord } from '../../../../shared/contract/run-record'
import { buildEvidence } from '../../../../shared/pack/evidence/build'
import type { Evidence, EvidenceRequest } from '../../../../shared/pack/evidence/build'
import type { SignOff } from '../../../../shared/pack/evidence/manifest'
import { newReview } from '../../../../shared/review/new-review'
import type { DatasetInput, ReviewState } from '../../../../shared/review/state'

export const signoffPlan: readonly SignOff[] = [
  { field: 'signoff-1', role: 'Independent validator', name: 'Ada Lovelace' },
  { field: 'signoff-2', role: 'Validation lead', name: 'Grace Hopper' },
  { field: 'signoff-3', role: 'Approver', name: 'Ελένη 王' },
]

export function runRecord(analysis: string, values: readonly NamedValue[], more: Partial<Omit<RunRecord, 'id'>> = {}): RunRecord {
  const content: Omit<RunRecord, 'id'> = {
    analysis, analysisVersion: 1, engine: engineVersion, params: { bins: 10 }, inputs: [{ name: 'test.csv', sha256: 'a'.repeat(64), role: 'test' }],
    setupHash: 'b'.repeat(64), seed: 7, alpha: 0.05, proposals: [], ...more,
    result: { headline: 'It ranks well.', verdict: 'described', values, tests: [], detail: { edges: [0, 0.5, 1] }, rowsUsed: 100, rowsTotal: 100, warnings: [], notTested: [] },
  }
  return { id: hashOfJson(content), ...content }
}

const dataset: DatasetInput = {
  id: 'd1', role: 'test', period: '', options: { delimiter: ',' }, filter: [],
  summary: {
    dataset: 'd1', name: 'test.csv', size: 1234, sha256: 'a'.repeat(64), format: 'csv', rows: 100, decisions: [], rejectedCount: 0, rejected: [], warnings: [],
    columns: [{ name: 'income', type: 'decimal', rows: 100, missing: {}, missingTotal: 0, distinct: 90, min: 1, max: 9, mean: 4, bars: [], flags: [] }],
  },
}

export function sampleReview(): ReviewState {
  return {
    ...newReview('r1', 'Credit model, first review', '2026-01-01T00:00:00Z'),
    datasets: [dataset], seed: 7, ranWith: 'b'.repeat(64), roles: { income: ['feature'] },
    runs: [
      runRecord('performance.discrimination', [{ id: 'auc', label: 'AUC', value: 0.8123456789012345, low: 0.79, high: 0.83, n: 100 }]),
      runRecord('stability.psi', [{ id: 'psi/income', label: 'PSI of income', value: 0.1 + 0.2, n: 100, tolerance: 1e-9 }, { id: 'psi/age', label: 'PSI of age', value: null }]),
    ],
    notRun: [{ analysis: 'drift.ks', reason: 'There is no production data.' }],
  }
}

export function evidenceRequest(more: Partial<EvidenceRequest> = {}): EvidenceRequest {
  const first = { seq: 1, at: '2026-01-01T00:00:00Z', who: 'Ada', what: { change: 'created', id: 'r1', title: 'Credit model' }, prev: '0'.repeat(64) }
  const line = { ...first, hash: hashOfJson(first) }
  const second = { seq: 2, at: '2026-01-01T00:01:00Z', who: 'Ada', what: { change: 'undone', target: 1 }, prev: line.hash }
  return {
    review: sampleReview(), claimedTime: new Date('2026-11-20T09:00:00.500Z'), appVersion: '0.1.0', runtime: 'Electron 45.4.1',
    platform: { os: 'linux', architecture: 'x64' }, signoffPlan, previousPack: null, log: [line, { ...second, hash: hashOfJson(second) }], ...more,
  }
}

export function sampleEvidence(more: Partial<EvidenceRequest> = {}): Evidence {
  return buildEvidence(evidenceRequest(more))
}
