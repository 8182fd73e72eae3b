import { delong, delongPaired } from '../../../stats/delong'
import { skewedMeanInterval } from '../../../stats/skewed-mean'
import { pairedT } from '../../../stats/tests'
import { logLossRows, squaredErrorRows } from '../../common/row-loss'

/** What the versions are judged by; positive differences always speak for the later version. */
export type Measure = 'AUC' | 'log loss' | 'squared error'

/** One version on one window. */
export interface Mark {
  readonly version: string
  readonly value: number
  readonly low: number
  readonly high: number
}

/** A later version against an earlier one on the same rows of one window. */
export interface Pair {
  readonly earlier: string
  readonly later: string
  /** Advantage of the later version, with its 95 % interval and the bounds at 1 − 2α. */
  readonly advantage: number
  readonly low: number
  readonly high: number
  readonly decideLow: number
  readonly decideHigh: number
  readonly margin: number
  readonly p: number
}

export interface Measured {
  readonly marks: readonly Mark[]
  readonly pairs: readonly Pair[]
}

export interface MeasureSettings {
  readonly measure: Measure
  /** Smallest difference of the AUC that matters. */
  readonly margin: number
  /** The same of a loss, as a share of the earlier version's. */
  readonly lossMargin: number
  readonly alpha: number
  readonly checkpoint: () => void
}

/** Figures and all paired differences of versions on rows that all of them and the outcome hold. */
export function measureVersions(versions: readonly { readonly name: string; readonly values: Float64Array }[], outcome: Float64Array, settings: MeasureSettings): Measured {
  const { measure, margin, lossMargin, alpha, checkpoint } = settings
  const lossOf = measure === 'log loss' ? logLossRows : squaredErrorRows
  const losses = measure === 'AUC' ? [] : versions.map(({ values }) => lossOf(values, outcome))
  const marks = versions.map(({ name, values }, index): Mark => {
    checkpoint()
    if (measure !== 'AUC') {
      const { estimate, low, high } = skewedMeanInterval(losses[index]!)
      return { version: name, value: estimate, low, high }
    }
    const { auc, low, high } = delong(values, outcome)
    return { version: name, value: auc, low, high }
  })
  const pairs = versions.flatMap((later, index) => versions.slice(0, index).map((earlier, before): Pair => {
    checkpoint()
    const names = { earlier: earlier.name, later: later.name }
    if (measure === 'AUC') {
      const { difference, low, high, p } = delongPaired(later.values, earlier.values, outcome)
      const decide = delongPaired(later.values, earlier.values, outcome, 1 - 2 * alpha)
      return { ...names, advantage: difference, low, high, decideLow: decide.low, decideHigh: decide.high, margin, p }
    }
    const { estimate, low, high, p } = pairedT(losses[before]!, losses[index]!)
    const decide = pairedT(losses[before]!, losses[index]!, 1 - 2 * alpha)
    return { ...names, advantage: estimate, low, high, decideLow: decide.low, decideHigh: decide.high, margin: lossMargin * marks[before]!.value, p }
  }))
  return { marks, pairs }
}
