import type { Table } from '../../../contract/table'
import { correlationChange, rankCorrelation, ranked } from '../../../stats/rank-correlation'
import type { CorrelationChange, RankCorrelation, Ranked } from '../../../stats/rank-correlation'
import { argsort } from '../../common/argsort'
import { findColumn } from '../../common/datasets'

/** Rank correlation of two columns on both sides. */
export interface PairChange extends CorrelationChange {
  readonly first: string
  readonly second: string
  readonly before: number
  readonly after: number
  /** Rows that hold both, in the reference and in the window. */
  readonly nReference: number
  readonly n: number
}

/** Fewer rows that hold both columns say nothing of their correlation. */
const fewestRows = 30

/** Rank correlations of every pair of some numeric columns of a table, in the order of the pairs; null where there is none. */
export function correlationsOf(table: Table, columns: readonly string[], checkpoint: () => void): readonly (RankCorrelation | null)[] {
  const held = columns.map((name) => {
    checkpoint()
    const column = findColumn(table, name)
    if (column?.kind !== 'number') return null
    const order = argsort(Uint32Array.from(column.values.keys()).filter((row) => Number.isFinite(column.values[row]!)), column.values, null, checkpoint)
    return { values: column.values, order, complete: order.length === table.rows ? ranked(column.values, order) : null }
  })
  return held.flatMap((a, i) => held.slice(i + 1).map((b) => {
    checkpoint()
    if (a === null || b === null) return null
    if (a.order.length === table.rows && b.order.length === table.rows) return correlate(a.complete, b.complete)
    // Ranks over the rows that hold both: each order is thinned, not sorted anew.
    const place = new Int32Array(table.rows).fill(-1)
    let kept = 0
    for (let row = 0; row < table.rows; row += 1) if (Number.isFinite(a.values[row]!) && Number.isFinite(b.values[row]!)) place[row] = kept++
    const thinned = ({ values, order }: typeof a): Ranked | null => {
      const own = new Float64Array(kept)
      for (let row = 0; row < values.length; row += 1) if (place[row]! >= 0) own[place[row]!] = values[row]!
      return ranked(own, Uint32Array.from(order.filter((row) => place[row]! >= 0), (row) => place[row]!))
    }
    return correlate(thinned(a), thinned(b))
  }))
}

const correlate = (x: Ranked | null, y: Ranked | null): RankCorrelation | null => (x === null || y === null || x.u.length < fewestRows ? null : rankCorrelation(x, y))

/** Changes of all pairs that both sides know, and the names of those that cannot be compared. */
export function pairChanges(columns: readonly string[], before: readonly (RankCorrelation | null)[], after: readonly (RankCorrelation | null)[], level: number): { readonly changes: readonly PairChange[]; readonly open: readonly string[] } {
  const names = columns.flatMap((first, i) => columns.slice(i + 1).map((second) => ({ first, second })))
  const open: string[] = []
  const changes = names.flatMap((pair, index): readonly PairChange[] => {
    const a = before[index] ?? null
    const b = after[index] ?? null
    const change = a === null || b === null ? null : correlationChange(a, b, level)
    if (a === null || b === null || change === null) {
      open.push(`${pair.first} and ${pair.second}`)
      return []
    }
    return [{ ...pair, ...change, before: a.rho, after: b.rho, nReference: a.n, n: b.n }]
  })
  return { changes, open }
}
