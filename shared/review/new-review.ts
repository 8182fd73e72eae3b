import type { Governance, ReviewState } from './state'

const governance: Governance = {
  modelName: '', modelVersion: '', owner: '', developer: '', purpose: '', use: '', tier: 'unrated', probability: null,
  impact: null, reviewType: 'initial', reviewer: '', organisation: '', independence: '', scope: '', exclusions: '',
  limitations: '', conditions: '', monitoring: '', nextReview: '', checklist: {}, challenges: [],
}

/** An empty review. Id and time are handed in: the same edits on the same start give the same review. */
export function newReview(id: string, title: string, createdAt: string): ReviewState {
  return {
    id, title, createdAt,
    model: null, modelBefore: null, datasets: [], roles: {}, rolesGuessed: true,
    task: 'binary', positive: '1', decision: { threshold: null, favourable: 'above' }, mapping: {}, output: null, recorded: null,
    policy: { alpha: 0.05, origin: 'Countersign defaults' }, seed: 1,
    plan: {}, runs: [], superseded: [], notRun: [], ranWith: '',
    findings: [], governance, opinion: { verdict: 'none', text: '' }, notes: {}, signatures: [], externalRuns: [],
    rulePacks: [], leftOut: [], earlier: null,
  }
}
