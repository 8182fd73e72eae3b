import { koopmanRatio, proportionInterval } from '../../../stats/intervals'

/** Successes and rows behind a rate. */
export interface Count {
  readonly successes: number
  readonly n: number
}

/** A rate of one group when the codes of some rows are missing. */
export interface BoundedRate {
  /** Over rows of known group. */
  readonly known: number | null
  /** When every row of unknown group belonged to this group. */
  readonly allHere: number | null
  /** Smallest and largest over every way to hand out the unknown rows. */
  readonly lowest: number | null
  readonly highest: number | null
  /** Outer ends with sampling error: the lower end at the smallest, the upper end at the largest, 95 %. */
  readonly low: number | null
  readonly high: number | null
}

const finite = (value: number): number | null => (Number.isFinite(value) ? value : null)

/**
 * Bounds of a rate. Smallest: all unknown rows without success are the group's, and none with; largest:
 * the other way round. Both can happen, so no narrower bounds hold without knowing more.
 */
export function boundRate(group: Count, unknown: Count): BoundedRate {
  const failures = unknown.n - unknown.successes
  const worst: Count = { successes: group.successes, n: group.n + failures }
  const best: Count = { successes: group.successes + unknown.successes, n: group.n + unknown.successes }
  return {
    known: finite(group.successes / group.n),
    allHere: finite((group.successes + unknown.successes) / (group.n + unknown.n)),
    lowest: finite(worst.successes / worst.n), highest: finite(best.successes / best.n),
    low: finite(proportionInterval(worst.successes, worst.n).low), high: finite(proportionInterval(best.successes, best.n).high),
  }
}

/** Ratio and difference of a group's rate to that of the reference group, with their bounds. */
export interface BoundedComparison {
  readonly ratio: number | null
  readonly ratioAllHere: number | null
  readonly ratioAllThere: number | null
  readonly ratioLowest: number | null
  readonly ratioHighest: number | null
  readonly ratioLow: number | null
  readonly ratioHigh: number | null
  readonly gap: number | null
  readonly gapLowest: number | null
  readonly gapHighest: number | null
}

/**
 * Bounds of ratio and gap. The ratio is smallest when every unknown row without success is the group's
 * and every one with success the reference's; since these are different rows, both ends can happen.
 * Outer ends: Koopman's at the two extremes.
 */
export function boundComparison(group: Count, reference: Count, unknown: Count): BoundedComparison {
  const failures = unknown.n - unknown.successes
  const withFailures = (count: Count): Count => ({ successes: count.successes, n: count.n + failures })
  const withSuccesses = (count: Count): Count => ({ successes: count.successes + unknown.successes, n: count.n + unknown.successes })
  const withAll = (count: Count): Count => ({ successes: count.successes + unknown.successes, n: count.n + unknown.n })
  const rate = ({ successes, n }: Count): number => successes / n
  const ratio = (first: Count, second: Count): number | null => finite(rate(first) / rate(second))
  const ends = (first: Count, second: Count): { readonly low: number; readonly high: number } => koopmanRatio(first.successes, first.n, second.successes, second.n)
  const worst = [withFailures(group), withSuccesses(reference)] as const
  const best = [withSuccesses(group), withFailures(reference)] as const
  return {
    ratio: ratio(group, reference), ratioAllHere: ratio(withAll(group), reference), ratioAllThere: ratio(group, withAll(reference)),
    ratioLowest: ratio(...worst), ratioHighest: ratio(...best),
    ratioLow: finite(ends(...worst).low), ratioHigh: finite(ends(...best).high),
    gap: finite(rate(group) - rate(reference)), gapLowest: finite(rate(worst[0]) - rate(worst[1])), gapHighest: finite(rate(best[0]) - rate(best[1])),
  }
}

/** Where four fifths lies against the bounds: the same answer whatever the unknown rows are, or not. */
export type ScreenAnswer = 'under whatever they are' | 'not under whatever they are' | 'depends on them'

export function screenAnswer({ ratioLowest, ratioHighest }: BoundedComparison, limit: number): ScreenAnswer {
  if (ratioHighest !== null && ratioHighest < limit) return 'under whatever they are'
  return ratioLowest !== null && ratioLowest >= limit ? 'not under whatever they are' : 'depends on them'
}
