import type { Column } from '../../../contract/table'
import { numbersOf } from '../../features'
import type { Batch } from '../steps'

/** Columns as numbers. */
export function numberColumns(columns: readonly Column[]): readonly Float64Array[] {
  return columns.map((column) => numbersOf(column, column.name))
}

/** Columns rounded to float32, as the trees of the library take them; unused ones are left empty. */
export function floatColumns(columns: readonly Column[], used: ReadonlySet<number>): readonly Float32Array[] {
  return columns.map((column, i) => used.has(i) ? Float32Array.from(numbersOf(column, column.name)) : new Float32Array(0))
}

/** Refuses rows with a missing value, as estimators do that take none. */
export function refuseMissing(columns: readonly Column[], batch: Batch): void {
  for (const column of columns) {
    const values = numbersOf(column, column.name)
    for (let row = 0; row < values.length; row++) if (Number.isNaN(values[row]!)) batch.refused[row] = 1
  }
}

/** 1 / (1 + e^−x) without overflow. */
export function expit(x: number): number {
  if (x >= 0) return 1 / (1 + Math.exp(-x))
  const e = Math.exp(x)
  return e / (1 + e)
}

/** Softmax over arrays, row by row, in place. */
export function softmaxRows(columns: readonly Float64Array[]): readonly Float64Array[] {
  const rows = columns[0]?.length ?? 0
  for (let row = 0; row < rows; row++) {
    let max = -Infinity
    for (const column of columns) if (column[row]! > max) max = column[row]!
    let sum = 0
    for (const column of columns) sum += (column[row] = Math.exp(column[row]! - max))
    for (const column of columns) column[row]! /= sum
  }
  return columns
}

/** Probabilities of two classes from the second one's. */
export function twoClasses(second: Float64Array): readonly Float64Array[] {
  return [second.map((p) => 1 - p), second]
}
