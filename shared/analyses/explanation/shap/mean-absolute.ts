import type { Interval } from '../../../stats/interval'
import { rowMean } from '../../../stats/row-mean'
import { satterthwaite } from '../../../stats/influence'
import { skewedInterval } from '../../../stats/skewed-mean'
import type { ColumnContributions } from './types'

/**
 * Mean |φ| with its 95 % interval. Exact contributions: over the rows. Sampled ones: every row met the same
 * background rows and orders, so that their noise moves all rows together and is no part of the spread over
 * the rows. A jackknife that leaves out one group of draws at a time gives the variance of the draws, which is
 * added to that of the rows; what both count (noise of a row of its own) is taken off once. Noise can only make
 * |φ| larger on average, so the lower end reaches further, by the bias that the jackknife tells.
 * @returns NaN bounds with fewer than two rows
 * Source: Busing, Meijer, van der Leeden, Delete-m jackknife for unequal m, Statistics and Computing 9 (1999) 3–8;
 * Owen, The pigeonhole bootstrap, Annals of Applied Statistics 1 (2007) 386–411 (rows crossed with draws).
 */
export function meanAbsolute({ values, errors, groups }: Pick<ColumnContributions, 'values' | 'errors' | 'groups'>, level = 0.95): Interval {
  const rows = rowMean(values.map(Math.abs))
  if (groups === null || errors === null || groups.length < 2) return skewedInterval(rows, level)
  const draws = groups.reduce((total, group) => total + group.draws, 0)
  const pseudo = groups.map((group) => {
    const without = values.map((value, row) => Math.abs((value * draws - group.sums[row]!) / (draws - group.draws)))
    const weight = draws / group.draws
    return { weight, value: weight * rows.mean - (weight - 1) * rowMean(without).mean }
  })
  const corrected = pseudo.reduce((total, { value }) => total + value, 0) / groups.length
  const drawn = pseudo.reduce((total, { weight, value }) => total + (value - corrected) ** 2 / (weight - 1), 0) / groups.length
  const both = errors.reduce((total, error) => total + error * error, 0) / values.length ** 2
  const spread = rows.se ** 2
  const se = Math.sqrt(Math.max(spread, drawn, spread + drawn - both))
  const skew = se > 0 ? rows.skew * (rows.se / se) ** 3 : 0
  const df = satterthwaite(spread, rows.df, drawn, groups.length - 1)
  const end = (error: number): Interval => skewedInterval({ mean: rows.mean, se: error, df, skew }, level)
  return { estimate: rows.mean, low: end(Math.hypot(se, Math.max(0, rows.mean - corrected))).low, high: end(se).high }
}
