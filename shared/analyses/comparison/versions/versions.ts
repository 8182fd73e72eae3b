import type { AnalysisDataset, AnalysisInput } from '../../../contract/analysis'
import { datasetsOf } from '../../common/datasets'
import { formatCount } from '../../common/format'
import { compareRows, predictionsOf, underReview } from '../../common/predictions'

/** The versions of one model, and the datasets on which at least two of them can be judged. */
export interface Versions {
  /** Oldest first: prediction columns in code-point order, then the artifact. */
  readonly names: readonly string[]
  readonly datasets: readonly AnalysisDataset[]
  /** The column that holds the artifact's own scores and is therefore no version apart; null without one. */
  readonly own: string | null
}

/** So many versions are compared, the newest ones. */
export const mostVersions = 6

/**
 * Versions of one logical model: every recorded prediction column and the artifact's own scores. A
 * column that is the artifact's own (it differs on at most 5 % of the rows) is no version apart.
 * Datasets: test and production with outcomes; development only where there is nothing else.
 * @returns a sentence where fewer than two versions can be judged.
 */
export function versionsOf(input: AnalysisInput): Versions | string {
  const unseen = [...datasetsOf(input, 'test'), ...datasetsOf(input, 'production')].filter((dataset) => dataset.outcome !== null && predictionsOf(input, dataset).length > 0)
  const judged = unseen.length > 0 ? unseen : datasetsOf(input, 'development').filter((dataset) => dataset.outcome !== null && predictionsOf(input, dataset).length > 0)
  if (judged.length === 0) return 'No dataset holds predictions and outcomes.'
  const own = ownColumn(input, judged)
  const held = judged.map((dataset) => predictionsOf(input, dataset).map(({ name }) => name).filter((name) => name !== own?.name))
  const names = [...new Set(held.flatMap((each) => each))].sort((a, b) => Number(a === underReview) - Number(b === underReview) || (a < b ? -1 : 1))
  if (names.length < 2) return own === null ? `There is one version only: ${names[0]!}.` : `There is one version only: the recorded predictions are the artifact's own, they differ on ${own.words}.`
  const datasets = judged.filter((_, index) => held[index]!.length > 1)
  if (datasets.length === 0) return 'No dataset with outcomes holds the predictions of two versions.'
  return { names, datasets, own: own?.name ?? null }
}

function ownColumn(input: AnalysisInput, datasets: readonly AnalysisDataset[]): { readonly name: string; readonly words: string } | null {
  for (const dataset of datasets) {
    const { score } = dataset
    if (score === null) continue
    for (const { name, values } of predictionsOf(input, dataset)) {
      if (name === underReview) continue
      const { both, differ, same } = compareRows(values, score)
      if (both > 0 && same) return { name, words: `${formatCount(differ)} of ${formatCount(both)} rows of ${dataset.name}` }
    }
  }
  return null
}
