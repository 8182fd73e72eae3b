import type { CategoryColumn, NumericColumn } from '../../../contract/table'
import { moments, varianceOf } from '../../../stats/sums'
import { countCodes } from '../../common/count-codes'
import { compareText } from '../../common/datasets'
import { columnOf, spreadSample } from './sides'
import type { SampledRows, Side } from './sides'

/** A numeric column of both sides: what a cell z is standardised with. */
export interface NumericSource {
  readonly kind: 'number'
  readonly parts: readonly (readonly NumericColumn[])[]
  readonly mean: number
  readonly sd: number
  /** Cells of the spread sample, by side, in the order of their places. */
  readonly sample: readonly Float64Array[]
}

/** A categorical column of both sides: per part, the indicator of each code; −1 has none (the base level). */
export interface CategorySource {
  readonly kind: 'category'
  readonly parts: readonly (readonly CategoryColumn[])[]
  readonly indicator: readonly (readonly Int32Array[])[]
  /** Indicator of a missing cell, the last one. */
  readonly missing: number
  /** Indicators of the spread sample (−1: none), by side, in the order of their places. */
  readonly sample: readonly Int32Array[]
}

export interface Source {
  /** Index into the columns asked for. */
  readonly column: number
  readonly name: string
  readonly data: NumericSource | CategorySource
}

/** One term: z, z² or "is missing" of a numeric source, an indicator of a categorical one, or a product of two z. */
export type Term =
  | { readonly of: 'z' | 'square' | 'missing'; readonly source: number }
  | { readonly of: 'level'; readonly source: number; readonly indicator: number }
  | { readonly of: 'product'; readonly source: number; readonly second: number }

export interface Terms {
  readonly sources: readonly Source[]
  readonly terms: readonly Term[]
  readonly leftOut: readonly string[]
}

/** Standardised values beyond this are held here: one wild value must not carry a moment. */
export const clip = 3
const mostLevels = 20
/** A level with fewer rows in both samples together shares an indicator with the other rare ones. */
const rareLevel = 10
/** Up to so many numeric columns the products of all pairs are terms too. */
const pairLimit = 12
/** Up to so many numeric columns their squares are terms too. */
const squareLimit = 400

/** z of a cell: standardised, clipped at ±3; 0 for a missing cell or a column without spread. */
export function standardised(value: number, { mean, sd }: NumericSource): number {
  const z = (value - mean) / sd
  return z >= -clip ? (z > clip ? clip : z) : z < -clip ? -clip : 0
}

/**
 * Terms of both samples pooled, so that neither has a part in the rule: numbers standardised and
 * clipped at ±3, their squares, the products of pairs, 0/1 indicators of levels and of missing cells.
 * Squares and products let a linear rule see spread and correlation.
 */
export function termsOf(sides: readonly [Side, Side], columns: readonly string[], pairs: boolean, checkpoint: () => void): Terms {
  const sources: Source[] = []
  const terms: Term[] = []
  const leftOut: string[] = []
  const samples = sides.map(spreadSample)
  const numbers = columns.filter((name) => columnOf(sides[0], name)?.[0]?.kind === 'number').length
  if (numbers > squareLimit) leftOut.push(`squares: with ${String(numbers)} numeric columns they are no terms, so a change of spread alone is not seen here.`)
  columns.forEach((name, column) => {
    const both = sides.map((side) => columnOf(side, name))
    const [a, b] = both
    const kind = a?.[0]?.kind
    if (a === null || b === null || a === undefined || b === undefined || kind === undefined || kind === 'text' || kind !== b[0]?.kind) {
      leftOut.push(`${name}: ${kind === 'text' ? 'free text is not compared' : a !== null && b !== null ? 'its type differs' : 'it is absent, or of another type, on one side'}.`)
      return
    }
    const source = sources.length
    if (kind === 'number') {
      const parts = [a, b] as readonly (readonly NumericColumn[])[]
      const data = numericSource(parts, sides, samples, checkpoint)
      sources.push({ column, name, data })
      terms.push({ of: 'z', source })
      if (numbers <= squareLimit) terms.push({ of: 'square', source })
      if (data.sample.some((cells) => cells.some((cell) => Number.isNaN(cell)))) terms.push({ of: 'missing', source })
    } else {
      const data = categorySource([a, b] as readonly (readonly CategoryColumn[])[], sides, samples, checkpoint)
      sources.push({ column, name, data })
      for (let indicator = 0; indicator <= data.missing; indicator += 1) terms.push({ of: 'level', source, indicator })
    }
  })
  const numeric = sources.flatMap(({ data }, source) => (data.kind === 'number' ? [source] : []))
  if (pairs && numeric.length <= pairLimit) {
    numeric.forEach((source, index) => { for (const second of numeric.slice(index + 1)) terms.push({ of: 'product', source, second }) })
  }
  return { sources, terms, leftOut }
}

