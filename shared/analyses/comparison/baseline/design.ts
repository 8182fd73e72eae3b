import type { Column, Table } from '../../../contract/table'
import { moments, varianceOf } from '../../../stats/sums'
import { compareText, findColumn } from '../../common/datasets'

/** How the features of any table become the numbers of a simple model; settled on development alone. */
export interface Design {
  /** Names of the terms, the intercept first. */
  readonly terms: readonly string[]
  /** A writer of one row's terms into `out`; the same rule for every table. */
  encode(table: Table): (row: number, out: Float64Array) => void
  /** Features left out, with the reason. */
  readonly leftOut: readonly string[]
}

interface Part {
  readonly terms: readonly string[]
  writer(column: Column | undefined): (row: number, out: Float64Array, at: number) => void
}

const mostLevels = 20

/**
 * Standardised numbers (mean of development for missing ones, with an indicator where development has
 * any) and 0/1 indicators of the most frequent 20 levels of a category against the most frequent one;
 * rarer, unseen and missing levels share an indicator of their own. Free text and constants are left out.
 */
export function designOf(table: Table, features: readonly string[]): Design {
  const parts: { readonly feature: string; readonly part: Part }[] = []
  const leftOut: string[] = []
  for (const feature of features) {
    const column = findColumn(table, feature)
    const part = column === undefined || column.kind === 'text' ? null : column.kind === 'number' ? numberPart(feature, column.values) : levelPart(feature, column)
    if (part === null) leftOut.push(`${feature}: ${column === undefined ? 'development does not hold it' : column.kind === 'text' ? 'free text is left out of the simple models' : 'it is constant in development'}.`)
    else parts.push({ feature, part })
  }
  return {
    terms: ['intercept', ...parts.flatMap(({ part }) => part.terms)],
    leftOut,
    encode(other) {
      const writers = parts.map(({ feature, part }) => ({ write: part.writer(findColumn(other, feature)), width: part.terms.length }))
      return (row, out) => {
        out[0] = 1
        let at = 1
        for (const { write, width } of writers) {
          write(row, out, at)
          at += width
        }
      }
    },
  }
}

function numberPart(feature: string, values: Float64Array): Part | null {
  const known = moments(values)
  const sd = Math.sqrt(varianceOf(known))
  const gaps = known.n < values.length
  if (!(sd > 0)) return null
  return {
    terms: gaps ? [feature, `${feature} missing`] : [feature],
    writer(column) {
      const own = column?.kind === 'number' ? column.values : null
      return (row, out, at) => {
        const value = own === null ? Number.NaN : own[row]!
        const present = Number.isFinite(value)
        out[at] = present ? (value - known.mean) / sd : 0
        if (gaps) out[at + 1] = present ? 0 : 1
      }
    },
  }
}

function levelPart(feature: string, column: Extract<Column, { kind: 'category' }>): Part | null {
  const counts = new Float64Array(column.levels.length)
  for (const code of column.codes) if (code >= 0) counts[code]! += 1
  const levels = column.levels.map((level, code) => ({ level, count: counts[code]! })).filter(({ count }) => count > 0).sort((a, b) => b.count - a.count || compareText(a.level, b.level))
  const kept = levels.slice(1, mostLevels).map(({ level }) => level)
  const first = levels[0]?.level
  const others = levels.length > mostLevels || column.codes.some((code) => code < 0)
  if (first === undefined || kept.length + (others ? 1 : 0) === 0) return null
  const terms = [...kept.map((level) => `${feature} = ${level}`), ...(others ? [`${feature} other or missing`] : [])]
  const placeOf = new Map(kept.map((level, place) => [level, place]))
  return {
    terms,
    writer(other) {
      const own = other?.kind === 'category' ? other : null
      const places = own === null ? new Int32Array() : Int32Array.from(own.levels, (level) => (level === first ? -1 : (placeOf.get(level) ?? (others ? kept.length : -1))))
      return (row, out, at) => {
        out.fill(0, at, at + terms.length)
        const code = own === null ? -1 : own.codes[row]!
        const place = code < 0 ? (others ? kept.length : -1) : places[code]!
        if (place >= 0) out[at + place] = 1
      }
    },
  }
}
