const hourMs = 3_600_000
const dayMs = 24 * hourMs

/** How the dates of a series follow each other. */
export interface Step {
  /** In words: "day", "month"; "uneven step" where dates keep to no grid. */
  readonly name: string
  /** Steps in a season, guessed from the step; null where none is customary. */
  readonly season: number | null
  /** Place of a date on the grid, a whole number; null where dates keep to no grid and their order is taken. */
  readonly place: ((date: number) => number) | null
}

const uneven: Step = { name: 'uneven step', season: null, place: null }

const monthOf = (ms: number): number => { const date = new Date(ms); return date.getUTCFullYear() * 12 + date.getUTCMonth() }

const fixed = [
  { name: 'hour', ms: hourMs, season: 24 },
  { name: 'day', ms: dayMs, season: 7 },
  { name: 'week', ms: 7 * dayMs, season: 52 },
] as const

const calendar = [
  { name: 'month', days: [28, 31], months: 1, season: 12 },
  { name: 'quarter', days: [89, 92], months: 3, season: 4 },
  { name: 'year', days: [365, 366], months: 12, season: null },
] as const

/**
 * The step of dates in ms, ascending and distinct: by their median gap an hour, a day (working days too), a week, a
 * month, a quarter or a year; any other gap that all others are multiples of is a step without a season.
 */
export function stepOf(dates: Float64Array): Step {
  const gaps = dates.subarray(1).map((date, index) => date - dates[index]!).sort()
  const median = gaps[Math.floor((gaps.length - 1) / 2)]
  if (median === undefined) return uneven
  const first = dates[0]!
  for (const { name, days, months, season } of calendar) {
    if (median < days[0] * dayMs || median > days[1] * dayMs) continue
    const place = (date: number): number => Math.floor(monthOf(date) / months)
    if (distinct(dates, place)) return { name, season, place }
  }
  const known = fixed.find(({ ms }) => ms === median)
  const ms = known?.ms ?? median
  // Two dates in a hundred may lie between the steps, as when clocks change.
  const odd = gaps.reduce((count, gap) => count + (Math.abs(gap / ms - Math.round(gap / ms)) > 0.01 ? 1 : 0), 0)
  const place = (date: number): number => Math.round((date - first) / ms)
  if (odd > 0.02 * gaps.length || !distinct(dates, place)) return uneven
  return known === undefined ? { name: ms % dayMs === 0 ? `${String(ms / dayMs)} days` : 'even step', season: null, place } : { name: known.name, season: known.season, place }
}

function distinct(dates: Float64Array, place: (date: number) => number): boolean {
  for (let index = 1; index < dates.length; index += 1) if (place(dates[index]!) === place(dates[index - 1]!)) return false
  return true
}

/** Dates cut to their day (UTC). */
export const dayOf = (date: number): number => Math.floor(date / dayMs) * dayMs
