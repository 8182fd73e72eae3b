import betainc from '@stdlib/math-base-special-betainc'
import betaincinv from '@stdlib/math-base-special-betaincinv'
import erfc from '@stdlib/math-base-special-erfc'
import gammaln from '@stdlib/math-base-special-gammaln'

export { gammaP, gammaPInverse, gammaQ } from './incomplete-gamma'
export { normalQuantile } from './normal-quantile'

/** Standard normal distribution function Φ(x) = erfc(−x/√2)/2. NaN gives NaN, ±∞ gives 1 and 0. */
export function normalCdf(x: number): number {
  return 0.5 * erfc(-x * Math.SQRT1_2)
}

/** Upper tail 1 − Φ(x), accurate far out (normalSf(10) = 7.62e-24). NaN gives NaN. */
export function normalSf(x: number): number {
  return 0.5 * erfc(x * Math.SQRT1_2)
}

/** Two-sided normal p-value P(|Z| ≥ |z|). NaN gives NaN. */
export function normalTwoSided(z: number): number {
  return erfc(Math.abs(z) * Math.SQRT1_2)
}

/** Standard normal density. NaN gives NaN. */
export function normalPdf(x: number): number {
  return Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI)
}

/** log Γ(x) for x > 0. NaN gives NaN. */
export function logGamma(x: number): number {
  return gammaln(x)
}

/** Regularised incomplete beta I_x(a, b), or its upper tail 1 − I_x(a, b) computed as a tail. NaN outside 0 ≤ x ≤ 1, a, b > 0. */
export function betaI(x: number, a: number, b: number, upper = false): number {
  return betainc(x, a, b, true, upper)
}

/** x with I_x(a, b) = p (or upper tail = p when `upper`). NaN outside [0, 1]. */
export function betaIInverse(p: number, a: number, b: number, upper = false): number {
  return betaincinv(p, a, b, upper)
}
