import type { AnalysisDataset, AnalysisInput } from '../../contract/analysis'
import { classOf, probabilitiesOf } from './classes'
import { classLossRows, hitRows } from './row-loss'

/** What a row of a model of several classes is wrong by. */
export type ClassError = 'log loss' | 'wrong class'

/** The log loss where every dataset with classes has their probabilities too, else whether the class is wrong. */
export function classErrorOf(input: AnalysisInput): ClassError {
  const held = input.datasets.filter((dataset) => classOf(dataset) !== null)
  return held.length > 0 && held.every((dataset) => probabilitiesOf(dataset) !== null) ? 'log loss' : 'wrong class'
}

/**
 * A review of several classes as one of numbers, for analyses of errors: the score of a row is its error
 * (NaN where class, probability or outcome is missing), the outcome whether its class is right (1 or 0).
 * The score stays with the artifact or with the record, whichever the class comes from.
 * @param excess of the log loss only what lies above the entropy of the row's own probabilities,
 *   −ln p_y − H(p): zero on average wherever the probabilities are right, however hard the case
 */
export function asErrors(input: AnalysisInput, excess = false): AnalysisInput {
  const kind = classErrorOf(input)
  const lossOf = (probabilities: readonly Float64Array[], outcome: Float64Array): Float64Array => {
    const loss = classLossRows(probabilities, outcome)
    return excess ? loss.map((value, row) => value - entropy(probabilities, row)) : loss
  }
  return {
    ...input,
    datasets: input.datasets.map((dataset): AnalysisDataset => {
      const predicted = classOf(dataset)
      const { outcome } = dataset
      if (predicted === null || outcome === null) return { ...dataset, score: null, recorded: null, outcome: null }
      const hits = hitRows(predicted, outcome)
      const errors = kind === 'log loss' ? lossOf(probabilitiesOf(dataset)!, outcome) : hits.map((hit) => 1 - hit)
      return { ...dataset, score: dataset.predictedClass === null ? null : errors, recorded: dataset.predictedClass === null ? errors : null, outcome: hits }
    }),
  }
}

/** Loss that the probabilities of a row themselves expect: −Σ p ln p. NaN where one is missing. */
function entropy(probabilities: readonly Float64Array[], row: number): number {
  return probabilities.reduce((sum, values) => sum - (values[row]! > 0 ? values[row]! * Math.log(values[row]!) : values[row]! * 0), 0)
}
