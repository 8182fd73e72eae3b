import type { Rng } from '../contract/analysis'
import { binomialDraw } from './binomial-draw'
import { isotonicFit } from './isotonic'
import { quantileSorted } from './sort'

/** One place of a reliability curve. */
export interface CorpPoint {
  readonly forecast: number
  /** Isotonic recalibration of the forecast: the event rate as it is, were it only never to fall. */
  readonly recalibrated: number
  /** Where that lies, nineteen times in twenty at this place, when the forecasts are right. */
  readonly low: number
  readonly high: number
}

/** Reliability of probabilities without bins, and what the Brier score is made of. */
export interface Corp {
  readonly brier: number
  /** Brier score less that of the recalibrated forecasts: what miscalibration costs, 0 at best. */
  readonly miscalibration: number
  /** Brier score of the event rate less that of the recalibrated forecasts: what telling rows apart gains. */
  readonly discrimination: number
  /** Brier score of the event rate. brier = miscalibration − discrimination + uncertainty. */
  readonly uncertainty: number
  readonly curve: readonly CorpPoint[]
  /** Share of the weight whose recalibrated forecast lies outside the band. */
  readonly outside: number
}

/** Most groups of forecasts in which the band is simulated, and worlds simulated for it. */
const mostGroups = 400
const worlds = 200

/**
 * Reliability by isotonic regression (CORP: consistent, optimal, reproducible by pooling adjacent violators) with
 * pointwise consistency bands, and the decomposition of the Brier score that goes with it. The curve and the
 * decomposition are over every distinct forecast; for the band, outcomes are drawn anew 200 times from the forecasts
 * themselves, neighbouring forecasts together in at most 400 groups, weighted rows as many as they are worth.
 * @param probability ascending, in [0, 1]; `outcome` 1 or 0; weights positive or null; at least one row
 * Source: Dimitriadis, Gneiting and Jordan, PNAS 118 (2021) e2016191118.
 */
export function corp(probability: Float64Array, outcome: Float64Array, weight: Float64Array | null, rng: Rng, checkpoint: () => void = () => undefined): Corp {
  const whole = gathered(probability, outcome, weight, 0, checkpoint)
  checkpoint()
  const fitted = isotonicFit(whole.rate, whole.weight, checkpoint)
  checkpoint()
  let total = 0
  let events = 0
  for (let i = 0; i < whole.weight.length; i += 1) {
    total += whole.weight[i]!
    events += whole.rate[i]! * whole.weight[i]!
  }
  const prior = events / total
  checkpoint()
  // Σw(y − q)² over a place of rate r is w·(r(1 − r) + (r − q)²): the first part is in all three scores.
  let off = 0
  let left = 0
  let spread = 0
  let noise = 0
  for (let i = 0; i < whole.weight.length; i += 1) {
    if ((i & 0xffff) === 0) checkpoint()
    const w = whole.weight[i]!
    const rate = whole.rate[i]!
    off += w * (rate - whole.forecast[i]!) ** 2
    left += w * (rate - fitted[i]!) ** 2
    spread += w * (rate - prior) ** 2
    noise += w * rate * (1 - rate)
  }
  const groups = gathered(probability, outcome, weight, probability.length / mostGroups, checkpoint)
  const band = bandOf(groups, rng, checkpoint)
  const recalibrated = isotonicFit(groups.rate, groups.weight)
  const curve = Array.from(groups.forecast, (forecast, i): CorpPoint => ({ forecast, recalibrated: recalibrated[i]!, low: band.low[i]!, high: band.high[i]! }))
  const beyond = curve.reduce((sum, point, i) => sum + (point.recalibrated < point.low - 1e-12 || point.recalibrated > point.high + 1e-12 ? groups.weight[i]! : 0), 0)
  return { brier: (noise + off) / total, miscalibration: (off - left) / total, discrimination: (spread - left) / total, uncertainty: (noise + spread) / total, curve, outside: beyond / total }
}

interface Groups {
  readonly forecast: Float64Array
  readonly rate: Float64Array
  readonly weight: Float64Array
  /** What the rows are worth as a number of rows, at least 1. */
  readonly rows: Uint32Array
}

/** Rows between two checkpoints: a few milliseconds. */
const stride = 1 << 16

/** Rows by distinct forecast, neighbours together until a group has `least` rows. */
function gathered(probability: Float64Array, outcome: Float64Array, weight: Float64Array | null, least: number, checkpoint: () => void): Groups {
  const forecast = new Float64Array(probability.length)
  const rate = new Float64Array(probability.length)
  const weights = new Float64Array(probability.length)
  const rows = new Uint32Array(probability.length)
  let groups = 0
  let told = 0
  for (let from = 0; from < probability.length; ) {
    if (from >= told) {
      checkpoint()
      told = from + stride
    }
    let to = from
    let [sum, squares, mean, events] = [0, 0, 0, 0]
    while (to < probability.length && (to === from || to - from < least || probability[to] === probability[to - 1])) {
      const w = weight === null ? 1 : weight[to]!
      sum += w
      squares += w * w
      mean += w * probability[to]!
      events += w * outcome[to]!
      to += 1
    }
    // One forecast is itself, not a rounded mean of it.
    forecast[groups] = probability[from] === probability[to - 1] ? probability[from]! : mean / sum
    rate[groups] = events / sum
    weights[groups] = sum
    rows[groups] = Math.max(1, Math.round((sum * sum) / squares))
    groups += 1
    from = to
  }
  return { forecast: forecast.subarray(0, groups), rate: rate.subarray(0, groups), weight: weights.subarray(0, groups), rows: rows.subarray(0, groups) }
}

function bandOf({ forecast, weight, rows }: Groups, rng: Rng, checkpoint: () => void): { readonly low: Float64Array; readonly high: Float64Array } {
  const n = forecast.length
  const seen = Array.from({ length: n }, () => new Float64Array(worlds))
  const drawn = new Float64Array(n)
  for (let world = 0; world < worlds; world += 1) {
    checkpoint()
    for (let i = 0; i < n; i += 1) drawn[i] = binomialDraw(rng, rows[i]!, forecast[i]!) / rows[i]!
    const fitted = isotonicFit(drawn, weight)
    for (let i = 0; i < n; i += 1) seen[i]![world] = fitted[i]!
  }
  checkpoint()
  seen.forEach((values) => values.sort())
  return { low: Float64Array.from(seen, (values) => quantileSorted(values, 0.025)), high: Float64Array.from(seen, (values) => quantileSorted(values, 0.975)) }
}
