import { studentTQuantile } from './distributions'
import { logGamma, normalCdf, normalQuantile } from './special'

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

/**
 * Sample size to tell two means apart by `difference` at a common standard deviation: the smallest that has the
 * power by the t-test's own (noncentral t) distribution. Source: Cohen, Statistical Power Analysis (1988), 2;
 * as statsmodels or R's power.t.test.
 */
export function sampleSizeForMeans(difference: number, sd: number, alpha: number, power: number, ratio = 1): PlannedSize {
  const effect = Math.abs(difference) / sd
  // The normal approximation needs a few rows less; from there the walk is short.
  let first = Math.max(2, Math.ceil(((-normalQuantile(alpha / 2) - normalQuantile(1 - power)) / effect) ** 2 * (1 + 1 / ratio)))
  while (Number.isFinite(first) && powerOfT(effect, first, Math.ceil(first * ratio), alpha) < power) first += 1
  return { first, second: Math.ceil(first * ratio) }
}

/** Points of the average over the estimated standard deviation. */
const nodes = 2000

/** Power of the two-sided t-test for two means `effect` standard deviations apart. */
export function powerOfT(effect: number, first: number, second: number, alpha: number): number {
  const df = first + second - 2
  const shift = effect / Math.sqrt(1 / first + 1 / second)
  const limit = -studentTQuantile(alpha / 2, df)
  // The noncentral t given its own estimate s of the standard deviation is normal: averaged over s, whose
  // square is χ²/df, by the trapezium rule, which is spectrally accurate for such integrands.
  const reach = 10 / Math.sqrt(2 * df)
  const from = Math.max(0, 1 - reach)
  const width = (1 + reach - from) / nodes
  const scale = Math.log(2) + (df / 2) * Math.log(df / 2) - logGamma(df / 2)
  let total = 0
  for (let i = 1; i <= nodes; i += 1) {
    const s = from + i * width
    const density = Math.exp(scale + (df - 1) * Math.log(s) - (df * s * s) / 2)
    total += density * (normalCdf(shift - limit * s) + normalCdf(-shift - limit * s)) * width
  }
  return total
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
