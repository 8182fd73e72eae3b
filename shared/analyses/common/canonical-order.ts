import type { Column, Table } from '../../contract/table'
import { argsort } from './argsort'

/**
 * An order of the rows that depends on what they hold and not on where they lie: by a 64-bit hash of
 * the named columns' cells, in the order of the names. Random draws handed out along it are the same
 * however the file was sorted. Rows with equal cells are interchangeable.
 */
export function canonicalOrder(table: Table, names: readonly string[], checkpoint: () => void = () => undefined): Uint32Array {
  const high = new Uint32Array(table.rows).fill(0x9e3779b9)
  const low = new Uint32Array(table.rows).fill(0x85ebca6b)
  for (const name of [...names].sort()) {
    const column = table.columns.find((candidate) => candidate.name === name)
    checkpoint()
    if (column !== undefined) mixColumn(column, table.rows, high, low)
  }
  const key = new Float64Array(table.rows)
  const rows = new Uint32Array(table.rows)
  for (let row = 0; row < table.rows; row += 1) {
    key[row] = (high[row]! >>> 11) * 4294967296 + low[row]!
    rows[row] = row
  }
  return argsort(rows, key, null, checkpoint)
}

const float = new Float64Array(1)
const words = new Uint32Array(float.buffer)

function mixColumn(column: Column, rows: number, high: Uint32Array, low: Uint32Array): void {
  if (column.kind === 'number') {
    for (let row = 0; row < rows; row += 1) {
      const value = column.values[row]!
      // Every NaN is one value, and so are both zeros.
      float[0] = Number.isNaN(value) ? Number.NaN : value + 0
      if (Number.isNaN(value)) mixInto(row, 0x7ff80000, 1, high, low)
      else mixInto(row, words[0]!, words[1]!, high, low)
    }
    return
  }
  if (column.kind === 'category') {
    const first = Uint32Array.from(column.levels, (level) => hashText(level, 0x2545f491))
    const second = Uint32Array.from(column.levels, (level) => hashText(level, 0x1b873593))
    for (let row = 0; row < rows; row += 1) {
      const code = column.codes[row]!
      if (code < 0) mixInto(row, 2, 3, high, low)
      else mixInto(row, first[code]!, second[code]!, high, low)
    }
    return
  }
  for (let row = 0; row < rows; row += 1) {
    for (let at = column.offsets[row]!; at < column.offsets[row + 1]!; at += 1) mixInto(row, column.bytes[at]!, 7, high, low)
    mixInto(row, 0xff, 11, high, low)
  }
}

function mixInto(row: number, a: number, b: number, high: Uint32Array, low: Uint32Array): void {
  const h = Math.imul(high[row]! ^ a, 0xcc9e2d51)
  const l = Math.imul(low[row]! ^ b, 0xc2b2ae35)
  high[row] = Math.imul((h << 15) | (h >>> 17), 5) + l
  low[row] = Math.imul((l << 13) | (l >>> 19), 0x1b873593) ^ (h >>> 7)
}

function hashText(text: string, salt: number): number {
  let hash = salt
  for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193) ^ (hash >>> 13)
  return hash >>> 0
}
