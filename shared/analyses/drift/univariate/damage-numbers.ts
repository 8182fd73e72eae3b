import { fisherExact } from '../../../stats/fisher'
import { ksTwoSample } from '../../../stats/ks'
import { countAtMost, countBelow, quantileSorted } from '../../../stats/sort'
import { dateText } from '../../../table/column-access'
import { formatCount, formatNumber, formatPercent } from '../../common/format'
import { fewestCells } from './damage'
import type { Damage } from './damage'
import type { NumericSample } from './numeric'

/** Factors that units and slips of the decimal point bring; their inverses too. */
const factors: readonly (readonly [number, string])[] = [
  ...[1, 2, 3, 4, 6, 9].map((power) => [10 ** power, ''] as const),
  [12, ' (months and years)'], [24, ' (hours and days)'], [60, ' (minutes)'], [3600, ' (seconds and hours)'], [1024, ' (bytes)'],
  [2.54, ' (inches and centimetres)'], [0.45359237, ' (pounds and kilograms)'], [1.609344, ' (miles and kilometres)'], [0.3048, ' (feet and metres)'],
]
/** Known shifts: value = factor·old + offset. */
const offsets: readonly (readonly [factor: number, offset: number, words: string])[] = [
  [1, 273.15, 'look like kelvin in place of degrees Celsius'], [1, -273.15, 'look like degrees Celsius in place of kelvin'],
  [1.8, 32, 'look like degrees Fahrenheit in place of Celsius'], [1 / 1.8, -32 / 1.8, 'look like degrees Celsius in place of Fahrenheit'],
]
const day = 86_400_000
const dateOffsets: readonly (readonly [number, string])[] = [[-1462 * day, 'lie four years and a day earlier: a workbook of the 1904 date system read by that of 1900'], [36_525 * day, 'lie a century later'], [-36_525 * day, 'lie a century earlier'], [-36_524 * day, 'lie a century earlier']]

/** A distance of the distributions above which a change of unit is looked for. */
const far = 0.5

/** What happened to the numbers of a column, or null when nothing looks like damage. */
export function damageOfNumbers(reference: NumericSample, current: NumericSample, distance: number, type: 'integer' | 'decimal' | 'date' | 'boolean'): Damage | null {
  const [a, b] = [reference.sorted, current.sorted]
  if (a.length < fewestCells || current.rows < fewestCells) return null
  if (current.missing === current.rows) return reference.missing <= 0.5 * reference.rows ? { kind: 'all-missing', text: 'every cell is missing' } : null
  if (b.length < fewestCells) return null
  const print = (value: number): string => (type === 'date' ? dateText(value) : formatNumber(value))
  if (b[0] === b[b.length - 1] && countAtMost(a, b[0]!) - countBelow(a, b[0]!) < 0.5 * a.length) return { kind: 'constant', text: `every value is ${print(b[0]!)}` }
  return (distance >= far ? moved(a, b, type) : null) ?? (type === 'decimal' ? decimals(a, b) : null) ?? spike(a, b, print) ?? (type === 'date' ? null : scaledPart(a, b))
}

/** Largest distance at which two samples still look like one. */
const alike = (n: number, m: number): number => 0.08 + 1.36 * Math.sqrt((n + m) / n / m)

function matches(a: Float64Array, b: Float64Array, change: (value: number) => number): boolean {
  const back = b.map(change)
  if (change(1) < change(0)) back.reverse()
  return ksTwoSample(a, back, 0).d <= alike(a.length, b.length)
}

/** A change of unit, sign or origin that puts the current values back onto the reference. */
function moved(a: Float64Array, b: Float64Array, type: string): Damage | null {
  if (type === 'date') {
    const shift = quantileSorted(b, 0.5) - quantileSorted(a, 0.5)
    const near = dateOffsets.find(([offset]) => Math.abs(shift - offset) < 40 * day && matches(a, b, (value) => value - offset))
    if (near !== undefined) return { kind: 'offset', text: `its dates ${near[1]}` }
  } else {
    for (const [factor, offset, words] of offsets) if (matches(a, b, (value) => (value - offset) / factor)) return { kind: 'offset', text: `its values ${words}` }
    if (matches(a, b, (value) => -value)) return { kind: 'sign', text: 'its values have the other sign' }
  }
  for (const p of [0.5, 0.75, 0.25, 0.9]) {
    const ratio = quantileSorted(b, p) / quantileSorted(a, p)
    if (!(ratio > 0) || !Number.isFinite(ratio)) continue
    for (const [factor, words] of factors) {
      for (const each of [factor, 1 / factor]) {
        if (Math.abs(Math.log(ratio / each)) < 0.2 && matches(a, b, (value) => value / each)) return { kind: 'scale', text: `its values look ${each > 1 ? `multiplied by ${formatNumber(each)}` : `divided by ${formatNumber(1 / each)}`}${words}` }
      }
    }
    return null
  }
  return null
}

