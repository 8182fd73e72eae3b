import { ExpectedError } from '../contract/errors'
import type { ModelCard, Scores } from '../contract/model'
import type { Column } from '../contract/table'
import { numericValues } from '../table'

/** What a model of several classes says of each row. */
export interface ClassPredictions {
  /** Index into the review's classes; NaN where none is given. */
  readonly classes: Float64Array | null
  /** One array per class, in the order of the classes; null where there are none. */
  readonly probabilities: readonly Float64Array[] | null
}

/** `1` and `1.0` are the same value; texts must match exactly. */
export function sameValue(a: string, b: string): boolean {
  return a === b || (a.trim() !== '' && b.trim() !== '' && Number(a) === Number(b))
}

/**
 * Classes and probabilities from the artifact's outputs. The class is its own label output; without
 * one, the class of the largest probability (of equal ones the first).
 */
export function predictedClasses(card: ModelCard, scores: Scores, classes: readonly string[]): ClassPredictions {
  const valuesOf = (name: string): Float64Array | undefined => scores.outputs.find((output) => output.name === name)?.values
  const found = classes.map((label) => card.outputs.find((output) => output.kind === 'probability' && output.classLabel !== undefined && sameValue(output.classLabel, label)))
  const probabilities = complete(found.map((output) => (output === undefined ? undefined : valuesOf(output.name))))
  const label = card.outputs.find((output) => output.kind === 'label')
  const codes = label === undefined ? undefined : valuesOf(label.name)
  if (codes === undefined) return { classes: probabilities === null ? null : mostProbable(probabilities), probabilities }
  const place = (scores.labels ?? card.classes).map((text) => indexOf(classes, text))
  return { classes: codes.map((code) => place[code] ?? Number.NaN), probabilities }
}

/**
 * Classes and probabilities from recorded columns: one column of class labels, one column of
 * probabilities per class (named like the class, or ending in it: `p_setosa`, `probability:setosa`),
 * or both. Without labels the class is that of the largest probability.
 * @returns null when there is a single column of numbers that are no classes: a recorded score.
 * @throws `roles.class-columns` when the columns fit neither.
 */
export function recordedClasses(file: string, columns: readonly Column[], classes: readonly string[], rows: number): ClassPredictions | null {
  if (columns.length === 0) return null
  const owners = columns.map((column) => classOfColumn(column.name, classes))
  const labels = columns.find((column, index) => owners[index] === -1 && holdsClasses(column, classes)) ?? (columns.length === 1 && holdsClasses(columns[0]!, classes) ? columns[0] : undefined)
  const rest = columns.filter((column) => column !== labels)
  if (labels === undefined && rest.length === 1 && rest[0]!.kind === 'number') return null
  const perClass = classes.map((_, index) => rest.filter((column) => owners[columns.indexOf(column)] === index))
  if (rest.length > 0 && (rest.length !== classes.length || perClass.some((held) => held.length !== 1) || rest.some((column) => column.kind !== 'number'))) {
    throw new ExpectedError('roles.class-columns', `${file}: the prediction columns ${columns.map((column) => `"${column.name}"`).join(', ')} are neither one column of classes nor one column of probabilities for each class.`, {
      file, column: rest[0]!.name, remedy: `Give the role to a column that holds the class, or to ${String(classes.length)} columns whose names end in ${classes.slice(0, 4).join(', ')}${classes.length > 4 ? ', …' : ''}.`,
    })
  }
  const probabilities = rest.length === 0 ? null : perClass.map((held) => numericValues(held[0]!))
  return { classes: labels !== undefined ? classCodes(labels, classes, rows) : probabilities === null ? null : mostProbable(probabilities), probabilities }
}

/** The class with the largest probability, the first of equal ones; NaN where one of them is missing. */
export function mostProbable(probabilities: readonly Float64Array[]): Float64Array {
  return Float64Array.from(probabilities[0] ?? [], (_, row) => {
    let best = 0
    for (let index = 0; index < probabilities.length; index += 1) {
      const value = probabilities[index]![row]!
      if (Number.isNaN(value)) return Number.NaN
      if (value > probabilities[best]![row]!) best = index
    }
    return best
  })
}

const complete = (arrays: readonly (Float64Array | undefined)[]): readonly Float64Array[] | null => {
  const held = arrays.flatMap((values) => values ?? [])
  return held.length === arrays.length && held.length > 0 ? (arrays as readonly Float64Array[]) : null
}

function indexOf(classes: readonly string[], text: string): number {
  const index = classes.findIndex((label) => sameValue(label, text))
  return index < 0 ? Number.NaN : index
}

/** The class a column's name ends in, the longest that fits; -1 for none. */
function classOfColumn(name: string, classes: readonly string[]): number {
  let best = -1
  classes.forEach((label, index) => {
    const fits = name === label || (name.endsWith(label) && /[\s_:.\-[(=]$/.test(name.slice(0, name.length - label.length)))
    if (fits && (best < 0 || label.length > classes[best]!.length)) best = index
  })
  return best
}

function holdsClasses(column: Column, classes: readonly string[]): boolean {
  if (column.kind === 'text') return false
  if (column.kind === 'category') return column.levels.some((level) => !Number.isNaN(indexOf(classes, level)))
  let seen = false
  for (const value of column.values) {
    if (Number.isNaN(value)) continue
    if (Number.isNaN(indexOf(classes, numberText(column.type, value)))) return false
    seen = true
  }
  return seen
}

function classCodes(column: Column, classes: readonly string[], rows: number): Float64Array {
  if (column.kind === 'category') {
    const place = column.levels.map((level) => indexOf(classes, level))
    return Float64Array.from(column.codes, (code) => (code < 0 ? Number.NaN : place[code]!))
  }
  if (column.kind === 'text') return new Float64Array(rows).fill(Number.NaN)
  return column.values.map((value) => (Number.isNaN(value) ? value : indexOf(classes, numberText(column.type, value))))
}

const numberText = (type: string, value: number): string => (type === 'boolean' ? (value === 1 ? 'true' : 'false') : String(value))
