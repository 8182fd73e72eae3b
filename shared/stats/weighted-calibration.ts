import { chiSquareSf } from './distributions'
import { zOfLevel } from './intervals'
import { normalTwoSided } from './special'
import type { EffectiveCounts } from './weighted'
import { effectiveCounts } from './weighted'

/**
 * Calibration of weighted rows: probabilities ascending, outcome 1 or 0, weights positive, all of one
 * length. Variances are those of weighted sums of independent outcomes: of Σw(y − p) it is Σw²p(1 − p)
 * where every forecast is right, so the tests need no effective size.
 */
export interface WeightedRows {
  readonly probability: Float64Array
  readonly outcome: Float64Array
  readonly weight: Float64Array
}

export interface WeightedBin {
  readonly n: number
  readonly events: number
  readonly meanForecast: number
  readonly observedRate: number
  /** Events and rows as what the weighted rows are worth. */
  readonly effective: EffectiveCounts
  /** Σw, Σw(y − p) and Σw²p(1 − p). */
  readonly weight: number
  readonly excess: number
  readonly variance: number
}

/** Groups of about equal weight by rising probability; equal probabilities are never parted. */
export function weightedBins({ probability, outcome, weight }: WeightedRows, bins: number): readonly WeightedBin[] {
  const n = probability.length
  const total = weight.reduce((sum, w) => sum + w, 0)
  const result: WeightedBin[] = []
  let from = 0
  let seen = 0
  for (let bin = 1; bin <= bins && from < n; bin += 1) {
    let to = from
    while (to < n && (to === from || bin === bins || seen + weight[to]! / 2 < (total * bin) / bins || probability[to] === probability[to - 1])) {
      seen += weight[to]!
      to += 1
    }
    result.push(binOf({ probability: probability.subarray(from, to), outcome: outcome.subarray(from, to), weight: weight.subarray(from, to) }))
    from = to
  }
  return result
}

function binOf({ probability, outcome, weight }: WeightedRows): WeightedBin {
  let sum = 0
  let forecast = 0
  let events = 0
  let rate = 0
  let variance = 0
  probability.forEach((p, i) => {
    const w = weight[i]!
    sum += w
    forecast += w * p
    rate += w * outcome[i]!
    events += outcome[i]!
    variance += w * w * p * (1 - p)
  })
  return { n: probability.length, events, meanForecast: forecast / sum, observedRate: rate / sum, effective: effectiveCounts((row) => outcome[row] === 1, weight), weight: sum, excess: rate - forecast, variance }
}

/** Hosmer–Lemeshow, Spiegelhalter and expected calibration error of weighted rows. */
export function weightedCalibration(rows: WeightedRows, groups: number): {
  readonly bins: readonly WeightedBin[]
  readonly hosmer: { readonly statistic: number; readonly df: number; readonly p: number }
  readonly spiegelhalter: { readonly z: number; readonly p: number }
  readonly ece: number
  readonly debiased: number
} {
  const bins = weightedBins(rows, groups)
  const total = bins.reduce((sum, bin) => sum + bin.weight, 0)
  const statistic = bins.reduce((sum, bin) => sum + bin.excess ** 2 / bin.variance, 0)
  const df = bins.length
  let top = 0
  let spread = 0
  rows.probability.forEach((p, i) => {
    const w = rows.weight[i]!
    top += w * (rows.outcome[i]! - p) * (1 - 2 * p)
    spread += (w * (1 - 2 * p)) ** 2 * p * (1 - p)
  })
  const z = spread > 0 ? top / Math.sqrt(spread) : NaN
  const ece = bins.reduce((sum, bin) => sum + Math.abs(bin.excess), 0) / total
  return {
    bins,
    hosmer: { statistic, df, p: df > 0 ? chiSquareSf(statistic, df) : NaN },
    spiegelhalter: { z, p: normalTwoSided(z) },
    ece,
    debiased: ece - bins.reduce((sum, bin) => sum + Math.sqrt((2 * bin.variance) / Math.PI), 0) / total,
  }
}

export interface WeightedFit {
  readonly slope: number
  readonly slopeLow: number
  readonly slopeHigh: number
  /** Intercept of the joint fit. */
  readonly intercept: number
  readonly inTheLarge: number
  readonly inTheLargeLow: number
  readonly inTheLargeHigh: number
  /** Score test of intercept 0 and slope 1, two degrees of freedom. */
  readonly p: number
}

