/** What a number format shows a number as. */
export type FormatKind = 'number' | 'date' | 'time' | 'zeros'

/** Formats 27–36 and 50–58 are dates in East Asian versions. */
function builtIn(id: number): FormatKind {
  if (id === 18 || id === 19 || id === 20 || id === 21 || id === 45 || id === 46 || id === 47) return 'time'
  if ((id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 50 && id <= 58)) return 'date'
  return 'number'
}

/**
 * What a number format makes of a number: a date when its first section asks for a year, month or day;
 * a time of day or duration when only for hours, minutes or seconds; `zeros` when it pads whole numbers
 * with leading zeros (`00000`). Quoted and escaped text, colours and currencies do not count.
 * Source: ECMA-376 Part 1, 18.8.30 and 18.8.31.
 */
export function formatKind(id: number, code: string | undefined): FormatKind {
  if (code === undefined) return builtIn(id)
  const plain = code
    .replace(/"[^"]*"?|\\.|_.|\*./g, '')
    .replace(/\[(?!h+\]|m+\]|s+\])[^\]]*\]/gi, '')
    .split(';')[0]!
    .replace(/general|am\/pm|a\/p/gi, '')
    .toLowerCase()
  if (/^0{2,}$/.test(plain)) return 'zeros'
  const clock = /[hs]|\[m+\]/.test(plain)
  if (/[ydbg]/.test(plain) || (plain.includes('m') && !clock)) return 'date'
  return clock ? 'time' : 'number'
}
