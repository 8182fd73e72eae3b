import type { Table } from '../../../contract/table'
import { compareText, findColumn } from '../../common/datasets'
import type { Contributions } from '../shap/types'
import type { Decision, Driver } from './types'
import { valueText } from './what-if'

/** The values of one row that raised and lowered its output most, strongest first, `most` of each; the others as one sum. */
export function reasonsOf(contributions: Contributions, table: Table, row: number, most: number): Decision['reasons'] {
  const drivers = contributions.columns
    .map(({ feature, values, errors }): Driver => ({ feature, value: valueText(findColumn(table, feature), row), contribution: values[row]!, error: errors?.[row] ?? null }))
    .sort((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution) || compareText(a.feature, b.feature))
  const up = drivers.filter((driver) => driver.contribution > 0)
  const down = drivers.filter((driver) => driver.contribution < 0)
  const rest = [...up.slice(most), ...down.slice(most)].reduce((sum, driver) => sum + driver.contribution, 0)
  return { output: contributions.output[row]!, up: up.slice(0, most), down: down.slice(0, most), rest }
}
