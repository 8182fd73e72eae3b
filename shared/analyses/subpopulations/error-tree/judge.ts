import { proportionInterval } from '../../../stats/intervals'
import type { Interval } from '../../../stats/interval'
import { skewedMeanInterval } from '../../../stats/skewed-mean'

/** Mean error of some rows with its 95 % interval; bounds null for fewer than two rows. */
export interface MeanError {
  readonly n: number
  readonly value: number | null
  readonly low: number | null
  readonly high: number | null
}

const finite = (value: number): number | null => (Number.isFinite(value) ? value : null)

/** Mean of errors: a share with Wilson's interval where errors are 0 or 1, else with Hall's interval of a skewed mean. */
export function meanError(errors: Float64Array, share: boolean): MeanError {
  const interval: Interval = share ? proportionInterval(errors.reduce((total, error) => total + error, 0), errors.length) : skewedMeanInterval(errors)
  return { n: errors.length, value: finite(interval.estimate), low: finite(interval.low), high: finite(interval.high) }
}

/** One cell of two columns. */
export interface HeatCell {
  readonly n: number
  /** Null under the smallest cell: shown as nothing, not as a colour. */
  readonly value: number | null
}

/** Mean error by two codings: `cells[second][first]`. */
export function heatCells(first: Uint8Array, firstSize: number, second: Uint8Array, secondSize: number, errors: Float64Array, minCell: number): readonly (readonly HeatCell[])[] {
  const n = Array.from({ length: secondSize }, () => new Float64Array(firstSize))
  const sums = n.map((row) => row.slice())
  for (let row = 0; row < errors.length; row += 1) {
    n[second[row]!]![first[row]!]! += 1
    sums[second[row]!]![first[row]!]! += errors[row]!
  }
  return n.map((counts, y) => Array.from(counts, (count, x) => ({ n: count, value: count >= minCell ? sums[y]![x]! / count : null })))
}
