import gammaln from '@stdlib/math-base-special-gammaln'

/** log Γ(n + 1) − Stirling's approximation of it, n ≥ 0; keeps the digits that logGamma differences lose. */
export function stirlingError(n: number): number {
  if (n <= 15) return n === 0 ? 0 : gammaln(n + 1) - (n + 0.5) * Math.log(n) + n - 0.5 * Math.log(2 * Math.PI)
  const nn = n * n
  return (1 / 12 - (1 / 360 - (1 / 1260 - (1 / 1680 - 1 / 1188 / nn) / nn) / nn) / nn) / n
}

/** Deviance part x·log(x/m) + m − x, without cancellation for x near m. Loader (2000). */
export function deviancePart(x: number, m: number): number {
  if (Math.abs(x - m) < 0.1 * (x + m)) {
    const v = (x - m) / (x + m)
    let sum = (x - m) * v
    let term = 2 * x * v
    for (let j = 1; j < 1000; j += 1) {
      term *= v * v
      const next = sum + term / (2 * j + 1)
      if (next === sum) return next
      sum = next
    }
    return sum
  }
  return x * Math.log(x / m) + m - x
}
