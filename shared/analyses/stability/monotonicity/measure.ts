import { completeRows } from '../curves/scan'
import type { Scan } from '../curves/scan'

export type Direction = 'increasing' | 'decreasing'

/** The largest move of a row's score against a direction, from a lower to a higher value of the feature. */
export interface Against {
  readonly row: number
  readonly from: number
  readonly to: number
  readonly change: number
}

export interface DirectionCheck {
  readonly direction: Direction
  readonly rows: number
  /** Rows whose score somewhere moves against the direction by more than the tolerance. */
  readonly violating: number
  /** The worst of all rows; null where no row moves against it at all. */
  readonly worst: Against | null
}

/**
 * How far each row's curve moves against a direction: for "increasing" the largest fall from any value to
 * any higher one, max over i < j of f(z_i) − f(z_j). Every violation is a fact about two scores, not an estimate.
 */
export function checkDirection(scan: Scan, direction: Direction, tolerance: number): DirectionCheck {
  const sign = direction === 'increasing' ? 1 : -1
  const rows = completeRows(scan)
  let violating = 0
  let worst: Against | null = null
  for (const row of rows) {
    let top = 0
    let own: Against | null = null
    scan.scores.forEach((at, index) => {
      const fall = sign * (scan.scores[top]![row]! - at[row]!)
      if (fall < 0) top = index
      else if (fall > 0 && (own === null || fall > Math.abs(own.change))) own = { row, from: top, to: index, change: -sign * fall }
    })
    const found = own as Against | null
    if (found === null) continue
    if (Math.abs(found.change) > tolerance) violating += 1
    if (worst === null || Math.abs(found.change) > Math.abs(worst.change)) worst = found
  }
  return { direction, rows: rows.length, violating, worst }
}
