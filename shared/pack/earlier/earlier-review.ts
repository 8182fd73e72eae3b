import { canonicalJson } from '../../contract/json'
import type { Finding, EarlierReview } from '../../review/state'
import { readStrictJson } from '../verify/strict-json'
import type { PackEvidence, VerifyReport } from '../verify/report'

/** What a verified pack's evidence says that a later review is compared with; null when its evidence cannot be read. */
export function earlierReviewOf({ evidence, verdict, pdfSha256 }: VerifyReport): EarlierReview | null {
  if (evidence === null) return null
  const { manifest, plan, evidenceHash } = evidence
  const { predicate } = manifest
  return {
    packId: predicate.packId, evidenceHash, pdfSha256, claimedTime: predicate.claimedTime, verified: verdict,
    model: { name: predicate.model.name, version: predicate.model.version, file: predicate.model.file ?? '', sha256: predicate.model.sha256 ?? '' },
    features: Object.entries(plan.columns).filter(([, roles]) => roles.includes('feature')).map(([name]) => name).toSorted(),
    datasets: predicate.datasets.map(({ name, role, period, sha256, rows }) => ({ name, role, period, sha256, rows })),
    settings: settingsOf(plan),
    analyses: Object.fromEntries((plan.analyses ?? []).map(({ id, params }) => [id, canonicalJson(params)])),
    opinion: predicate.opinion.verdict,
    findings: findingsOf(evidence),
  }
}

/** What decides numbers beside files and parameters, in words; of a plan and of a review alike. */
export function settingsOf({ decision, policy, seed, task, positive, output, columns }: Readonly<{
  decision: { readonly threshold: number | null; readonly favourable: string }, policy: { readonly alpha: number; readonly origin: string }
  seed: number, task: string, positive: string, output?: string | null, columns: Readonly<Record<string, readonly string[]>>
}>): Readonly<Record<string, string>> {
  return {
    'Task': task, 'Positive class': positive, 'Operating threshold': decision.threshold === null ? 'none' : String(decision.threshold), 'Favourable side': decision.favourable,
    'Family-wise error': String(policy.alpha), 'Origin of limits': policy.origin, 'Seed': String(seed), 'Output of the model': output ?? '',
    'Protected columns': Object.entries(columns).filter(([, roles]) => roles.includes('protected')).map(([name]) => name).toSorted().join(', '),
  }
}

/** findings.json was compared with the manifest when the pack was checked; here its origins are read, by which findings are known again. */
function findingsOf({ attachments }: PackEvidence): EarlierReview['findings'] {
  const file = attachments.find(({ name }) => name === 'findings.json')
  if (file === undefined) return []
  const { findings } = readStrictJson(file.name, file.bytes) as unknown as { readonly findings: readonly Finding[] }
  return findings.map(({ id, origin, title, severity, status }) => ({ id, origin: typeof origin === 'string' ? origin : '', title, severity, status }))
}
