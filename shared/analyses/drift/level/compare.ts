import type { AnalysisDataset } from '../../../contract/analysis'
import { studentTQuantile } from '../../../stats/distributions'
import { newcombe, proportionInterval } from '../../../stats/intervals'
import { sortedFinite } from '../../../stats/sort'
import { moments, varianceOf } from '../../../stats/sums'
import type { Moments } from '../../../stats/sums'
import { welchTFromMoments } from '../../../stats/tests'
import { rateTest } from '../../common/rate-test'

/** What is followed over the windows: a share of rows, or the mean of a number. */
export type Sample =
  | { readonly kind: 'share'; readonly hits: number; readonly n: number }
  | { readonly kind: 'mean'; readonly n: number; readonly moments: Moments }

/** Share of the rows for which a number is at or above a threshold; NaN and ±∞ are left out. */
export function shareSample(values: Float64Array, threshold: number): Sample {
  let hits = 0
  let n = 0
  for (const value of values) {
    if (!Number.isFinite(value)) continue
    n += 1
    if (value >= threshold) hits += 1
  }
  return { kind: 'share', hits, n }
}

/** Mean over the finite values, summed in rising order so that the order of rows cannot show. */
export function meanSample(values: Float64Array): Sample {
  const sorted = sortedFinite(values)
  return { kind: 'mean', n: sorted.length, moments: moments(sorted) }
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

/** A sample with its interval: Wilson (Clopper–Pearson when small) or Student t. Null without rows. */
export function levelOf(sample: Sample, key: string, label: string): Level | null {
  if (sample.kind === 'share') {
    if (sample.n === 0) return null
    const interval = proportionInterval(sample.hits, sample.n)
    return { key, label, kind: 'share', n: sample.n, value: interval.estimate, low: interval.low, high: interval.high }
  }
  if (sample.n < 2) return null
  const { mean } = sample.moments
  const reach = -studentTQuantile(0.025, sample.n - 1) * Math.sqrt(varianceOf(sample.moments) / sample.n)
  return { key, label, kind: 'mean', n: sample.n, value: mean, low: mean - reach, high: mean + reach }
}

/** A window against the reference; null where either side is too small or has no spread. */
export function changeOf(reference: Sample, window: Sample, key: string, label: string): LevelChange | null {
  const level = levelOf(window, key, label)
  if (level === null || reference.n < 2) return null
  if (reference.kind === 'share' && window.kind === 'share') {
    const interval = newcombe(window.hits, window.n, reference.hits, reference.n)
    const { p, test } = rateTest(window.hits, window.n, reference.hits, reference.n)
    return {
      ...level, nReference: reference.n, difference: interval.estimate, differenceLow: interval.low, differenceHigh: interval.high,
      effect: interval.estimate, effectLow: interval.low, effectHigh: interval.high, test: test === 'fisher' ? 'Fisher exact' : 'two proportions, pooled z', p,
    }
  }
  if (reference.kind !== 'mean' || window.kind !== 'mean') return null
  const sd = Math.sqrt(varianceOf(reference.moments))
  const welch = welchTFromMoments(window.moments, reference.moments)
  if (!(sd > 0) || !Number.isFinite(welch.p)) return null
  return {
    ...level, nReference: reference.n, difference: welch.estimate, differenceLow: welch.low, differenceHigh: welch.high,
    effect: welch.estimate / sd, effectLow: welch.low / sd, effectHigh: welch.high / sd, test: 'Welch t', p: welch.p,
  }
}

/** Takes the sample of a dataset, or a sentence why there is none. */
export type TakeSample = (dataset: AnalysisDataset) => Sample | string