function numericSource(parts: readonly (readonly NumericColumn[])[], sides: readonly Side[], samples: readonly (readonly SampledRows[])[], checkpoint: () => void): NumericSource {
  const sizes = sides.map(({ spread }) => spread)
  const pooled = new Float64Array(sizes[0]! + sizes[1]!)
  const sample = [pooled.subarray(0, sizes[0]), pooled.subarray(sizes[0])]
  parts.forEach((columns, side) => {
    checkpoint()
    columns.forEach(({ values }, part) => { pickNumbers(values, samples[side]![part]!, sample[side]!) })
  })
  const known = moments(pooled)
  return { kind: 'number', parts, mean: known.mean, sd: Math.sqrt(varianceOf(known)) || Number.NaN, sample }
}

function pickNumbers(values: Float64Array, { row, place }: SampledRows, into: Float64Array): void {
  for (let index = 0; index < row.length; index += 1) into[place[index]!] = values[row[index]!]!
}

/** Indicators of every level but the most frequent; rare levels together; missing cells last. */
function categorySource(parts: readonly (readonly CategoryColumn[])[], sides: readonly Side[], samples: readonly (readonly SampledRows[])[], checkpoint: () => void): CategorySource {
  const counts = new Map<string, number>()
  for (const { codes, levels } of parts.flat()) {
    checkpoint()
    const perCode = countCodes(codes, levels.length)
    levels.forEach((level, code) => counts.set(level, (counts.get(level) ?? 0) + perCode[code]!))
  }
  const byCount = [...counts].filter(([, count]) => count > 0).sort((x, y) => y[1] - x[1] || compareText(x[0], y[0]))
  const own = byCount.slice(1).filter(([, count], index) => count >= rareLevel && index < mostLevels).map(([level]) => level)
  const base = byCount[0]?.[0]
  const place = new Map(own.map((level, index) => [level, index]))
  const missing = own.length + 1
  const indicator = parts.map((side) => side.map(({ levels }) => Int32Array.from(levels, (level) => (level === base ? -1 : (place.get(level) ?? own.length)))))
  const sample = parts.map((columns, side) => {
    checkpoint()
    const into = new Int32Array(sides[side]!.spread)
    columns.forEach(({ codes }, part) => { pickIndicators(codes, indicator[side]![part]!, missing, samples[side]![part]!, into) })
    return into
  })
  return { kind: 'category', parts, missing, indicator, sample }
}

function pickIndicators(codes: Int32Array, indicator: Int32Array, missing: number, { row, place }: SampledRows, into: Int32Array): void {
  for (let index = 0; index < row.length; index += 1) {
    const code = codes[row[index]!]!
    into[place[index]!] = code < 0 ? missing : indicator[code]!
  }
}

/** Columns a term is made of, as indexes into the columns asked for. */
export function columnsOfTerm(term: Term, sources: readonly Source[]): readonly number[] {
  const first = sources[term.source]!.column
  return term.of === 'product' ? [first, sources[term.second]!.column] : [first]
}
