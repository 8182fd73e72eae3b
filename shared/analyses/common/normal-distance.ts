import type { Table } from '../../contract/table'
import { normalQuantile } from '../../stats/special'
import { countAtMost, countBelow, sortedFinite } from '../../stats/sort'
import { findColumn } from './datasets'

/** Added to the diagonal of the correlations, so that columns that say the same do not make it singular. */
const ridge = 1e-3
/** Rows between two checkpoints. */
const block = 1024

/** Normal scores of each number by its place in development, and the correlations of these. */
export interface DistanceModel {
  readonly features: readonly string[]
  readonly sorted: readonly Float64Array[]
  /** Normal score by twice the mid-rank. */
  readonly scores: readonly Float64Array[]
  /** Lower triangle of the Cholesky factor of the correlations, row by row. */
  readonly factor: readonly Float64Array[]
}

/**
 * Fits the distance on the rows of a table: each number becomes the normal score of its mid-rank,
 * Φ⁻¹((below + upTo)/2n) kept within 0.5/n of the ends; a missing cell is 0, the middle. The correlations
 * R = Zᵀ Z/n (diagonal included, plus 0.001) are factored as L Lᵀ.
 */
export function fitDistance(table: Table, features: readonly string[], checkpoint: () => void): DistanceModel {
  const sorted = features.map((feature) => {
    checkpoint()
    const column = findColumn(table, feature)
    return column?.kind === 'number' ? sortedFinite(column.values) : new Float64Array(0)
  })
  const scores = sorted.map(({ length: n }) => {
    checkpoint()
    return Float64Array.from({ length: 2 * n + 1 }, (_, twice) => normalQuantile(Math.min(1 - 0.5 / n, Math.max(0.5 / n, twice / 2 / n))))
  })
  checkpoint()
  const columns = normalScores({ features, sorted, scores }, table, 0, table.rows)
  const correlations = columns.map((a, i) => Float64Array.from({ length: i + 1 }, (_, j) => {
    checkpoint()
    let total = 0
    const b = columns[j]!
    for (let row = 0; row < table.rows; row += 1) total += a[row]! * b[row]!
    return total / table.rows + (i === j ? ridge : 0)
  }))
  return { features, sorted, scores, factor: cholesky(correlations) }
}

/** Normal scores of the rows from `from` up to `to`, per feature; 0 for a missing cell and for what is no number. */
export function normalScores({ features, sorted, scores }: Pick<DistanceModel, 'features' | 'sorted' | 'scores'>, table: Table, from: number, to: number): readonly Float64Array[] {
  return features.map((feature, index) => {
    const column = findColumn(table, feature)
    const out = new Float64Array(to - from)
    if (column?.kind !== 'number' || sorted[index]!.length === 0) return out
    for (let row = from; row < to; row += 1) {
      const value = column.values[row]!
      if (!Number.isNaN(value)) out[row - from] = scores[index]![countBelow(sorted[index]!, value) + countAtMost(sorted[index]!, value)]!
    }
    return out
  })
}

function cholesky(matrix: readonly Float64Array[]): readonly Float64Array[] {
  const factor = matrix.map((row) => new Float64Array(row.length))
  for (let i = 0; i < matrix.length; i += 1) {
    for (let j = 0; j <= i; j += 1) {
      let rest = matrix[i]![j]!
      for (let k = 0; k < j; k += 1) rest -= factor[i]![k]! * factor[j]![k]!
      factor[i]![j] = i === j ? Math.sqrt(Math.max(rest, Number.MIN_VALUE)) : rest / factor[j]![j]!
    }
  }
  return factor
}

/** Squared Mahalanobis distance of each row's normal scores: |L⁻¹ z|². In blocks of rows, to keep memory small. */
export function distancesOf(model: DistanceModel, table: Table, checkpoint: () => void): Float64Array {
  const p = model.features.length
  const out = new Float64Array(table.rows)
  const solved = new Float64Array(p)
  for (let from = 0; from < table.rows; from += block) {
    checkpoint()
    const to = Math.min(table.rows, from + block)
    const columns = normalScores(model, table, from, to)
    for (let row = 0; row < to - from; row += 1) {
      let total = 0
      for (let i = 0; i < p; i += 1) {
        const line = model.factor[i]!
        let rest = columns[i]![row]!
        for (let k = 0; k < i; k += 1) rest -= line[k]! * solved[k]!
        solved[i] = rest / line[i]!
        total += solved[i]! ** 2
      }
      out[from + row] = total
    }
  }
  return out
}

/** The distance that a new row from the same population exceeds with probability at most `tail`; Infinity with too few rows to say. */
export function distanceLimit(distances: Float64Array, tail: number): number {
  const place = Math.ceil((1 - tail) * (distances.length + 1))
  return place > distances.length ? Infinity : distances.slice().sort()[place - 1]!
}
