import { betaI, betaIInverse, gammaP, gammaPInverse, gammaQ } from './special'

export { binomialCdf, binomialPmf, binomialSf, binomialTest, hypergeometricPmf, type Alternative } from './binomial'

/** P(X ≥ x) for χ² with `df` degrees of freedom. 1 for x ≤ 0; NaN for NaN or df ≤ 0. */
export function chiSquareSf(x: number, df: number): number {
  if (Number.isNaN(x) || !(df > 0)) return NaN
  return x <= 0 ? 1 : gammaQ(df / 2, x / 2)
}

/** P(X ≤ x) for χ² with `df` degrees of freedom. NaN for NaN or df ≤ 0. */
export function chiSquareCdf(x: number, df: number): number {
  if (Number.isNaN(x) || !(df > 0)) return NaN
  return x <= 0 ? 0 : gammaP(df / 2, x / 2)
}

/** x with P(X ≤ x) = p for χ² (or P(X ≥ x) = p when `upper`). NaN outside [0, 1]. */
export function chiSquareQuantile(p: number, df: number, upper = false): number {
  return 2 * gammaPInverse(p, df / 2, upper)
}

/** P(T ≥ t) for Student's t. NaN for NaN or df ≤ 0. */
export function studentTSf(t: number, df: number): number {
  const half = studentTTwoSided(t, df) / 2
  return t >= 0 ? half : 1 - half
}

/** P(|T| ≥ |t|) for Student's t with (possibly fractional) df. NaN for NaN or df ≤ 0. */
export function studentTTwoSided(t: number, df: number): number {
  if (Number.isNaN(t) || !(df > 0)) return NaN
  if (!Number.isFinite(t)) return 0
  const square = t * t
  // The side whose argument is small keeps its digits.
  return square < df ? betaI(square / (df + square), 0.5, df / 2, true) : betaI(df / (df + square), df / 2, 0.5)
}

/** t with P(T ≤ t) = p. −∞ at 0, ∞ at 1; NaN outside [0, 1] or df ≤ 0. */
export function studentTQuantile(p: number, df: number): number {
  if (!(p >= 0 && p <= 1) || !(df > 0)) return NaN
  if (p === 0.5) return 0
  const tail = Math.min(p, 1 - p)
  if (tail === 0) return p === 0 ? -Infinity : Infinity
  const near = betaIInverse(2 * tail, 0.5, df / 2, true)
  const size = near < 0.5 ? Math.sqrt((df * near) / (1 - near)) : farQuantile(tail, df)
  return p < 0.5 ? -size : size
}

/** Quantile from the side of x = df/(df + t²), which is small when t is large. */
function farQuantile(tail: number, df: number): number {
  const x = betaIInverse(2 * tail, df / 2, 0.5)
  return Math.sqrt((df * (1 - x)) / x)
}

/** P(F ≥ x) for the F distribution with d1 and d2 degrees of freedom. NaN for NaN. */
export function fSf(x: number, d1: number, d2: number): number {
  if (Number.isNaN(x) || !(d1 > 0) || !(d2 > 0)) return NaN
  if (x <= 0) return 1
  if (x === Infinity) return 0
  const ratio = d1 * x
  return ratio > d2 ? betaI(d2 / (d2 + ratio), d2 / 2, d1 / 2) : betaI(ratio / (d2 + ratio), d1 / 2, d2 / 2, true)
}

/** P(X ≤ x) for Beta(a, b). NaN for NaN. */
export function betaCdf(x: number, a: number, b: number): number {
  if (Number.isNaN(x)) return NaN
  return x <= 0 ? 0 : x >= 1 ? 1 : betaI(x, a, b)
}

/** x with P(X ≤ x) = p for Beta(a, b) (or P(X ≥ x) = p when `upper`). NaN outside [0, 1]. */
export function betaQuantile(p: number, a: number, b: number, upper = false): number {
  return betaIInverse(p, a, b, upper)
}
