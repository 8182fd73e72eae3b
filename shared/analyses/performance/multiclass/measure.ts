import type { AnalysisDataset } from '../../../contract/analysis'
import { accuracyOf, balancedAccuracyOf, classTable, deltaInterval, kappaOf, macroF1Of, macroPrecisionOf, macroRecallOf, matthewsOf, weightedF1Of, weightedPrecisionOf, weightedRecallOf } from '../../../stats/class-table'
import type { ClassStatistic, ClassTable } from '../../../stats/class-table'
import { delong } from '../../../stats/delong'
import type { Interval } from '../../../stats/interval'
import { proportionInterval } from '../../../stats/intervals'
import { rowMean, rowLossInterval } from '../../../stats/row-mean'
import { effectiveOf } from '../../../stats/weighted'
import { weightedDelong } from '../../../stats/weighted-delong'
import { againstRest, classOf, probabilitiesOf } from '../../common/classes'
import { rankScores } from '../../common/ranked-scores'
import { classLossRows, quadraticLossRows } from '../../common/row-loss'
import { weightOf } from '../../common/weights'

/** A metric as printed: value, interval where there is one, and what the baseline reaches. */
export interface Metric {
  readonly id: string
  readonly label: string
  readonly value: number | null
  readonly low: number | null
  readonly high: number | null
  readonly baseline: number | null
  readonly percent: boolean
}

/** How one class is told from the others. */
export interface ClassMetrics {
  readonly label: string
  /** Rows of the class, and rows predicted to be of it. */
  readonly n: number
  readonly predicted: number
  readonly precision: Metric
  readonly recall: Metric
  readonly f1: Metric
  /** One against the rest; null without probabilities. */
  readonly auc: Metric | null
}

export interface ClassMeasures {
  /** Rows with a class and a known outcome that count. */
  readonly n: number
  readonly metrics: readonly Metric[]
  readonly classes: readonly ClassMetrics[]
  /** Rows, or sums of weights, actual by predicted. */
  readonly matrix: readonly (readonly number[])[]
  /** Rows whose probabilities do not add up to 1 within 0.001. */
  readonly notOne: number
}

const finite = (value: number): number | null => (Number.isFinite(value) ? value : null)

function metric(id: string, label: string, interval: Interval, baseline: number | null = null, percent = false): Metric {
  return { id, label, value: finite(interval.estimate), low: finite(interval.low), high: finite(interval.high), baseline, percent }
}

const total = (cells: readonly number[]): number => cells.reduce((sum, cell) => sum + cell, 0)

/** Share of some cells among others, with its interval on the rows that these are worth. */
function share(table: ClassTable, inside: (actual: number, predicted: number) => boolean, among: (actual: number, predicted: number) => boolean): Interval {
  const sum = (of: readonly (readonly number[])[], which: typeof inside): number => total(of.flatMap((row, i) => row.filter((_, j) => among(i, j) && which(i, j))))
  const anything = (): boolean => true
  const { successes, n } = effectiveOf(sum(table.totals, anything), sum(table.totals, inside), sum(table.squares, anything), sum(table.squares, inside), sum(table.counts, anything))
  const { low, high } = proportionInterval(successes, n)
  return { estimate: sum(table.totals, inside) / sum(table.totals, anything), low, high }
}

/** F1 = 2J/(1 + J) with J the share of rows right among those that are, or are called, of the class: its interval is J's. */
function f1Interval(table: ClassTable, index: number): Interval {
  const jaccard = share(table, (i, j) => i === index && j === index, (i, j) => i === index || j === index)
  const toF1 = (value: number): number => (2 * value) / (1 + value)
  return { estimate: toF1(jaccard.estimate), low: toF1(jaccard.low), high: toF1(jaccard.high) }
}

/** Rows of a class, or rows called so, under which an average of shares of the classes has no interval. */
const fewestPerClass = 10

