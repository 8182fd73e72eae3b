/** Mean loss of the worst share of the rows, rows ranked by what is known of them and not by their own loss. */
export interface WorstPoint {
  readonly share: number
  readonly loss: number
  readonly n: number
}

export const worstShares = [0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1] as const

/** Rows that a cell's mean is pulled towards the overall mean by. */
const prior = 20

/**
 * Worst-case subpopulation curve (CVaR of the loss expected given the cell): each row is ranked by the
 * mean loss of its cell on the other half, pulled towards the mean of that half by 20 rows, and the
 * curve averages the row's own loss. So the worst are found without looking at their outcome.
 * Ties of rank are taken in part: every row of a cell counts alike.
 */
export function worstCase(cell: Int32Array, half: Uint8Array, loss: Float64Array): readonly WorstPoint[] {
  const expected = new Float64Array(loss.length)
  for (const own of [0, 1]) {
    const sums = new Map<number, { n: number; total: number }>()
    let n = 0
    let total = 0
    for (let row = 0; row < loss.length; row += 1) {
      if (half[row] === own) continue
      const held = sums.get(cell[row]!) ?? { n: 0, total: 0 }
      held.n += 1
      held.total += loss[row]!
      sums.set(cell[row]!, held)
      n += 1
      total += loss[row]!
    }
    const mean = total / n
    for (let row = 0; row < loss.length; row += 1) {
      if (half[row] !== own) continue
      const held = sums.get(cell[row]!) ?? { n: 0, total: 0 }
      expected[row] = (held.total + prior * mean) / (held.n + prior)
    }
  }
  return curve(expected, loss)
}

function curve(expected: Float64Array, loss: Float64Array): readonly WorstPoint[] {
  const groups = new Map<number, { n: number; total: number }>()
  for (let row = 0; row < loss.length; row += 1) {
    const held = groups.get(expected[row]!) ?? { n: 0, total: 0 }
    held.n += 1
    held.total += loss[row]!
    groups.set(expected[row]!, held)
  }
  const ranked = [...groups].sort((a, b) => b[0] - a[0]).map(([, held]) => held)
  return worstShares.map((share) => {
    const wanted = share * loss.length
    let n = 0
    let total = 0
    for (const group of ranked) {
      const take = Math.min(group.n, wanted - n)
      if (take <= 0) break
      total += (group.total * take) / group.n
      n += take
    }
    return { share, loss: total / n, n: Math.round(n) }
  })
}
