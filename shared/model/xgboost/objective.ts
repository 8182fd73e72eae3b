import type { ModelOutput, Task } from '../../contract/model'
import { expf } from '../math/expf'

/** How XGBoost turns the summed margin into its prediction, in float32 as the library computes it. */
export type Transform = 'identity' | 'sigmoid' | 'exp' | 'softmax' | 'class' | 'step'

export interface Objective {
  readonly name: string
  readonly transform: Transform
  /** How `base_score` (stored in the prediction's space) becomes a margin. */
  readonly link: 'identity' | 'logit' | 'log'
  readonly task: Task
  readonly output: ModelOutput['kind']
}

const regression = (name: string, transform: Transform = 'identity', link: Objective['link'] = 'identity'): Objective =>
  ({ name, transform, link, task: 'regression', output: 'value' })

const known: Readonly<Record<string, Objective>> = Object.fromEntries([
  regression('reg:squarederror'), regression('reg:linear'), regression('reg:squaredlogerror'),
  regression('reg:absoluteerror'), regression('reg:pseudohubererror'), regression('reg:quantileerror'),
  regression('reg:expectileerror'),
  regression('rank:pairwise'), regression('rank:ndcg'), regression('rank:map'),
  regression('reg:gamma', 'exp', 'log'), regression('reg:tweedie', 'exp', 'log'), regression('count:poisson', 'exp', 'log'),
  regression('survival:cox', 'exp', 'log'), regression('survival:aft', 'exp', 'log'),
  regression('reg:logistic', 'sigmoid', 'logit'),
  { name: 'binary:logistic', transform: 'sigmoid', link: 'logit', task: 'binary', output: 'probability' },
  { name: 'binary:logitraw', transform: 'identity', link: 'identity', task: 'binary', output: 'value' },
  { name: 'binary:hinge', transform: 'step', link: 'identity', task: 'binary', output: 'label' },
  { name: 'multi:softprob', transform: 'softmax', link: 'identity', task: 'multiclass', output: 'probability' },
  { name: 'multi:softmax', transform: 'class', link: 'identity', task: 'multiclass', output: 'label' },
].map((objective) => [objective.name, objective])) as Readonly<Record<string, Objective>>

/** The objective of that name, or null when this reader does not know it. */
export function objectiveOf(name: string): Objective | null {
  return Object.hasOwn(known, name) ? known[name]! : null
}

/** `base_score` as a margin, in float32: logit −ln(1/p − 1), log ln(p). */
export function marginOf(base: number, link: Objective['link']): number {
  const p = Math.fround(base)
  if (link === 'logit') return Math.fround(-Math.fround(Math.log(Math.fround(Math.fround(1 / p) - 1))))
  if (link === 'log') return Math.fround(Math.log(p))
  return p
}

/** 1 / (1 + e^−x) in float32; the exponent is capped at 88.7 by the library since 1.6. */
export function sigmoid(x: number, capped: boolean): number {
  return Math.fround(1 / Math.fround(expf(capped ? Math.min(-x, Math.fround(88.7)) : -x) + 1))
}

/** Softmax over one row of margins in float32, with the sum held in float64 as the library does. In place. */
export function softmax(row: Float32Array): void {
  let top = -Infinity
  for (const margin of row) top = Math.max(top, margin)
  let sum = 0
  for (let k = 0; k < row.length; k++) {
    row[k] = expf(Math.fround(row[k]! - top))
    sum += row[k]!
  }
  const divisor = Math.fround(sum)
  for (let k = 0; k < row.length; k++) row[k] = row[k]! / divisor
}
