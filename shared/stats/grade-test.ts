import { binomialPmf } from './binomial'
import { betaCdf, binomialSf } from './distributions'
import { normalCdf, normalPdf, normalQuantile } from './special'

/** Tests of a rating grade's forecast default probability, one-sided against "too low". */
export interface GradeTest {
  readonly observedRate: number
  /** BetaCDF(PD; D + ½, N − D + ½): posterior probability that the true rate is at most the forecast. */
  readonly jeffreys: number
  /** P(at least D defaults | independent defaults at PD). */
  readonly binomial: number
  /** P(more than D) + ½·P(D): the mid-p, which alarms about as often as it says where the exact p alarms less often. */
  readonly binomialMid: number
  /** P(at least D defaults) when defaults share one normal factor with the given asset correlation. */
  readonly correlated: number
}

/**
 * Calibration of one grade: `defaults` of `n` against the forecast `pd`. Small values say the forecast
 * is too low. The correlated version mixes the binomial over a one-factor (Vasicek) model. NaN for n = 0.
 * @param assetCorrelation 0 to under 1; 0.12 where left out (the low end of the Basel corporate curve)
 */
export function gradeTest(defaults: number, n: number, pd: number, assetCorrelation = 0.12): GradeTest {
  if (!(n > 0)) return { observedRate: NaN, jeffreys: NaN, binomial: NaN, binomialMid: NaN, correlated: NaN }
  return {
    observedRate: defaults / n,
    jeffreys: betaCdf(pd, defaults + 0.5, n - defaults + 0.5),
    binomial: binomialSf(defaults - 1, n, pd),
    binomialMid: binomialSf(defaults, n, pd) + binomialPmf(defaults, n, pd) / 2,
    correlated: mixedTail(defaults, n, pd, assetCorrelation),
  }
}

/** ∫ P(X ≥ defaults | factor z) φ(z) dz by the trapezium rule, which is spectrally accurate for such integrands. */
function mixedTail(defaults: number, n: number, pd: number, correlation: number): number {
  if (correlation === 0) return binomialSf(defaults - 1, n, pd)
  const threshold = normalQuantile(pd)
  const step = 0.02
  let total = 0
  for (let i = -450; i <= 450; i += 1) {
    const z = i * step
    const conditional = normalCdf((threshold - Math.sqrt(correlation) * z) / Math.sqrt(1 - correlation))
    total += binomialSf(defaults - 1, n, conditional) * normalPdf(z) * step
  }
  return Math.min(1, total)
}
