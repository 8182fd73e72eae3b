import type { AnalysisDataset } from '../../../contract/analysis'
import { newcombe, proportionInterval } from '../../../stats/intervals'
import { compareMeans, rowLossInterval, rowMean } from '../../../stats/row-mean'
import type { RowMean } from '../../../stats/row-mean'
import { effectiveCounts } from '../../../stats/weighted'
import type { EffectiveCounts } from '../../../stats/weighted'
import { rateTest } from '../../common/rate-test'

/** What is followed over the windows: a share of rows, or the mean of a number. */
export type Sample =
  | { readonly kind: 'share'; readonly n: number; readonly counts: EffectiveCounts }
  | { readonly kind: 'mean'; readonly n: number; readonly mean: RowMean }

/** Share of the rows for which a number is at or above a threshold; NaN and ±∞ and rows of weight 0 are left out. */
export function shareSample(values: Float64Array, threshold: number, weight: Float64Array | null): Sample {
  let hits = 0
  let n = 0
  values.forEach((value, row) => {
    if (!Number.isFinite(value) || (weight !== null && !(weight[row]! > 0))) return
    n += 1
    if (value >= threshold) hits += 1
  })
  const counts = weight === null ? { successes: hits, n } : effectiveCounts((row) => values[row]! >= threshold, weight.map((w, row) => (Number.isFinite(values[row]!) ? w : 0)))
  return { kind: 'share', n, counts }
}

/** Mean over the finite values, summed so that the order of rows cannot show. */
export function meanSample(values: Float64Array, weight: Float64Array | null): Sample {
  const mean = rowMean(values, weight)
  return { kind: 'mean', n: mean.n, mean }
}

export interface Level {
  readonly key: string
  readonly label: string
  readonly kind: Sample['kind']
  readonly n: number
  readonly value: number
  readonly low: number
  readonly high: number
}

export interface LevelChange extends Level {
  readonly nReference: number
  /** Window minus reference, with its 95 % interval. */
  readonly difference: number
  readonly differenceLow: number
  readonly differenceHigh: number
  /** The change in the unit of the limit: as it is for shares, in reference SD for means. */
  readonly effect: number
  readonly effectLow: number
  readonly effectHigh: number
  readonly test: string
  readonly p: number
}

/** A sample with its interval: Wilson (Clopper–Pearson when small) or Hall's interval of a skewed mean. Null without rows. */
export function levelOf(sample: Sample, key: string, label: string): Level | null {
  if (sample.kind === 'share') {
    if (sample.n === 0) return null
    const interval = proportionInterval(sample.counts.successes, sample.counts.n)
    return { key, label, kind: 'share', n: sample.n, value: interval.estimate, low: interval.low, high: interval.high }
  }
  if (sample.n < 2) return null
  const { estimate, low, high } = rowLossInterval(sample.mean)
  return { key, label, kind: 'mean', n: sample.n, value: estimate, low, high }
}

/** A window against the reference; null where either side is too small or has no spread. */
export function changeOf(reference: Sample, window: Sample, key: string, label: string): LevelChange | null {
  const level = levelOf(window, key, label)
  if (level === null || reference.n < 2) return null
  if (reference.kind === 'share' && window.kind === 'share') {
    const [own, other] = [window.counts, reference.counts]
    const interval = newcombe(own.successes, own.n, other.successes, other.n)
    const { p, test } = rateTest(own.successes, own.n, other.successes, other.n)
    return {
      ...level, nReference: reference.n, difference: interval.estimate, differenceLow: interval.low, differenceHigh: interval.high,
      effect: interval.estimate, effectLow: interval.low, effectHigh: interval.high, test: test === 'fisher' ? 'Fisher mid-p' : 'two proportions, pooled z', p,
    }
  }
  if (reference.kind !== 'mean' || window.kind !== 'mean') return null
  const { sd } = reference.mean
  const welch = compareMeans(window.mean, reference.mean)
  if (!(sd > 0) || welch === null || !Number.isFinite(welch.p)) return null
  return {
    ...level, nReference: reference.n, difference: welch.estimate, differenceLow: welch.low, differenceHigh: welch.high,
    effect: welch.estimate / sd, effectLow: welch.low / sd, effectHigh: welch.high / sd, test: 'Welch t', p: welch.p,
  }
}

/** Takes the sample of a dataset, or a sentence why there is none. */
export type TakeSample = (dataset: AnalysisDataset) => Sample | string
