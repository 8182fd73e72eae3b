import { ExpectedError } from '../contract/errors'
import type { Table } from '../contract/table'
import { columnByName, numericValues } from '../table'

/**
 * Case weights from the column with the role `weight`; null without one. A row whose weight is
 * missing, zero, negative or infinite has weight 0: it does not count, and analyses say how many do not.
 * @throws `roles.two-weights`, `roles.no-weight` when the column holds no positive number.
 */
export function caseWeights(file: string, table: Table, names: readonly string[]): Float64Array | null {
  const [name, second] = names
  if (name === undefined) return null
  if (second !== undefined) {
    throw new ExpectedError('roles.two-weights', `${file} has two weight columns, "${name}" and "${second}".`, { file, column: second, remedy: 'Give the role to one of them in Inputs.' })
  }
  const weight = numericValues(columnByName(table, name)).map((value) => (Number.isFinite(value) && value > 0 ? value : 0))
  if (table.rows > 0 && !weight.some((value) => value > 0)) {
    throw new ExpectedError('roles.no-weight', `The weight column "${name}" of ${file} holds no positive number.`, { file, column: name, remedy: 'Take the role from it, or correct the column.' })
  }
  return weight
}
