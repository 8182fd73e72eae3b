import { aucInfluence, meanInfluence } from '../../stats/influence'
import type { Influential } from '../../stats/influence'
import type { LabelledRows } from './labelled-rows'
import { logLossRows, squaredErrorRows } from './row-loss'

/** One way to say how well scores go with outcomes, as a weighted estimate with the part of every row in its error. */
export interface PerformanceMeasure {
  readonly id: 'auc' | 'log-loss' | 'brier' | 'wrong' | 'mse' | 'mae' | 'bias'
  readonly name: string
  /** How two values are compared: their difference, or the ratio of two positive means. */
  readonly scale: 'difference' | 'ratio'
  /** Which way is worse; `either` for a bias. */
  readonly worse: 'lower' | 'higher' | 'either'
  /** Rows as `labelledRows` gives them, weights in their place. */
  of(rows: Pick<LabelledRows, 'score' | 'outcome'>, weights: Float64Array | null, checkpoint?: () => void): Influential
}

const auc: PerformanceMeasure = { id: 'auc', name: 'AUC', scale: 'difference', worse: 'lower', of: ({ score, outcome }, weights, checkpoint) => aucInfluence(score, outcome, weights, checkpoint) }
const logLoss: PerformanceMeasure = { id: 'log-loss', name: 'Log loss', scale: 'ratio', worse: 'higher', of: ({ score, outcome }, weights, checkpoint) => meanInfluence(logLossRows(score, outcome), weights, checkpoint) }
const brier: PerformanceMeasure = { id: 'brier', name: 'Brier score', scale: 'ratio', worse: 'higher', of: ({ score, outcome }, weights, checkpoint) => meanInfluence(squaredErrorRows(score, outcome), weights, checkpoint) }
const mse: PerformanceMeasure = { id: 'mse', name: 'Mean squared error', scale: 'ratio', worse: 'higher', of: ({ score, outcome }, weights, checkpoint) => meanInfluence(squaredErrorRows(score, outcome), weights, checkpoint) }
const mae: PerformanceMeasure = { id: 'mae', name: 'Mean absolute error', scale: 'ratio', worse: 'higher', of: ({ score, outcome }, weights, checkpoint) => meanInfluence(score.map((value, row) => Math.abs(value - outcome[row]!)), weights, checkpoint) }
const bias: PerformanceMeasure = { id: 'bias', name: 'Mean of outcome less prediction', scale: 'difference', worse: 'either', of: ({ score, outcome }, weights, checkpoint) => meanInfluence(outcome.map((value, row) => value - score[row]!), weights, checkpoint) }

/** Share of decisions at the threshold that the outcome contradicts. */
function wrong(threshold: number): PerformanceMeasure {
  return { id: 'wrong', name: 'Share of wrong decisions', scale: 'difference', worse: 'higher', of: ({ score, outcome }, weights, checkpoint) => meanInfluence(score.map((value, row) => ((value >= threshold) === (outcome[row] === 1) ? 0 : 1)), weights, checkpoint) }
}

/** Several classes, on rows as `asErrors` makes them: the score is the error of the row, the outcome whether its class is right. */
export function classMeasures(probabilities: boolean): { readonly deciding: readonly PerformanceMeasure[]; readonly beside: readonly PerformanceMeasure[] } {
  const wrongClass: PerformanceMeasure = { id: 'wrong', name: 'Share of wrong classes', scale: 'difference', worse: 'higher', of: ({ outcome }, weights, checkpoint) => meanInfluence(outcome.map((hit) => 1 - hit), weights, checkpoint) }
  const loss: PerformanceMeasure = { id: 'log-loss', name: 'Log loss', scale: 'ratio', worse: 'higher', of: ({ score }, weights, checkpoint) => meanInfluence(score, weights, checkpoint) }
  return { deciding: probabilities ? [wrongClass, loss] : [wrongClass], beside: [] }
}

/** The measures of a review: those that decide first. Log loss and Brier score need scores that are probabilities. */
export function performanceMeasures(binary: boolean, probabilities: boolean, threshold: number | null): { readonly deciding: readonly PerformanceMeasure[]; readonly beside: readonly PerformanceMeasure[] } {
  if (!binary) return { deciding: [mae, bias], beside: [mse] }
  return { deciding: probabilities ? [auc, logLoss] : [auc], beside: [...(probabilities ? [brier] : []), ...(threshold === null ? [] : [wrong(threshold)])] }
}
