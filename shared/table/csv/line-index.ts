import { allocateFloat64 } from '../allocate'

/** Where the line of a record is not that of the row before plus one: parallel arrays of rows and offsets, in order. */
export interface LineJumps {
  readonly rows: Float64Array
  /** Line of a row minus the row, from this row on. */
  readonly offsets: Float64Array
}

/** Collects on which line of the file each table row's record begins. */
export class LineIndex {
  private rows = allocateFloat64(64)
  private offsets = allocateFloat64(64)
  private count = 1

  constructor(firstLine: number) {
    this.offsets[0] = firstLine
  }

  /** Row `row`, the next after all noted before, begins on `line`. */
  note(row: number, line: number): void {
    if (line - row === this.offsets[this.count - 1]) return
    if (this.count === this.rows.length) {
      this.rows = doubled(this.rows)
      this.offsets = doubled(this.offsets)
    }
    this.rows[this.count] = row
    this.offsets[this.count++] = line - row
  }

  /** What was collected, in shared memory. */
  get jumps(): LineJumps {
    return { rows: this.rows.subarray(0, this.count), offsets: this.offsets.subarray(0, this.count) }
  }
}

/** Line on which a row's record begins. */
export function lineOf({ rows, offsets }: LineJumps, row: number): number {
  let [low, high] = [0, rows.length - 1]
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (rows[middle]! <= row) low = middle
    else high = middle - 1
  }
  return row + offsets[low]!
}

function doubled(from: Float64Array): Float64Array {
  const to = allocateFloat64(from.length * 2)
  to.set(from)
  return to
}
