import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Column, Table } from '../../../shared/contract/table'
import { memorySource } from '../../../shared/contract/bytes'
import { quietJob } from '../../../shared/contract/job'
import { readTable } from '../../../shared/table/read-table'

const root = resolve(import.meta.dirname, '../../../../shared/data')

/** Whether the shared data sets are beside the repository. */
export const hasShared = (path: string): boolean => existsSync(resolve(root, path))

/** Reads one of them through our own reader. */
export async function readShared(path: string, options: Readonly<Record<string, string>> = {}): Promise<Table> {
  const { table } = await readTable(memorySource(path.split('/').at(-1)!, readFileSync(resolve(root, path))), options, quietJob)
  return table
}

export function columnOf(table: Table, name: string): Column {
  const column = table.columns.find((candidate) => candidate.name === name)
  if (column === undefined) throw new Error(`No column ${name} among ${table.columns.map((each) => each.name).join(', ')}`)
  return column
}

/** The text of a cell of a category or number column. */
export function cell(column: Column, row: number): string {
  return column.kind === 'category' ? (column.levels[column.codes[row]!] ?? '') : column.kind === 'number' ? String(column.values[row]) : ''
}
