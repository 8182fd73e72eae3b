/**
 * Numbers as they are printed, everywhere the same: thin rules, no locale, a dash for what is absent.
 * Rounding is half away from zero on the decimal text of the number, as `toFixed` does it.
 */
export const absent = '–'

type Printable = number | null | undefined

const isNumber = (value: Printable): value is number => value !== null && value !== undefined && Number.isFinite(value)

/** A minus sign instead of a hyphen, and never "-0.00". */
function signed(text: string): string {
  return /^-[0.,]*$/.test(text) ? text.slice(1) : text.replace('-', '−')
}

/** A count with thousands separated by commas: 30,000. */
export function formatCount(value: Printable): string {
  return isNumber(value) ? signed(String(Math.round(value)).replace(/\B(?=(\d{3})+(?!\d))/g, ',')) : absent
}

/** "1 row", "1,250 rows". */
export function countOf(value: number, singular: string, plural = `${singular}s`): string {
  return `${formatCount(value)} ${value === 1 ? singular : plural}`
}

/** A number with a fixed number of decimals. */
export function formatFixed(value: Printable, decimals = 3): string {
  return isNumber(value) ? signed(value.toFixed(decimals)) : absent
}

/** A number of unknown size with four significant digits; thousands separated. */
export function formatNumber(value: Printable, digits = 4): string {
  if (!isNumber(value)) return absent
  if (value === 0) return '0'
  const magnitude = Math.abs(value)
  if (magnitude >= 1e12 || magnitude < 1e-5) return signed(value.toExponential(digits - 1).replace(/\.?0+e/, 'e').replace('e+', 'e'))
  const decimals = Math.max(0, digits - 1 - Math.floor(Math.log10(magnitude)))
  const text = value.toFixed(Math.min(decimals, 12))
  const [whole, fraction] = text.split('.') as [string, string | undefined]
  const trimmed = fraction?.replace(/0+$/, '') ?? ''
  return signed(whole.replace(/\B(?=(\d{3})+(?!\d))/g, ',') + (trimmed === '' ? '' : `.${trimmed}`))
}

/** A share in 0..1 as a percentage: 12.3 %. */
export function formatPercent(value: Printable, decimals = 1): string {
  return isNumber(value) ? `${signed((value * 100).toFixed(decimals))} %` : absent
}

/** A difference of shares in percentage points with its sign: +3.2 pp. */
export function formatPoints(value: Printable, decimals = 1): string {
  if (!isNumber(value)) return absent
  const text = signed((value * 100).toFixed(decimals))
  return `${value > 0 && Number(value.toFixed(decimals + 2)) > 0 ? '+' : ''}${text} pp`
}

/** The size of a limit on shares in percentage points, without a sign: 2 pp, 2.5 pp. */
export function formatPointLimit(value: Printable): string {
  return isNumber(value) ? `${formatNumber(value * 100)} pp` : absent
}

/** A p-value: three decimals, below .001 as "< 0.001" with the order of magnitude kept in the evidence. */
export function formatP(value: Printable): string {
  if (!isNumber(value)) return absent
  return value < 0.001 ? '< 0.001' : value > 0.999 ? '> 0.999' : value.toFixed(3)
}

/** "p < 0.001" or "p = 0.013". */
export function pPhrase(value: Printable): string {
  const text = formatP(value)
  return /^[<>]/.test(text) ? `p ${text}` : `p = ${text}`
}

/**
 * An adjusted p with what it was held against, where a reader would otherwise take it for significant:
 * "adjusted p = 0.012, over the 0.0024 allowed"; elsewhere as `pPhrase`.
 */
export function pAgainst(value: Printable, alpha: number): string {
  return `adjusted ${pPhrase(value)}${isNumber(value) && value >= alpha && value < 0.05 ? `, over the ${formatNumber(alpha, 2)} allowed` : ''}`
}

/** "[0.51, 0.60]" with the given way to print each end. */
export function formatInterval(low: Printable, high: Printable, print: (value: Printable) => string = (value) => formatFixed(value)): string {
  return isNumber(low) && isNumber(high) ? `[${print(low)}, ${print(high)}]` : absent
}

/** "a", "a and b", "a, b and c"; from the fifth on "and n more". */
export function listWords(words: readonly string[], most = 4): string {
  if (words.length > most) return `${words.slice(0, most).join(', ')} and ${String(words.length - most)} more`
  if (words.length < 2) return words.join('')
  return `${words.slice(0, -1).join(', ')} and ${words.at(-1) ?? ''}`
}
