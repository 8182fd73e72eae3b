/** Lines break between words, so that they hold a little less than their width. */
const ragged = 1.08

/**
 * Widths of the columns of a table that is `full` points wide. Where every column can have the width it
 * would like, it has it. Else each begins with its least, and what is left goes step by step to the
 * column in which it saves the most lines for the room it takes; the rest goes to the widest wish.
 * @param cellWidths width in points of every cell on one line, by row.
 */
export function shareWidth(natural: readonly number[], least: readonly number[], cellWidths: readonly (readonly number[])[], full: number, gap: number): readonly number[] {
  if (sum(natural) <= full) return natural
  const widths = [...least]
  let rest = Math.max(0, full - sum(least))
  const lines = (row: readonly number[], i: number, width: number): number => Math.max(1, Math.ceil((row[i]! * (row[i]! <= width - gap ? 1 : ragged)) / Math.max(1, width - gap)))
  const height = (of: readonly number[]): number => cellWidths.reduce((total, row) => total + row.reduce((most, _, i) => Math.max(most, lines(row, i, of[i]!)), 1), 0)
  for (let steps = 0; steps < 60 && rest > 0.5; steps += 1) {
    const before = height(widths)
    const wishes = widths.flatMap((width, i) => {
      const next = nextWidth(cellWidths.map((row) => row[i]!), width, gap, natural[i]!)
      const cost = next - width
      return cost <= 0.01 || cost > rest ? [] : [{ i, next, cost, gain: before - height(widths.with(i, next)) }]
    })
    const best = wishes.toSorted((a, b) => b.gain / b.cost - a.gain / a.cost || a.cost - b.cost)[0]
    if (best === undefined) break
    widths[best.i] = best.next
    rest -= best.cost
  }
  const wish = natural.map((width, i) => Math.max(0, width - widths[i]!))
  const wished = sum(wish)
  return wished === 0 ? widths : widths.map((width, i) => width + Math.min(wish[i]!, (rest * wish[i]!) / wished))
}

/** The width at which the tallest cells of a column lose a line. */
function nextWidth(cells: readonly number[], width: number, gap: number, natural: number): number {
  const inner = Math.max(1, width - gap)
  const most = cells.reduce((tallest, cell) => Math.max(tallest, Math.ceil(cell / inner)), 1)
  if (most === 1) return width
  const widest = cells.reduce((w, cell) => Math.max(w, cell), 0)
  return Math.min(natural, Math.max(width + 1, most === 2 ? natural : (widest * ragged) / (most - 1) + gap))
}

function sum(widths: readonly number[]): number {
  return widths.reduce((a, b) => a + b, 0)
}
