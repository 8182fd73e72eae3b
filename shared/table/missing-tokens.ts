/**
 * Texts that people write for "no value". Blank is always missing; one of these is missing only where
 * a reader says so in a decision (automatically in columns that otherwise hold numbers, dates or booleans).
 */
export const missingTokens: readonly string[] = [
  'NA', 'N/A', 'n/a', 'na', 'N.A.', '#N/A', '#NA', '<NA>', 'NULL', 'null', 'Null', 'None', 'none', 'NIL', 'nil',
  '?', '-', '--', '.', '..', '*', 'missing', 'Missing', 'MISSING', '(null)', '\\N', '#DIV/0!', '#VALUE!', '#REF!', '#NUM!', '#NAME?', 'NaT',
]
const tokens = new Set(missingTokens)

/** Numbers often used as "no value"; proposed only, never taken by themselves. */
export const missingNumbers: readonly number[] = [-9, -99, -999, -9999, -99999, -999999, 999, 9999, 99999, 999999, 9999999]

/** True for a well-known missing token, spaces around it ignored. */
export function isMissingToken(text: string): boolean {
  return tokens.has(text.trim())
}

/** `nan` or `infinite` for texts that write these values, else null. */
export function specialNumber(text: string): 'nan' | 'infinite' | null {
  const plain = text.trim().replace(/^[+-]/, '').toLowerCase()
  if (plain === 'nan') return 'nan'
  return plain === 'inf' || plain === 'infinity' ? 'infinite' : null
}
