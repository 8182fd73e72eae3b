import type { AnalysisNeeds } from '../../../shared/contract/analysis'
import { formatCount } from '../../ui/format'
import { columnRoleWords, datasetRoleWords } from '../../ui/words'

const scoreWords: Readonly<Record<AnalysisNeeds['scores'], string>> = { scorer: 'an artifact that scores here', scores: 'scores or recorded predictions', none: '' }

/** What an analysis needs, in words: why it applies when all of it is there. */
export function needsInWords(needs: AnalysisNeeds): string {
  const parts = [
    ...needs.datasets.map((alternatives) => (alternatives.length === 3 ? 'a dataset' : `${alternatives.map((role) => datasetRoleWords[role].toLowerCase()).join(' or ')} data`)),
    needs.columns.length === 0 ? '' : `${/^[aeiou]/.test(needs.columns[0] ?? '') ? 'an' : 'a'} ${needs.columns.map((role) => columnRoleWords[role].toLowerCase()).join(' or ')} column`,
    scoreWords[needs.scores],
    needs.threshold ? 'a decision threshold' : '',
    needs.minimumRows > 1 ? `${formatCount(needs.minimumRows)} rows or more` : '',
  ]
  return parts.filter((part) => part !== '').join(', ')
}
