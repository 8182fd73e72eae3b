/** Largest number of digits after the mark: 10^22 is the last power of ten that is a double. */
export const mostPlaces = 22

const powers = Array.from({ length: mostPlaces + 1 }, (_, exponent) => Number(`1e${exponent}`))
/** Veltkamp's constant: parts a double into two of 26 bits. */
const splitter = 134_217_729

function upper(value: number): number {
  const scaled = value * splitter
  return scaled - (scaled - value)
}

const upperPowers = powers.map(upper)

/**
 * The double nearest to (high · 10⁹ + low) / 10^places, for whole high and low below 10⁹: what
 * `Number` gives for those digits, without making a text. NaN where the quotient lies so near the
 * middle between two doubles that this arithmetic cannot tell.
 *
 * The rounded quotient q leaves a remainder that two doubles hold (Dekker's product), so the true quotient is
 * q + d with an error of d below q · 2⁻¹⁰⁰. Where q + d rounds to the same double at both ends of a
 * wider error, that double is the nearest.
 */
export function exactQuotient(high: number, low: number, places: number): number {
  const power = powers[places]!
  const shifted = high * 1e9
  const sum = shifted + low
  const rest = low - (sum - shifted)
  const quotient = sum / power
  const product = quotient * power
  const [quotientUpper, powerUpper] = [upper(quotient), upperPowers[places]!]
  const [quotientLower, powerLower] = [quotient - quotientUpper, power - powerUpper]
  const lost = quotientUpper * powerUpper - product + quotientUpper * powerLower + quotientLower * powerUpper + quotientLower * powerLower
  const correction = (sum - product - lost + rest) / power
  const slack = quotient * 2 ** -92
  const least = quotient + (correction - slack)
  return least === quotient + (correction + slack) ? least : NaN
}