/**
 * Cox's recalibration logit P = a + b·logit(p) by weighted maximum likelihood, intervals from the
 * sandwich variance; the test of a = 0, b = 1 is the score test with the variance of the null.
 * Probabilities are kept off 0 and 1 by 2^−52; NaN where the fit does not converge.
 */
export function weightedCalibrationFit({ probability, outcome, weight }: WeightedRows, level = 0.95): WeightedFit {
  const scale = weight.reduce((sum, w) => sum + w, 0) / weight.length
  const w = weight.map((value) => value / scale)
  const x = probability.map((p) => { const kept = Math.min(1 - Number.EPSILON, Math.max(Number.EPSILON, p)); return Math.log(kept) - Math.log1p(-kept) })
  const state = (a: number, b: number) => {
    const s = { ga: 0, gb: 0, haa: 0, hab: 0, hbb: 0, vaa: 0, vab: 0, vbb: 0, naa: 0, nab: 0, nbb: 0 }
    x.forEach((xi, i) => {
      const fitted = 1 / (1 + Math.exp(-(a + b * xi)))
      const wi = w[i]!
      const r = wi * (outcome[i]! - fitted)
      const h = wi * fitted * (1 - fitted)
      s.ga += r
      s.gb += r * xi
      s.haa += h
      s.hab += h * xi
      s.hbb += h * xi * xi
      s.vaa += r * r
      s.vab += r * r * xi
      s.vbb += r * r * xi * xi
      s.naa += wi * h
      s.nab += wi * h * xi
      s.nbb += wi * h * xi * xi
    })
    return s
  }
  const climb = (slopeFree: boolean): { a: number; b: number; ok: boolean } => {
    let a = 0
    let b = 1
    for (let step = 0; step < 60; step += 1) {
      const s = state(a, b)
      const det = s.haa * s.hbb - s.hab ** 2
      let da = slopeFree ? (s.hbb * s.ga - s.hab * s.gb) / det : s.ga / s.haa
      let db = slopeFree ? (s.haa * s.gb - s.hab * s.ga) / det : 0
      if (!Number.isFinite(da) || !Number.isFinite(db)) return { a, b, ok: false }
      // Newton from the forecast itself; long steps are cut so that a far forecast does not throw it off.
      const cut = Math.min(1, 2 / Math.max(Math.abs(da), Math.abs(db), 1e-300))
      da *= cut
      db *= cut
      a += da
      b += db
      if (Math.abs(da) < 1e-10 * (1 + Math.abs(a)) && Math.abs(db) < 1e-10 * (1 + Math.abs(b))) return { a, b, ok: Math.abs(a) < 50 && Math.abs(b) < 1e4 }
    }
    return { a, b, ok: false }
  }
  const z = zOfLevel(level)
  const few = Math.sqrt(weight.length / Math.max(1, weight.length - 2))
  const joint = climb(true)
  const large = climb(false)
  const s = state(joint.a, joint.b)
  const det = s.haa * s.hbb - s.hab ** 2
  // Slope row of H⁻¹VH⁻¹.
  const [i, j] = [-s.hab / det, s.haa / det]
  const slopeSe = Math.sqrt(i * i * s.vaa + 2 * i * j * s.vab + j * j * s.vbb) * few
  const l = state(large.a, 1)
  const largeSe = (Math.sqrt(l.vaa) / l.haa) * few
  const null0 = state(0, 1)
  const nullDet = null0.naa * null0.nbb - null0.nab ** 2
  const score = (null0.nbb * null0.ga ** 2 - 2 * null0.nab * null0.ga * null0.gb + null0.naa * null0.gb ** 2) / nullDet
  const of = (ok: boolean, value: number): number => (ok ? value : NaN)
  return {
    slope: of(joint.ok, joint.b), slopeLow: of(joint.ok, joint.b - z * slopeSe), slopeHigh: of(joint.ok, joint.b + z * slopeSe), intercept: of(joint.ok, joint.a),
    inTheLarge: of(large.ok, large.a), inTheLargeLow: of(large.ok, large.a - z * largeSe), inTheLargeHigh: of(large.ok, large.a + z * largeSe),
    p: nullDet > 0 ? chiSquareSf(score, 2) : NaN,
  }
}
