import { numbersOf } from '../../features'
import { malformed } from '../../problems'
import { PyObject, type PyValue } from '../../pickle/values'
import { entriesOf, listOfValue, numbersOfValue, type Estimator } from '../estimator'
import { numeric, type Transform } from '../steps'
import { passthrough } from './scalers'

/** One transformer after another. */
export function chain(steps: readonly Transform[]): Transform {
  return {
    names: (inputs) => steps.reduce((names, step) => step.names(names), inputs),
    apply: (columns, batch) => steps.reduce((frame, step) => step.apply(frame, batch), columns),
    // An imputer before an encoder leaves columns in place; the first step that knows levels says so.
    levels: (input) => {
      for (const step of steps) {
        const levels = step.levels(input)
        if (levels !== null || step.inPlace !== true) return levels
      }
      return null
    },
    inPlace: steps.every((step) => step.inPlace === true),
  }
}

interface Branch {
  readonly transform: Transform
  /** Columns it takes; null for all of them. */
  readonly inputs: readonly number[] | null
}

/** A transformer whose outputs are multiplied by a weight. */
function weighted(transform: Transform, weight: PyValue | undefined): Transform {
  const factor = numbersOfValue(weight)?.[0] ?? 1
  if (factor === 1) return transform
  return {
    names: (inputs) => transform.names(inputs),
    levels: (input) => transform.levels(input),
    apply: (columns, batch) => transform.apply(columns, batch).map((column) => numeric(column.name, numbersOf(column, column.name).map((x) => x * factor))),
  }
}

/** Several transformers side by side, each on its own columns; outputs in the order of the transformers. */
export function columnTransformer(estimator: Estimator, compile: (part: Estimator) => Transform): Transform {
  const names = estimator.columnNames ?? []
  const width = estimator.width
  const indices = entriesOf(estimator.raw('_transformer_to_input_indices'))
  const weights = entriesOf(estimator.raw('transformer_weights'))
  const branches = estimator.list('transformers_').flatMap((value): readonly Branch[] => {
    const [name, part, columns] = listOfValue(value) ?? []
    if (part === undefined) throw malformed(estimator.file, 'ColumnTransformer.transformers_ is not a list of transformers')
    if (part === 'drop') return []
    const inputs = typeof name === 'string' && indices.has(name) ? placesOf(indices.get(name), names, width) : placesOf(columns, names, width)
    if (inputs === null || inputs.some((i) => !Number.isInteger(i) || i < 0 || i >= width)) throw malformed(estimator.file, 'ColumnTransformer speaks of columns it does not have')
    if (inputs.length === 0) return []
    return [{ transform: weighted(part === 'passthrough' ? passthrough : compile(estimator.inner(part)), weights.get(name ?? null)), inputs }]
  })
  return parallel(branches)
}

/** Several transformers on the same columns. */
export function featureUnion(estimator: Estimator, compile: (part: Estimator) => Transform): Transform {
  const weights = entriesOf(estimator.raw('transformer_weights'))
  return parallel(estimator.list('transformer_list').flatMap((value): readonly Branch[] => {
    const [name, part] = listOfValue(value) ?? []
    if (part === undefined) throw malformed(estimator.file, 'FeatureUnion.transformer_list is not a list of transformers')
    if (part === 'drop' || part === null) return []
    return [{ transform: weighted(part === 'passthrough' ? passthrough : compile(estimator.inner(part)), weights.get(name ?? null)), inputs: null }]
  }))
}

function parallel(branches: readonly Branch[]): Transform {
  return {
    names: (inputs) => branches.flatMap(({ transform, inputs: own }) => transform.names(own === null ? inputs : own.map((i) => inputs[i] ?? `x${i}`))),
    apply: (columns, batch) => branches.flatMap(({ transform, inputs: own }) => transform.apply(own === null ? columns : own.map((i) => columns[i]!), batch)),
    levels: (input) => {
      for (const { transform, inputs: own } of branches) {
        const place = own === null ? input : own.indexOf(input)
        const levels = place < 0 ? null : transform.levels(place)
        if (levels !== null) return levels
      }
      return null
    },
  }
}

/** Column places from names, places, truth values or a slice. Null when they cannot be told. */
function placesOf(value: PyValue | undefined, names: readonly string[], width: number): readonly number[] | null {
  if (typeof value === 'string') return [names.indexOf(value)]
  if (value instanceof PyObject && value.className === 'slice') {
    const [from, to, step] = value.args
    if (step !== null && step !== 1 && step !== undefined) return null
    const bound = (part: PyValue | undefined, fallback: number): number => typeof part === 'number' ? (part < 0 ? part + width : Math.min(part, width)) : typeof part === 'string' ? names.indexOf(part) : fallback
    // A slice of labels includes its end.
    const end = bound(to, width) + (typeof to === 'string' ? 1 : 0)
    const start = bound(from, 0)
    return Array.from({ length: Math.max(0, end - start) }, (_, i) => start + i)
  }
  const items = listOfValue(value)
  if (items === null) {
    const single = numbersOfValue(value)
    return single === null ? null : Array.from(single)
  }
  if (items.length > width) return null
  if (items.every((item) => typeof item === 'boolean')) return items.flatMap((item, i) => item ? [i] : [])
  return items.map((item) => typeof item === 'string' ? names.indexOf(item) : typeof item === 'number' ? (item < 0 ? item + width : item) : -1)
}
