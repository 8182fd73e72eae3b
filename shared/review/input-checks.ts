import type { AnalysisDataset, ColumnRole, ColumnRoles } from '../contract/analysis'
import { ExpectedError } from '../contract/errors'
import type { Column, Table } from '../contract/table'
import { numericValues } from '../table'

/** The roles of a column; none for one without, also when it is called "constructor" or "__proto__". */
export function rolesHeld(roles: ColumnRoles, name: string): readonly ColumnRole[] {
  return Object.hasOwn(roles, name) ? (roles[name] ?? []) : []
}

/**
 * The outcome column of a dataset, or undefined.
 * @throws `roles.two-outcomes` when several columns claim to be it: taking one of them would be a guess;
 * `roles.outcome-as-feature` when it is an input of the model too: everything would be explained by itself.
 */
export function outcomeColumn(file: string, table: Table, roles: ColumnRoles): string | undefined {
  const [first, second] = table.columns.map((column) => column.name).filter((name) => rolesHeld(roles, name).includes('outcome'))
  if (first !== undefined && second !== undefined) {
    throw new ExpectedError('roles.two-outcomes', `${file} has two outcome columns, "${first}" and "${second}".`, { file, column: second, remedy: 'Give the role to one of them in Inputs.' })
  }
  if (first !== undefined && rolesHeld(roles, first).includes('feature')) {
    throw new ExpectedError('roles.outcome-as-feature', `${file}: "${first}" is both the outcome and a feature; a model that is given the outcome cannot be judged by it.`, { file, column: first, remedy: 'Take one of the two roles from it in Inputs.' })
  }
  return first
}

/**
 * The numbers of the recorded score.
 * @throws `roles.words-as-prediction` for a column of words in that role.
 */
export function requireNumbers(file: string, column: Column): Float64Array {
  const values = numericValues(column)
  // A column without a single value holds no words either: its scores are missing.
  if (column.kind === 'number' || values.some((value) => Number.isFinite(value)) || (column.kind === 'category' && column.levels.length === 0)) return values
  throw new ExpectedError('roles.words-as-prediction', `The prediction column "${column.name}" of ${file} holds words, not numbers.`, { file, column: column.name, remedy: 'Give the role to a column of scores, or take it away.' })
}

/** How often the same rows may stand for two datasets: never, a comparison with oneself shows nothing. */
export function requireDistinctRows(datasets: readonly { readonly name: string; readonly sha256: string; readonly role: string; readonly pick: string }[]): void {
  datasets.forEach(({ name, sha256, role, pick }, index) => {
    const same = datasets.findIndex((other, before) => before < index && other.sha256 === sha256 && other.pick === pick)
    if (same < 0) return
    throw new ExpectedError('input.same-rows', `${name} holds the same rows as ${datasets[same]!.name}, which stands for ${datasets[same]!.role}; it cannot stand for ${role} as well.`, { file: name, remedy: 'Remove one of the two in Inputs, or keep different rows of each by a filter.' })
  })
}

/**
 * A positive class that no outcome takes would make every row a non-event, in silence. Data with a
 * single outcome value are let through: there may have been no events.
 * @throws `setup.positive-class` with the values there are.
 */
export function requirePositiveClass(positive: string, outcomes: readonly { readonly values: Float64Array; readonly column: Column }[]): void {
  if (outcomes.length === 0 || outcomes.some(({ values }) => values.includes(1))) return
  const seen = [...new Set(outcomes.flatMap(({ column }) => valuesSeen(column)))].sort()
  if (seen.length < 2) return
  const some = seen.slice(0, 6).map((value) => `"${value}"`).join(', ')
  const name = outcomes[0]!.column.name
  throw new ExpectedError('setup.positive-class', `The positive class "${positive}" does not occur in the outcome column "${name}"; it holds ${some}${seen.length > 6 ? ' and more' : ''}.`, { column: name, remedy: 'Name the positive class as it is written in the file, under Task and decision.' })
}

/**
 * Outcomes of which none is a class of the model: every row would be left out, in silence.
 * @throws `setup.unknown-classes` with the classes and the values there are.
 */
export function requireKnownClasses(classes: readonly string[], outcomes: readonly { readonly values: Float64Array; readonly column: Column }[]): void {
  if (outcomes.length === 0 || outcomes.some(({ values }) => values.some((value) => !Number.isNaN(value)))) return
  const seen = [...new Set(outcomes.flatMap(({ column }) => valuesSeen(column)))].sort()
  if (seen.length === 0) return
  const some = (words: readonly string[]): string => words.slice(0, 6).map((word) => `"${word}"`).join(', ') + (words.length > 6 ? ' and more' : '')
  const { name } = outcomes[0]!.column
  throw new ExpectedError('setup.unknown-classes', `No value of the outcome column "${name}" is a class of the model: the column holds ${some(seen)}, the model knows ${some(classes)}.`, { column: name, remedy: 'Write the outcomes as the model writes its classes, or take the role from the column.' })
}

/** Distinct values as written, a handful at most: enough to say what there is. */
function valuesSeen(column: Column): readonly string[] {
  if (column.kind === 'category') return column.levels.slice(0, 7)
  if (column.kind === 'text') return []
  const seen = new Set<number>()
  for (const value of column.values) {
    if (!Number.isNaN(value)) seen.add(value)
    if (seen.size > 6) break
  }
  return [...seen].map((value) => (column.type === 'boolean' ? (value === 1 ? 'true' : 'false') : String(value)))
}

/**
 * A threshold outside 0 to 1 for scores that all lie within: every decision would fall the same way.
 * @throws `setup.threshold`
 */
export function requireThresholdInReach(threshold: number | null, datasets: readonly Pick<AnalysisDataset, 'score' | 'recorded'>[]): void {
  if (threshold === null || (threshold >= 0 && threshold <= 1)) return
  const scores = datasets.flatMap(({ score, recorded }) => [score, recorded]).filter((values) => values !== null)
  const outside = scores.some((values) => values.some((value) => value < 0 || value > 1))
  if (outside || !scores.some((values) => values.some((value) => Number.isFinite(value)))) return
  throw new ExpectedError('setup.threshold', `The threshold ${threshold} lies outside the scores, which are all between 0 and 1.`, { remedy: 'Correct the threshold under Task and decision, or leave it empty.' })
}
