import { ExpectedError } from '../../contract/errors'
import type { DerivedReport } from '../../contract/engine'
import type { JobContext } from '../../contract/job'
import type { DerivedColumn } from '../../contract/plan'
import type { Column, Table } from '../../contract/table'
import { allocateFloat64, allocateUint8 } from '../allocate'
import { LevelBuilder } from '../level-builder'
import { kindCode } from '../missing-kind'
import { withColumn } from '../with-column'
import { compileExpression } from './compile'

/** Most derived columns of one dataset. */
export const derivedLimit = 64
const block = 4096


/**
 * One column from an expression over a table: numbers (whole ones are `integer`), dates, booleans, or
 * text. Cells for which the expression is missing are blank.
 * @throws ExpectedError `expression.*`
 */
export function deriveColumn(table: Table, { column: name, expression }: DerivedColumn, job: JobContext): Column {
  const value = compileExpression(expression, table)
  const missing = allocateUint8(table.rows)
  let absent = 0
  if (value.type === 'text') {
    const levels = new LevelBuilder(table.rows)
    for (let row = 0; row < table.rows; row++) {
      if (row % block === 0) job.checkpoint()
      const text = value.at(row)
      levels.set(row, text)
      if (text === null) absent += missing[row] = kindCode.blank
    }
    return levels.finish(name, table.rows, absent === 0 ? null : missing)
  }
  const values = allocateFloat64(table.rows)
  let whole = true
  for (let row = 0; row < table.rows; row++) {
    if (row % block === 0) job.checkpoint()
    const cell = value.at(row)
    values[row] = cell
    if (cell !== cell) absent += missing[row] = kindCode.blank
    else if (!Number.isInteger(cell)) whole = false
  }
  return { kind: 'number', type: value.type === 'number' ? (whole ? 'integer' : 'decimal') : value.type, name, values, missing: absent === 0 ? null : missing }
}

/**
 * The table with derived columns at its end, made one after the other: a later one may use an earlier
 * one. A derived column never replaces one of the file.
 * @throws ExpectedError `derive.name-taken`, `derive.no-name`, `derive.too-many`, `expression.*` naming the column.
 */
export function deriveColumns(table: Table, derived: readonly DerivedColumn[], job: JobContext): { readonly table: Table; readonly reports: readonly DerivedReport[] } {
  if (derived.length > derivedLimit) throw new ExpectedError('derive.too-many', `${derived.length} derived columns are asked for; ${derivedLimit} are allowed.`, { remedy: 'Leave some out.' })
  let grown = table
  const reports: DerivedReport[] = []
  for (const next of derived) {
    if (next.column.trim() === '') throw new ExpectedError('derive.no-name', 'A derived column has no name.', { remedy: 'Give it one.' })
    if (grown.columns.some((column) => column.name === next.column)) throw new ExpectedError('derive.name-taken', `There is a column "${next.column}" already; a derived column does not replace it.`, { column: next.column, remedy: 'Give the derived column another name.' })
    const column = namingColumn(next.column, () => deriveColumn(grown, next, job))
    grown = withColumn(grown, column)
    reports.push({ ...next, type: column.kind === 'number' ? column.type : column.kind, missing: column.missing?.reduce((sum, kind) => sum + (kind === 0 ? 0 : 1), 0) ?? 0 })
  }
  return { table: grown, reports }
}

function namingColumn<T>(column: string, make: () => T): T {
  try {
    return make()
  } catch (thrown) {
    if (!(thrown instanceof ExpectedError) || !thrown.code.startsWith('expression.')) throw thrown
    throw new ExpectedError(thrown.code, `Derived column "${column}": ${thrown.message}`, { column, ...thrown.details })
  }
}
