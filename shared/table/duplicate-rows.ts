import type { JobContext } from '../contract/job'
import type { Column, Table } from '../contract/table'
import { equalCells } from './equal-cells'

/** Rows that repeat an earlier row in every column. */
export interface DuplicateRows {
  /** Rows that have an equal row before them. */
  readonly count: number
  /** The first of them and the row it repeats, 0-based; null where there is none. */
  readonly first: { readonly row: number; readonly repeats: number } | null
}

const bits = new Float64Array(1)
const words = new Int32Array(bits.buffer)

function mix(hash: number, value: number): number {
  const next = Math.imul(hash ^ value, 0x9e3779b1)
  return next ^ (next >>> 15)
}

/** Folds one column into the hash of each row. */
function fold(hashes: Int32Array, column: Column, job: JobContext): void {
  const { missing } = column
  for (let row = 0; row < hashes.length; row++) {
    if ((row & 0xffff) === 0) job.checkpoint()
    let hash = hashes[row]!
    if (missing !== null && missing[row] !== 0) hash = mix(hash, missing[row]!)
    else if (column.kind === 'category') hash = mix(hash, column.codes[row]! + 16)
    else if (column.kind === 'number') {
      bits[0] = column.values[row]! + 0
      hash = mix(mix(hash, words[0]!), words[1]!)
    } else for (let p = column.offsets[row]!, end = column.offsets[row + 1]!; p < end; p++) hash = mix(hash, column.bytes[p]!)
    hashes[row] = hash
  }
}

/**
 * Rows that are equal to an earlier one in every column, counted exactly: hashed column by column, and
 * compared cell by cell where hashes meet. Missing cells are equal when their kinds are; −0 equals 0.
 * A hash shared by more than a thousand different rows ends the search there (the count is then too low).
 */
export function duplicateRows(table: Table, job: JobContext): DuplicateRows {
  const { rows, columns } = table
  const hashes = new Int32Array(rows)
  // Two passes over the rows: columns into hashes, then hashes against each other.
  const progress = (done: number): void => job.progress({ phase: 'Looking for repeated rows', done: Math.round(done), total: 2 * rows, unit: 'steps' })
  columns.forEach((column, index) => {
    progress((index / columns.length) * rows)
    fold(hashes, column, job)
  })
  const size = 2 ** Math.ceil(Math.log2(rows * 2 + 16))
  const slots = new Int32Array(size).fill(-1)
  let count = 0
  let first: DuplicateRows['first'] = null
  for (let row = 0; row < rows; row++) {
    if ((row & 0xffff) === 0) {
      progress(rows + row)
      job.checkpoint()
    }
    let slot = hashes[row]! & (size - 1)
    for (let tries = 0; ; tries++) {
      const other = slots[slot]!
      if (other < 0) {
        slots[slot] = row
        break
      }
      if (hashes[other] === hashes[row] && columns.every((column) => equalCells(column, row, other))) {
        count++
        first ??= { row, repeats: other }
        break
      }
      if (tries === 1000) break
      slot = (slot + 1) & (size - 1)
    }
  }
  return { count, first }
}
