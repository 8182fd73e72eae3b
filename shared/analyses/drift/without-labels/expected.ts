import { quadraticForm } from '../../../stats/cholesky'
import { normalQuantile } from '../../../stats/special'
import { logisticFit } from '../../../stats/logistic'
import { effectiveSize } from '../../../stats/weighted'
import type { LabelledRows } from '../../common/labelled-rows'
import type { PerformanceMeasure } from '../../common/performance-measures'
import { logLossRows } from '../../common/row-loss'
import type { ScoreCurve } from '../reweight/score-curve'

/** A performance that was not seen, with a band for what will be seen once the outcomes are known. */
export interface Estimate {
  readonly value: number
  readonly low: number
  readonly high: number
}

/** The chance of an event at each score, as the reference's outcomes say. */
export interface Calibration {
  readonly coefficients: Float64Array
  readonly covariance: Float64Array
  readonly curve: ScoreCurve
}

/** Recalibrates scores on the reference's outcomes; null where the fit has no finite maximum. */
export function calibrate(reference: LabelledRows, curve: ScoreCurve, checkpoint: () => void): Calibration | null {
  const terms = [new Float64Array(reference.score.length).fill(1), ...curve.terms(curve.x(reference.score))]
  const { weight } = reference
  const scale = weight === null ? 1 : effectiveSize(weight) / weight.reduce((sum, value) => sum + value, 0)
  const fit = logisticFit(terms, reference.outcome, { weights: weight === null ? null : weight.map((value) => value * scale), checkpoint })
  return fit.converged ? { coefficients: fit.coefficients, covariance: fit.covariance, curve } : null
}

/** An interval on the scale on which a measure is nearly normal. */
export function bandOf(id: PerformanceMeasure['id'], value: number, se: number, level: number): Estimate {
  const reach = -normalQuantile((1 - level) / 2) * se
  if (id === 'auc' && value > 0 && value < 1) {
    const centre = Math.log(value / (1 - value))
    const half = reach / (value * (1 - value))
    return { value, low: 1 / (1 + Math.exp(half - centre)), high: 1 / (1 + Math.exp(-half - centre)) }
  }
  if (id !== 'bias' && id !== 'wrong' && value > 0) return { value, low: value * Math.exp(-reach / value), high: value * Math.exp(reach / value) }
  return { value, low: value - reach, high: value + reach }
}

/**
 * What a measure of a decision will be when outcomes follow the score as in the reference (CBPE): its
 * expectation over events that happen with the recalibrated probability. The band holds the chance in the outcomes to
 * come and the error of the recalibration.
 * @param ascending the window's scores in rising order, with their weights
 */
export function expectedPerformance(id: 'auc' | 'log-loss' | 'brier' | 'wrong', ascending: Float64Array, weight: Float64Array | null, calibration: Calibration, threshold: number | null, level: number, checkpoint: () => void): Estimate {
  const n = ascending.length
  const terms = [new Float64Array(n).fill(1), ...calibration.curve.terms(calibration.curve.x(ascending))]
  checkpoint()
  const chance = Float64Array.from({ length: n }, (_, row) => {
    let eta = 0
    for (let j = 0; j < terms.length; j += 1) eta += calibration.coefficients[j]! * terms[j]![row]!
    return 1 / (1 + Math.exp(-eta))
  })
  checkpoint()
  const { value, slope } = id === 'auc' ? expectedAuc(ascending, chance, weight) : expectedLoss(id, ascending, chance, weight, threshold)
  const gradient = new Float64Array(terms.length)
  let noise = 0
  for (let row = 0; row < n; row += 1) {
    const spread = chance[row]! * (1 - chance[row]!)
    noise += spread * slope[row]! ** 2
    for (let j = 0; j < terms.length; j += 1) gradient[j]! += spread * slope[row]! * terms[j]![row]!
  }
  return bandOf(id, value, Math.sqrt(noise + quadraticForm(calibration.covariance, gradient)), level)
}

interface Expected {
  readonly value: number
  /** What the measure gains when a row turns from no event to an event. */
  readonly slope: Float64Array
}

function expectedLoss(id: 'log-loss' | 'brier' | 'wrong', score: Float64Array, chance: Float64Array, weight: Float64Array | null, threshold: number | null): Expected {
  const lossAt = (outcome: 0 | 1): Float64Array => {
    if (id === 'log-loss') return logLossRows(score, new Float64Array(score.length).fill(outcome))
    if (id === 'brier') return score.map((value) => (value - outcome) ** 2)
    return score.map((value) => ((value >= threshold!) === (outcome === 1) ? 0 : 1))
  }
  const [none, event] = [lossAt(0), lossAt(1)]
  const total = weight === null ? score.length : weight.reduce((sum, value) => sum + value, 0)
  const share = (row: number): number => (weight === null ? 1 : weight[row]!) / total
  let value = 0
  for (let row = 0; row < score.length; row += 1) value += share(row) * (chance[row]! * event[row]! + (1 - chance[row]!) * none[row]!)
  return { value, slope: event.map((loss, row) => share(row) * (loss - none[row]!)) }
}

/** Expected AUC: every pair of rows counts by the chance that the first is an event and the second is none. */
function expectedAuc(ascending: Float64Array, chance: Float64Array, weight: Float64Array | null): Expected {
  const n = ascending.length
  const at = (row: number): number => (weight === null ? 1 : weight[row]!)
  let events = 0
  let others = 0
  for (let row = 0; row < n; row += 1) {
    events += at(row) * chance[row]!
    others += at(row) * (1 - chance[row]!)
  }
  const below = new Float64Array(n)
  const above = new Float64Array(n)
  let eventsBelow = 0
  let othersBelow = 0
  let value = 0
  for (let from = 0; from < n;) {
    let to = from
    let tiedEvents = 0
    let tiedOthers = 0
    while (to < n && ascending[to] === ascending[from]) {
      tiedEvents += at(to) * chance[to]!
      tiedOthers += at(to) * (1 - chance[to]!)
      to += 1
    }
    for (let row = from; row < to; row += 1) {
      below[row] = (othersBelow + tiedOthers / 2) / others
      above[row] = (events - eventsBelow - tiedEvents / 2) / events
      value += (at(row) * chance[row]! * below[row]!) / events
    }
    eventsBelow += tiedEvents
    othersBelow += tiedOthers
    from = to
  }
  return { value, slope: Float64Array.from({ length: n }, (_, row) => at(row) * ((below[row]! - value) / events - (above[row]! - value) / others)) }
}
