import { normalCdf } from '../../stats/special'
import { chiSquareQuantile } from '../../stats/distributions'

/**
 * P(X ≤ x) for a noncentral χ² with df degrees of freedom and noncentrality λ, by Sankaran's third
 * approximation (1963), good to about 1e-3 and better for large λ. λ = 0 included.
 */
export function noncentralChiSquareCdf(x: number, df: number, lambda: number): number {
  if (x <= 0) return 0
  const sum = df + lambda
  const twice = df + 2 * lambda
  const h = 1 - (2 * sum * (df + 3 * lambda)) / (3 * twice * twice)
  const p = twice / (sum * sum)
  const m = (h - 1) * (1 - 3 * h)
  const centre = 1 + h * p * (h - 1 - ((2 - h) * m * p) / 2)
  return normalCdf(((x / sum) ** h - centre) / (h * Math.sqrt(2 * p) * (1 + (m * p) / 2)))
}

/** The noncentrality at which P(X ≤ x) falls to a probability; 0 when it lies below that already. */
export function noncentrality(x: number, df: number, probability: number): number {
  if (noncentralChiSquareCdf(x, df, 0) <= probability) return 0
  let high = Math.max(1, x)
  while (noncentralChiSquareCdf(x, df, high) > probability) high *= 2
  let low = 0
  for (let step = 0; step < 60; step += 1) {
    const middle = (low + high) / 2
    if (noncentralChiSquareCdf(x, df, middle) > probability) low = middle
    else high = middle
  }
  return (low + high) / 2
}

/**
 * Interval of Cramér's V of a k × 2 table by inverting the noncentral χ² (Smithson 2003): the
 * noncentralities for which the observed statistic is neither too small nor too large.
 */
export function cramersVInterval(statistic: number, df: number, n: number, level: number): { readonly low: number; readonly high: number } {
  const tail = (1 - level) / 2
  const toV = (lambda: number): number => Math.min(1, Math.sqrt(lambda / n))
  return { low: toV(noncentrality(statistic, df, 1 - tail)), high: toV(noncentrality(statistic, df, tail)) }
}

/** Cramér's V of a k × 2 table that the χ² test at alpha finds with the given power. */
export function minimumDetectableV(df: number, n: number, alpha: number, power = 0.8): number {
  return Math.min(1, Math.sqrt(noncentrality(chiSquareQuantile(alpha, df, true), df, 1 - power) / n))
}
