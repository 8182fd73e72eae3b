import { confusion } from '../../../stats/classification'
import type { Confusion } from '../../../stats/classification'
import { balancedAccuracy, f1, matthewsCorrelation } from '../../../stats/classification'
import { delong } from '../../../stats/delong'
import type { DelongResult } from '../../../stats/delong'
import { proportionInterval } from '../../../stats/intervals'
import { ksStatistic, prAuc, rocCurve } from '../../../stats/roc'
import { brier, logLoss } from '../../../stats/scoring'
import { exactSum } from '../../../stats/exact-sum'
import { rowMean } from '../../../stats/row-mean'
import { effectiveCounts } from '../../../stats/weighted'
import { weightedDelong } from '../../../stats/weighted-delong'
import { weightedRanking } from '../../../stats/weighted-ranking'
import { logLossRows, squaredErrorRows } from '../../common/row-loss'
import type { RankedScores } from '../../common/ranked-scores'

/** A metric as printed: value, interval where there is one, and the rows it rests on. */
export interface Metric {
  readonly id: string
  readonly label: string
  readonly value: number | null
  readonly low: number | null
  readonly high: number | null
  readonly n: number
  /** The same metric of the baseline that gives every row the share of events. */
  readonly baseline: number | null
  readonly percent: boolean
}

export interface DatasetMetrics {
  readonly key: string
  readonly label: string
  readonly role: string
  readonly rows: number
  readonly n: number
  readonly events: number
  readonly metrics: readonly Metric[]
  readonly confusion: Omit<Confusion, 'dropped'> | null
  readonly roc: readonly (readonly [falsePositiveRate: number, truePositiveRate: number])[]
}

const finite = (value: number): number | null => (Number.isFinite(value) ? value : null)

function metric(id: string, label: string, value: number, n: number, baseline: number | null = null, interval: { readonly low: number; readonly high: number } | null = null, percent = false): Metric {
  return { id, label, value: finite(value), low: interval === null ? null : finite(interval.low), high: interval === null ? null : finite(interval.high), n, baseline, percent }
}

/** True when every score is a probability. */
export function areProbabilities(score: Float64Array): boolean {
  return score.every((value) => value >= 0 && value <= 1)
}

/** All metrics of one dataset; ranked rows only. */
export function measureDiscrimination(ranked: RankedScores, threshold: number | null): { readonly metrics: readonly Metric[]; readonly confusion: Confusion | null; readonly auc: DelongResult; readonly roc: DatasetMetrics['roc'] } {
  const { score, outcome, events, weight } = ranked
  if (weight !== null) return measureWeighted(ranked, weight, threshold)
  const n = score.length
  const auc = delong(score, outcome)
  const prior = events / n
  const metrics = [
    metric('auc', 'AUC', auc.auc, n, 0.5, auc),
    metric('gini', 'Gini (2·AUC − 1)', 2 * auc.auc - 1, n, 0, { low: 2 * auc.low - 1, high: 2 * auc.high - 1 }),
    metric('ks', 'KS (largest TPR − FPR)', ksStatistic(score, outcome).ks, n, 0),
    metric('pr-auc', 'PR AUC (average precision)', prAuc(score, outcome).prAuc, n, prior),
    ...(areProbabilities(score) ? probabilistic(score, outcome, prior) : []),
  ]
  const counts = threshold === null ? null : confusion(score, outcome, threshold)
  const roc = rocCurve(score, outcome, 200).map((point) => [point.falsePositiveRate, point.truePositiveRate] as const)
  return { metrics: counts === null ? metrics : [...metrics, ...atThreshold(counts)], confusion: counts, auc, roc }
}

