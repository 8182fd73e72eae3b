import type { AnalysisDataset, AnalysisInput } from '../../contract/analysis'
import type { Column, Table } from '../../contract/table'
import { datasetsOf, findColumn } from './datasets'
import { listWords } from './format'

/** Windows that are compared with the reference: production, else the test datasets beside development. */
export function comparedWindows(input: AnalysisInput, reference: AnalysisDataset | null): readonly AnalysisDataset[] {
  const production = datasetsOf(input, 'production')
  return (production.length > 0 ? production : datasetsOf(input, 'test')).filter((dataset) => dataset !== reference)
}

/** The one value of a column, as a text to compare; null where it holds several, none, or free text. */
function onlyValue(table: Table, name: string): string | null {
  const column: Column | undefined = findColumn(table, name)
  if (column === undefined || column.kind === 'text') return null
  let only: number | null = null
  for (const value of column.kind === 'number' ? column.values : column.codes) {
    if (Number.isNaN(value) || (column.kind === 'category' && value < 0)) continue
    if (only !== null && value !== only) return null
    only = value
  }
  if (only === null) return null
  return column.kind === 'number' ? String(only) : column.levels[only]!
}

/**
 * Columns that the cut into windows itself decides, as a month or a season does: at least two windows hold
 * one value each, and not the same one. Comparing them with a reference of the whole year would only find the calendar again.
 */
export function calendarColumns(windows: readonly AnalysisDataset[], names: readonly string[]): ReadonlySet<string> {
  return new Set(names.filter((name) => new Set(windows.flatMap(({ table }) => onlyValue(table, name) ?? [])).size > 1))
}

/** Why such columns are left out, for "not tested"; nothing where there are none. */
export function calendarNote(columns: ReadonlySet<string>): readonly string[] {
  return columns.size === 0 ? [] : [`${listWords([...columns], 12)}: windows hold one value each, and each another, as with a month or a season; the cut into windows decides that, so no drift can be told from it.`]
}
