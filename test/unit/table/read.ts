import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { memorySource } from '../../../shared/contract/bytes'
import { ExpectedError } from '../../../shared/contract/errors'
import { quietJob } from '../../../shared/contract/job'
import type { Column, ReadOptions, ReadReport, Table } from '../../../shared/contract/table'
import { cellText, columnByName, kindOf, readTable } from '../../../shared/table/index'

/** Real files that are not part of the repository; tests that need them are left out where they are absent. */
export const dataFolder = resolve(import.meta.dirname, '../../../../shared/data')
export const haveData = existsSync(dataFolder)

/** Reads a file of the data folder. */
export function readFile(path: string, options: ReadOptions = {}): Promise<ReadReport> {
  return readTable(memorySource(path.split('/').at(-1)!, new Uint8Array(readFileSync(resolve(dataFolder, path)))), options, quietJob)
}

/** Reads a text (or bytes) as if it were a file. */
export function readText(text: string | Uint8Array, options: ReadOptions = {}, name = 'test.csv'): Promise<ReadReport> {
  return readTable(memorySource(name, typeof text === 'string' ? new TextEncoder().encode(text) : text), options, quietJob)
}

/** A column's cells as texts; a missing one as `<kind>`. */
export function cells(column: Column, rows: number): string[] {
  return Array.from({ length: rows }, (_, row) => {
    const kind = column.missing === null ? 'present' : kindOf(column.missing[row]!)
    return kind === 'present' ? cellText(column, row) : `<${kind}>`
  })
}

/** Cells of one column of a report. */
export function columnCells(report: ReadReport, name: string): string[] {
  return cells(columnByName(report.table, name), report.table.rows)
}

/** `integer`, `decimal`, `date`, `boolean`, `category` or `text`. */
export function typeOf(table: Table, name: string): string {
  const column = columnByName(table, name)
  return column.kind === 'number' ? column.type : column.kind
}

/** What a decision chose. */
export function chosen(report: ReadReport, id: string): string | undefined {
  return report.decisions.find((decision) => decision.id === id)?.chosen
}

/** The expected error a promise ends in. */
export async function errorOf(promise: Promise<unknown>): Promise<ExpectedError> {
  try {
    await promise
  } catch (thrown) {
    if (thrown instanceof ExpectedError) return thrown
    throw thrown
  }
  throw new Error('It should have been refused.')
}
