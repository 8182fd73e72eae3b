const plainNumber = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/

/** How numbers are written: the decimal mark, and the mark between thousands ('' where none). */
export interface NumberStyle {
  readonly decimal: '.' | ','
  readonly thousands: string
}

/** `1234.5`: what computers write. */
export const plainStyle: NumberStyle = { decimal: '.', thousands: '' }

/**
 * A text as a number, or null when it is not one in full. Spaces around it are ignored; `NaN`,
 * `inf`, hexadecimal and blank texts are not numbers. Grouping must be in exact threes; spaces between
 * thousands may be no-break ones.
 */
export function parseNumber(text: string, style: NumberStyle = plainStyle): number | null {
  let plain = text.trim()
  if (style.thousands === ' ') plain = plain.replace(/[\u00a0\u202f]/g, ' ')
  if (style.thousands !== '' && plain.includes(style.thousands)) {
    const [whole = '', ...rest] = plain.split(style.decimal)
    const groups = whole.replace(/^[+-]/, '').split(style.thousands)
    if (!groups.every((group, index) => (index === 0 ? /^\d{1,3}$/ : /^\d{3}$/).test(group))) return null
    plain = [whole.split(style.thousands).join(''), ...rest].join(style.decimal)
  }
  if (style.decimal === ',') {
    if (plain.includes('.')) return null
    plain = plain.replace(',', '.')
  }
  return plainNumber.test(plain) ? Number(plain) : null
}

/** True for codes such as `00123`, whose leading zeros a number would lose. */
export function hasLeadingZeros(text: string): boolean {
  return /^\s*[+-]?0\d/.test(text)
}

/** True for a number written without decimal mark and exponent. */
export function isIntegerText(text: string): boolean {
  return /^\s*[+-]?\d+\s*$/.test(text)
}
