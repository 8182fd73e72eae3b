import type { Rng } from '../contract/analysis'
import { chiSquareSf } from './distributions'
import { hypergeometricDraw } from './hypergeometric-draw'

/** Counts, rows by columns. */
export type CountTable = readonly (readonly number[])[]

/** Pearson's χ² test of independence or homogeneity. */
export interface ContingencyResult {
  readonly statistic: number
  readonly df: number
  readonly p: number
  /** Smallest expected count; under 5 the asymptotic p is unsafe, take the Monte Carlo one. */
  readonly minExpected: number
  /** √(χ²/(n·min(r−1, c−1))), 0 to 1. */
  readonly cramersV: number
  /** Bias-corrected V (Bergsma 2013), 0 to 1. */
  readonly cramersVCorrected: number
  /** Total count. */
  readonly n: number
}

/** The table without rows and columns that hold nothing, with its margins. */
function withMargins(table: CountTable): { cells: number[][]; rows: number[]; columns: number[]; n: number } {
  const width = table.reduce((most, row) => Math.max(most, row.length), 0)
  const columnTotals = Array.from({ length: width }, (_, j) => table.reduce((total, row) => total + (row[j] ?? 0), 0))
  const kept = columnTotals.flatMap((total, j) => (total > 0 ? [j] : []))
  const cells = table.map((row) => kept.map((j) => row[j] ?? 0)).filter((row) => row.some((count) => count > 0))
  const rows = cells.map((row) => row.reduce((total, count) => total + count, 0))
  return { cells, rows, columns: kept.map((j) => columnTotals[j]!), n: rows.reduce((total, count) => total + count, 0) }
}

function pearson(cells: CountTable, rows: readonly number[], columns: readonly number[], n: number): number {
  let statistic = 0
  for (let i = 0; i < rows.length; i += 1) {
    for (let j = 0; j < columns.length; j += 1) {
      const expected = (rows[i]! * columns[j]!) / n
      const deviation = cells[i]![j]! - expected
      statistic += (deviation * deviation) / expected
    }
  }
  return statistic
}

/**
 * Pearson's χ² of a table of counts, both margins random or one fixed; no continuity correction.
 * Rows and columns of zeros are dropped first. A table with fewer than two rows or columns left has
 * df 0, statistic 0 and p 1 (there is nothing to differ); V is then NaN. Counts must be ≥ 0 and not NaN.
 */
export function chiSquareContingency(table: CountTable): ContingencyResult {
  const { cells, rows, columns, n } = withMargins(table)
  const df = Math.max(0, rows.length - 1) * Math.max(0, columns.length - 1)
  if (df === 0) return { statistic: 0, df: 0, p: 1, minExpected: NaN, cramersV: NaN, cramersVCorrected: NaN, n }
  const statistic = pearson(cells, rows, columns, n)
  const r = rows.length
  const c = columns.length
  const phi = statistic / n
  const phiCorrected = Math.max(0, phi - df / (n - 1))
  const shorter = Math.min(r - (r - 1) ** 2 / (n - 1), c - (c - 1) ** 2 / (n - 1)) - 1
  return {
    statistic,
    df,
    p: chiSquareSf(statistic, df),
    minExpected: (Math.min(...rows) * Math.min(...columns)) / n,
    cramersV: Math.min(1, Math.sqrt(phi / Math.min(r - 1, c - 1))),
    cramersVCorrected: shorter > 0 ? Math.min(1, Math.sqrt(phiCorrected / shorter)) : 0,
    n,
  }
}

/** χ² against its permutation distribution. */
export interface MonteCarloResult {
  readonly statistic: number
  /** (b + 1)/(m + 1): valid at every level. */
  readonly p: number
  /** Replicates at least as extreme. */
  readonly exceeded: number
  readonly replicates: number
}

/**
 * χ² test with a Monte Carlo p-value for small expected counts: tables with the observed margins are
 * drawn from the null (cell by cell hypergeometric, the same law as shuffling the labels), and
 * p = (b + 1)/(m + 1). Same dropping rule as `chiSquareContingency`.
 */
export function chiSquareMonteCarlo(table: CountTable, replicates: number, rng: Rng): MonteCarloResult {
  const { cells, rows, columns, n } = withMargins(table)
  if (rows.length < 2 || columns.length < 2) return { statistic: 0, p: 1, exceeded: replicates, replicates }
  const statistic = pearson(cells, rows, columns, n)
  // Equal tables reached by another order of additions must count as equal.
  const limit = statistic * (1 - 1e-10)
  const drawn = rows.map(() => columns.map(() => 0))
  let exceeded = 0
  for (let replicate = 0; replicate < replicates; replicate += 1) {
    drawTable(drawn, rows, columns, n, rng)
    if (pearson(drawn, rows, columns, n) >= limit) exceeded += 1
  }
  return { statistic, p: (exceeded + 1) / (replicates + 1), exceeded, replicates }
}

/** Fills `out` (rows by columns) with a random table of the given margins, both summing to n. */
export function drawTable(out: number[][], rows: readonly number[], columns: readonly number[], n: number, rng: Rng): void {
  const columnLeft = columns.slice()
  let total = n
  for (let i = 0; i < rows.length; i += 1) {
    let rowLeft = rows[i]!
    let pool = total
    for (let j = 0; j < columns.length; j += 1) {
      const available = columnLeft[j]!
      const count = hypergeometricDraw(rng, pool, available, rowLeft)
      out[i]![j] = count
      pool -= available
      rowLeft -= count
      columnLeft[j] = available - count
    }
    total -= rows[i]!
  }
}
