import type { Task } from '../../contract/model'
import { exp } from '../math/exp'
import type { LightgbmModel } from './types'

export type Transform = 'identity' | 'sigmoid' | 'exp' | 'softmax' | 'ova' | 'square' | 'square-exp' | 'log1p-exp'

export interface Objective {
  readonly name: string
  readonly transform: Transform
  readonly task: Task
  /** The `sigmoid` parameter of binary and one-versus-all. */
  readonly slope: number
}

const plain = new Set(['regression', 'regression_l2', 'l2', 'mean_squared_error', 'mse', 'regression_l1', 'l1', 'mean_absolute_error', 'mae', 'huber', 'fair', 'quantile', 'mape', 'lambdarank', 'rank_xendcg', 'custom', 'none'])
const exponential = new Set(['poisson', 'gamma', 'tweedie'])

/** Reads `binary sigmoid:1`, `regression sqrt`, ...; null for names this reader does not know. */
export function objectiveOf(text: string, outputs: number): Objective | null {
  const [name = '', ...options] = text.trim().split(/\s+/)
  const slope = Number(options.find((option) => option.startsWith('sigmoid:'))?.slice('sigmoid:'.length) ?? '1')
  const make = (transform: Transform, task: Task): Objective => ({ name, transform, task, slope })
  if (name === '') return make('identity', 'regression')
  if (name === 'binary') return make('sigmoid', 'binary')
  if (name === 'multiclass' || name === 'softmax') return make('softmax', 'multiclass')
  if (name === 'multiclassova' || name === 'multiclass_ova' || name === 'ova' || name === 'ovr') return make('ova', outputs === 1 ? 'binary' : 'multiclass')
  if (name === 'cross_entropy' || name === 'xentropy') return { ...make('sigmoid', 'regression'), slope: 1 }
  if (name === 'cross_entropy_lambda' || name === 'xentlambda') return make('log1p-exp', 'regression')
  // Versions before 2.2 took the square before the exponential.
  if (exponential.has(name)) return make(options.includes('sqrt') ? 'square-exp' : 'exp', 'regression')
  if (plain.has(name)) return make(options.includes('sqrt') ? 'square' : 'identity', 'regression')
  return null
}

/**
 * The objective as this model's file applies it. Random forests of versions before 2.2.3 hold leaves that
 * are already predictions, so nothing is applied to their average. The file does not say so: it is taken
 * from leaves that are all within the range of predictions, which margins are not.
 */
export function objectiveFor(model: LightgbmModel): Objective | null {
  const objective = objectiveOf(model.objective, model.outputs)
  return objective !== null && model.average && model.version === 'v2' && holdsPredictions(model, objective.transform) ? { ...objective, transform: 'identity' } : objective
}

function holdsPredictions({ forest }: LightgbmModel, kind: Transform): boolean {
  if (kind === 'identity' || kind === 'square') return true
  const top = kind === 'exp' || kind === 'square-exp' || kind === 'log1p-exp' ? Infinity : 1
  return forest.value.every((value) => value >= 0 && value <= top)
}

/** 1 / (1 + e^(−slope·x)). */
export function sigmoid(x: number, slope: number): number {
  return 1 / (1 + exp(-slope * x))
}

/** Softmax over one row, in place, summed in class order. */
export function softmax(row: Float64Array): void {
  let top = row[0]!
  for (let k = 1; k < row.length; k++) top = Math.max(top, row[k]!)
  let sum = 0
  for (let k = 0; k < row.length; k++) {
    row[k] = exp(row[k]! - top)
    sum += row[k]!
  }
  for (let k = 0; k < row.length; k++) row[k] = row[k]! / sum
}
