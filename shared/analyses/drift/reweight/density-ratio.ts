import type { NumericColumn } from '../../../contract/table'
import { quadraticForm, timesVector } from '../../../stats/cholesky'
import { logisticFit } from '../../../stats/logistic'
import { findColumn } from '../../common/datasets'
import type { OrderedRows } from '../../common/ordered-rows'
import { sideInOrder } from '../domain-classifier/sides'
import { valuesOfTerms } from '../domain-classifier/term-values'
import { termsOf } from '../domain-classifier/terms'

/** Weights that make the reference look like a window, with what they are worth. */
export interface DensityRatio {
  /** One per reference row, mean 1, the case weight in it. */
  readonly weights: Float64Array
  /** (Σw)²/Σw²: so many rows of equal weight the reweighted reference is worth. */
  readonly effective: number
  /** Largest share that one row has in the whole. */
  readonly largest: number
  /** Share of window rows with a value or level that no reference row has, by column; the worst column first. */
  readonly beyond: readonly { readonly column: string; readonly share: number }[]
  /** Share of window rows that are beyond the reference in any column. */
  readonly unsupported: number
  readonly terms: number
  readonly leftOut: readonly string[]
  /**
   * What the fitted weights add to the influence of each row on a weighted estimate, given the influence that
   * each reference row has through its own weight: sampling error of the weights themselves.
   */
  readonly fitting: (own: Float64Array) => { readonly reference: Float64Array; readonly window: Float64Array }
  /** Sampling variance of the logarithm of each reference row's weight, from the fit. */
  readonly spread: () => Float64Array
}

const scoreColumn = '\u0000score'

/** The table with the score as one more column, so that the weights balance it too. */
function withScore(rows: OrderedRows): OrderedRows {
  if (rows.score === null) return rows
  const column: NumericColumn = { name: scoreColumn, kind: 'number', type: 'decimal', values: rows.score, missing: null }
  return { ...rows, table: { rows: rows.table.rows, columns: [...rows.table.columns, column] } }
}

/**
 * Weights window/reference of the rows of a reference, by logistic regression of membership on
 * the terms of the domain classifier (numbers, squares, levels, missing cells) and the score, with a ridge
 * of 1 so that a perfect separation still has an answer: one whose effective size says that it is useless.
 * @param caseWeights weights of the rows of each side; null where every row counts once
 * @returns null when no term can be compared
 */
export function densityRatio(reference: OrderedRows, window: OrderedRows, columns: readonly string[], caseWeights: readonly [Float64Array | null, Float64Array | null], checkpoint: () => void): DensityRatio | null {
  const names = reference.score === null || window.score === null ? columns : [...columns, scoreColumn]
  const sides = [sideInOrder(withScore(reference).table), sideInOrder(withScore(window).table)] as const
  const found = termsOf(sides, names, false, checkpoint)
  const { leftOut } = found
  const values = valuesOfTerms(found, sides, checkpoint)
  if (values.length === 0) return null
  const n = reference.table.rows
  const m = window.table.rows
  const terms = [new Float64Array(n + m).fill(1), ...values]
  const label = new Float64Array(n + m).fill(1, n)
  const prior = joined(caseWeights, n, m)
  const fit = logisticFit(terms, label, { ridge: 1, weights: prior, checkpoint })
  const raw = Float64Array.from({ length: n }, (_, row) => ((prior === null ? 1 : prior[row]!) * fit.fitted[row]!) / Math.max(1 - fit.fitted[row]!, 1e-12))
  const total = raw.reduce((sum, value) => sum + value, 0)
  const weights = raw.map((value) => (value * n) / total)
  const squares = weights.reduce((sum, value) => sum + value * value, 0)
  checkpoint()
  let spread: Float64Array | null = null
  return {
    weights,
    effective: (n * n) / squares,
    largest: weights.reduce((most, value) => Math.max(most, value), 0) / n,
    ...support(reference, window, columns),
    terms: values.length,
    leftOut: leftOut.filter((text) => !text.startsWith(scoreColumn)),
    fitting(own) {
      const slope = Float64Array.from(terms, (term) => own.reduce((sum, part, row) => sum + part * term[row]!, 0))
      const direction = timesVector(fit.covariance, slope)
      const moved = (row: number): number => {
        let along = 0
        for (let j = 0; j < terms.length; j += 1) along += direction[j]! * terms[j]![row]!
        return (prior === null ? 1 : prior[row]!) * (label[row]! - fit.fitted[row]!) * along
      }
      return { reference: Float64Array.from({ length: n }, (_, row) => moved(row)), window: Float64Array.from({ length: m }, (_, row) => moved(n + row)) }
    },
    spread() {
      if (spread !== null) return spread
      // Weights have mean 1, so only what sets a row apart from the weighted mean of all counts.
      const centre = terms.map((term) => weights.reduce((sum, weight, row) => sum + weight * term[row]!, 0) / n)
      const apart = new Float64Array(terms.length)
      spread = Float64Array.from({ length: n }, (_, row) => {
        if (row % 256 === 0) checkpoint()
        for (let j = 0; j < terms.length; j += 1) apart[j] = terms[j]![row]! - centre[j]!
        return quadraticForm(fit.covariance, apart)
      })
      return spread
    },
  }
}

/** Case weights of both sides, each with mean 1. */
function joined([first, second]: readonly [Float64Array | null, Float64Array | null], n: number, m: number): Float64Array | null {
  if (first === null && second === null) return null
  const out = new Float64Array(n + m).fill(1)
  const put = (weights: Float64Array | null, from: number): void => {
    if (weights === null) return
    const mean = weights.reduce((sum, value) => sum + value, 0) / weights.length
    weights.forEach((value, row) => (out[from + row] = value / mean))
  }
  put(first, 0)
  put(second, n)
  return out
}

/** Window rows with a level that the reference lacks, or a number outside its range. */
function support(reference: OrderedRows, window: OrderedRows, columns: readonly string[]): Pick<DensityRatio, 'beyond' | 'unsupported'> {
  const outside = new Uint8Array(window.table.rows)
  const beyond = columns.flatMap((name) => {
    const [a, b] = [findColumn(reference.table, name), findColumn(window.table, name)]
    let count = 0
    const mark = (row: number): void => {
      outside[row] = 1
      count += 1
    }
    if (a?.kind === 'number' && b?.kind === 'number') {
      let [low, high] = [Infinity, -Infinity]
      for (const value of a.values) {
        if (value < low) low = value
        if (value > high) high = value
      }
      b.values.forEach((value, row) => { if (value < low || value > high) mark(row) })
    }
    if (a?.kind === 'category' && b?.kind === 'category') {
      const known = new Set(Array.from(a.codes, (code) => (code < 0 ? '' : a.levels[code]!)))
      const strange = b.levels.map((level) => !known.has(level))
      b.codes.forEach((code, row) => { if (code >= 0 && strange[code]!) mark(row) })
    }
    return count === 0 ? [] : [{ column: name, share: count / window.table.rows }]
  })
  return { beyond: beyond.sort((x, y) => y.share - x.share || (x.column < y.column ? -1 : 1)), unsupported: outside.reduce((sum, value) => sum + value, 0) / Math.max(1, window.table.rows) }
}
