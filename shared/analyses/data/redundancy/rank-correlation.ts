import type { NumericColumn } from '../../../contract/table'
import { product } from '../../../stats/products'
import { argsort } from '../../common/argsort'

/** Ranks are laid on this many steps, so that their products sum without rounding in any order of rows up to 2^23 of them. */
const steps = 65_536

/**
 * A column's midranks from −steps/2 to steps/2, rounded to whole steps; NaN where the cell is missing or ±∞.
 * Null where fewer than two values differ.
 */
function scaledRanks(column: NumericColumn, checkpoint: () => void): Float64Array | null {
  const { values } = column
  const rows = argsort(Uint32Array.from(values.keys()).filter((row) => Number.isFinite(values[row])), values, null, checkpoint)
  const ranks = new Float64Array(values.length).fill(NaN)
  if (rows.length === 0 || values[rows[0]!] === values[rows.at(-1)!]) return null
  for (let from = 0; from < rows.length;) {
    let to = from + 1
    while (to < rows.length && values[rows[to]!] === values[rows[from]!]) to++
    const rank = Math.round(((from + to - 1) / 2 / (rows.length - 1) - 0.5) * steps)
    for (let at = from; at < to; at++) ranks[rows[at]!] = rank
    from = to
  }
  return ranks
}

/** Scaled ranks of a column with what two complete ones need no second look for. */
export interface RankedColumn {
  readonly ranks: Float64Array
  /** Every cell has a rank. */
  readonly complete: boolean
  readonly sum: number
  readonly squares: number
}

/** The scaled ranks of a column, or null where fewer than two values differ. */
export function rankedColumn(column: NumericColumn, checkpoint: () => void): RankedColumn | null {
  const ranks = scaledRanks(column, checkpoint)
  if (ranks === null) return null
  let [sum, squares, complete] = [0, 0, true]
  for (let row = 0; row < ranks.length; row++) {
    const rank = ranks[row]!
    if (rank !== rank) { complete = false; continue }
    sum += rank
    squares += rank * rank
  }
  return { ranks, complete, sum, squares }
}

/** Rows between two checkpoints: under ten milliseconds. */
const stretch = 1 << 20

/**
 * Correlation of two columns' scaled ranks over the rows where both are present (Spearman's, but for the
 * rounding to 1/65,536 and for ranks taken over each column's own present cells); null with fewer than
 * three such rows or no spread.
 */
export function rankCorrelation(first: RankedColumn, second: RankedColumn, checkpoint: () => void): { readonly rho: number; readonly n: number } | null {
  const [a, b] = [first.ranks, second.ranks]
  if (first.complete && second.complete) {
    // Sums of whole numbers: exact in any order, so four of them may run side by side.
    let products = 0
    for (let from = 0; from < a.length; from += stretch) {
      checkpoint()
      products += product(from === 0 && a.length <= stretch ? a : a.subarray(from, from + stretch), b, from, Math.min(stretch, a.length - from))
    }
    return correlationOf(a.length, first.sum, second.sum, first.squares, second.squares, products)
  }
  let [n, sa, sb, saa, sbb, sab] = [0, 0, 0, 0, 0, 0]
  for (let row = 0; row < a.length; row++) {
    if ((row & 0xffff) === 0) checkpoint()
    const [x, y] = [a[row]!, b[row]!]
    if (x !== x || y !== y) continue
    n++
    sa += x
    sb += y
    saa += x * x
    sbb += y * y
    sab += x * y
  }
  return correlationOf(n, sa, sb, saa, sbb, sab)
}

function correlationOf(n: number, sa: number, sb: number, saa: number, sbb: number, sab: number): { readonly rho: number; readonly n: number } | null {
  const [va, vb] = [saa - (sa / n) * sa, sbb - (sb / n) * sb]
  return n < 3 || !(va > 0) || !(vb > 0) ? null : { rho: Math.max(-1, Math.min(1, (sab - (sa / n) * sb) / Math.sqrt(va * vb))), n }
}
