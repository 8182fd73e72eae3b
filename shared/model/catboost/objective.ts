import type { ModelOutput, Task } from '../../contract/model'
import { isRecord, levelText } from '../fields'
import { exp } from '../math/exp'
import type { RawCatboost } from './types'

/** How the raw sums become what `predict` and `predict_proba` give. */
export type Transform = 'identity' | 'sigmoid' | 'softmax' | 'one-vs-all' | 'multi-label' | 'exp' | 'uncertainty'

export interface Objective {
  readonly loss: string
  readonly transform: Transform
  readonly task: Task
  readonly classes: readonly string[]
  /** Raw value above which the second class is predicted. */
  readonly threshold: number
  readonly outputs: readonly ModelOutput[]
}

const parsed = (value: unknown): unknown => {
  if (typeof value !== 'string') return value
  try {
    return JSON.parse(value) as unknown
  } catch {
    return null
  }
}

/** The object under that name in the model's info, which may be JSON within a text. */
export function infoRecord(raw: RawCatboost, name: string): Readonly<Record<string, unknown>> {
  const value = parsed(raw.info.get(name))
  return isRecord(value) ? value : {}
}

/** Loss function, classes and outputs, as the training parameters tell them. */
export function objectiveOf(raw: RawCatboost): Objective {
  const described = infoRecord(raw, 'params')['loss_function']
  const loss = isRecord(described) && typeof described['type'] === 'string' ? described['type'] : ''
  const names = classNames(raw)
  const values = (list: readonly string[]): readonly ModelOutput[] => list.map((name) => ({ name, kind: 'value' }))
  const common = { loss, threshold: thresholdOf(raw) }
  const classifier = (transform: Transform, classes: readonly string[]): Objective => ({
    ...common, transform, classes, task: classes.length === 2 ? 'binary' : 'multiclass',
    outputs: [{ name: 'label', kind: 'label' }, ...classes.map((classLabel): ModelOutput => ({ name: `probability:${classLabel}`, kind: 'probability', classLabel }))],
  })
  const count = raw.dimensions
  if (['Logloss', 'CrossEntropy', 'Focal'].includes(loss) && count === 1) return classifier('sigmoid', names.length === 2 ? names : ['0', '1'])
  if (loss === 'MultiClass' || loss === 'MultiClassOneVsAll') return classifier(loss === 'MultiClass' ? 'softmax' : 'one-vs-all', names.length === count ? names : Array.from({ length: count }, (_, k) => String(k)))
  if (loss === 'MultiLogloss' || loss === 'MultiCrossEntropy') {
    const labels = names.length === count ? names : Array.from({ length: count }, (_, k) => String(k))
    return { ...common, transform: 'multi-label', task: 'regression', classes: [], outputs: labels.map((classLabel) => ({ name: `probability:${classLabel}`, kind: 'probability', classLabel })) }
  }
  const transform: Transform = loss === 'Poisson' || loss === 'Tweedie' ? 'exp' : loss === 'RMSEWithUncertainty' && count === 2 ? 'uncertainty' : 'identity'
  return { ...common, transform, task: 'regression', classes: [], outputs: values(count === 1 ? ['score'] : Array.from({ length: count }, (_, k) => `score:${k}`)) }
}

function classNames(raw: RawCatboost): readonly string[] {
  // Before 0.21 two classes are named in the training options only.
  const trained = infoRecord(raw, 'params')['data_processing_options']
  for (const holder of [infoRecord(raw, 'class_params'), infoRecord(raw, 'multiclass_params'), isRecord(trained) ? trained : {}]) {
    const names = holder['class_names']
    if (Array.isArray(names) && names.length > 0) return names.map(levelText)
  }
  return []
}

/** Log odds of the recorded probability threshold; 0 where there is none. */
function thresholdOf(raw: RawCatboost): number {
  const p = Number(raw.info.get('binclass_probability_threshold') ?? NaN)
  return p > 0 && p < 1 ? Math.log(p / (1 - p)) : 0
}

const sigmoid = (x: number): number => 1 / (1 + exp(-x))

/** Raw sums to outputs in the order of the card (label first for classifiers). */
export function predictions({ transform, threshold }: Objective, raw: readonly Float64Array[]): readonly Float64Array[] {
  switch (transform) {
    case 'identity': return raw
    case 'exp': return raw.map((values) => values.map(exp))
    case 'uncertainty': return [raw[0]!, raw[1]!.map((x) => exp(2 * x))]
    case 'multi-label': return raw.map((values) => values.map(sigmoid))
    case 'sigmoid': {
      const second = raw[0]!.map(sigmoid)
      return [raw[0]!.map((x) => Number.isNaN(x) ? NaN : x > threshold ? 1 : 0), second.map((p) => 1 - p), second]
    }
    default: {
      const values = transform === 'softmax' ? softmax(raw) : raw.map((sums) => sums.map(sigmoid))
      return [largest(raw), ...values]
    }
  }
}

function largest(raw: readonly Float64Array[]): Float64Array {
  return Float64Array.from(raw[0]!, (first, row) => {
    if (Number.isNaN(first)) return NaN
    let best = 0
    for (let k = 1; k < raw.length; k++) if (raw[k]![row]! > raw[best]![row]!) best = k
    return best
  })
}

function softmax(raw: readonly Float64Array[]): readonly Float64Array[] {
  const out = raw.map((values) => new Float64Array(values.length))
  for (let row = 0; row < (raw[0]?.length ?? 0); row++) {
    let top = -Infinity
    for (const values of raw) top = Math.max(top, values[row]!)
    let sum = 0
    raw.forEach((values, k) => { sum += out[k]![row] = exp(values[row]! - top) })
    for (const values of out) values[row]! /= sum
  }
  return out
}
