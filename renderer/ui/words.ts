import type { AnalysisGroup, ColumnRole, DatasetRole, Severity, Verdict } from '../../shared/contract/analysis'
import type { Task } from '../../shared/contract/model'
import type { OpinionVerdict } from '../../shared/contract/plan'
import type { MissingKind } from '../../shared/contract/table'
import type { FindingKind, FindingStatus, Governance } from '../../shared/review/state'

/** The words for every code in the contract, said the same way everywhere. */
export const severityOrder: readonly Severity[] = ['critical', 'high', 'medium', 'low', 'observation']

export const severityWords: Readonly<Record<Severity, string>> = { critical: 'Critical', high: 'High', medium: 'Medium', low: 'Low', observation: 'Observation' }

export const verdictWords: Readonly<Record<Verdict, string>> = { different: 'Different', equivalent: 'Equivalent', inconclusive: 'Inconclusive', described: 'Described' }

export const verdictMeaning: Readonly<Record<Verdict, string>> = {
  different: 'A difference was shown at the error level of the policy.',
  equivalent: 'The interval lies inside the margin that the policy calls no difference.',
  inconclusive: 'Neither a difference nor equivalence was shown: this sample is too small to tell.',
  described: 'Measured and reported; no hypothesis was tested.',
}

export const statusWords: Readonly<Record<FindingStatus, string>> = { 'proposed': 'Proposed', 'confirmed': 'Confirmed', 'dismissed': 'Dismissed', 'in-progress': 'In progress', 'retest': 'Awaiting retest', 'closed': 'Closed' }

export const kindWords: Readonly<Record<FindingKind, string>> = { 'issue': 'Issue', 'policy-exception': 'Policy exception', 'limitation': 'Limitation' }

export const groupOrder: readonly AnalysisGroup[] = ['data', 'performance', 'subpopulations', 'stability', 'drift', 'explanation', 'comparison']

export const groupWords: Readonly<Record<AnalysisGroup, string>> = { data: 'Data', performance: 'Performance', subpopulations: 'Subpopulations', stability: 'Stability', drift: 'Drift', explanation: 'Explanation', comparison: 'Comparison' }

export const datasetRoleWords: Readonly<Record<DatasetRole, string>> = { development: 'Development', test: 'Test', production: 'Production' }

export const columnRoleOrder: readonly ColumnRole[] = ['feature', 'outcome', 'prediction', 'segment', 'protected', 'date', 'id', 'weight', 'ignore']

export const columnRoleWords: Readonly<Record<ColumnRole, string>> = { feature: 'Feature', outcome: 'Outcome', prediction: 'Prediction', segment: 'Segment', protected: 'Protected', date: 'Date', id: 'Identifier', weight: 'Weight', ignore: 'Ignore' }

export const columnRoleMeaning: Readonly<Record<ColumnRole, string>> = {
  feature: 'input of the model',
  outcome: 'what came to be: the label',
  prediction: 'the developer’s recorded score',
  segment: 'results are split by it',
  protected: 'protected attribute: fairness is measured on it',
  date: 'when the row happened',
  id: 'names the row; never computed on',
  weight: 'sample weight',
  ignore: 'left out',
}

export const taskWords: Readonly<Record<Task, string>> = { binary: 'Binary classification', multiclass: 'Multiclass classification', regression: 'Regression' }

export const missingWords: Readonly<Record<MissingKind, string>> = { present: 'present', blank: 'empty', code: 'missing code', rejected: 'rejected', nan: 'NaN', infinite: '∞' }

export const opinionWords: Readonly<Record<OpinionVerdict, string>> = { 'none': 'No opinion yet', 'approved': 'Approved', 'approved-with-conditions': 'Approved with conditions', 'limited-use': 'Approved for limited use', 'not-approved': 'Not approved', 'retire': 'Retire' }

export const tierWords: Readonly<Record<Governance['tier'], string>> = { high: 'High', medium: 'Medium', low: 'Low', unrated: 'Not rated' }

export const reviewTypeWords: Readonly<Record<Governance['reviewType'], string>> = { initial: 'Initial validation', periodic: 'Periodic review', change: 'Change review', targeted: 'Targeted review' }

/** Makes the options of a select from words, in the given order or that of the words. */
export function optionsOf<T extends string>(words: Readonly<Record<T, string>>, order: readonly T[] = Object.keys(words) as T[]): readonly { readonly value: T; readonly label: string }[] {
  return order.map((value) => ({ value, label: words[value] }))
}
