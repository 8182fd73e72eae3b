import { autocorrelations, durbinWatson, ljungBox } from '../../../stats/autocorrelation'
import { sortedFinite } from '../../../stats/sort'
import type { ResidualRows } from './rows'

/** Fewest dates whose order says anything. */
export const fewestDates = 20

export interface OverTime {
  readonly column: string
  readonly dates: number
  readonly first: number
  readonly last: number
  /** Autocorrelation of the mean residuals of neighbouring dates. */
  readonly lagOne: number
  readonly durbinWatson: number
  readonly ljungBox: { readonly statistic: number; readonly p: number; readonly lags: number }
}

/** One mean residual per distinct date, in order of the dates; rows without a date are passed over. */
export function meansByDate({ rows, residual }: Pick<ResidualRows, 'rows' | 'residual'>, dates: Float64Array, checkpoint: () => void): { readonly dates: Float64Array; readonly means: Float64Array } {
  const sums = new Map<number, { total: number; n: number }>()
  for (let place = 0; place < rows.length; place += 1) {
    if (place % 65_536 === 0) checkpoint()
    const date = dates[rows[place]!]!
    if (!Number.isFinite(date)) continue
    const held = sums.get(date)
    if (held === undefined) sums.set(date, { total: residual[place]!, n: 1 })
    else {
      held.total += residual[place]!
      held.n += 1
    }
  }
  const sorted = sortedFinite(Float64Array.from(sums.keys()), checkpoint)
  return { dates: sorted, means: sorted.map((date) => { const { total, n } = sums.get(date)!; return total / n }) }
}

/** Autocorrelation of the mean residuals in order of the dates; null with fewer than twenty dates, or without spread. */
export function overTime(rows: ResidualRows, column: string, values: Float64Array, lags: number, checkpoint: () => void): OverTime | null {
  const { dates, means } = meansByDate(rows, values, checkpoint)
  if (dates.length < fewestDates) return null
  const used = Math.min(lags, Math.floor(dates.length / 5))
  const portmanteau = ljungBox(means, used)
  if (Number.isNaN(portmanteau.p)) return null
  return { column, dates: dates.length, first: dates[0]!, last: dates.at(-1)!, lagOne: autocorrelations(means, 1)[0]!, durbinWatson: durbinWatson(means), ljungBox: portmanteau }
}
