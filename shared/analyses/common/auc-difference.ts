import { studentTQuantile, studentTTwoSided } from '../../stats/distributions'
import type { DelongResult } from '../../stats/delong'

/** Difference of the AUCs of two separate groups of rows. */
export interface AucDifference {
  /** First minus second. */
  readonly difference: number
  readonly low: number
  readonly high: number
  readonly t: number
  readonly df: number
  readonly p: number
}

/**
 * Unpaired DeLong test of two AUCs on different rows, with Student's t in place of the normal: its
 * degrees of freedom are Satterthwaite's, taking each AUC's variance to rest on its rarer class.
 * The normal would alarm too often with few events.
 * @returns null where no variance can be had: fewer than two of a class, or a perfect separation.
 */
export function aucDifference(first: DelongResult, second: DelongResult): AucDifference | null {
  const varianceA = first.se ** 2
  const varianceB = second.se ** 2
  if (!(varianceA > 0) || !(varianceB > 0)) return null
  const dfA = Math.min(first.positives, first.negatives) - 1
  const dfB = Math.min(second.positives, second.negatives) - 1
  const se = Math.sqrt(varianceA + varianceB)
  const df = (varianceA + varianceB) ** 2 / (varianceA ** 2 / dfA + varianceB ** 2 / dfB)
  const difference = first.auc - second.auc
  const reach = -studentTQuantile(0.025, df) * se
  return { difference, low: difference - reach, high: difference + reach, t: difference / se, df, p: studentTTwoSided(difference / se, df) }
}
