/** Counts of a binary decision against the outcome. */
export interface Confusion {
  readonly tp: number
  readonly fp: number
  readonly fn: number
  readonly tn: number
  readonly n: number
  /** Pairs left out because score or outcome is NaN. */
  readonly dropped: number
}

/**
 * Confusion counts at a threshold: score ≥ threshold is predicted positive, outcome 1 is positive,
 * any other number negative. Pairs with a NaN score or outcome are dropped and counted.
 */
export function confusion(score: Float64Array, outcome: Float64Array, threshold: number): Confusion {
  let tp = 0
  let fp = 0
  let fn = 0
  let tn = 0
  const length = Math.min(score.length, outcome.length)
  for (let i = 0; i < length; i += 1) {
    const s = score[i]!
    const y = outcome[i]!
    if (s !== s || y !== y) continue
    if (s >= threshold) {
      if (y === 1) tp += 1
      else fp += 1
    } else if (y === 1) fn += 1
    else tn += 1
  }
  const n = tp + fp + fn + tn
  return { tp, fp, fn, tn, n, dropped: length - n }
}

/** Confusion counts of two shards taken together. */
export function mergeConfusion(a: Confusion, b: Confusion): Confusion {
  return { tp: a.tp + b.tp, fp: a.fp + b.fp, fn: a.fn + b.fn, tn: a.tn + b.tn, n: a.n + b.n, dropped: a.dropped + b.dropped }
}

/** Share predicted right. Every rate below is NaN when its denominator is 0. */
export function accuracy(c: Confusion): number {
  return (c.tp + c.tn) / c.n
}

/** Recall (sensitivity, true positive rate): tp/(tp + fn). */
export function recall(c: Confusion): number {
  return c.tp / (c.tp + c.fn)
}

/** Specificity (true negative rate): tn/(tn + fp). */
export function specificity(c: Confusion): number {
  return c.tn / (c.tn + c.fp)
}

/** False positive rate: fp/(fp + tn). */
export function falsePositiveRate(c: Confusion): number {
  return c.fp / (c.fp + c.tn)
}

/** False negative rate: fn/(fn + tp). */
export function falseNegativeRate(c: Confusion): number {
  return c.fn / (c.fn + c.tp)
}

/** Precision (positive predictive value): tp/(tp + fp). */
export function precision(c: Confusion): number {
  return c.tp / (c.tp + c.fp)
}

/** Negative predictive value: tn/(tn + fn). */
export function negativePredictiveValue(c: Confusion): number {
  return c.tn / (c.tn + c.fn)
}

/** Mean of recall and specificity. */
export function balancedAccuracy(c: Confusion): number {
  return (recall(c) + specificity(c)) / 2
}

/** Harmonic mean of precision and recall: 2tp/(2tp + fp + fn). */
export function f1(c: Confusion): number {
  return (2 * c.tp) / (2 * c.tp + c.fp + c.fn)
}

/** Matthews correlation coefficient, −1 to 1; NaN when a margin is empty. */
export function matthewsCorrelation(c: Confusion): number {
  // Two roots, so that large counts stay far from overflow of exact integers.
  const spread = Math.sqrt((c.tp + c.fp) * (c.tp + c.fn)) * Math.sqrt((c.tn + c.fp) * (c.tn + c.fn))
  return (c.tp * c.tn - c.fp * c.fn) / spread
}

/** Share predicted positive: (tp + fp)/n. */
export function selectionRate(c: Confusion): number {
  return (c.tp + c.fp) / c.n
}

/** Share of positives: (tp + fn)/n. */
export function prevalence(c: Confusion): number {
  return (c.tp + c.fn) / c.n
}

/** Value (positive) or cost (negative) of each of the four outcomes of a decision, in money. */
export interface CostMatrix {
  readonly tp: number
  readonly fp: number
  readonly fn: number
  readonly tn: number
}

/** Business value of the decisions, in total and per row (NaN without rows). */
export function businessValue(c: Confusion, value: CostMatrix): { readonly total: number; readonly perRow: number } {
  const total = c.tp * value.tp + c.fp * value.fp + c.fn * value.fn + c.tn * value.tn
  return { total, perRow: total / c.n }
}

/** Every threshold metric at once. */
export interface ClassificationMetrics {
  readonly accuracy: number
  readonly balancedAccuracy: number
  readonly precision: number
  readonly recall: number
  readonly specificity: number
  readonly falsePositiveRate: number
  readonly falseNegativeRate: number
  readonly negativePredictiveValue: number
  readonly f1: number
  readonly mcc: number
  readonly selectionRate: number
  readonly prevalence: number
}

/** All threshold metrics of a confusion; NaN where a denominator is 0. */
export function classificationMetrics(c: Confusion): ClassificationMetrics {
  return {
    accuracy: accuracy(c),
    balancedAccuracy: balancedAccuracy(c),
    precision: precision(c),
    recall: recall(c),
    specificity: specificity(c),
    falsePositiveRate: falsePositiveRate(c),
    falseNegativeRate: falseNegativeRate(c),
    negativePredictiveValue: negativePredictiveValue(c),
    f1: f1(c),
    mcc: matthewsCorrelation(c),
    selectionRate: selectionRate(c),
    prevalence: prevalence(c),
  }
}
