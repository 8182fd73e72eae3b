import { completePairs } from './binary-pairs'
import { classificationMetrics, type ClassificationMetrics, type Confusion } from './classification'

/** Counts of actual (rows) by predicted (columns) class. */
export interface MulticlassConfusion {
  readonly matrix: readonly (readonly number[])[]
  readonly n: number
  readonly dropped: number
}

/** Confusion matrix of class indexes 0 … classes − 1; pairs with NaN or an index outside are dropped and counted. */
export function multiclassConfusion(predicted: Float64Array, actual: Float64Array, classes: number): MulticlassConfusion {
  const { first, second } = completePairs(predicted, actual)
  const matrix = Array.from({ length: classes }, () => Array.from({ length: classes }, () => 0))
  let n = 0
  first.forEach((guess, i) => {
    const row = matrix[second[i]!]
    if (row?.[guess] === undefined) return
    row[guess] += 1
    n += 1
  })
  return { matrix, n, dropped: Math.min(predicted.length, actual.length) - n }
}

/** One class against the rest. */
export function oneAgainstRest(confusion: MulticlassConfusion, index: number): Confusion {
  const row = confusion.matrix[index] ?? []
  const tp = row[index] ?? 0
  const fn = row.reduce((total, count) => total + count, 0) - tp
  const fp = confusion.matrix.reduce((total, other) => total + (other[index] ?? 0), 0) - tp
  return { tp, fp, fn, tn: confusion.n - tp - fn - fp, n: confusion.n, dropped: confusion.dropped }
}

/** Per class, and averaged: macro counts classes alike (NaN classes, absent from both sides, left out), micro counts rows alike. */
export interface MulticlassMetrics {
  readonly perClass: readonly ClassificationMetrics[]
  /** Share of rows predicted right, which is also micro precision, recall and F1. */
  readonly accuracy: number
  readonly macroPrecision: number
  readonly macroRecall: number
  readonly macroF1: number
}

/** Macro and micro metrics of a confusion matrix. A class never predicted has precision NaN and is left out of that mean. */
export function multiclassMetrics(confusion: MulticlassConfusion): MulticlassMetrics {
  const perClass = confusion.matrix.map((_, index) => classificationMetrics(oneAgainstRest(confusion, index)))
  const macro = (pick: (metrics: ClassificationMetrics) => number): number => {
    const known = perClass.map(pick).filter((value) => !Number.isNaN(value))
    return known.reduce((total, value) => total + value, 0) / known.length
  }
  const right = confusion.matrix.reduce((total, row, index) => total + (row[index] ?? 0), 0)
  return {
    perClass,
    accuracy: right / confusion.n,
    macroPrecision: macro((m) => m.precision),
    macroRecall: macro((m) => m.recall),
    macroF1: macro((m) => m.f1),
  }
}

/**
 * Multiclass log loss: mean −log of the probability given to the actual class, kept off 0 by 2^−52.
 * @param probabilities one array per class, rows long
 */
export function multiclassLogLoss(probabilities: readonly Float64Array[], actual: Float64Array): { readonly logLoss: number; readonly n: number } {
  let total = 0
  let n = 0
  actual.forEach((index, row) => {
    const p = probabilities[index]?.[row]
    if (p === undefined || Number.isNaN(p)) return
    total -= Math.log(Math.min(1, Math.max(Number.EPSILON, p)))
    n += 1
  })
  return { logLoss: n === 0 ? NaN : total / n, n }
}
