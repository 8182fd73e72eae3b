import { ExactSum } from './exact-sum'
import type { Interval } from './interval'
import { normalQuantile } from './special'

/** Rows of several classes, actual (first index) by predicted (second), as what they weigh. */
export interface ClassTable {
  /** Σw per cell: the count of rows where no weights are given. */
  readonly totals: readonly (readonly number[])[]
  /** Σw² per cell. */
  readonly squares: readonly (readonly number[])[]
  /** Rows per cell. */
  readonly counts: readonly (readonly number[])[]
  readonly rows: number
}

/**
 * Confusion matrix of class indexes 0 … classes − 1. Rows with a NaN, an index outside or a weight that
 * is not positive are left out.
 */
export function classTable(actual: Float64Array, predicted: Float64Array, classes: number, weights: Float64Array | null = null): ClassTable {
  const totals = Array.from({ length: classes ** 2 }, () => new ExactSum())
  const squares = Array.from({ length: classes ** 2 }, () => new ExactSum())
  const counts = new Float64Array(classes ** 2)
  let rows = 0
  for (let row = 0; row < actual.length; row += 1) {
    const guess = predicted[row]!
    const truth = actual[row]!
    const w = weights === null ? 1 : weights[row]!
    if (!(guess >= 0 && guess < classes && truth >= 0 && truth < classes) || !(w > 0)) continue
    const cell = truth * classes + guess
    totals[cell]!.add(w)
    squares[cell]!.add(w * w)
    counts[cell]! += 1
    rows += 1
  }
  const matrix = (of: (cell: number) => number): number[][] => Array.from({ length: classes }, (_, i) => Array.from({ length: classes }, (_, j) => of(i * classes + j)))
  return { totals: matrix((cell) => totals[cell]!.value()), squares: matrix((cell) => squares[cell]!.value()), counts: matrix((cell) => counts[cell]!), rows }
}

/** A figure of a confusion matrix that does not change when every cell is multiplied by one number. */
export type ClassStatistic = (matrix: readonly (readonly number[])[]) => number

interface Margins {
  readonly actual: readonly number[]
  readonly predicted: readonly number[]
  readonly right: readonly number[]
  readonly total: number
}

function margins(matrix: readonly (readonly number[])[]): Margins {
  const actual = matrix.map((row) => row.reduce((sum, cell) => sum + cell, 0))
  const predicted = matrix.map((_, column) => matrix.reduce((sum, row) => sum + row[column]!, 0))
  return { actual, predicted, right: matrix.map((row, index) => row[index]!), total: actual.reduce((sum, value) => sum + value, 0) }
}

/** Mean over the classes that occur, as actual or as predicted; a share of nothing counts 0 (as scikit-learn does). */
function averaged(matrix: readonly (readonly number[])[], share: (m: Margins, index: number) => number, weighted: boolean): number {
  const m = margins(matrix)
  let sum = 0
  let weight = 0
  m.actual.forEach((actual, index) => {
    if (actual === 0 && m.predicted[index] === 0) return
    const value = share(m, index)
    const w = weighted ? actual : 1
    sum += w * (Number.isNaN(value) ? 0 : value)
    weight += w
  })
  return sum / weight
}

const precisionAt = (m: Margins, index: number): number => m.right[index]! / m.predicted[index]!
const recallAt = (m: Margins, index: number): number => m.right[index]! / m.actual[index]!
const f1At = (m: Margins, index: number): number => (2 * m.right[index]!) / (m.predicted[index]! + m.actual[index]!)

/** Share predicted right: micro precision, recall and F1 as well. */
export const accuracyOf: ClassStatistic = (matrix) => {
  const m = margins(matrix)
  return m.right.reduce((sum, value) => sum + value, 0) / m.total
}

/** Mean recall over the classes that occur among the outcomes. */
export const balancedAccuracyOf: ClassStatistic = (matrix) => {
  const m = margins(matrix)
  const present = m.actual.flatMap((actual, index) => (actual > 0 ? [recallAt(m, index)] : []))
  return present.reduce((sum, value) => sum + value, 0) / present.length
}

