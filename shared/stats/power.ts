import { normalCdf, normalQuantile } from './special'

/** Rows per arm that a two-sided test needs; the second arm has `ratio` times as many as the first. */
export interface PlannedSize {
  readonly first: number
  readonly second: number
}

/**
 * Sample size to tell two proportions apart (normal approximation, pooled variance under no difference).
 * Source: Fleiss, Levin, Paik (2003), 4.14; as statsmodels or R's power.prop.test without correction.
 */
export function sampleSizeForProportions(p: number, q: number, alpha: number, power: number, ratio = 1): PlannedSize {
  const pooled = (p + ratio * q) / (1 + ratio)
  const noise = -normalQuantile(alpha / 2) * Math.sqrt(pooled * (1 - pooled) * (1 + 1 / ratio)) - normalQuantile(1 - power) * Math.sqrt(p * (1 - p) + (q * (1 - q)) / ratio)
  const first = Math.ceil((noise / (p - q)) ** 2)
  return { first, second: Math.ceil(first * ratio) }
}

/** Sample size to tell two means apart by `difference` at a common standard deviation (normal approximation). */
export function sampleSizeForMeans(difference: number, sd: number, alpha: number, power: number, ratio = 1): PlannedSize {
  const first = Math.ceil((((-normalQuantile(alpha / 2) - normalQuantile(1 - power)) * sd) / difference) ** 2 * (1 + 1 / ratio))
  return { first, second: Math.ceil(first * ratio) }
}

/** Steps of the grid on which the path of the statistic is followed. */
const steps = 400

/**
 * Chance that at least one of k equally spaced looks at a growing sample shows |z| beyond the two-sided
 * limit of alpha although nothing differs: what peeking does to the error. By numerical integration over
 * the path (Armitage, McPherson and Rowe 1969: .05 becomes .083, .107, .126, .142 at 2 to 5 looks).
 */
export function errorOfPeeking(looks: number, alpha: number): number {
  const limit = -normalQuantile(alpha / 2)
  // Density of the sum over the values that have not crossed yet, on a grid that grows with √k.
  let reach = limit
  let width = (2 * reach) / steps
  let density = Float64Array.from({ length: steps }, (_, i) => gauss(-reach + (i + 0.5) * width))
  for (let look = 2; look <= looks; look += 1) {
    const next = limit * Math.sqrt(look)
    const grain = (2 * next) / steps
    const moved = new Float64Array(steps)
    for (let i = 0; i < steps; i += 1) {
      const at = -next + (i + 0.5) * grain
      let total = 0
      for (let j = 0; j < steps; j += 1) total += density[j]! * gauss(at - (-reach + (j + 0.5) * width))
      moved[i] = total * width
    }
    density = moved
    reach = next
    width = grain
  }
  return looks === 1 ? 2 * normalCdf(-limit) : 1 - density.reduce((sum, value) => sum + value, 0) * width
}

const gauss = (x: number): number => Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI)
