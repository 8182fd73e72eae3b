import type { Column, Table } from '../../../contract/table'
import { findColumn } from '../../common/datasets'

/** What development shows of one feature. */
export interface FeatureDomain {
  readonly feature: string
  readonly kind: 'number' | 'category'
  readonly min: number
  readonly max: number
  /** Rows that hold the smallest, and the largest value. */
  readonly atMin: number
  readonly atMax: number
  /** Rows per level. */
  readonly levels: ReadonlyMap<string, number>
  readonly missing: number
}

/** Why a cell lies outside; 0 where it does not. */
export const outsideKinds = ['inside', 'below', 'above', 'unseen-level', 'newly-missing'] as const

/** Smallest and largest value (±∞ left out), levels and missing cells of a feature; null for free text or an absent column. */
export function featureDomain(table: Table, feature: string): FeatureDomain | null {
  const column = findColumn(table, feature)
  if (column === undefined || column.kind === 'text') return null
  if (column.kind === 'category') {
    const counts = new Float64Array(column.levels.length)
    let missing = 0
    for (const code of column.codes) {
      if (code >= 0) counts[code]! += 1
      else missing += 1
    }
    const levels = new Map(column.levels.map((level, code) => [level, counts[code]!] as const).filter(([, count]) => count > 0))
    return { feature, kind: 'category', min: Number.NaN, max: Number.NaN, atMin: 0, atMax: 0, levels, missing }
  }
  let min = Infinity
  let max = -Infinity
  let atMin = 0
  let atMax = 0
  let missing = 0
  for (const value of column.values) {
    if (!Number.isFinite(value)) {
      missing += 1
      continue
    }
    if (value <= min) {
      atMin = value === min ? atMin + 1 : 1
      min = value
    }
    if (value >= max) {
      atMax = value === max ? atMax + 1 : 1
      max = value
    }
  }
  return { feature, kind: 'number', min, max, atMin, atMax, levels: new Map(), missing }
}

/** Per row the index into `outsideKinds`; a column of another kind or an absent one is all inside (and said elsewhere). */
export function outsideOf(column: Column | undefined, domain: FeatureDomain): Uint8Array | null {
  if (column === undefined || column.kind === 'text' || column.kind !== domain.kind) return null
  const absent = domain.missing === 0 ? 4 : 0
  if (column.kind === 'category') {
    const byCode = Uint8Array.from(column.levels, (level) => (domain.levels.has(level) ? 0 : 3))
    return Uint8Array.from(column.codes, (code) => (code < 0 ? absent : byCode[code]!))
  }
  return Uint8Array.from(column.values, (value) => (Number.isNaN(value) ? absent : value < domain.min ? 1 : value > domain.max ? 2 : 0))
}

/** Rows of development that nothing else in it vouches for: the only smallest or largest value, the only row of a level, the only missing cell. */
export function aloneOf(column: Column | undefined, domain: FeatureDomain): Uint8Array | null {
  if (column === undefined || column.kind === 'text' || column.kind !== domain.kind) return null
  const absent = domain.missing === 1 ? 1 : 0
  if (column.kind === 'category') {
    const byCode = Uint8Array.from(column.levels, (level) => (domain.levels.get(level) === 1 ? 1 : 0))
    return Uint8Array.from(column.codes, (code) => (code < 0 ? absent : byCode[code]!))
  }
  return Uint8Array.from(column.values, (value) => (!Number.isFinite(value) ? absent : (value === domain.min && domain.atMin === 1) || (value === domain.max && domain.atMax === 1) ? 1 : 0))
}
