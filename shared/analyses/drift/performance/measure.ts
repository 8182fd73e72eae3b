import type { Verdict } from '../../../contract/analysis'
import { logitInterval } from '../../../stats/delong'
import { tInterval, unpairedDifference, unpairedLogRatio, varianceOfInfluence } from '../../../stats/influence'
import type { Influential } from '../../../stats/influence'
import { skewedInterval, skewOfParts } from '../../../stats/skewed-mean'
import type { LabelledRows } from '../../common/labelled-rows'
import type { PerformanceMeasure } from '../../common/performance-measures'

/** A measure in one dataset. */
export interface Level {
  readonly value: number
  readonly low: number
  readonly high: number
}

/** A measure of a window against the reference. */
export interface Change {
  readonly measure: PerformanceMeasure['id']
  readonly window: string
  readonly label: string
  readonly n: number
  readonly events: number
  readonly level: Level
  /** Control limits: reference ± 3 standard errors of the difference of a window of this size. */
  readonly limits: Level
  readonly outside: boolean
  /** Window less reference; for a ratio, window over reference less 1. */
  readonly change: number
  readonly low: number
  readonly high: number
  /** Bounds at 1 − 2α, for equivalence. */
  readonly decideLow: number
  readonly decideHigh: number
  readonly p: number
}

/** A change that was judged with all others. */
export interface JudgedChange extends Change {
  readonly pAdjusted: number
  readonly delta: number
  readonly verdict: Verdict
}

/** 95 % interval of one measure: on the logit scale for an AUC, Hall's of a skewed mean for a mean loss. */
export function levelOf(measure: PerformanceMeasure, { value, influence, df }: Influential): Level {
  const se = Math.sqrt(varianceOfInfluence(influence))
  if (measure.id === 'auc') return { value, ...logitInterval(value, se, df + 1, 0.95) }
  if (measure.scale === 'ratio') {
    const { low, high } = skewedInterval({ mean: value, se, df, skew: skewOfParts(influence) })
    return { value, low: Math.max(0, low), high }
  }
  const { low, high } = tInterval(value, se, df)
  return { value, low, high }
}

/** Variance that the measure would have on a window's number of rows if the window were like the reference. */
function varianceAtSize(measure: PerformanceMeasure, reference: LabelledRows, estimate: Influential, window: LabelledRows): number {
  if (measure.id !== 'auc') return (varianceOfInfluence(estimate.influence) * reference.score.length) / window.score.length
  let events = 0
  let others = 0
  for (let row = 0; row < estimate.influence.length; row += 1) {
    const square = estimate.influence[row]! * estimate.influence[row]!
    if (reference.outcome[row] === 1) events += square
    else others += square
  }
  return (events * reference.events) / window.events + (others * (reference.score.length - reference.events)) / (window.score.length - window.events)
}

/** A window against the reference on one measure; null where no variance can be had. */
export function changeOf(measure: PerformanceMeasure, reference: LabelledRows, basis: Influential, window: LabelledRows, place: { readonly key: string; readonly label: string }, alpha: number, checkpoint: () => void = () => undefined): Change | null {
  const own = measure.of(window, window.weight, checkpoint)
  const compare = measure.scale === 'ratio' ? unpairedLogRatio : unpairedDifference
  const at = (level: number): { readonly low: number; readonly high: number; readonly estimate: number; readonly p: number } => {
    const found = compare(basis, own, level, measure.id === 'auc' ? 'separate' : 'guarded')
    return measure.scale === 'ratio' ? { ...found, estimate: Math.expm1(found.estimate), low: Math.expm1(found.low), high: Math.expm1(found.high) } : found
  }
  const shown = at(0.95)
  if (!Number.isFinite(shown.p) || !Number.isFinite(shown.low) || shown.low === shown.high) return null
  const decide = at(1 - 2 * alpha)
  checkpoint()
  const reach = 3 * Math.sqrt(varianceOfInfluence(basis.influence) + varianceAtSize(measure, reference, basis, window))
  checkpoint()
  const limits = measure.scale === 'ratio'
    ? { value: basis.value, low: basis.value * Math.exp(-reach / basis.value), high: basis.value * Math.exp(reach / basis.value) }
    : { value: basis.value, low: basis.value - reach, high: basis.value + reach }
  return {
    measure: measure.id, window: place.key, label: place.label, n: window.score.length, events: window.events,
    level: levelOf(measure, own), limits, outside: own.value < limits.low || own.value > limits.high,
    change: shown.estimate, low: shown.low, high: shown.high, decideLow: decide.low, decideHigh: decide.high, p: shown.p,
  }
}