/** The same with weights: confusion cells are sums of weights, rates have intervals by effective rows. */
function measureWeighted({ score, outcome, events }: RankedScores, weight: Float64Array, threshold: number | null): ReturnType<typeof measureDiscrimination> {
  const n = score.length
  const auc = weightedDelong(score, outcome, weight)
  const ranking = weightedRanking({ score, outcome, weight })
  const prior = rowMean(outcome, weight).mean
  const losses = areProbabilities(score) && events > 0 ? [
    { ...metric('brier', 'Brier score', rowMean(squaredErrorRows(score, outcome), weight).mean, n, prior * (1 - prior)) },
    { ...metric('log-loss', 'Log loss', rowMean(logLossRows(score, outcome), weight).mean, n, -prior * Math.log(prior) - (1 - prior) * Math.log(1 - prior)) },
  ] : []
  const metrics = [
    metric('auc', 'AUC', auc.auc, n, 0.5, auc),
    metric('gini', 'Gini (2·AUC − 1)', 2 * auc.auc - 1, n, 0, { low: 2 * auc.low - 1, high: 2 * auc.high - 1 }),
    metric('ks', 'KS (largest TPR − FPR)', ranking.ks, n, 0),
    metric('pr-auc', 'PR AUC (average precision)', ranking.prAuc, n, prior),
    ...losses,
  ]
  const roc = ranking.roc.map((point) => [point.falsePositiveRate, point.truePositiveRate] as const)
  if (threshold === null) return { metrics, confusion: null, auc, roc }
  const sum = (keep: (row: number) => boolean): number => exactSum(weight.filter((_, row) => keep(row)))
  const above = (row: number): boolean => score[row]! >= threshold
  const event = (row: number): boolean => outcome[row] === 1
  const counts: Confusion = { tp: sum((row) => above(row) && event(row)), fp: sum((row) => above(row) && !event(row)), fn: sum((row) => !above(row) && event(row)), tn: sum((row) => !above(row) && !event(row)), n: exactSum(weight), dropped: 0 }
  const rows = (keep: (row: number) => boolean): number => weight.reduce((count, _, row) => count + Number(keep(row)), 0)
  const everywhere = (): boolean => true
  const masks: Readonly<Record<string, readonly [hit: (row: number) => boolean, among: (row: number) => boolean]>> = {
    accuracy: [(row) => above(row) === event(row), everywhere], tpr: [above, event], fpr: [above, (row) => !event(row)],
    precision: [event, above], npv: [(row) => !event(row), (row) => !above(row)], selection: [above, everywhere],
  }
  const weighted = atThreshold(counts).map((each): Metric => {
    const mask = masks[each.id]
    if (mask === undefined) return { ...each, n }
    const [hit, among] = mask
    const { successes, n: worth } = effectiveCounts(hit, weight.map((w, row) => (among(row) ? w : 0)))
    const { low, high } = proportionInterval(successes, worth)
    return { ...each, low: finite(low), high: finite(high), n: rows(among) }
  })
  return { metrics: [...metrics, ...weighted], confusion: counts, auc, roc }
}

function probabilistic(score: Float64Array, outcome: Float64Array, prior: number): readonly Metric[] {
  const entropy = prior > 0 && prior < 1 ? -prior * Math.log(prior) - (1 - prior) * Math.log(1 - prior) : 0
  return [
    metric('brier', 'Brier score', brier(score, outcome).brier, score.length, prior * (1 - prior)),
    metric('log-loss', 'Log loss', logLoss(score, outcome).logLoss, score.length, entropy),
  ]
}

/** Metrics of the confusion matrix; the baseline decides everyone alike, for the more frequent class. */
function atThreshold(counts: Confusion): readonly Metric[] {
  const { tp, fp, fn, tn, n } = counts
  const rate = (id: string, label: string, successes: number, trials: number, baseline: number | null): Metric => metric(id, label, successes / trials, trials, baseline, proportionInterval(successes, trials), true)
  return [
    rate('accuracy', 'Accuracy', tp + tn, n, Math.max(tp + fn, fp + tn) / n),
    rate('tpr', 'True positive rate (recall)', tp, tp + fn, null),
    rate('fpr', 'False positive rate', fp, fp + tn, null),
    rate('precision', 'Precision', tp, tp + fp, (tp + fn) / n),
    rate('npv', 'Negative predictive value', tn, tn + fn, (fp + tn) / n),
    rate('selection', 'Selection rate (score at or above the threshold)', tp + fp, n, null),
    metric('balanced-accuracy', 'Balanced accuracy', balancedAccuracy(counts), n, 0.5),
    metric('f1', 'F1', f1(counts), n),
    metric('mcc', 'Matthews correlation', matthewsCorrelation(counts), n, 0),
  ]
}
