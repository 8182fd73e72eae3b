import type { AnalysisDataset, AnalysisInput } from '../../../contract/analysis'
import { classOf, judgedClasses, probabilitiesOf } from '../../common/classes'
import { judgedDatasets, scoreOf } from '../../common/datasets'
import { areProbabilities, hitRows } from '../../common/row-loss'
import type { Quantity } from './report'

/** What was predicted of each row and what came, so that outcome less score is what the cells are judged by. */
export interface JudgedRows {
  readonly dataset: AnalysisDataset
  readonly score: Float64Array
  readonly outcome: Float64Array
  readonly quantity: Quantity
}

const candidates = (input: AnalysisInput): readonly AnalysisDataset[] => (input.task === 'multiclass' ? judgedClasses(input) : judgedDatasets(input))
const usable = (input: AnalysisInput, dataset: AnalysisDataset): boolean => input.task !== 'binary' || areProbabilities(scoreOf(dataset)!)

/**
 * The rows of the first dataset that can be judged. Several classes: whether the class is right, and the
 * probability that the model gave it (0 everywhere where it gives none). Null where there is no dataset.
 */
export function judgedRows(input: AnalysisInput): JudgedRows | null {
  const dataset = candidates(input).find((each) => usable(input, each))
  if (dataset === undefined) return null
  if (input.task !== 'multiclass') return { dataset, score: scoreOf(dataset)!, outcome: dataset.outcome!, quantity: input.task === 'binary' ? 'event' : 'number' }
  const predicted = classOf(dataset)!
  const probabilities = probabilitiesOf(dataset)
  const expected = predicted.map((code, row) => (Number.isNaN(code) ? code : probabilities === null ? 0 : (probabilities[code]?.[row] ?? Number.NaN)))
  return { dataset, score: expected, outcome: hitRows(predicted, dataset.outcome!), quantity: probabilities === null ? 'hit' : 'class' }
}

/** Datasets that could be judged beside this one. */
export const othersJudged = (input: AnalysisInput, dataset: AnalysisDataset): readonly AnalysisDataset[] => candidates(input).filter((other) => other !== dataset)

/** Why no dataset can be judged; null where one can. */
export function whyNone(input: AnalysisInput): string | null {
  if (candidates(input).length === 0) return `No dataset has both ${input.task === 'multiclass' ? 'predicted classes' : 'scores'} and outcomes.`
  return judgedRows(input) === null ? 'No dataset has scores that are probabilities.' : null
}
