import type { AnalysisDataset, AnalysisInput } from '../../contract/analysis'
import { datasetsOf } from './datasets'

/** Windows that are compared with the reference: production, else the test datasets beside development. */
export function comparedWindows(input: AnalysisInput, reference: AnalysisDataset | null): readonly AnalysisDataset[] {
  const production = datasetsOf(input, 'production')
  return (production.length > 0 ? production : datasetsOf(input, 'test')).filter((dataset) => dataset !== reference)
}
