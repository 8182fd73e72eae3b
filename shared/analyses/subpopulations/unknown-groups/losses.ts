import { exactSum } from '../../../stats/exact-sum'
import { formatNumber, formatPercent, formatPoints } from '../../common/format'
import type { LossFigure } from '../group-performance/loss-measure'

/** A mean over a group when the codes of some rows are missing. */
export interface BoundedMean {
  /** Over rows of known group. */
  readonly known: number | null
  readonly rest: number | null
  /** Smallest and largest over every way to hand out the unknown rows. */
  readonly lowest: number | null
  readonly highest: number | null
  /** Group less all other rows, and its bounds. */
  readonly gap: number | null
  readonly gapLowest: number | null
  readonly gapHighest: number | null
}

const finite = (value: number): number | null => (Number.isFinite(value) ? value : null)

/** Sum and number of rows. */
export interface Total {
  readonly sum: number
  readonly n: number
}

/**
 * Bounds of the mean of a group, and of its difference from all other rows, over every way to hand the unknown
 * rows out to group and others: for each number of rows handed to the group, those with the smallest (largest)
 * values are the extreme, so trying every number finds both ends exactly.
 * @param sorted values of the unknown rows, rising
 */
export function boundMean(group: Total, others: Total, sorted: Float64Array): BoundedMean {
  const whole = sorted.reduce((sum, value) => sum + value, 0)
  const known = { own: group.sum / group.n, rest: others.sum / others.n }
  let [lowest, highest, gapLowest, gapHighest] = [known.own, known.own, Infinity, -Infinity]
  let [small, large] = [0, 0]
  for (let handed = 0; handed <= sorted.length; handed += 1) {
    if (handed > 0) {
      small += sorted[handed - 1]!
      large += sorted[sorted.length - handed]!
    }
    const n = group.n + handed
    const rest = others.n + sorted.length - handed
    const [low, high] = [(group.sum + small) / n, (group.sum + large) / n]
    if (low < lowest) lowest = low
    if (high > highest) highest = high
    if (rest === 0) continue
    gapLowest = Math.min(gapLowest, low - (others.sum + whole - small) / rest)
    gapHighest = Math.max(gapHighest, high - (others.sum + whole - large) / rest)
  }
  return { known: finite(known.own), rest: finite(known.rest), lowest: finite(lowest), highest: finite(highest), gap: finite(known.own - known.rest), gapLowest: finite(gapLowest), gapHighest: finite(gapHighest) }
}

/** Values per group of known code, and of the unknown rows in rising order; sums have the same digits in any order of the rows. */
export function lossTotals(values: Float64Array, groups: Int32Array, labels: number, usable: (row: number) => boolean): { readonly groups: readonly Total[]; readonly unknown: Float64Array } {
  const held = Array.from({ length: labels + 1 }, (): number[] => [])
  for (let row = 0; row < values.length; row += 1) if (usable(row)) held[groups[row]! < 0 ? labels : groups[row]!]!.push(values[row]!)
  return { groups: held.slice(0, labels).map((own) => ({ sum: exactSum(own), n: own.length })), unknown: Float64Array.from(held[labels]!).sort() }
}

/** Which figure is bounded. */
export type BoundedId = 'mae' | 'bias' | 'accuracy'
/** Whether a figure is bounded. */
export const isBounded = (id: LossFigure['id']): id is BoundedId => id === 'mae' || id === 'bias' || id === 'accuracy'

/** What the screen says of a group whatever its unknown rows are. */
export type LossAnswer = 'weak whatever they are' | 'not weak whatever they are' | 'depends on them'

/** The screen is at a difference of `limit`: below for the accuracy, above for the error, either way for the bias. */
export function lossAnswer(id: BoundedId, { gapLowest, gapHighest }: BoundedMean, limit: number): LossAnswer {
  if (gapLowest === null || gapHighest === null) return 'depends on them'
  const beyond = (gap: number): boolean => (id === 'accuracy' ? gap < -limit : id === 'mae' ? gap > limit : Math.abs(gap) > limit)
  const all = id === 'bias' && gapLowest < 0 && gapHighest > 0 ? false : beyond(gapLowest) && beyond(gapHighest)
  if (all) return 'weak whatever they are'
  return beyond(gapLowest) || beyond(gapHighest) ? 'depends on them' : 'not weak whatever they are'
}

/** How a figure is printed. */
export const printLoss = (id: BoundedId, value: number | null | undefined): string => (id === 'accuracy' ? formatPercent(value) : formatNumber(value))
/** How a difference of two groups is printed. */
export const printGap = (id: BoundedId, value: number | null | undefined): string => (id === 'accuracy' ? formatPoints(value) : formatNumber(value))
/** What the figures are called. */
export const lossWords: Readonly<Record<BoundedId, string>> = { mae: 'Mean absolute error', bias: 'Bias (predicted − actual)', accuracy: 'Accuracy' }
