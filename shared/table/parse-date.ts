const iso = /^\s*(\d{4})([-/])(\d{2})\2(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(\.\d{1,9})?)?(Z|[+-]\d{2}(?::?\d{2})?)?)?\s*$/
const numeric = /^\s*(\d{1,2})([./-])(\d{1,2})\2(\d{4})(?:[T ](\d{1,2}):(\d{2})(?::(\d{2})(\.\d{1,9})?)?)?\s*$/

function instant(year: number, month: number, day: number, hour: number, minute: number, second: number): number | null {
  if (month < 1 || month > 12 || day < 1 || hour > 23 || minute > 59 || second > 59) return null
  const date = new Date(0)
  date.setUTCFullYear(year, month - 1, day)
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return null
  return date.getTime() + ((hour * 60 + minute) * 60 + second) * 1000
}

/**
 * An ISO 8601 date or time (`2024-02-29`, `2024/02/29`, `2024-02-29T12:30:05.25+01:00`) as ms since
 * 1970-01-01 UTC, or null. A time without a zone is taken as UTC, as written; fractions finer than a
 * millisecond stay as a fraction.
 */
export function parseIsoDate(text: string): number | null {
  const match = iso.exec(text)
  if (match === null) return null
  const [, year, , month, day, hour = '0', minute = '0', second = '0', fraction = '', zone = ''] = match
  const base = instant(Number(year), Number(month), Number(day), Number(hour), Number(minute), Number(second))
  if (base === null) return null
  let offset = 0
  if (zone !== '' && zone !== 'Z') {
    const digits = zone.slice(1).replace(':', '')
    offset = (zone.startsWith('-') ? -1 : 1) * (Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2) || '0')) * 60_000
  }
  return base + (fraction === '' ? 0 : Number(`0${fraction}`) * 1000) - offset
}

/**
 * A date of the form 3/4/2024, 3.4.2024 or 3-4-2024 (with or without a time) read in the given order,
 * as ms since 1970-01-01 UTC, or null. Which order it is must be known: the text does not say.
 */
export function parseOrderedDate(text: string, order: 'dmy' | 'mdy'): number | null {
  const match = numeric.exec(text)
  if (match === null) return null
  const [, first, , second, year, hour = '0', minute = '0', seconds = '0', fraction = ''] = match
  const [day, month] = order === 'dmy' ? [first, second] : [second, first]
  const base = instant(Number(year), Number(month), Number(day), Number(hour), Number(minute), Number(seconds))
  return base === null ? null : base + (fraction === '' ? 0 : Number(`0${fraction}`) * 1000)
}

const shortYear = /^\s*(\d{1,2})([./-])(\d{1,2})\2(\d{2})\s*$/

/** The century rule of two-digit years, as it is shown: that of POSIX (`%y`). */
export const centuryRule = '00 to 68 are 2000 to 2068, 69 to 99 are 1969 to 1999'

/**
 * A date with a year of two digits (3/4/24, 3.4.24, 3-4-24) read in the given order and by `centuryRule`, as ms
 * since 1970-01-01 UTC, or null. Neither order nor century can be told from the text: a person has to say both.
 */
export function parseShortYearDate(text: string, order: 'dmy' | 'mdy'): number | null {
  const match = shortYear.exec(text)
  if (match === null) return null
  const [day, month] = order === 'dmy' ? [match[1], match[3]] : [match[3], match[1]]
  const year = Number(match[4])
  return instant(year + (year <= 68 ? 2000 : 1900), Number(month), Number(day), 0, 0, 0)
}

const monthNames = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'] as const
const longNames = ['january', 'february', 'march', 'april', 'may', 'june', 'july', 'august', 'september', 'october', 'november', 'december'] as const
const dayFirst = /^\s*(\d{1,2})[ -]([A-Za-z]{3,9})\.?[ -](\d{4})\s*$/
const monthFirst = /^\s*([A-Za-z]{3,9})\.? (\d{1,2}),? (\d{4})\s*$/

function monthOf(name: string): number {
  const plain = name.toLowerCase()
  return 1 + (plain.length === 3 ? monthNames.findIndex((month) => month === plain) : plain === 'sept' ? 8 : longNames.findIndex((month) => month === plain))
}

/** A date with its month by its English name (`11 Jan 2024`, `11-January-2024`, `Jan 11, 2024`) as ms since 1970-01-01 UTC, or null. */
export function parseNamedDate(text: string): number | null {
  if (text.length > 32) return null
  const first = dayFirst.exec(text)
  if (first !== null) return instant(Number(first[3]), monthOf(first[2]!), Number(first[1]), 0, 0, 0)
  const second = monthFirst.exec(text)
  return second === null ? null : instant(Number(second[3]), monthOf(second[1]!), Number(second[2]), 0, 0, 0)
}

/**
 * A date that only a person can say is one, as ms since 1970-01-01 UTC, or null: `20240131`; and months, as
 * their first day: `2024-01`, `2024/01`, `Jan-2024`, `January 2024`.
 */
export function parseDeclaredDate(text: string): number | null {
  const compact = /^\s*(\d{4})(\d{2})(\d{2})\s*$/.exec(text)
  if (compact !== null) return instant(Number(compact[1]), Number(compact[2]), Number(compact[3]), 0, 0, 0)
  const month = /^\s*(\d{4})[-/](\d{1,2})\s*$/.exec(text)
  if (month !== null) return instant(Number(month[1]), Number(month[2]), 1, 0, 0, 0)
  const named = /^\s*([A-Za-z]{3,9})[ -](\d{4})\s*$/.exec(text)
  return named === null ? null : instant(Number(named[2]), monthOf(named[1]!), 1, 0, 0, 0)
}
