/**
 * Upper tail of the Kolmogorov distribution, P(K ≥ λ), K the supremum of a Brownian bridge.
 * The theta-function form below 1.18, the alternating series above; both to machine accuracy.
 * 1 for λ ≤ 0, NaN for NaN.
 */
export function kolmogorovSf(lambda: number): number {
  if (Number.isNaN(lambda)) return NaN
  if (lambda <= 0) return 1
  if (lambda < 1.18) {
    const y = Math.exp(-(Math.PI * Math.PI) / (8 * lambda * lambda))
    const series = y + y ** 9 + y ** 25 + y ** 49
    return Math.max(0, 1 - (Math.sqrt(2 * Math.PI) / lambda) * series)
  }
  const x = Math.exp(-2 * lambda * lambda)
  return 2 * (x - x ** 4 + x ** 9 - x ** 16)
}

/** λ with P(K ≥ λ) = p, by bisection to machine accuracy. ∞ at 0, 0 at 1, NaN outside [0, 1]. */
export function kolmogorovQuantile(p: number): number {
  if (!(p >= 0 && p <= 1)) return NaN
  if (p === 0) return Infinity
  if (p === 1) return 0
  let low = 0
  let high = 30
  for (let i = 0; i < 100; i += 1) {
    const middle = (low + high) / 2
    if (kolmogorovSf(middle) > p) low = middle
    else high = middle
  }
  return (low + high) / 2
}
