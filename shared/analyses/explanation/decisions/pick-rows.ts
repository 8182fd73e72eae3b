import type { Rng } from '../../../contract/analysis'
import type { Column } from '../../../contract/table'
import { sampleWithoutReplacement } from '../../../stats/shuffle'
import { cellText } from '../../../table/column-access'
import type { Why } from './types'

export interface Pick {
  readonly why: Why
  /** Place in the dataset, from 0. */
  readonly row: number
}

export interface PickRules {
  /** Rows in an order that depends on what they hold: it decides ties and draws. */
  readonly order: Uint32Array
  readonly score: Float64Array
  readonly threshold: number | null
  readonly named: readonly number[]
  /** Rows on each side of the threshold, with the highest and lowest score, and at random. */
  readonly near: number
  readonly extreme: number
  readonly random: number
  readonly rng: Rng
}

/** The `most` rows with the smallest key, smallest first; NaN keys are left out, ties keep their order. */
function smallest(order: Uint32Array, most: number, key: (row: number) => number): readonly number[] {
  const held: { readonly row: number; readonly key: number }[] = []
  if (most === 0) return []
  for (const row of order) {
    const own = key(row)
    if (Number.isNaN(own) || (held.length === most && own >= held.at(-1)!.key)) continue
    const place = held.findIndex((one) => own < one.key)
    held.splice(place < 0 ? held.length : place, 0, { row, key: own })
    if (held.length > most) held.pop()
  }
  return held.map(({ row }) => row)
}

/** Rows worth a look, each under the first rule that picks it. Rows without a finite score are never picked. */
export function pickRows(rules: PickRules): readonly Pick[] {
  const { order, score, threshold } = rules
  const picked = new Map<number, Why>()
  const take = (why: Why, rows: readonly number[]): void => rows.forEach((row) => { if (!picked.has(row)) picked.set(row, why) })
  const finite = (row: number): number => (Number.isFinite(score[row]!) ? score[row]! : Number.NaN)
  take('named', rules.named)
  if (threshold !== null) {
    take('nearest above the threshold', smallest(order, rules.near, (row) => (finite(row) >= threshold ? score[row]! - threshold : Number.NaN)))
    take('nearest below the threshold', smallest(order, rules.near, (row) => (finite(row) < threshold ? threshold - score[row]! : Number.NaN)))
  }
  take('highest score', smallest(order, rules.extreme, (row) => -finite(row)))
  take('lowest score', smallest(order, rules.extreme, finite))
  const rest = order.filter((row) => Number.isFinite(score[row]!) && !picked.has(row))
  take('at random', Array.from(sampleWithoutReplacement(rest.length, rules.random, rules.rng), (place) => rest[place]!))
  return Array.from(picked, ([row, why]) => ({ row, why }))
}

/**
 * Rows a reviewer names: an identifier of the identifying column where one matches (its first row),
 * else a row number from 1, the header not counted.
 */
export function namedRows(names: readonly string[], score: Float64Array, identity: Column | null): { readonly rows: readonly number[]; readonly problems: readonly string[] } {
  const wanted = new Set(names)
  const byName = new Map<string, number>()
  if (identity !== null && wanted.size > 0) {
    for (let row = score.length - 1; row >= 0; row -= 1) {
      const text = cellText(identity, row)
      if (wanted.has(text)) byName.set(text, row)
    }
  }
  const rows: number[] = []
  const problems: string[] = []
  for (const name of wanted) {
    const row = byName.get(name) ?? (/^[1-9]\d{0,14}$/.test(name) ? Number(name) - 1 : -1)
    if (row < 0) problems.push(`${name}: no row is called that${identity === null ? ' and there is no identifying column' : ` in ${identity.name}`}; rows are numbered from 1.`)
    else if (row >= score.length) problems.push(`Row ${name}: the dataset has no such row.`)
    else if (!Number.isFinite(score[row]!)) problems.push(`${name}: the row has no score.`)
    else rows.push(row)
  }
  return { rows, problems }
}
