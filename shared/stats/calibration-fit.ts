import { completePairs } from './binary-pairs'
import { chiSquareSf } from './distributions'
import { zOfLevel } from './intervals'

/** Logistic recalibration: logit P(Y = 1) = intercept + slope·logit(p). */
export interface CalibrationFit {
  /** 1 when the spread of the forecasts is right; under 1 they are too extreme. */
  readonly slope: number
  readonly slopeLow: number
  readonly slopeHigh: number
  /** Intercept of the joint fit. */
  readonly intercept: number
  /** Calibration-in-the-large: intercept with the slope held at 1; 0 when the level is right, above when forecasts are too low. */
  readonly inTheLarge: number
  readonly inTheLargeLow: number
  readonly inTheLargeHigh: number
  /** Likelihood-ratio test of (intercept, slope) = (0, 1), two degrees of freedom. */
  readonly p: number
  /** False when the fit has no finite maximum (one class only, constant or separating score). */
  readonly converged: boolean
  readonly n: number
}

/** log(1 + eˣ) without overflow. */
function softplus(x: number): number {
  return x > 0 ? x + Math.log1p(Math.exp(-x)) : Math.log1p(Math.exp(x))
}

/** Sums of one Newton step of the two-parameter logistic fit. */
function evaluate(x: Float64Array, y: Float64Array, a: number, b: number): { value: number; ga: number; gb: number; haa: number; hab: number; hbb: number } {
  let value = 0
  let ga = 0
  let gb = 0
  let haa = 0
  let hab = 0
  let hbb = 0
  for (let i = 0; i < x.length; i += 1) {
    const xi = x[i]!
    const eta = a + b * xi
    const event = y[i] === 1 ? 1 : 0
    const fitted = 1 / (1 + Math.exp(-eta))
    const weight = fitted * (1 - fitted)
    value += event * eta - softplus(eta)
    ga += event - fitted
    gb += (event - fitted) * xi
    haa += weight
    hab += weight * xi
    hbb += weight * xi * xi
  }
  return { value, ga, gb, haa, hab, hbb }
}

/** Newton's ascent with halving; only the intercept moves when `slopeFree` is false. */
function fit(x: Float64Array, y: Float64Array, slopeFree: boolean): { a: number; b: number; converged: boolean; state: ReturnType<typeof evaluate> } {
  let a = 0
  let b = 1
  let state = evaluate(x, y, a, b)
  for (let step = 0; step < 60; step += 1) {
    const determinant = state.haa * state.hbb - state.hab * state.hab
    let da = state.ga / state.haa
    let db = 0
    if (slopeFree) {
      da = (state.hbb * state.ga - state.hab * state.gb) / determinant
      db = (state.haa * state.gb - state.hab * state.ga) / determinant
    }
    if (!Number.isFinite(da) || !Number.isFinite(db)) return { a, b, converged: false, state }
    let size = 1
    let next = evaluate(x, y, a + da, b + db)
    while (!(next.value >= state.value - 1e-12 * Math.abs(state.value)) && size > 1e-6) {
      size /= 2
      next = evaluate(x, y, a + size * da, b + size * db)
    }
    a += size * da
    b += size * db
    state = next
    if (Math.abs(size * da) < 1e-10 * (1 + Math.abs(a)) && Math.abs(size * db) < 1e-10 * (1 + Math.abs(b))) {
      return { a, b, converged: Math.abs(a) < 50 && Math.abs(b) < 1e4, state }
    }
  }
  return { a, b, converged: false, state }
}

/**
 * Calibration slope and intercept (Cox 1958) by maximum likelihood, with Wald intervals.
 * Probabilities are kept off 0 and 1 by 2^−52. Pairs with NaN are dropped. When a fit does not
 * converge its numbers are NaN.
 */
export function calibrationFit(probability: Float64Array, outcome: Float64Array, level = 0.95): CalibrationFit {
  const { first, second, n } = completePairs(probability, outcome)
  const x = first.map((p) => {
    const kept = Math.min(1 - Number.EPSILON, Math.max(Number.EPSILON, p))
    return Math.log(kept) - Math.log1p(-kept)
  })
  const z = zOfLevel(level)
  const joint = fit(x, second, true)
  const large = fit(x, second, false)
  const { haa, hab, hbb } = joint.state
  const slopeSe = Math.sqrt(haa / (haa * hbb - hab * hab))
  const largeSe = Math.sqrt(1 / large.state.haa)
  const asIs = evaluate(x, second, 0, 1).value
  const of = (ok: boolean, value: number): number => (ok ? value : NaN)
  return {
    slope: of(joint.converged, joint.b),
    slopeLow: of(joint.converged, joint.b - z * slopeSe),
    slopeHigh: of(joint.converged, joint.b + z * slopeSe),
    intercept: of(joint.converged, joint.a),
    inTheLarge: of(large.converged, large.a),
    inTheLargeLow: of(large.converged, large.a - z * largeSe),
    inTheLargeHigh: of(large.converged, large.a + z * largeSe),
    p: of(joint.converged, chiSquareSf(2 * (joint.state.value - asIs), 2)),
    converged: joint.converged && large.converged,
    n,
  }
}
