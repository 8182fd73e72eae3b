import type { AnalysisInput } from '../../../contract/analysis'
import { columnsWithRole } from '../../common/datasets'

/** Columns that hold the two attributes the rule speaks of; null where there is none. */
export interface AuditColumns {
  readonly sex: string | null
  readonly race: string | null
}

/**
 * The columns the parameters name, else the first protected column whose name says sex or gender, and
 * the first that says race or ethnicity.
 */
export function auditColumns(input: AnalysisInput, named: { readonly sex: string; readonly race: string }): AuditColumns {
  const names = columnsWithRole(input, 'protected')
  const find = (given: string, pattern: RegExp): string | null => (given !== '' ? given : (names.find((name) => pattern.test(name)) ?? null))
  return { sex: find(named.sex, /(^|[^a-z])(sex|gender)([^a-z]|$)/i), race: find(named.race, /(^|[^a-z])(race|ethnicity|ethnic)([^a-z]|$)/i) }
}
