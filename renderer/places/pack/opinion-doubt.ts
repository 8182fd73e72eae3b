import type { ReviewState } from '../../../shared/review/state'

/**
 * Where an opinion sits oddly with the open findings: a doubt to think about, never a refusal.
 * An open critical finding and an approval; an open high one and an approval without conditions.
 */
export function opinionDoubt({ findings, opinion }: Pick<ReviewState, 'findings' | 'opinion'>): string | null {
  const open = findings.filter(({ status }) => status === 'confirmed' || status === 'in-progress' || status === 'retest')
  const critical = open.filter(({ severity }) => severity === 'critical').length
  const high = open.filter(({ severity }) => severity === 'high').length
  const approves = opinion.verdict === 'approved' || opinion.verdict === 'approved-with-conditions' || opinion.verdict === 'limited-use'
  if (approves && critical > 0) return `${critical} critical ${critical === 1 ? 'finding is' : 'findings are'} open; an approval beside it will be asked about.`
  if (opinion.verdict === 'approved' && high > 0) return `${high} high ${high === 1 ? 'finding is' : 'findings are'} open; an approval without conditions beside it will be asked about.`
  return null
}
