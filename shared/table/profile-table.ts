import type { JobContext } from '../contract/job'
import { missingKinds } from '../contract/table'
import type { Column, ColumnProfile, MissingKind, NumericColumn, Table } from '../contract/table'
import { Dictionary } from './dictionary'
import { countDistinct } from './distinct'
import { profileFlags } from './profile-flags'

/** Bars of a sparkline. */
export const barCount = 24
/** Distinct texts counted exactly before the count is given up for memory. */
export const distinctTextCap = 2_000_000

/** Profile of every column, over all rows. */
export function profileTable(table: Table, job: JobContext): ColumnProfile[] {
  return table.columns.map((column, index) => {
    job.checkpoint()
    job.progress({ phase: 'Profiling columns', done: index, total: table.columns.length, unit: 'columns' })
    return profileColumn(column, table.rows, job)
  })
}

/** Profile of one column of a table of `rows` rows. */
export function profileColumn(column: Column, rows: number, job: JobContext): ColumnProfile {
  const missing: Partial<Record<MissingKind, number>> = {}
  let missingTotal = 0
  if (column.missing !== null) {
    const counts = new Float64Array(256)
    for (let row = 0; row < rows; row++) counts[column.missing[row]!]!++
    missingKinds.forEach((kind, code) => {
      if (code === 0 || counts[code] === 0) return
      missing[kind] = counts[code]!
      missingTotal += counts[code]!
    })
  }
  const base = { name: column.name, rows, missing, missingTotal }
  const shape = column.kind === 'number' ? numberShape(column, job) : column.kind === 'category' ? categoryShape(column.codes, column.levels) : textShape(column, rows, job)
  const profile = { ...base, ...shape, type: column.kind === 'number' ? column.type : column.kind }
  return { ...profile, flags: profileFlags(column, profile, job) }
}

type Shape = Pick<ColumnProfile, 'distinct' | 'min' | 'max' | 'mean' | 'bars'>

/** Rows summed before the sum is added to the total: keeps the rounding of a mean small. */
const sumBlock = 1024

/** Range, mean and bars over finite values; the mean is null when the sum is beyond a double. */
function numberShape(column: NumericColumn, job: JobContext): Shape {
  const { values } = column
  let min = Infinity
  let max = -Infinity
  let count = 0
  let total = 0
  for (let from = 0; from < values.length; from += sumBlock) {
    if ((from & 0xffff) === 0) job.checkpoint()
    let sum = 0
    for (let row = from, end = Math.min(values.length, from + sumBlock); row < end; row++) {
      const value = values[row]!
      if (value - value !== 0) continue
      count++
      sum += value
      if (value < min) min = value
      if (value > max) max = value
    }
    total += sum
  }
  if (count === 0) return { distinct: 0, min: null, max: null, mean: null, bars: [] }
  const mean = Number.isFinite(total) ? total / count : null
  const distinct = countDistinct(values, () => { job.checkpoint() })
  const size = max > min ? Math.min(barCount, distinct) : 1
  const width = (max - min) / size
  const counts = new Float64Array(size)
  for (let row = 0; row < values.length; row++) {
    if ((row & 0xffff) === 0) job.checkpoint()
    const value = values[row]!
    if (value - value !== 0) continue
    const bar = width > 0 ? ((value - min) / width) | 0 : 0
    counts[bar < size ? bar : size - 1]!++
  }
  const bars = Array.from(counts, (times, bar) => ({ label: `${Number((min + bar * width).toPrecision(6))}`, count: times }))
  return { distinct, min, max, mean, bars }
}

/** Distinct levels in use, and the most frequent ones. */
function categoryShape(codes: Int32Array, levels: readonly string[]): Shape {
  const counts = new Float64Array(levels.length)
  for (let row = 0; row < codes.length; row++) if (codes[row]! >= 0) counts[codes[row]!]!++
  const used = counts.reduce((sum, count) => sum + (count > 0 ? 1 : 0), 0)
  return { distinct: used, min: null, max: null, mean: null, bars: topCodes(counts).map((code) => ({ label: levels[code]!, count: counts[code]! })) }
}

/** Distinct texts by their bytes, up to the cap, and the most frequent ones. */
function textShape(column: Extract<Column, { kind: 'text' }>, rows: number, job: JobContext): Shape {
  const seen = new Dictionary()
  let counts = new Float64Array(1024)
  for (let row = 0; row < rows; row++) {
    if (row % 8192 === 0) job.checkpoint()
    if (column.missing !== null && column.missing[row] !== 0) continue
    const code = seen.intern(column.bytes, column.offsets[row]!, column.offsets[row + 1]!)
    if (code >= distinctTextCap) return { distinct: null, min: null, max: null, mean: null, bars: [] }
    if (code >= counts.length) {
      const grown = new Float64Array(code * 2)
      grown.set(counts)
      counts = grown
    }
    counts[code]!++
  }
  const decoder = new TextDecoder()
  const top = topCodes(counts.subarray(0, seen.size))
  return { distinct: seen.size, min: null, max: null, mean: null, bars: top.map((code) => ({ label: decoder.decode(seen.level(code)), count: counts[code]! })) }
}

/** The most frequent codes, ties in order of appearance, without sorting them all. */
function topCodes(counts: Float64Array): number[] {
  const top: number[] = []
  for (let code = 0; code < counts.length; code++) {
    if (counts[code] === 0 || (top.length === barCount && counts[code]! <= counts[top[barCount - 1]!]!)) continue
    let place = top.length
    while (place > 0 && counts[top[place - 1]!]! < counts[code]!) place--
    top.splice(place, 0, code)
    if (top.length > barCount) top.pop()
  }
  return top
}
