import type { Column } from '../contract/table'

/** Whether two cells of a column are the same: missing cells when their kinds are, −0 and 0, texts byte by byte. */
export function equalCells(column: Column, a: number, b: number): boolean {
  const { missing } = column
  if (missing !== null && (missing[a] !== missing[b] || missing[a] !== 0)) return missing[a] === missing[b]
  if (column.kind === 'number') return column.values[a] === column.values[b]
  if (column.kind === 'category') return column.codes[a] === column.codes[b]
  const [from, other] = [column.offsets[a]!, column.offsets[b]!]
  const length = column.offsets[a + 1]! - from
  if (column.offsets[b + 1]! - other !== length) return false
  for (let p = 0; p < length; p++) if (column.bytes[from + p] !== column.bytes[other + p]) return false
  return true
}
