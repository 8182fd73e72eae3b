import type { Rng } from '../../../contract/analysis'
import { changePoint } from '../../../stats/change-point'
import { mannKendall } from '../../../stats/mann-kendall'
import type { MannKendall } from '../../../stats/mann-kendall'
import type { Series } from './series'

export interface ChartPoint {
  readonly n: number
  readonly mean: number | null
  /** Reference ± 3 standard errors of a window of this size. */
  readonly low: number | null
  readonly high: number | null
  readonly outside: boolean
  /** One-sided cumulative sums of standardised deviations less the allowance. */
  readonly up: number
  readonly down: number
}

export interface Chart {
  readonly points: readonly ChartPoint[]
  /** First window in which a cumulative sum passes its limit, −1 when none does. */
  readonly signal: number
  readonly trend: MannKendall
  /** Mean of the last third of the windows less that of the first third: in the unit of the series. */
  readonly change: number | null
  /** Largest change from one window to the next in standard errors of that change. */
  readonly largestStep: number | null
  readonly level: LevelChange | null
}

/** Where the level changes most clearly. */
export interface LevelChange {
  /** Index of the first window of the new level. */
  readonly window: number
  readonly before: number
  readonly after: number
  readonly p: number | null
}

/** Random orders of the windows; the smallest p is one over this number plus one. */
export const orders = 1999

/** Allowance and limit of the cumulative sum: one false signal in about 465 windows, a shift of one standard error found in about ten. */
export const allowance = 0.5
export const limit = 5

/** Control chart, cumulative sums and trend of one series; windows without rows are passed over. */
export function chartOf({ reference, sd, unit, windows }: Series, rng: Rng): Chart {
  let up = 0
  let down = 0
  const points = windows.map(({ n, mean }): ChartPoint => {
    if (n === 0) return { n, mean: null, low: null, high: null, outside: false, up, down }
    const se = sd / Math.sqrt(n)
    const z = (mean - reference) / se
    up = Math.max(0, up + z - allowance)
    down = Math.max(0, down - z - allowance)
    return { n, mean, low: reference - 3 * se, high: reference + 3 * se, outside: Math.abs(z) > 3, up, down }
  })
  const used = windows.filter(({ n }) => n > 0)
  const third = Math.max(1, Math.floor(used.length / 3))
  const average = (part: typeof used): number => part.reduce((total, { mean }) => total + mean, 0) / part.length
  const steps = used.slice(1).map(({ n, mean }, index) => Math.abs(mean - used[index]!.mean) / (sd * Math.sqrt(1 / n + 1 / used[index]!.n)))
  const moved = used.length < 2 ? null : average(used.slice(-third)) - average(used.slice(0, third))
  return {
    points,
    signal: points.findIndex((point) => point.up > limit || point.down > limit),
    trend: mannKendall(used.map(({ mean }) => mean)),
    change: moved === null ? null : unit === 'sd' ? moved / sd : moved,
    largestStep: steps.length === 0 ? null : Math.max(...steps),
    level: levelChange(windows, sd, rng),
  }
}

function levelChange(windows: Series['windows'], sd: number, rng: Rng): LevelChange | null {
  const known = [...windows.keys()].filter((index) => windows[index]!.n > 0)
  const found = changePoint(known.map((index) => windows[index]!.mean), known.map((index) => windows[index]!.n), sd, orders, rng)
  return found === null ? null : { window: known[found.at]!, before: found.before, after: found.after, p: Number.isNaN(found.p) ? null : found.p }
}
