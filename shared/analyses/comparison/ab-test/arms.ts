import type { AnalysisDataset, AnalysisInput } from '../../../contract/analysis'
import type { Column } from '../../../contract/table'
import { columnsWithRole, compareText, datasetsOf, findColumn } from '../../common/datasets'

/** Two arms of a test, on different rows of one dataset. */
export interface Arms {
  readonly column: string
  readonly dataset: AnalysisDataset
  /** The control is named so, or is the first in code-point order. */
  readonly names: readonly [control: string, treatment: string]
  /** Arm of each row, −1 where it is not known. */
  readonly arm: Int8Array
}

/** Names of a segment column that says which arm of a test a row belongs to. */
const armColumn = /^(arm|variant|treatment|experiment|ab|ab[_ -]?(group|test|arm)|test[_ -]?group|experiment[_ -]?(arm|group))$/i
const controlLevel = /^(a|0|false|control|champion|baseline|old)$/i

/** The arms of the first dataset that holds them and outcomes, or a sentence why there are none. */
export function armsOf(input: AnalysisInput): Arms | string {
  const columns = columnsWithRole(input, 'segment').filter((name) => armColumn.test(name))
  if (columns.length === 0) return 'No segment column says which arm of a test a row belongs to; it would be called arm, variant, treatment, experiment or ab_group.'
  for (const column of columns) {
    for (const dataset of [...datasetsOf(input, 'production'), ...datasetsOf(input, 'test'), ...datasetsOf(input, 'development')]) {
      const held = findColumn(dataset.table, column)
      if (held === undefined || dataset.outcome === null || held.kind === 'text') continue
      const level = levelReader(held)
      const seen = new Set<string>()
      for (let row = 0; row < dataset.table.rows && seen.size <= 2; row += 1) {
        const name = level(row)
        if (name !== null) seen.add(name)
      }
      if (seen.size !== 2) continue
      const sorted = [...seen].sort(compareText) as [string, string]
      const names: readonly [string, string] = controlLevel.test(sorted[1]) && !controlLevel.test(sorted[0]) ? [sorted[1], sorted[0]] : sorted
      return { column, dataset, names, arm: Int8Array.from({ length: dataset.table.rows }, (_, row) => names.indexOf(level(row) ?? '')) }
    }
  }
  return `No dataset with outcomes holds two arms in ${columns.join(', ')}.`
}

function levelReader(column: Column): (row: number) => string | null {
  if (column.kind === 'category') return (row) => (column.codes[row]! < 0 ? null : column.levels[column.codes[row]!]!)
  if (column.kind === 'number') return (row) => (Number.isNaN(column.values[row]!) ? null : column.type === 'boolean' ? String(column.values[row] === 1) : String(column.values[row]!))
  return () => null
}