/** Every measure of one dataset that has classes and outcomes. */
export function measureClasses(dataset: AnalysisDataset, labels: readonly string[], checkpoint: () => void): ClassMeasures {
  const outcome = dataset.outcome!
  const predicted = classOf(dataset)!
  const probabilities = probabilitiesOf(dataset)
  const weight = weightOf(dataset)
  const table = classTable(outcome, predicted, labels.length, weight)
  checkpoint()
  const actual = table.totals.map(total)
  const all = total(actual)
  const prior = actual.map((value) => value / all)
  const present = prior.filter((value) => value > 0).length
  const figure = (id: string, label: string, statistic: ClassStatistic, baseline: number | null, scale: 'logit' | 'arctanh' = 'logit'): Metric => metric(id, label, deltaInterval(table, statistic, scale), baseline, scale === 'logit')
  // An average of shares of the classes stands on the smallest of them: what the variance of a handful of rows is, nobody knows,
  // and a class that is called so seldom that a sample may lack it counts there with a precision of 0.
  const counts = table.counts.map(total)
  const called = table.counts.map((_, index) => total(table.counts.map((row) => row[index]!)))
  const enough = (of: readonly number[]): boolean => counts.every((count, index) => count + called[index]! === 0 || of[index]! >= fewestPerClass)
  const macro = (id: string, label: string, statistic: ClassStatistic, baseline: number | null, needed: boolean): Metric => {
    const found = figure(id, label, statistic, baseline)
    return needed ? found : { ...found, low: null, high: null }
  }
  const most = Math.max(...prior)
  const confusionMetrics = [
    metric('accuracy', 'Accuracy (micro F1)', { ...share(table, (i, j) => i === j, () => true), estimate: accuracyOf(table.totals) }, most, true),
    macro('balanced-accuracy', 'Balanced accuracy (mean recall)', balancedAccuracyOf, 1 / present, enough(counts)),
    macro('macro-precision', 'Macro precision', macroPrecisionOf, most / present, enough(called)),
    macro('macro-recall', 'Macro recall', macroRecallOf, 1 / present, enough(counts)),
    macro('macro-f1', 'Macro F1', macroF1Of, (2 * most) / (1 + most) / present, enough(counts) && enough(called)),
    macro('weighted-precision', 'Precision, classes in proportion', weightedPrecisionOf, most ** 2, enough(called)),
    figure('weighted-recall', 'Recall, classes in proportion', weightedRecallOf, most),
    figure('weighted-f1', 'F1, classes in proportion', weightedF1Of, (2 * most ** 2) / (1 + most)),
    figure('kappa', 'Cohen\'s κ', kappaOf, 0, 'arctanh'),
    figure('mcc', 'Matthews correlation', matthewsOf, 0, 'arctanh'),
  ]
  const aucs = probabilities === null ? labels.map(() => null) : probabilities.map((values, index) => {
    checkpoint()
    const ranked = rankScores(values, againstRest(outcome, index), checkpoint, weight)
    const result = ranked.weight === null ? delong(ranked.score, ranked.outcome) : weightedDelong(ranked.score, ranked.outcome, ranked.weight)
    return metric('auc', 'AUC against the rest', { estimate: result.auc, low: result.low, high: result.high }, 0.5)
  })
  const classes = labels.map((label, index): ClassMetrics => ({
    label, n: actual[index]!, predicted: total(table.totals.map((row) => row[index]!)),
    precision: metric('precision', 'Precision', share(table, (i) => i === index, (_, j) => j === index), prior[index], true),
    recall: metric('recall', 'Recall', share(table, (_, j) => j === index, (i) => i === index), null, true),
    f1: metric('f1', 'F1', f1Interval(table, index), null, true),
    auc: aucs[index]!,
  }))
  return {
    n: table.rows, classes, matrix: table.totals,
    metrics: probabilities === null ? confusionMetrics : [...confusionMetrics, ...probabilistic(probabilities, outcome, prior, aucs, weight, checkpoint)],
    notOne: probabilities === null ? 0 : countNotOne(probabilities),
  }
}

/** Log loss, Brier score and the means of the classes' AUCs. */
function probabilistic(probabilities: readonly Float64Array[], outcome: Float64Array, prior: readonly number[], aucs: readonly (Metric | null)[], weight: Float64Array | null, checkpoint: () => void): readonly Metric[] {
  const known = aucs.flatMap((auc, index) => (auc?.value === null || auc === null ? [] : [{ value: auc.value, share: prior[index]! }]))
  const point = (estimate: number): Interval => ({ estimate, low: NaN, high: NaN })
  const logLoss = rowLossInterval(rowMean(classLossRows(probabilities, outcome), weight))
  checkpoint()
  const brier = rowLossInterval(rowMean(quadraticLossRows(probabilities, outcome), weight))
  return [
    ...(known.length === 0 ? [] : [
      metric('macro-auc', 'AUC against the rest, macro', point(known.reduce((sum, { value }) => sum + value, 0) / known.length), 0.5),
      metric('weighted-auc', 'AUC against the rest, in proportion', point(known.reduce((sum, { value, share: of }) => sum + value * of, 0) / known.reduce((sum, { share: of }) => sum + of, 0)), 0.5),
    ]),
    metric('log-loss', 'Log loss', logLoss, prior.reduce((sum, p) => sum - (p > 0 ? p * Math.log(p) : 0), 0)),
    metric('brier', 'Brier score (sum over classes)', brier, 1 - prior.reduce((sum, p) => sum + p * p, 0)),
  ]
}

function countNotOne(probabilities: readonly Float64Array[]): number {
  let count = 0
  for (let row = 0; row < probabilities[0]!.length; row += 1) {
    const sum = probabilities.reduce((all, values) => all + values[row]!, 0)
    if (Math.abs(sum - 1) > 1e-3) count += 1
  }
  return count
}
