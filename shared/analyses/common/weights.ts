import type { AnalysisInput } from '../../contract/analysis'
import { columnsWithRole } from './datasets'

/** What to say where a weight column exists and the analysis counts every row once. */
export function weightsNote(input: AnalysisInput): readonly string[] {
  const names = columnsWithRole(input, 'weight')
  return names.length === 0 ? [] : [`Weighted figures: the weights (${names.join(', ')}) are not applied; every row counts once.`]
}