/** Mean precision, recall or F1: classes alike (macro) or in proportion to their rows (weighted). */
export const macroPrecisionOf: ClassStatistic = (matrix) => averaged(matrix, precisionAt, false)
export const macroRecallOf: ClassStatistic = (matrix) => averaged(matrix, recallAt, false)
export const macroF1Of: ClassStatistic = (matrix) => averaged(matrix, f1At, false)
export const weightedPrecisionOf: ClassStatistic = (matrix) => averaged(matrix, precisionAt, true)
export const weightedRecallOf: ClassStatistic = (matrix) => averaged(matrix, recallAt, true)
export const weightedF1Of: ClassStatistic = (matrix) => averaged(matrix, f1At, true)

/** Cohen's κ = (agreement − agreement by chance)/(1 − agreement by chance); NaN when chance agreement is 1. Cohen (1960). */
export const kappaOf: ClassStatistic = (matrix) => {
  const m = margins(matrix)
  const agreement = m.right.reduce((sum, value) => sum + value, 0) / m.total
  const chance = m.actual.reduce((sum, value, index) => sum + (value / m.total) * (m.predicted[index]! / m.total), 0)
  return (agreement - chance) / (1 - chance)
}

/** Matthews correlation of several classes (Gorodkin's R_K, 2004); NaN when one side has a single class. */
export const matthewsOf: ClassStatistic = (matrix) => {
  const m = margins(matrix)
  const p = m.predicted.map((value) => value / m.total)
  const t = m.actual.map((value) => value / m.total)
  const dot = (a: readonly number[], b: readonly number[]): number => a.reduce((sum, value, index) => sum + value * b[index]!, 0)
  const right = m.right.reduce((sum, value) => sum + value, 0) / m.total
  return (right - dot(t, p)) / (Math.sqrt(1 - dot(p, p)) * Math.sqrt(1 - dot(t, t)))
}

/** Cells beyond which no interval is taken: its cost grows with their square. */
const mostCells = 2500

/**
 * A figure of the matrix with its interval by the delta method: the slopes of the figure in every cell
 * (central differences), the variance Σ Σw²·(slope − mean slope)²/(Σw)², on a scale that keeps the
 * bounds inside: logit for figures between 0 and 1, arctanh for those between −1 and 1.
 * @returns NaN bounds where the figure is at an end of its range or the table is too large.
 */
export function deltaInterval(table: ClassTable, statistic: ClassStatistic, scale: 'logit' | 'arctanh', level = 0.95): Interval {
  const total = table.totals.flat().reduce((sum, value) => sum + value, 0)
  const shares = table.totals.map((row) => row.map((value) => value / total))
  const estimate = statistic(shares)
  const nothing = { estimate, low: NaN, high: NaN }
  if (!Number.isFinite(estimate) || shares.length ** 2 > mostCells) return nothing
  let mean = 0
  const slopes = shares.map((row, actual) => row.map((share, predicted) => {
    if (share === 0) return 0
    const step = 1e-4 * share
    const moved = (by: number): number => statistic(shares.map((cells, i) => (i === actual ? cells.map((cell, j) => (j === predicted ? cell + by : cell)) : cells)))
    const slope = (moved(step) - moved(-step)) / (2 * step)
    mean += share * slope
    return slope
  }))
  let variance = 0
  slopes.forEach((row, i) => row.forEach((slope, j) => (variance += (table.squares[i]![j]! / total ** 2) * (slope - mean) ** 2)))
  const reach = -normalQuantile((1 - level) / 2) * Math.sqrt(variance)
  if (scale === 'logit') {
    if (!(estimate > 0 && estimate < 1) || !(reach > 0)) return nothing
    const half = reach / (estimate * (1 - estimate))
    const at = (z: number): number => 1 / (1 + Math.exp(-(Math.log(estimate / (1 - estimate)) + z)))
    return { estimate, low: at(-half), high: at(half) }
  }
  if (!(Math.abs(estimate) < 1) || !(reach > 0)) return nothing
  const half = reach / (1 - estimate ** 2)
  return { estimate, low: Math.tanh(Math.atanh(estimate) - half), high: Math.tanh(Math.atanh(estimate) + half) }
}
