import type { DatasetRole, Severity, Verdict } from '../../contract/analysis'
import type { Task } from '../../contract/model'
import type { OpinionVerdict } from '../../contract/plan'
import type { FindingKind, FindingStatus, Governance } from '../../review/state'

/** The words of the pack for every code of the review. */
export const severityOrder: readonly Severity[] = ['critical', 'high', 'medium', 'low', 'observation']
export const severityWords: Readonly<Record<Severity, string>> = { critical: 'Critical', high: 'High', medium: 'Medium', low: 'Low', observation: 'Observation' }
export const verdictWords: Readonly<Record<Verdict, string>> = { different: 'different', equivalent: 'equivalent', inconclusive: 'inconclusive', described: 'described' }
export const opinionWords: Readonly<Record<OpinionVerdict, string>> = { approved: 'Approved', 'approved-with-conditions': 'Approved with conditions', 'limited-use': 'Approved for limited use or period', 'not-approved': 'Not approved', retire: 'Retire', none: 'No opinion given' }
export const statusWords: Readonly<Record<FindingStatus, string>> = { proposed: 'proposed, not decided', confirmed: 'confirmed, open', dismissed: 'dismissed', 'in-progress': 'in progress', retest: 'awaiting retest', closed: 'closed' }
export const kindWords: Readonly<Record<FindingKind, string>> = { issue: 'Issue', 'policy-exception': 'Policy exception', limitation: 'Limitation' }
export const tierWords: Readonly<Record<Governance['tier'], string>> = { high: 'High', medium: 'Medium', low: 'Low', unrated: 'Not rated' }
export const reviewTypeWords: Readonly<Record<Governance['reviewType'], string>> = { initial: 'Initial validation', periodic: 'Periodic review', change: 'Change review', targeted: 'Targeted review' }
export const datasetRoleWords: Readonly<Record<DatasetRole, string>> = { development: 'development', test: 'test', production: 'production' }
export const taskWords: Readonly<Record<Task, string>> = { binary: 'binary classification', multiclass: 'multiclass classification', regression: 'regression' }
export const responseWords = { none: 'none', accept: 'accepted', 'accept-risk': 'risk accepted', dispute: 'disputed' } as const
export const retestWords = { none: 'none', passed: 'passed', failed: 'failed' } as const
export const outcomeWords = { open: 'open', changed: 'model changed', documented: 'documented', rejected: 'rejected with reason' } as const

/** Printed where a person has typed nothing. */
export const notStated = 'not stated'

/** The text, or `not stated`. */
export function orNotStated(text: string): string {
  return text.trim() === '' ? notStated : text
}
