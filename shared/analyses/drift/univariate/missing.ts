import { chiSquareContingency } from '../../../stats/contingency'
import { fisherExact } from '../../../stats/fisher'
import { newcombe } from '../../../stats/intervals'
import { whole } from '../../common/rate-test'
import { finiteOrNull } from './types'
import type { Comparison } from './types'

type MissingPart = Pick<Comparison, 'missingP' | 'missingDifference' | 'missingLow' | 'missingHigh'>

/**
 * Test that the share of missing cells is the same: 2 × 2 χ², the mid-p of Fisher's exact test where
 * an expected count is under five, nothing where no cell is missing on either side. Interval: Newcombe, 1 − 2α.
 */
export function compareMissing(missingReference: number, rowsReference: number, missing: number, rows: number, alpha: number): MissingPart {
  if (missingReference + missing === 0 || rowsReference === 0 || rows === 0) return { missingP: null, missingDifference: 0, missingLow: null, missingHigh: null }
  const table = [[missing, rows - missing], [missingReference, rowsReference - missingReference]]
  const pearson = chiSquareContingency(table)
  const interval = newcombe(missing, rows, missingReference, rowsReference, 1 - 2 * alpha)
  const p = pearson.df === 0 ? null : pearson.minExpected < 5 ? fisherExact(...whole(missing, rows), ...whole(missingReference, rowsReference)).midP : pearson.p
  return { missingP: p, missingDifference: finiteOrNull(interval.estimate), missingLow: finiteOrNull(interval.low), missingHigh: finiteOrNull(interval.high) }
}
