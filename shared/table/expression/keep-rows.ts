import type { JobContext } from '../../contract/job'
import type { Table } from '../../contract/table'
import { compileExpression } from './compile'
import { expressionError } from './syntax'
import { typeWords } from './values'

/** Rows a condition keeps, and why the others are not kept. */
export interface KeptRows {
  /** 0-based, ascending. */
  readonly rows: Int32Array
  readonly dropped: number
  /** Rows for which the condition is missing: they are not kept, and counted apart. */
  readonly undecided: number
}

/**
 * The rows for which a condition is true.
 * @throws ExpectedError `expression.*`, also when it is no condition.
 */
export function keepRows(table: Table, condition: string, job: JobContext): KeptRows {
  const value = compileExpression(condition, table)
  if (value.type !== 'boolean') throw expressionError('type', `A filter must be true or false for each row; this is ${typeWords[value.type]}`, { from: 0, to: condition.length }, 'Make a comparison of it, for example x > 0.')
  const kept = new Int32Array(table.rows)
  let [count, undecided] = [0, 0]
  for (let row = 0; row < table.rows; row++) {
    if (row % 4096 === 0) job.checkpoint()
    const holds = value.at(row)
    if (holds === 1) kept[count++] = row
    else if (holds !== 0) undecided++
  }
  return { rows: kept.slice(0, count), dropped: table.rows - count - undecided, undecided }
}
