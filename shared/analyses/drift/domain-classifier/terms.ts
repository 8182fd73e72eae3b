import type { Column } from '../../../contract/table'
import { moments, varianceOf } from '../../../stats/sums'
import { compareText, findColumn } from '../../common/datasets'
import type { OrderedRows } from '../../common/ordered-rows'

/** Numbers that a linear classifier sees of two samples, one column of `values` per term. */
export interface Terms {
  readonly names: readonly string[]
  /** Columns of the data a term is made of, as indexes into `columns`; a product has two. */
  readonly of: readonly (readonly number[])[]
  readonly columns: readonly string[]
  /** Term after term, each with the reference's rows first. */
  readonly values: readonly Float64Array[]
  readonly leftOut: readonly string[]
}

/** Standardised values beyond this are held here: one wild value must not carry a moment. */
const clip = 3
const mostLevels = 20
/** A level with fewer rows in both samples together shares an indicator with the other rare ones. */
const rareLevel = 10
/** Up to so many numeric columns the products of all pairs are terms too. */
const pairLimit = 12

type Pair = readonly [reference: OrderedRows, window: OrderedRows]

/**
 * Terms of both samples pooled, so that neither has a part in the rule: numbers standardised and
 * clipped at ±3, their squares, the products of pairs, 0/1 indicators of levels and of missing cells.
 * Constant terms are left out. Squares and products let a linear rule see spread and correlation.
 */
export function termsOf(pair: Pair, columns: readonly string[], pairs: boolean): Terms {
  const names: string[] = []
  const of: (readonly number[])[] = []
  const values: Float64Array[] = []
  const leftOut: string[] = []
  const numeric: { readonly index: number; readonly z: Float64Array }[] = []
  const add = (name: string, parts: readonly number[], column: Float64Array): void => {
    if (column.every((value) => value === column[0])) return
    names.push(name)
    of.push(parts)
    values.push(column)
  }
  columns.forEach((name, index) => {
    const both = pair.map((rows) => findColumn(rows.table, name)) as [Column | undefined, Column | undefined]
    const [a, b] = both
    if (a === undefined || b === undefined || a.kind !== b.kind || a.kind === 'text') {
      leftOut.push(`${name}: ${a === undefined || b === undefined ? 'it is absent on one side' : a.kind === 'text' ? 'free text is not compared' : 'its type differs'}.`)
      return
    }
    if (a.kind === 'number' && b.kind === 'number') {
      const { z, missing } = standardised(a.values, b.values)
      numeric.push({ index, z })
      add(name, [index], z)
      add(`${name}, squared`, [index], z.map((value) => value * value))
      add(`${name} missing`, [index], missing)
    }
    if (a.kind === 'category' && b.kind === 'category') for (const [level, column] of indicators(a, b)) add(`${name} ${level}`, [index], column)
  })
  if (pairs && numeric.length <= pairLimit) {
    numeric.forEach((first, i) => {
      for (const second of numeric.slice(i + 1)) {
        add(`${columns[first.index]!} × ${columns[second.index]!}`, [first.index, second.index], first.z.map((value, row) => value * second.z[row]!))
      }
    })
  }
  return { names, of, columns, values, leftOut }
}

function standardised(a: Float64Array, b: Float64Array): { readonly z: Float64Array; readonly missing: Float64Array } {
  const all = new Float64Array(a.length + b.length)
  all.set(a)
  all.set(b, a.length)
  const known = moments(all)
  const sd = Math.sqrt(varianceOf(known))
  return {
    z: all.map((value) => (Number.isNaN(value) || !(sd > 0) ? 0 : Math.min(clip, Math.max(-clip, (value - known.mean) / sd)))),
    missing: all.map((value) => (Number.isNaN(value) ? 1 : 0)),
  }
}

/** Indicators of every level but the most frequent; rare levels together; missing cells. */
function indicators(a: Extract<Column, { kind: 'category' }>, b: Extract<Column, { kind: 'category' }>): readonly (readonly [string, Float64Array])[] {
  const counts = new Map<string, number>()
  for (const { codes, levels } of [a, b]) {
    const perCode = new Float64Array(levels.length)
    for (const code of codes) if (code >= 0) perCode[code]! += 1
    levels.forEach((level, code) => counts.set(level, (counts.get(level) ?? 0) + perCode[code]!))
  }
  const byCount = [...counts].filter(([, count]) => count > 0).sort((x, y) => y[1] - x[1] || compareText(x[0], y[0]))
  const own = byCount.slice(1).filter(([, count], index) => count >= rareLevel && index < mostLevels).map(([level]) => level)
  const base = byCount[0]?.[0]
  const place = new Map(own.map((level, index) => [level, index]))
  const rare = own.length
  const columns = Array.from({ length: own.length + 2 }, () => new Float64Array(a.codes.length + b.codes.length))
  const fill = ({ codes, levels }: typeof a, from: number): void => {
    const at = levels.map((level) => (level === base ? -1 : (place.get(level) ?? rare)))
    codes.forEach((code, row) => {
      const term = code < 0 ? rare + 1 : at[code]!
      if (term >= 0) columns[term]![from + row] = 1
    })
  }
  fill(a, 0)
  fill(b, a.codes.length)
  return [...own.map((level) => `= ${level}`), 'other', 'missing'].map((level, index) => [level, columns[index]!] as const)
}
