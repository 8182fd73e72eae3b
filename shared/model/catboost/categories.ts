import type { Column } from '../../contract/table'
import { textReader } from '../features'
import { categoryHash } from './city-hash'

/** A category column: a code per row (−1 where missing) and per code the hash of its text. */
export interface HashedColumn {
  readonly codes: Int32Array
  readonly hashes: readonly number[]
}

/** Ways a truth value is written: pandas columns reach CatBoost as 0 and 1, texts as they are. */
const truths: readonly (readonly [no: string, yes: string])[] = [['0', '1'], ['False', 'True'], ['false', 'true'], ['FALSE', 'TRUE']]

/**
 * Hashes a column's categories. Numbers are hashed as they are written the shortest way (3, not 3.0), truth values in the
 * first way of writing of which the model knows a hash.
 */
export function hashColumn(column: Column, rows: number, known: ReadonlySet<number>): HashedColumn {
  if (column.kind === 'category') return { codes: column.codes instanceof Int32Array ? column.codes : Int32Array.from(column.codes), hashes: column.levels.map(categoryHash) }
  if (column.kind === 'number' && column.type === 'boolean') {
    const hashes = (truths.find((pair) => pair.some((text) => known.has(categoryHash(text)))) ?? truths[0]!).map(categoryHash)
    return { codes: Int32Array.from(column.values, (value) => Number.isNaN(value) ? -1 : value === 0 ? 0 : 1), hashes }
  }
  const read = textReader(column)
  const places = new Map<string, number>()
  const hashes: number[] = []
  const codes = Int32Array.from({ length: rows }, (_, row) => {
    const text = read(row)
    if (text === null) return -1
    let place = places.get(text)
    if (place === undefined) {
      places.set(text, place = hashes.length)
      hashes.push(categoryHash(text))
    }
    return place
  })
  return { codes, hashes }
}
