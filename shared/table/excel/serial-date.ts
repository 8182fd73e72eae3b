const day = 86_400_000

/**
 * A spreadsheet's serial day as ms since 1970-01-01 UTC (rounded to the millisecond), or null where it
 * is none: negative, before day 1, beyond the year 9999, or the 29 February 1900 that never was (day 60
 * of the 1900 system, which every date after it is shifted by). Source: ECMA-376 Part 1, 18.17.4.
 */
export function serialDate(serial: number, from1904: boolean): number | null {
  if (!Number.isFinite(serial) || serial < 0) return null
  if (from1904) return serial >= 2_957_004 ? null : Math.round((serial - 24_107) * day)
  if (serial < 1 || (serial >= 60 && serial < 61) || serial >= 2_958_466) return null
  return Math.round((serial - (serial < 60 ? 25_568 : 25_569)) * day)
}
