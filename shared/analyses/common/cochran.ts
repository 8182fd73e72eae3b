/**
 * Cochran's rule for the χ² of a table of counts: every expected count at least 1, at most a fifth of
 * them under 5. Rows and columns of zeros must have been dropped.
 */
export function satisfiesCochran(table: readonly (readonly number[])[]): boolean {
  const width = table[0]?.length ?? 0
  const columns = Array.from({ length: width }, (_, column) => table.reduce((total, row) => total + row[column]!, 0))
  const total = columns.reduce((sum, count) => sum + count, 0)
  let under = 0
  for (const row of table) {
    const sum = row.reduce((all, count) => all + count, 0)
    for (const column of columns) {
      const expected = (sum * column) / total
      if (expected < 1) return false
      if (expected < 5) under += 1
    }
  }
  return under <= 0.2 * table.length * width
}
