import type { Rng } from '../../../contract/analysis'
import type { Task } from '../../../contract/model'
import { permutation } from '../../../stats/shuffle'
import { normalCdf } from '../../../stats/special'
import { studentTQuantile } from '../../../stats/distributions'
import { moments, varianceOf } from '../../../stats/sums'
import { areProbabilities, logLossRows } from '../../common/row-loss'

/** Rows by rising score, ties by outcome, so that figures of any resample need one pass. */
export interface Ranked {
  readonly score: Float64Array
  readonly outcome: Float64Array
}

export type MetricId = 'auc' | 'log-loss' | 'error-rate' | 'rmse' | 'mae'

export const metricWords: Readonly<Record<MetricId, string>> = { auc: 'AUC', 'log-loss': 'Log loss', 'error-rate': 'Error rate at the threshold', rmse: 'RMSE', mae: 'MAE' }

/** A figure of rows that count so many times each; NaN where it has no value. */
export type Metric = (counts: Float64Array) => number

/** AUC of repeated rows: ties half, one pass along the ranks. */
export function countedAuc({ score, outcome }: Ranked, counts: Float64Array): number {
  let below = 0
  let events = 0
  let others = 0
  let area = 0
  let from = 0
  while (from < score.length) {
    let to = from
    let tiedEvents = 0
    let tiedOthers = 0
    while (to < score.length && score[to] === score[from]) {
      if (outcome[to] === 1) tiedEvents += counts[to]!
      else tiedOthers += counts[to]!
      to += 1
    }
    area += tiedEvents * (below + tiedOthers / 2)
    below += tiedOthers
    events += tiedEvents
    others += tiedOthers
    from = to
  }
  return area / events / others
}

function countedMean(values: Float64Array, counts: Float64Array): number {
  let total = 0
  let n = 0
  for (let row = 0; row < values.length; row += 1) {
    total += values[row]! * counts[row]!
    n += counts[row]!
  }
  return total / n
}

/** The figures that make sense for a task. */
export function metricsFor(rows: Ranked, task: Task, threshold: number | null): readonly { readonly id: MetricId; readonly of: Metric }[] {
  const { score, outcome } = rows
  if (task === 'regression') {
    const squares = score.map((value, row) => (value - outcome[row]!) ** 2)
    const absolute = score.map((value, row) => Math.abs(value - outcome[row]!))
    return [{ id: 'rmse', of: (counts) => Math.sqrt(countedMean(squares, counts)) }, { id: 'mae', of: (counts) => countedMean(absolute, counts) }]
  }
  const losses = areProbabilities(score) ? logLossRows(score, outcome) : null
  const wrong = threshold === null ? null : score.map((value, row) => (value >= threshold === (outcome[row] === 1) ? 0 : 1))
  return [
    { id: 'auc', of: (counts) => countedAuc(rows, counts) },
    ...(losses === null ? [] : [{ id: 'log-loss' as const, of: (counts: Float64Array) => countedMean(losses, counts) }]),
    ...(wrong === null ? [] : [{ id: 'error-rate' as const, of: (counts: Float64Array) => countedMean(wrong, counts) }]),
  ]
}

/** How a figure moves from sample to sample. */
export interface Spread {
  readonly id: MetricId
  readonly value: number
  /** Bootstrap standard error and 95 % expanded percentile interval, scaled to all rows where fewer were used. */
  readonly se: number
  readonly low: number
  readonly high: number
  readonly foldSd: number
  readonly foldLow: number
  readonly foldHigh: number
}

export interface ResampleSettings {
  readonly replicates: number
  readonly folds: number
  /** Rows there are in all; a bootstrap of n of N rows is narrowed by √(n/N). */
  readonly total: number
}

/**
 * End of the expanded percentile interval: the share of the replicates below it is Φ(−t·√(n/(n − 1))) with t of n − 1
 * degrees of freedom, since percentiles alone are as narrow as a normal interval with the sum of squares over n; it
 * lies at the place (B + 1)·share among the B replicates, held to the first and last.
 * Source: Hesterberg, What teachers should know about the bootstrap, The American Statistician 69 (2015) 371–386.
 */
function expandedEnd(sorted: Float64Array, n: number, upper: boolean): number {
  const share = normalCdf(studentTQuantile(0.025, n - 1) * Math.sqrt(n / (n - 1)))
  const place = Math.max(0, (sorted.length + 1) * share - 1)
  const at = upper ? sorted.length - 1 - place : place
  const below = Math.floor(at)
  return sorted[below]! + (at - below) * ((sorted[below + 1] ?? sorted[below]!) - sorted[below]!)
}

/**
 * Bootstrap (rows drawn with replacement) and random folds of every figure. Draws go along the ranks, so
 * the order of the file decides nothing.
 */
export function resample(rows: Ranked, metrics: readonly { readonly id: MetricId; readonly of: Metric }[], settings: ResampleSettings, rng: Rng, checkpoint: () => void): readonly Spread[] {
  const n = rows.score.length
  const narrow = Math.sqrt(n / Math.max(n, settings.total))
  const whole = new Float64Array(n).fill(1)
  const drawn = metrics.map(() => [] as number[])
  const counts = new Float64Array(n)
  for (let replicate = 0; replicate < settings.replicates; replicate += 1) {
    const stream = rng.fork(`bootstrap ${String(replicate)}`)
    counts.fill(0)
    for (let draw = 0; draw < n; draw += 1) {
      if (draw % 16_384 === 0) checkpoint()
      counts[stream.int(n)]! += 1
    }
    metrics.forEach((metric, index) => {
      const value = metric.of(counts)
      if (Number.isFinite(value)) drawn[index]!.push(value)
    })
  }
  const order = permutation(n, rng.fork('folds'))
  const folds = Array.from({ length: settings.folds }, (_, fold) => {
    checkpoint()
    const inside = new Float64Array(n)
    for (let place = fold; place < n; place += settings.folds) inside[order[place]!] = 1
    return metrics.map((metric) => metric.of(inside))
  })
  return metrics.flatMap((metric, index): readonly Spread[] => {
    const value = metric.of(whole)
    const sorted = Float64Array.from(drawn[index]!).sort()
    const byFold = folds.map((fold) => fold[index]!).filter((one) => Number.isFinite(one))
    if (!Number.isFinite(value) || sorted.length < 20 || byFold.length < 2) return []
    const scaled = (upper: boolean): number => value + (expandedEnd(sorted, n, upper) - value) * narrow
    return [{
      id: metric.id, value, se: Math.sqrt(varianceOf(moments(sorted))) * narrow, low: scaled(false), high: scaled(true),
      foldSd: Math.sqrt(varianceOf(moments(byFold))), foldLow: Math.min(...byFold), foldHigh: Math.max(...byFold),
    }]
  })
}
