import { ExpectedError } from '../contract/errors'
import type { ModelInput } from '../contract/model'
import type { Column, Table } from '../contract/table'

/**
 * The table's column for each model input, in input order. A mapped name wins, then the input's own
 * name. Positional inputs (f0, f1, ...) that are neither mapped nor found are taken by order, but only
 * when the table has exactly as many columns as the model has inputs: anything else would be a guess.
 * @throws ExpectedError `model.missing-column` naming the first input without a column.
 */
export function resolveColumns(table: Table, inputs: readonly ModelInput[], mapping: Readonly<Record<string, string>>): readonly Column[] {
  const byName = new Map(table.columns.map((column) => [column.name, column]))
  const named = inputs.map((input) => byName.get(Object.hasOwn(mapping, input.name) ? mapping[input.name]! : input.name))
  const untouched = named.every((column) => column === undefined) && inputs.every((input) => input.positional && !Object.hasOwn(mapping, input.name))
  if (untouched && inputs.length > 0 && table.columns.length === inputs.length) return table.columns
  const rest = restByOrder(table, inputs, named, mapping)
  if (rest !== null) return rest
  return named.map((column, i) => {
    if (column !== undefined) return column
    const input = inputs[i]!
    const wanted = Object.hasOwn(mapping, input.name) ? mapping[input.name]! : input.name
    throw new ExpectedError('model.missing-column',
      wanted === input.name ? `The data has no column "${wanted}", which the model takes as input.` : `The data has no column "${wanted}", which is mapped to the model input "${input.name}".`,
      { column: wanted, remedy: input.positional ? 'The model names no columns: map its inputs by position to columns of the data.' : `Map the model input "${input.name}" to a column of the data.` })
  })
}

/** Where every column is wanted and whole matrices (`x[0]`, `x[1]`, …) found none of theirs: those take the columns left over, in order. */
function restByOrder(table: Table, inputs: readonly ModelInput[], named: readonly (Column | undefined)[], mapping: Readonly<Record<string, string>>): readonly Column[] | null {
  const found = new Set(named.filter((column) => column !== undefined))
  const open = inputs.filter((_, i) => named[i] === undefined)
  const matrixOf = (input: ModelInput): string => input.name.replace(/\[\d+\]$/, '')
  const matched = new Set(inputs.filter((_, i) => named[i] !== undefined).map(matrixOf))
  if (open.length === 0 || table.columns.length !== inputs.length || found.size + open.length !== inputs.length) return null
  if (open.some((input) => !input.positional || !input.name.endsWith(']') || Object.hasOwn(mapping, input.name) || matched.has(matrixOf(input)))) return null
  const left = table.columns.filter((column) => !found.has(column))
  let next = 0
  return named.map((column) => column ?? left[next++]!)
}

/** Mapping of a positional model onto the given column names, in order: f0 → first, f1 → second, ... */
export function positionalMapping(inputs: readonly ModelInput[], columns: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(inputs.flatMap((input, i) => columns[i] === undefined ? [] : [[input.name, columns[i]]]))
}

/**
 * A column as numbers, NaN where missing. Text is taken only when every level is a number.
 * @throws ExpectedError `model.column-type` with the first level that is not a number.
 */
export function numbersOf(column: Column, input: string): Float64Array {
  if (column.kind === 'number') return column.values
  if (column.kind === 'category') {
    const values = Float64Array.from(column.levels, (level) => numberOfText(level, column.name, input))
    return Float64Array.from(column.codes, (code) => code < 0 ? NaN : values[code]!)
  }
  const text = textReader(column)
  return Float64Array.from({ length: column.offsets.length - 1 }, (_, row) => {
    const cell = text(row)
    return cell === null ? NaN : numberOfText(cell, column.name, input)
  })
}

function numberOfText(text: string, column: string, input: string): number {
  const value = text.trim() === '' ? NaN : Number(text)
  if (Number.isNaN(value) && text.trim().toLowerCase() !== 'nan') {
    throw new ExpectedError('model.column-type', `Column "${column}" holds text ("${text.slice(0, 40)}"), but the model input "${input}" takes numbers.`, { column, remedy: 'Read the column as numbers or map another column.' })
  }
  return value
}

/**
 * A column as category codes of the artifact: index of the cell in `levels`, `unseen` for values the
 * artifact does not know, NaN where missing. Numbers match numerically (70 is 70.0).
 */
export function codesOf(column: Column, levels: readonly string[], unseen: number): Float64Array {
  const exact = new Map(levels.map((level, code) => [level, code]))
  const numeric = new Map<number, number>()
  levels.forEach((level, code) => {
    const value = level.trim() === '' ? NaN : Number(level)
    if (!Number.isNaN(value) && !numeric.has(value)) numeric.set(value, code)
  })
  const lookup = (text: string): number => {
    const code = exact.get(text)
    if (code !== undefined) return code
    return text.trim() === '' ? unseen : (numeric.get(Number(text)) ?? unseen)
  }
  if (column.kind === 'number') {
    // pandas writes booleans as True and False; a boolean column reads them as 1 and 0.
    const truth = column.type === 'boolean' ? [exact.get('False') ?? exact.get('false'), exact.get('True') ?? exact.get('true')] : []
    return Float64Array.from(column.values, (value) => Number.isNaN(value) ? NaN : (numeric.get(value) ?? truth[value] ?? unseen))
  }
  if (column.kind === 'category') {
    const codes = Float64Array.from(column.levels, lookup)
    return Float64Array.from(column.codes, (code) => code < 0 ? NaN : codes[code]!)
  }
  const text = textReader(column)
  return Float64Array.from({ length: column.offsets.length - 1 }, (_, row) => {
    const cell = text(row)
    return cell === null ? NaN : lookup(cell)
  })
}

/**
 * Reads cells as text, null where missing. Numbers are written the shortest way that reads back
 * (70, 0.1), booleans as true and false, dates as ISO 8601.
 */
export function textReader(column: Column): (row: number) => string | null {
  const missing = column.missing
  if (column.kind === 'category') {
    const { codes, levels } = column
    return (row) => levels[codes[row]!] ?? null
  }
  if (column.kind === 'text') {
    const decoder = new TextDecoder()
    // TextDecoder refuses views over shared memory; slice() copies into ordinary memory.
    return (row) => missing !== null && missing[row] !== 0 ? null : decoder.decode(column.bytes.slice(column.offsets[row], column.offsets[row + 1]))
  }
  const { values, type } = column
  return (row) => {
    const value = values[row]!
    if (Number.isNaN(value)) return null
    if (type === 'boolean') return value === 0 ? 'false' : 'true'
    if (type === 'date') return new Date(value).toISOString()
    return String(value)
  }
}
