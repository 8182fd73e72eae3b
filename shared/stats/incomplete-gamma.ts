import gammainc from '@stdlib/math-base-special-gammainc'
import gammaincinv from '@stdlib/math-base-special-gammaincinv'
import { normalQuantile } from './normal-quantile'
import { deviancePart, stirlingError } from './saddle-point'

// The library's expansion for large a is off by up to 2.5 % from a = 1000 on; it is right to
// 1e-13 below 500. From here upward the series and the continued fraction are our own.
const large = 100

/** xᵃe⁻ˣ/Γ(a + 1), by the saddle point, so that nothing cancels for x near a. */
function poissonDensity(a: number, x: number): number {
  return Math.exp(-stirlingError(a) - deviancePart(a, x)) / Math.sqrt(2 * Math.PI * a)
}

/** P(a, x) for large a and x < a: power series. */
function lowerSeries(a: number, x: number): number {
  let term = 1
  let total = 1
  for (let k = 1; term > total * 1e-17; k += 1) {
    term *= x / (a + k)
    total += term
  }
  return poissonDensity(a, x) * total
}

/** Q(a, x) for large a and x ≥ a: Legendre's continued fraction by Lentz's rule. */
function upperFraction(a: number, x: number): number {
  let b = x + 1 - a
  let c = 1e300
  let d = 1 / b
  let value = d
  for (let i = 1; i < 1e6; i += 1) {
    const an = -i * (i - a)
    b += 2
    d = 1 / (an * d + b)
    c = b + an / c
    const factor = c * d
    value *= factor
    if (Math.abs(factor - 1) < 1e-16) break
  }
  return poissonDensity(a, x) * a * value
}

/** Regularised lower incomplete gamma P(a, x), a > 0, x ≥ 0; NaN outside. */
export function gammaP(a: number, x: number): number {
  if (!(a > 0) || !(x >= 0)) return NaN
  if (x === 0) return 0
  if (x === Infinity) return 1
  if (a < large) return gammainc(x, a, true, false)
  return x < a ? lowerSeries(a, x) : 1 - upperFraction(a, x)
}

/** Regularised upper incomplete gamma Q(a, x), computed as a tail, never as 1 − P where it is small; NaN outside the domain. */
export function gammaQ(a: number, x: number): number {
  if (!(a > 0) || !(x >= 0)) return NaN
  if (x === 0) return 1
  if (x === Infinity) return 0
  if (a < large) return gammainc(x, a, true, true)
  return x < a ? 1 - lowerSeries(a, x) : upperFraction(a, x)
}

/** x with P(a, x) = p (or Q(a, x) = p when `upper`). NaN outside [0, 1]. */
export function gammaPInverse(p: number, a: number, upper = false): number {
  if (!(p >= 0 && p <= 1) || !(a > 0)) return NaN
  if (a < large || p === 0 || p === 1) return gammaincinv(p, a, upper)
  const z = upper ? -normalQuantile(p) : normalQuantile(p)
  // Wilson and Hilferty's cube starts within a part in a thousand; Newton on the logarithm does the rest.
  let x = a * Math.max(1e-3, 1 - 1 / (9 * a) + z / (3 * Math.sqrt(a))) ** 3
  for (let i = 0; i < 200; i += 1) {
    const value = upper ? gammaQ(a, x) : gammaP(a, x)
    if (value === 0) {
      x *= upper ? 0.5 : 2
      continue
    }
    const slope = (poissonDensity(a, x) * a) / x
    const step = (value * Math.log(value / p)) / (upper ? -slope : slope)
    // Never more than halved or doubled at once: far tails start from a poor guess.
    x = Math.min(2 * x, Math.max(x / 2, x - step))
    if (Math.abs(step) <= 1e-15 * x) break
  }
  return x
}
