import type { Severity } from '../../contract/analysis'
import type { OpinionVerdict } from '../../contract/plan'
import type { Finding } from '../../review/state'

/** The rule as printed. It is a policy choice of this product; no regulation prescribes it. */
export const rollUpRule = 'Any open critical finding: not approved. Any open high finding: at best limited use. Any open medium finding: at best approved with conditions. Proposed findings that nobody has decided count as open. The rule is a policy choice of this workstation, not a requirement of any regulator.'

const ladder: readonly OpinionVerdict[] = ['approved', 'approved-with-conditions', 'limited-use', 'not-approved', 'retire']

export function isOpen(finding: Finding): boolean {
  return finding.status !== 'dismissed' && finding.status !== 'closed'
}

export function countBySeverity(findings: readonly Finding[], severity: Severity, keep: (finding: Finding) => boolean): number {
  return findings.filter((finding) => finding.severity === severity && keep(finding)).length
}

/** The most favourable opinion that the open findings allow. */
export function bestOpinion(findings: readonly Finding[]): OpinionVerdict {
  const open = findings.filter(isOpen)
  if (open.some((finding) => finding.severity === 'critical')) return 'not-approved'
  if (open.some((finding) => finding.severity === 'high')) return 'limited-use'
  if (open.some((finding) => finding.severity === 'medium')) return 'approved-with-conditions'
  return 'approved'
}

/** True when the stated opinion is better than the rule allows. */
export function isMoreFavourable(stated: OpinionVerdict, best: OpinionVerdict): boolean {
  return stated !== 'none' && ladder.indexOf(stated) < ladder.indexOf(best)
}
