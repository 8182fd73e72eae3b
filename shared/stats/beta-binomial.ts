import { logGamma } from './special'

/**
 * P(X = k) for the beta-binomial: successes of n trials whose common probability is drawn from
 * Beta(a, b). 0 outside 0 … n.
 */
export function betaBinomialPmf(k: number, n: number, a: number, b: number): number {
  if (k < 0 || k > n || !Number.isInteger(k)) return 0
  const choose = logGamma(n + 1) - logGamma(k + 1) - logGamma(n - k + 1)
  return Math.exp(choose + logGamma(k + a) + logGamma(n - k + b) - logGamma(n + a + b) + logGamma(a + b) - logGamma(a) - logGamma(b))
}

/** P(X ≤ k): summed from k downwards by the ratio of neighbouring terms until nothing is added. */
export function betaBinomialCdf(k: number, n: number, a: number, b: number): number {
  if (k < 0) return 0
  if (k >= n) return 1
  const from = Math.floor(k)
  let term = betaBinomialPmf(from, n, a, b)
  let total = 0
  for (let at = from; at >= 0; at -= 1) {
    const before = total
    total += term
    const ratio = (at * (n - at + b)) / ((n - at + 1) * (at - 1 + a))
    // Terms may rise before they fall; only falling ones may be given up.
    if (total === before && ratio < 1) break
    term *= ratio
  }
  return Math.min(1, total)
}
