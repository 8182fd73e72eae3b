import type { CategoryColumn, Column } from '../../../contract/table'
import { numbersOf, textReader } from '../../features'
import { malformed } from '../../problems'
import type { PyValue } from '../../pickle/values'
import { labelText, listOfValue, type Estimator } from '../estimator'
import { numeric, type Transform } from '../steps'

/**
 * Replaces missing cells by what was learnt: numbers, or texts for columns of categories. Columns that
 * were wholly missing in training are dropped, and indicators of missing cells appended, as the library does.
 */
export function simpleImputer(estimator: Estimator): Transform {
  const width = estimator.width
  const statistics = listOfValue(estimator.raw('statistics_'))
  if (statistics?.length !== width) throw malformed(estimator.file, 'SimpleImputer.statistics_ does not fit its columns')
  const code = estimator.raw('missing_values') ?? null
  const keepEmpty = estimator.flag('keep_empty_features', false) || estimator.text('strategy', 'mean') === 'constant'
  const kept = statistics.flatMap((value, i) => keepEmpty || !isNothing(value) ? [i] : [])
  const indicator = indicatorOf(estimator)
  return {
    names: (inputs) => [...kept.map((i) => inputs[i] ?? `x${i}`), ...indicator.names(inputs)],
    levels: () => null,
    inPlace: kept.length === width,
    apply: (columns, batch) => [
      ...kept.map((i) => filled(columns[i]!, statistics[i]!, code)),
      ...indicator.apply(columns, batch),
    ],
  }
}

/** The indicators an imputer appends; none where it has none. */
export function indicatorOf(imputer: Estimator): Transform {
  return imputer.has('indicator_') ? missingIndicator(imputer.inner(imputer.raw('indicator_'))) : { names: () => [], levels: () => null, apply: () => [] }
}

/** 1 where a cell is missing, for the columns that had missing cells in training or for all. */
export function missingIndicator(estimator: Estimator): Transform {
  const flagged = Array.from(estimator.numbers('features_'))
  const code = estimator.raw('missing_values') ?? null
  const nameOf = (name: string): string => `missing indicator of ${name}`
  return {
    names: (inputs) => flagged.map((i) => nameOf(inputs[i] ?? `x${i}`)),
    levels: () => null,
    apply: (columns) => flagged.map((i) => {
      const column = columns[i]
      if (column === undefined) throw malformed(estimator.file, 'an indicator speaks of a column that does not exist')
      const missing = missingTest(column, code)
      return numeric(nameOf(column.name), Float64Array.from({ length: rowsOf(column) }, (_, row) => missing(row) ? 1 : 0))
    }),
  }
}

const isNothing = (value: PyValue): boolean => value === null || (typeof value === 'number' && Number.isNaN(value))

function rowsOf(column: Column): number {
  return column.kind === 'number' ? column.values.length : column.kind === 'category' ? column.codes.length : column.offsets.length - 1
}

/** Tells for a row whether the cell is what the imputer takes for missing. */
function missingTest(column: Column, code: PyValue): (row: number) => boolean {
  const read = textReader(column)
  if (isNothing(code)) return (row) => read(row) === null
  if (typeof code === 'number') return (row) => { const cell = read(row); return cell !== null && cell.trim() !== '' && Number(cell) === code }
  const text = labelText(code)
  return (row) => read(row) === text
}

function filled(column: Column, value: PyValue, code: PyValue): Column {
  if (typeof value === 'number' || typeof value === 'bigint') {
    const fill = Number(value)
    const number = isNothing(code) ? NaN : Number(code)
    return numeric(column.name, Float64Array.from(numbersOf(column, column.name), (x) => (Number.isNaN(number) ? Number.isNaN(x) : x === number) ? fill : x))
  }
  const text = labelText(value)
  const missing = missingTest(column, code)
  const read = textReader(column)
  const levels: string[] = []
  const known = new Map<string, number>()
  const codes = Int32Array.from({ length: rowsOf(column) }, (_, row) => {
    const cell = missing(row) ? text : read(row)
    if (cell === null) return -1
    let at = known.get(cell)
    if (at === undefined) {
      at = levels.length
      levels.push(cell)
      known.set(cell, at)
    }
    return at
  })
  return { kind: 'category', name: column.name, missing: null, codes, levels } satisfies CategoryColumn
}