/** Part of the cells in another unit: far beyond the reference, and like it once divided. */
function scaledPart(a: Float64Array, b: Float64Array): Damage | null {
  const limit = a[a.length - 1]! * 5
  if (!(a[0]! >= 0) || !(limit > 0)) return null
  const beyond = b.subarray(countAtMost(b, limit))
  if (beyond.length < Math.max(10, 0.005 * b.length)) return null
  const ratio = quantileSorted(beyond, 0.5) / quantileSorted(a, 0.5)
  const [factor] = factors.reduce((best, each) => (Math.abs(Math.log(ratio / each[0])) < Math.abs(Math.log(ratio / best[0])) ? each : best))
  return matches(a, beyond, (value) => value / factor) ? { kind: 'scale-part', text: `${formatPercent(beyond.length / b.length)} of its values look multiplied by ${formatNumber(factor)}` } : null
}

/** Share of a column from which one value is a spike. */
const spikeShare = 0.05

/** Probability under which a heap is no accident of few rows. */
const byChance = 1e-4

function countDistinct(sorted: Float64Array): number {
  let distinct = 0
  for (let row = 0; row < sorted.length; row += 1) if (row === 0 || sorted[row] !== sorted[row - 1]) distinct += 1
  return distinct
}

/** One value that suddenly fills a large part of the column: a code, a default, or a cut. */
function spike(a: Float64Array, b: Float64Array, print: (value: number) => string): Damage | null {
  let [most, value] = [0, 0]
  // A value that fills a share of a sorted column is met by steps of that share.
  const step = Math.max(1, Math.floor(b.length * spikeShare))
  for (let at = 0; at < b.length; at += step) {
    const held = countAtMost(b, b[at]!) - countBelow(b, b[at]!)
    if (held > most) [most, value] = [held, b[at]!]
  }
  const share = most / b.length
  const known = countAtMost(a, value) - countBelow(a, value)
  const before = known / a.length
  if (share < spikeShare || most < 10 || before > 0.005 || a.length < 200) return null
  // The value was picked from all: chance would have to heap any of them up so.
  if (countDistinct(b) * fisherExact(most, b.length - most, known, a.length - known).p > byChance) return null
  const cut = (value === b[b.length - 1] && value < a[a.length - 1]!) || (value === b[0] && value > a[0]!)
  // Where the other values moved too, the population did: a spike is damage only on a column that is otherwise as it was.
  const basis = !cut ? a : value === b[b.length - 1] ? a.subarray(0, countBelow(a, value)) : a.subarray(countAtMost(a, value))
  if (!matches(basis, b.filter((each) => each !== value), (each) => each)) return null
  return { kind: 'spike', text: cut ? `its values are cut off at ${print(value)}, which ${formatPercent(share)} of them hold` : `${formatPercent(share)} of its values are ${print(value)}, ${before === 0 ? 'which the reference never holds' : `against ${formatPercent(before)} in the reference`}` }
}

/** Decimals cut off: nearly every value lies on a coarser grid than before. */
function decimals(a: Float64Array, b: Float64Array): Damage | null {
  if (a[a.length - 1]! - a[0]! < 5) return gridded(a, b, [1, 2])
  return gridded(a, b, [0, 1, 2])
}

function gridded(a: Float64Array, b: Float64Array, places: readonly number[]): Damage | null {
  const onGrid = (sorted: Float64Array, place: number): number => {
    const looked = Math.min(1000, sorted.length)
    let hits = 0
    for (let i = 0; i < looked; i += 1) {
      const scaled = sorted[Math.floor((i * sorted.length) / looked)]! * 10 ** place
      if (Math.abs(scaled - Math.round(scaled)) < 1e-6) hits += 1
    }
    return hits / looked
  }
  for (const place of places) {
    if (b.length >= 50 && onGrid(b, place) > 0.995 && onGrid(a, place) < 0.5) return { kind: 'decimals', text: `its values have ${place === 0 ? 'lost their decimals' : `only ${formatCount(place)} decimal${place === 1 ? '' : 's'} left`}` }
  }
  return null
}
