import type { Windows } from '../contract/plan'

/** What a date column can be cut by. */
export type PeriodUnit = Windows['by']
export const periodUnits: readonly PeriodUnit[] = ['week', 'month', 'quarter', 'year']

const dayMs = 86_400_000
const two = (value: number): string => String(value).padStart(2, '0')

/**
 * Label of the calendar period a moment lies in, in UTC; labels sort as time does.
 * `2026`, `2026-Q1`, `2026-03`, and the ISO 8601 week `2026-W09` (weeks begin on Monday and belong to the
 * year that holds their Thursday). Null for a moment outside the years 0 to 9999.
 */
export function periodOf(ms: number, unit: PeriodUnit): string | null {
  const date = new Date(ms)
  const year = date.getUTCFullYear()
  if (!(year >= 0 && year <= 9999)) return null
  const four = String(year).padStart(4, '0')
  if (unit === 'year') return four
  if (unit === 'quarter') return `${four}-Q${Math.floor(date.getUTCMonth() / 3) + 1}`
  if (unit === 'month') return `${four}-${two(date.getUTCMonth() + 1)}`
  const day = Math.floor(ms / dayMs)
  const thursday = day - ((((day + 3) % 7) + 7) % 7) + 3
  const weekYear = new Date(thursday * dayMs).getUTCFullYear()
  const first = new Date(0)
  first.setUTCFullYear(weekYear, 0, 1)
  const week = Math.floor((thursday - Math.floor(first.getTime() / dayMs)) / 7) + 1
  return `${String(weekYear).padStart(4, '0')}-W${two(week)}`
}
