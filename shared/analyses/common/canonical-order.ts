import type { Column, Table } from '../../contract/table'
import { argsort } from './argsort'

/** Rows mixed at a time: their hashes stay in the processor's nearest cache while column after column is mixed in. */
const block = 2048

/**
 * An order of the rows that depends on what they hold and not on where they lie: by a 64-bit hash of
 * the named columns' cells, in the order of the names. Random draws handed out along it are the same
 * however the file was sorted. Rows with equal cells are interchangeable.
 */
export function canonicalOrder(table: Table, names: readonly string[], checkpoint: () => void = () => undefined): Uint32Array {
  const mixers = [...names].sort().flatMap((name) => {
    const column = table.columns.find((candidate) => candidate.name === name)
    return column === undefined ? [] : [mixerOf(column)]
  })
  const high = new Int32Array(block)
  const low = new Int32Array(block)
  const key = new Float64Array(table.rows)
  const rows = new Uint32Array(table.rows)
  for (let from = 0; from < table.rows; from += block) {
    checkpoint()
    const to = Math.min(table.rows, from + block)
    high.fill(0x9e3779b9)
    low.fill(0x85ebca6b)
    for (const mix of mixers) mix(from, to, high, low)
    setKeys(from, to, high, low, key, rows)
  }
  return argsort(rows, key, null, checkpoint)
}

/** 53 bits of the hash as a number. */
function setKeys(from: number, to: number, high: Int32Array, low: Int32Array, key: Float64Array, rows: Uint32Array): void {
  for (let row = from; row < to; row += 1) {
    key[row] = (high[row - from]! >>> 11) * 4294967296 + (low[row - from]! >>> 0)
    rows[row] = row
  }
}

/** Mixes a column's cells of some rows into their hashes, which start at 0. */
type Mixer = (from: number, to: number, high: Int32Array, low: Int32Array) => void

function mixerOf(column: Column): Mixer {
  switch (column.kind) {
    case 'number': {
      const words = new Int32Array(column.values.buffer, column.values.byteOffset, 2 * column.values.length)
      return (from, to, high, low) => { mixNumbers(words, from, to, high, low) }
    }
    case 'category': {
      const first = Int32Array.from(column.levels, (level) => hashText(level, 0x2545f491))
      const second = Int32Array.from(column.levels, (level) => hashText(level, 0x1b873593))
      return (from, to, high, low) => { mixCodes(column.codes, first, second, from, to, high, low) }
    }
    case 'text': return (from, to, high, low) => { mixBytes(column.bytes, column.offsets, from, to, high, low) }
  }
}

/** Where the two halves of a number lie in memory: little-endian, as on every machine the app runs on. */
const lowWord = 0
const highWord = 1
/** The high word of ±∞, its sign shifted out. */
const infinite = 0xffe00000

// The loops over rows are functions of their own: the engine makes faster code of them than of closures.
function mixNumbers(words: Int32Array, from: number, to: number, high: Int32Array, low: Int32Array): void {
  const rows = to - from
  for (let place = 0; place < rows; place += 1) {
    let a = words[2 * (from + place) + lowWord]!
    let b = words[2 * (from + place) + highWord]!
    const exponent = (b << 1) >>> 0
    // Every NaN is one value, and so are both zeros; one comparison each for all other numbers.
    if (exponent === 0 && a === 0) b = 0
    else if (exponent >= infinite && (exponent > infinite || a !== 0)) {
      a = 0x7ff80000
      b = 1
    }
    const h = Math.imul(high[place]! ^ a, 0xcc9e2d51)
    const l = Math.imul(low[place]! ^ b, 0xc2b2ae35)
    high[place] = Math.imul((h << 15) | (h >>> 17), 5) + l
    low[place] = Math.imul((l << 13) | (l >>> 19), 0x1b873593) ^ (h >>> 7)
  }
}

function mixCodes(codes: Int32Array, first: Int32Array, second: Int32Array, from: number, to: number, high: Int32Array, low: Int32Array): void {
  const rows = to - from
  for (let place = 0; place < rows; place += 1) {
    const code = codes[from + place]!
    const h = Math.imul(high[place]! ^ (code < 0 ? 2 : first[code]!), 0xcc9e2d51)
    const l = Math.imul(low[place]! ^ (code < 0 ? 3 : second[code]!), 0xc2b2ae35)
    high[place] = Math.imul((h << 15) | (h >>> 17), 5) + l
    low[place] = Math.imul((l << 13) | (l >>> 19), 0x1b873593) ^ (h >>> 7)
  }
}

function mixBytes(bytes: Uint8Array, offsets: Float64Array, from: number, to: number, high: Int32Array, low: Int32Array): void {
  for (let row = from; row < to; row += 1) {
    for (let at = offsets[row]!; at < offsets[row + 1]!; at += 1) mixInto(row - from, bytes[at]!, 7, high, low)
    mixInto(row - from, 0xff, 11, high, low)
  }
}

function mixInto(place: number, a: number, b: number, high: Int32Array, low: Int32Array): void {
  const h = Math.imul(high[place]! ^ a, 0xcc9e2d51)
  const l = Math.imul(low[place]! ^ b, 0xc2b2ae35)
  high[place] = Math.imul((h << 15) | (h >>> 17), 5) + l
  low[place] = Math.imul((l << 13) | (l >>> 19), 0x1b873593) ^ (h >>> 7)
}

function hashText(text: string, salt: number): number {
  let hash = salt
  for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193) ^ (hash >>> 13)
  return hash >>> 0
}
