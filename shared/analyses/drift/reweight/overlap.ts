import { formatCount, formatPercent, listWords } from '../../common/format'
import type { DensityRatio } from './density-ratio'

/** When a reweighted reference may stand for a window. */
export interface OverlapLimits {
  /** Least effective number of rows. */
  readonly minEffective: number
  /** Largest share of window rows beyond the reference. */
  readonly maxUnsupported: number
}

/** Why the overlap is too small to reweight, in a sentence without an end stop, or null when it suffices. */
export function tooLittleOverlap(ratio: DensityRatio, reference: number, limits: OverlapLimits): string | null {
  if (ratio.unsupported > limits.maxUnsupported) return `${formatPercent(ratio.unsupported)} of its rows hold values that no reference row has (${listWords(ratio.beyond.slice(0, 3).map(({ column, share }) => `${column} ${formatPercent(share)}`))})`
  if (ratio.effective < limits.minEffective) return `the reference reweighted to it is worth only ${formatCount(ratio.effective)} of its ${formatCount(reference)} rows`
  return null
}

/** Above this share of effective rows the reference looks like the window as it is. */
const alike = 0.9

/** What to do with a reference that is to stand for a window, in words. */
export function adviceOn(ratio: DensityRatio, reference: number, why: string | null): string {
  if (why !== null) return 'Do not reweight: collect outcomes of these cases'
  return ratio.effective >= alike * reference ? 'Use the reference as it is' : 'Reweight; figures rest on the effective rows'
}
