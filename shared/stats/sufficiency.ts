import { chiSquareSf } from './distributions'

/** Does the same score mean the same risk in every group? */
export interface SufficiencyTest {
  /** Twice the gain in log likelihood of an intercept per group over one intercept. */
  readonly statistic: number
  readonly df: number
  /** NaN when a fit has no finite maximum or there are fewer than two groups. */
  readonly p: number
  /** Intercept of each group, on the logit scale; the slope is common. */
  readonly intercepts: Float64Array
  readonly slope: number
}

interface Fit {
  readonly value: number
  readonly intercepts: Float64Array
  readonly slope: number
  readonly converged: boolean
}

interface Sums {
  value: number
  readonly ga: Float64Array
  readonly haa: Float64Array
  readonly hab: Float64Array
  gb: number
  hbb: number
}

function evaluate(x: Float64Array, y: Float64Array, group: Int32Array, intercepts: Float64Array, slope: number): Sums {
  const k = intercepts.length
  const sums: Sums = { value: 0, ga: new Float64Array(k), haa: new Float64Array(k), hab: new Float64Array(k), gb: 0, hbb: 0 }
  for (let i = 0; i < x.length; i += 1) {
    const g = group[i]!
    const eta = intercepts[g]! + slope * x[i]!
    const fitted = 1 / (1 + Math.exp(-eta))
    const spread = fitted * (1 - fitted)
    const residual = y[i]! - fitted
    sums.value += y[i]! * eta - (eta > 0 ? eta + Math.log1p(Math.exp(-eta)) : Math.log1p(Math.exp(eta)))
    sums.ga[g]! += residual
    sums.haa[g]! += spread
    sums.hab[g]! += spread * x[i]!
    sums.gb += residual * x[i]!
    sums.hbb += spread * x[i]! * x[i]!
  }
  return sums
}

/** Newton's ascent with halving; the Hessian is an arrow, so each step is closed form. */
function fit(x: Float64Array, y: Float64Array, group: Int32Array, k: number, checkpoint: () => void): Fit {
  let intercepts = new Float64Array(k)
  let slope = 1
  let state = evaluate(x, y, group, intercepts, slope)
  for (let step = 0; step < 60; step += 1) {
    checkpoint()
    let right = state.gb
    let pivot = state.hbb
    for (let g = 0; g < k; g += 1) {
      right -= (state.hab[g]! * state.ga[g]!) / state.haa[g]!
      pivot -= state.hab[g]! ** 2 / state.haa[g]!
    }
    const db = right / pivot
    const da = intercepts.map((_, g) => (state.ga[g]! - state.hab[g]! * db) / state.haa[g]!)
    if (!Number.isFinite(db) || da.some((move) => !Number.isFinite(move))) return { value: NaN, intercepts, slope, converged: false }
    let size = 1
    let next = evaluate(x, y, group, intercepts.map((a, g) => a + da[g]!), slope + db)
    while (!(next.value >= state.value - 1e-12 * Math.abs(state.value)) && size > 1e-6) {
      size /= 2
      const shrunk = size
      next = evaluate(x, y, group, intercepts.map((a, g) => a + shrunk * da[g]!), slope + shrunk * db)
    }
    const taken = size
    intercepts = intercepts.map((a, g) => a + taken * da[g]!)
    slope += taken * db
    state = next
    if (Math.abs(taken * db) < 1e-10 * (1 + Math.abs(slope)) && da.every((move, g) => Math.abs(taken * move) < 1e-10 * (1 + Math.abs(intercepts[g]!)))) {
      return { value: state.value, intercepts, slope, converged: true }
    }
  }
  return { value: state.value, intercepts, slope, converged: false }
}

/**
 * Likelihood-ratio test that P(event) depends on the score alone: logit P = a + b·logit(score) for all
 * groups against an intercept of its own for each. A score that is wrong alike in all groups passes.
 * Scores are kept off 0 and 1 by 2^−52. Every group must hold both outcomes.
 * @param group 0 … k − 1 per row; outcome 1 or 0
 */
export function sufficiencyTest(probability: Float64Array, outcome: Float64Array, group: Int32Array, k: number, checkpoint: () => void): SufficiencyTest {
  const x = probability.map((p) => {
    const kept = Math.min(1 - Number.EPSILON, Math.max(Number.EPSILON, p))
    return Math.log(kept) - Math.log1p(-kept)
  })
  const separate = fit(x, outcome, group, k, checkpoint)
  const common = fit(x, outcome, new Int32Array(x.length), 1, checkpoint)
  const statistic = Math.max(0, 2 * (separate.value - common.value))
  const df = k - 1
  return { statistic, df, p: separate.converged && common.converged && df > 0 ? chiSquareSf(statistic, df) : NaN, intercepts: separate.intercepts, slope: separate.slope }
}
