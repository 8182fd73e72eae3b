import type { AnalysisDataset, AnalysisInput } from '../../contract/analysis'
import { effectiveSize } from '../../stats/weighted'
import { columnsWithRole, labelOf } from './datasets'
import { countOf, formatNumber } from './format'

/**
 * The weights of a dataset where they change anything: null without a weight column and where every
 * row weighs the same, so that weights of 1 give the very bytes of no weights. Rows of weight 0 do not count.
 */
export function weightOf(dataset: Pick<AnalysisDataset, 'weight'>): Float64Array | null {
  const { weight } = dataset
  if (weight === null || weight.length === 0) return null
  const first = weight[0]!
  return first > 0 && weight.every((value) => value === first) ? null : weight
}

/** True when any dataset has weights that change anything. */
export function isWeighted(input: AnalysisInput): boolean {
  return input.datasets.some((dataset) => weightOf(dataset) !== null)
}

/** What an analysis that honours weights says in its method. */
export const weightsMethod = 'Case weights, where a column has that role, enter every mean, rate and curve; a row whose weight is missing, zero, negative or infinite is left out. Intervals and tests rest on the effective number of rows: the number that would give the figure the variance its weights leave it (linearised; (Σw)²/Σw² where the weights have nothing to do with the figure). Weights that are all alike change nothing.'

/** Warnings of an analysis that honours weights: per dataset, what the rows are worth and how many do not count. */
export function weightsApplied(input: AnalysisInput, datasets: readonly AnalysisDataset[] = input.datasets): readonly string[] {
  const name = columnsWithRole(input, 'weight').join(', ')
  return datasets.flatMap((dataset) => {
    const weight = weightOf(dataset)
    if (weight === null) return dataset.weight === null && isWeighted(input) ? [`${labelOf(dataset)}: it has no weights; every row counts once.`] : []
    const without = weight.reduce((count, value) => count + (value > 0 ? 0 : 1), 0)
    const left = without === 0 ? '' : `; ${countOf(without, 'row')} with a missing, zero, negative or infinite weight ${without === 1 ? 'is' : 'are'} left out`
    return [`${labelOf(dataset)}: rows are weighted by ${name}; ${countOf(weight.length - without, 'row')} ${weight.length - without === 1 ? 'is' : 'are'} worth ${formatNumber(effectiveSize(weight))} of equal weight${left}.`]
  })
}

/** What the headline of an unweighted analysis adds where it prints a figure that others print by weight, so that two of them side by side are not taken for the same. */
export function sayUnweighted(headline: string, notTested: readonly string[]): string {
  return notTested.some((text) => text.startsWith(unweighted)) && /AUC|log loss|squared error|RMSE|MAE|\brate\b|favourable/.test(headline) && !/every row (counts )?once/i.test(headline) ? `${headline} Unweighted: every row counts once.` : headline
}

const unweighted = 'Weighted figures: '

/** What an analysis says in "not tested" where weights exist and it counts every row once, with the reason. */
export function weightsNote(input: AnalysisInput, why = 'this analysis counts rows'): readonly string[] {
  return isWeighted(input) ? [`${unweighted}the weights (${columnsWithRole(input, 'weight').join(', ')}) are not applied and every row counts once; ${why}.`] : []
}

/** The weights of some rows, in their order; null where there are none. */
export function pickWeights(weight: Float64Array | null, rows: ArrayLike<number>): Float64Array | null {
  return weight === null ? null : Float64Array.from(rows, (row) => weight[row]!)
}
