import type { Rng } from '../../../contract/analysis'
import type { NumericColumn } from '../../../contract/table'
import { distributionDistances } from '../../../stats/distance'
import { minimumDetectableKs } from '../../../stats/equivalence'
import { kolmogorovQuantile } from '../../../stats/kolmogorov'
import { ksTwoSample } from '../../../stats/ks'
import { quantileEdges } from '../../../stats/psi'
import type { QuantileEdges } from '../../../stats/psi'
import { countAtMost, sortedFinite } from '../../../stats/sort'
import { moments, varianceOf } from '../../../stats/sums'
import type { Moments } from '../../../stats/sums'
import { formatNumber } from '../../common/format'
import { damageOfNumbers } from './damage-numbers'
import { compareMissing } from './missing'
import { psiWithP } from './psi-test'
import { finiteOrNull } from './types'
import type { BinShare, Comparison } from './types'

/** A numeric column of one dataset, sorted once and used against every window. */
export interface NumericSample {
  readonly sorted: Float64Array
  readonly rows: number
  readonly missing: number
  /** Cells that hold −∞ and +∞; they are present, but only PSI can place them. */
  readonly below: number
  readonly above: number
  readonly moments: Moments
}

export interface NumericReference extends NumericSample {
  readonly edges: QuantileEdges
  readonly counts: readonly number[]
}

export interface NumericSettings {
  readonly alpha: number
  readonly bins: number
  /** Largest n·m for which the KS p is exact. */
  readonly exactLimit: number
  readonly type: NumericColumn['type']
  readonly rng: Rng
}

export function numericSample(values: Float64Array, checkpoint: () => void = () => undefined): NumericSample {
  const sorted = sortedFinite(values, checkpoint)
  checkpoint()
  let missing = 0
  let below = 0
  if (sorted.length < values.length) {
    for (let row = 0; row < values.length; row += 1) {
      const value = values[row]!
      if (value !== value) missing += 1
      else if (value === Number.NEGATIVE_INFINITY) below += 1
    }
  }
  return { sorted, rows: values.length, missing, below, above: values.length - sorted.length - missing - below, moments: moments(sorted) }
}

export function numericReference(values: Float64Array, bins: number, checkpoint: () => void = () => undefined): NumericReference {
  const sample = numericSample(values, checkpoint)
  const edges = quantileEdges(sample.sorted, bins)
  return { ...sample, edges, counts: binned(sample, edges.edges) }
}

/** Counts per quantile bin and, last, of missing cells, read off the sorted values. */
function binned(sample: NumericSample, edges: readonly number[]): readonly number[] {
  const upTo = [...edges.map((edge) => countAtMost(sample.sorted, edge)), sample.sorted.length]
  const counts = upTo.map((count, index) => count - (upTo[index - 1] ?? 0))
  counts[0]! += sample.below
  counts[counts.length - 1]! += sample.above
  return [...counts, sample.missing]
}

/** Compares a numeric column of a window with the reference. */
export function compareNumeric(reference: NumericReference, current: NumericSample, settings: NumericSettings, checkpoint: () => void = () => undefined): Comparison {
  const n = reference.sorted.length
  const m = current.sorted.length
  const moved = distributionDistances(reference.sorted, current.sorted, checkpoint)
  const ks = ksTwoSample(reference.sorted, current.sorted, settings.exactLimit, moved)
  const constant = n > 0 && m > 0 && ks.d === 0 && reference.sorted[0] === reference.sorted[n - 1]
  // One-sided 1 − α bound on how far both empirical distribution functions can be off at once.
  const reach = n > 0 && m > 0 ? kolmogorovQuantile(settings.alpha) * Math.sqrt((n + m) / n / m) : Number.NaN
  const sd = Math.sqrt(varianceOf(reference.moments))
  const currentCounts = binned(current, reference.edges.edges)
  const psi = psiWithP(reference.counts, currentCounts, settings.rng)
  const degenerate = reference.edges.degenerate
  return {
    measure: 'KS',
    test: ks.method === 'exact' ? 'two-sample KS, exact' : 'two-sample KS, asymptotic',
    nReference: n, n: m, missingReference: reference.missing, missing: current.missing,
    statistic: finiteOrNull(ks.d), df: null,
    p: constant ? null : finiteOrNull(ks.p),
    effect: finiteOrNull(ks.d),
    low: finiteOrNull(Math.max(0, ks.d - reach)), high: finiteOrNull(Math.min(1, ks.d + reach)),
    detectable: finiteOrNull(minimumDetectableKs(n, m, settings.alpha)),
    location: finiteOrNull(ks.location),
    wassersteinSd: sd > 0 ? finiteOrNull(moved.wasserstein / sd) : null, wasserstein: finiteOrNull(moved.wasserstein), energy: finiteOrNull(moved.energy),
    meanReference: finiteOrNull(reference.moments.mean), mean: finiteOrNull(current.moments.mean), sdReference: finiteOrNull(sd),
    psi: degenerate
      ? { psi: null, debiased: null, critical: null, p: null, bins: 1, degenerate }
      : { psi: finiteOrNull(psi.psi), debiased: finiteOrNull(psi.debiased), critical: finiteOrNull(psi.critical), p: finiteOrNull(psi.p), bins: psi.bins, degenerate },
    bins: binShares(reference.edges.edges, reference.counts.map((count) => count / reference.rows), currentCounts.map((count) => count / current.rows)),
    newLevels: [], newLevelP: null, vanished: [],
    ...compareMissing(reference.missing, reference.rows, current.missing, current.rows, settings.alpha),
    damage: damageOfNumbers(reference, current, ks.d, settings.type),
  }
}

/** Shares per bin, named by their ends, the last one of missing cells. */
export function binShares(edges: readonly number[], reference: readonly number[], current: readonly number[]): readonly BinShare[] {
  const names = edges.length === 0 ? ['all values'] : [
    `≤ ${formatNumber(edges[0])}`,
    ...edges.slice(1).map((edge, index) => `${formatNumber(edges[index])} – ${formatNumber(edge)}`),
    `> ${formatNumber(edges.at(-1))}`,
  ]
  return [...names, 'missing']
    .map((bin, index) => ({ bin, reference: reference[index]!, current: current[index]! }))
    .filter((share) => share.bin !== 'missing' || share.reference + share.current > 0)
}
