import type { AnalysisDataset } from '../../../contract/analysis'
import { rowMean, rowMeanInterval } from '../../../stats/row-mean'
import type { RowMean } from '../../../stats/row-mean'
import { studentTTwoSided } from '../../../stats/distributions'
import { newcombe } from '../../../stats/intervals'
import { mcNemar } from '../../../stats/tests'
import { effectiveCounts } from '../../../stats/weighted'
import { classOf, probabilitiesOf } from '../../common/classes'
import { rateTest } from '../../common/rate-test'
import { classLossRows, hitRows } from '../../common/row-loss'
import { weightOf } from '../../common/weights'

/** What a model that knows nothing but the shares of the classes does. */
export interface Prior {
  readonly shares: readonly number[]
  readonly mostFrequent: number
}

/** A comparison with its 95 % interval; a positive difference is in favour of the model. */
export interface Comparison {
  readonly difference: number
  readonly low: number
  readonly high: number
  readonly p: number
  readonly test: string
  readonly n: number
}

/** Shares of the classes among the known outcomes, weighted where there are weights; null without any. */
export function priorOf(dataset: AnalysisDataset, classes: number): Prior | null {
  const outcome = dataset.outcome!
  const weight = weightOf(dataset)
  const shares = Array.from({ length: classes }, (_, index) => rowMean(outcome.map((code) => (Number.isNaN(code) ? code : Number(code === index))), weight).mean)
  if (shares.some((share) => Number.isNaN(share))) return null
  return { shares, mostFrequent: shares.indexOf(Math.max(...shares)) }
}

/** t test of a mean of differences on the same rows; null without any spread. */
function paired(m: RowMean, test: string): Comparison | null {
  if (!(m.se > 0) || !(m.df > 0)) return null
  const { low, high } = rowMeanInterval(m)
  return { difference: m.mean, low, high, p: studentTTwoSided(m.mean / m.se, m.df), test, n: m.n }
}

/** Accuracy against that of always naming the most frequent class, on the same rows. */
export function accuracyAgainst(prior: Prior, dataset: AnalysisDataset): Comparison | null {
  const outcome = dataset.outcome!
  const hits = hitRows(classOf(dataset)!, outcome)
  const weight = weightOf(dataset)
  const difference = hits.map((hit, row) => hit - Number(outcome[row] === prior.mostFrequent))
  const m = rowMean(difference, weight)
  if (weight !== null) return paired(m, 'paired t, weighted')
  const better = difference.reduce((count, value) => count + Number(value === 1), 0)
  const worse = difference.reduce((count, value) => count + Number(value === -1), 0)
  if (better + worse === 0) return null
  const { low, high } = rowMeanInterval(m)
  return { difference: m.mean, low, high, p: mcNemar(better, worse).exact, test: 'McNemar, exact', n: m.n }
}

/** Log loss of the prior less that of the model, on the same rows; null without probabilities. */
export function logLossAgainst(prior: Prior, dataset: AnalysisDataset): Comparison | null {
  const probabilities = probabilitiesOf(dataset)
  if (probabilities === null) return null
  const outcome = dataset.outcome!
  const own = classLossRows(probabilities, outcome)
  const constant = prior.shares.map((share) => -Math.log(Math.max(Number.EPSILON, share)))
  return paired(rowMean(own.map((loss, row) => (Number.isNaN(loss) ? loss : constant[outcome[row]!]! - loss)), weightOf(dataset)), 'paired t')
}

/** Accuracy of a dataset less that of the reference; null where one of them has no rows. */
export function accuracyGap(dataset: AnalysisDataset, reference: AnalysisDataset): Comparison | null {
  const [own, other] = [dataset, reference].map((each) => {
    const hits = hitRows(classOf(each)!, each.outcome!)
    const weight = weightOf(each)
    if (weight !== null) return effectiveCounts((row) => hits[row] === 1, weight.map((w, row) => (Number.isNaN(hits[row]!) ? 0 : w)))
    return { successes: hits.reduce((count, hit) => count + Number(hit === 1), 0), n: hits.reduce((count, hit) => count + Number(!Number.isNaN(hit)), 0) }
  }) as [ReturnType<typeof effectiveCounts>, ReturnType<typeof effectiveCounts>]
  if (!(own.n > 0) || !(other.n > 0)) return null
  const { estimate, low, high } = newcombe(own.successes, own.n, other.successes, other.n)
  const { p, test } = rateTest(own.successes, own.n, other.successes, other.n)
  return { difference: estimate, low, high, p, test: test === 'fisher' ? 'Fisher mid-p' : 'two proportions, pooled z', n: Math.round(own.n + other.n) }
}

